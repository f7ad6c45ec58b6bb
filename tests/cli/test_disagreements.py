"""Where coders differ: every kind of difference on an invented study, a second computation letter by letter, decisions."""
import csv
import itertools
import json
import os
import subprocess
import unittest

import propos_test
from propos_test import EXAMPLE, SHARED, Programs
from test_truth import Truth

CORPUS = SHARED / "corpora" / "regards-croises"
WEIGHTS = {"code": 1.0, "related": 0.5, "only": 0.5, "bounds": 0.25}
GRAVITY = ["bounds", "only", "related", "code"]
HEADER = "document,turn,quote,coders,code,stage,why,date,decided_by"

TEXT = ("Le matin on attend le bus sous la pluie.",     # 1: Ana alone
        "À midi personne ne parle à la cantine.",       # 2: another code
        "Le soir je révise avec ma sœur.",              # 3: same code, other bounds
        "La nuit je dors mal, souvent.",                # 4: a code and its child
        "Demain tout recommence.",                      # 5: the same: no disagreement
        "Et voilà la suite")                            # 6: runs on into 7


def transcript(turns=TEXT):
    return "turn,speaker,text\n" + "".join(f'{i},P{i % 2 + 1},"{t}"\n' for i, t in enumerate(turns, 1))


CODES = "code,parent,name\nr,,Vie\na,r,Attente\na1,a,Attente longue\nb,r,Silence\nc,,Sommeil\nc1,c,Insomnie\n"
ROWS = ("coder,code,document,turn,start,turn_end,end,memo,round\n"
        "Ana,a,E1,1,3,1,24,je doute,\n"
        "Ana,a,E1,2,0,2,20,,\nBob,b,E1,2,7,2,20,,\n"
        "Ana,b,E1,3,0,3,20,,\nBob,b,E1,3,8,3,31,,\n"
        "Ana,a,E1,4,0,4,10,,\nBob,a1,E1,4,0,4,10,,\n"
        "Ana,c1,E1,5,0,5,6,,\nBob,c1,E1,5,0,5,6,,\n"
        "Ana,b,E1,6,3,7,4,,\nBob,a,E1,7,0,7,4,,\n"
        "Ana,a,E2,1,0,1,5,,\n"
        "Ana,a,E3,1,0,1,5,,consensus\nBob,b,E3,1,0,1,5,,consensus\n")


def study(rows=ROWS, turns=TEXT + ("Fin de la phrase.",), **more):
    return {"study.ini": "[study]\nid = jours\ntitle = Les jours\ncoders = Ana, Bob\n",
            "transcripts/E1.csv": transcript(turns), "transcripts/E2.csv": transcript(),
            "transcripts/E3.csv": transcript(), "codes.csv": CODES, "codings/deux.csv": rows,
            "progress.csv": "document,coder,state\nE2,Bob,started\n", **more}


class Naive:
    """Codes of each coder, letter by letter; stretches are runs of codings that share letters."""

    def __init__(self, truth, coders):
        self.truth, self.coders = truth, coders
        self.documents = [d for d in truth.documents if all(truth.finished.get((d, c)) for c in coders)]
        self.left_out = [d for d in truth.documents if d not in self.documents]
        self.stretches, self.disputes = 0, {}
        for document in self.documents:
            self.look_into(document)

    def path(self, code):
        path = [code]
        while self.truth.codes.get(path[-1], {}).get("parent"):
            path.append(self.truth.codes[path[-1]]["parent"])
        return path

    def same(self, a, b):
        return a == b or bool(self.truth.themes.get(a, set()) & self.truth.themes.get(b, set()))

    def related(self, a, b):
        roots = {p["parent"] for p in self.truth.codes.values() if p["parent"]}
        wide = {c for c, row in self.truth.codes.items() if not row["parent"] and c in roots}
        return self.same(a, b) or (a in self.path(b) and a not in wide) or (b in self.path(a) and b not in wide)

    def look_into(self, document):
        letters = [(t, i) for d, t in sorted(self.truth.turns) if d == document
                   for i in range(len(self.truth.turns[d, t]))]
        place = {letter: i for i, letter in enumerate(letters)}
        codings = []
        for c in self.truth.codings:
            if c["document"] == document and c["coder"] in self.coders and \
                    (c.get("round") or "individual") in ("individual", "individuel"):
                first, start, last, end = c["place"]
                codings.append((place[first, start], place[last, end - 1] + 1, c["coder"], c["code"]))
        codings.sort()
        while codings:
            end, group = codings[0][1], [codings.pop(0)]
            while codings and codings[0][0] < end:
                end = max(end, codings[0][1])
                group.append(codings.pop(0))
            self.stretches += 1
            found = {}
            for letter in range(group[0][0], end):
                kind = self.kind(group, letter)
                if kind:
                    found[kind] = found.get(kind, 0) + 1
            if found:
                self.disputes[document, *letters[group[0][0]], letters[end - 1][0], letters[end - 1][1] + 1] = found

    def kind(self, group, letter):
        here = {c: {code for a, b, who, code in group if who == c and a <= letter < b} for c in self.coders}
        anywhere = {c: {code for _, _, who, code in group if who == c} for c in self.coders}
        gravest = None
        for a, b in itertools.combinations(self.coders, 2):
            x, y = here[a], here[b]
            kind = None
            if x and y:
                if not (all(any(self.same(p, q) for q in y) for p in x) and
                        all(any(self.same(p, q) for q in x) for p in y)):
                    kind = "related" if any(self.related(p, q) for p in x for q in y) else "code"
            elif x or y:
                there = anywhere[b] if x else anywhere[a]
                kind = "bounds" if all(any(self.same(p, q) for q in there) for p in x or y) else "only"
            if kind and (gravest is None or GRAVITY.index(kind) > GRAVITY.index(gravest)):
                gravest = kind
        return gravest


class Disagreements(Programs):
    def ask_for(self, name, *options, code=0):
        done = self.propos("disagreements", "--json", "--study", name, *options)
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout)["disagreements"][0]

    def fresh(self, name="jours", **files):
        """A study of its own folder and state for each test."""
        import shutil
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.folder / "studies" / name, ignore_errors=True)
        folder = self.study(name, {**study(), **files})
        self.assertEqual(self.index(folder).returncode, 0)
        return folder

    # ---- what is found ----

    def compare(self, folder, **options):
        answer = self.ask_for(folder.name, "--state", "all")
        naive = Naive(Truth(folder, self.home / folder.name / "record.db"), answer["coders"])
        self.assertEqual(answer["documents"], naive.documents)
        self.assertEqual([d["document"] for d in answer["left_out"]], naive.left_out)
        self.assertEqual(answer["stretches"], naive.stretches)
        ours = {(i["document"]["id"], i["turn"], i["start"], i["turn_end"], i["end"]):
                {k["kind"]: k["letters"] for k in i["kinds"]} for i in answer["items"]}
        self.assertEqual(ours, naive.disputes)
        weights = [i["weight"] for i in answer["items"]]
        self.assertEqual(weights, sorted(weights, reverse=True))
        for i in answer["items"]:
            self.assertAlmostEqual(i["weight"], sum(k["letters"] * WEIGHTS[k["kind"]] for k in i["kinds"]))
        self.assertEqual(len({i["id"] for i in answer["items"]}), len(answer["items"]))
        return answer

    def test_example(self):
        self.index(EXAMPLE)
        self.assertGreater(len(self.compare(EXAMPLE)["items"]), 20)

    @unittest.skipUnless(CORPUS.exists(), "the shared corpora are not here")
    def test_corpus(self):
        self.index(CORPUS)
        self.assertGreater(len(self.compare(CORPUS)["items"]), 100)

    def test_every_kind_of_difference(self):
        folder = self.fresh()
        answer = self.compare(folder)
        kinds = {i["turn"]: {k["kind"]: k["letters"] for k in i["kinds"]} for i in answer["items"]}
        self.assertEqual(kinds, {1: {"only": 21}, 2: {"code": 13, "only": 7}, 3: {"bounds": 19},
                                 4: {"related": 10}, 6: {"only": 14, "code": 4}})
        self.assertEqual(answer["documents"], ["E1", "E3"])
        self.assertEqual(answer["left_out"], [{"document": "E2", "not_finished_by": ["Bob"]}])
        self.assertEqual((answer["stretches"], answer["disagreements"], answer["open"]), (6, 5, 5))

    def test_both_codings_stand_side_by_side(self):
        self.fresh()
        items = {i["turn"]: i for i in self.ask_for("jours")["items"]}
        one = items[1]
        self.assertEqual([c["coder"] for c in one["coders"]], ["Ana", "Bob"])
        self.assertEqual(one["coders"][1]["codings"], [])
        coding = one["coders"][0]["codings"][0]
        self.assertEqual((coding["code"], coding["memo"], coding["text"]), ("a", "je doute", "matin on attend le bu"))
        self.assertEqual((one["speaker"]["label"], one["passages"]), ("P2", ["jours/E1/1.1"]))
        over = items[6]
        self.assertEqual(over["turn_end"], 7)
        self.assertEqual(over["text"], "voilà la suite / Fin ")
        self.assertEqual(over["disputed"], [{"span": [0, 14], "kind": "only"}, {"span": [17, 21], "kind": "code"}])
        self.assertEqual(over["coders"][1]["codings"][0]["span"], [17, 21])

    def test_filters(self):
        self.fresh()
        def turns(*options, code=0):
            return sorted(i["turn"] for i in self.ask_for("jours", *options, code=code)["items"])
        self.assertEqual(turns("--kind", "code"), [2, 6])
        self.assertEqual(turns("--kind", "bounds,related"), [3, 4])
        self.assertEqual(turns("--sorte", "bornes"), [3])
        self.assertEqual(turns("--code", "Silence"), [2, 3, 6])
        self.assertEqual(turns("pluie"), [1])
        self.assertEqual(turns("--limit", "2"), [2, 6])
        self.assertEqual(turns("--state", "settled", code=1), [])
        for options, word in ((["--kind", "mots"], "bounds"), (["--state", "clos"], "settled"),
                              (["--coder", "Zoé"], "Ana"), (["--coder", "Ana"], "two coders")):
            done = self.propos("disagreements", "--study", "jours", *options)
            self.assertIn(done.returncode, (2, 3))
            self.assertIn(word, done.stderr)

    def test_two_of_three_coders(self):
        rows = ROWS + "Cléo,a,E1,1,3,1,24,,\nCléo,c,E3,5,0,5,6,,\n"
        self.fresh(**{"codings/deux.csv": rows})
        both = self.ask_for("jours", "--coder", "Ana", "--coder", "Cléo")
        self.assertNotIn(1, [i["turn"] for i in both["items"]])
        everybody = self.ask_for("jours")
        self.assertEqual(everybody["coders"], ["Ana", "Bob", "Cléo"])
        numbers = [i["id"] for i in both["items"] + everybody["items"]]
        self.assertEqual(len(set(numbers)), len(numbers))

    def test_nothing_to_compare_says_why(self):
        self.fresh(**{"codings/deux.csv": ROWS.splitlines()[0] + "\nAna,a,E1,1,3,1,24,,\n", "progress.csv": "document,coder,state\n",
                      "study.ini": "[study]\nid = jours\n"})
        done = self.propos("désaccords", "--study", "jours")
        self.assertEqual(done.returncode, 1)
        self.assertIn("fewer than two coders", done.stdout + done.stderr)

    def test_forms(self):
        self.fresh()
        table = list(csv.reader(self.propos("disagreements", "--study", "jours", "--csv").stdout.splitlines()))
        self.assertEqual(len(table), 6)
        self.assertEqual(table[0][5:7], ["Ana", "Bob"])
        plain = self.propos("disagreements", "--study", "jours").stdout
        self.assertIn("je doute", plain)
        self.assertIn("E2", plain)
        for form in ("--markdown", "--html"):
            self.assertIn("je doute", self.propos("disagreements", "--study", "jours", form).stdout)

    # ---- numbers ----

    def numbers(self):
        return {i["turn"]: i["id"] for i in self.ask_for("jours", "--state", "all")["items"]}

    def test_numbers_last(self):
        folder = self.fresh()
        before = self.numbers()
        self.assertEqual(before, {1: "D-001", 2: "D-002", 3: "D-003", 4: "D-004", 6: "D-005"})
        # A new coding elsewhere, one that makes a stretch longer, one that goes.
        rows = ROWS.replace("Ana,a,E1,2,0,2,20,,\n", "Bob,c,E1,5,7,5,11,,\nAna,a,E1,2,0,2,25,,\n")
        (folder / "codings" / "deux.csv").write_text(rows.replace("Ana,a,E1,1,3,1,24,je doute,\n", ""), "utf-8")
        self.assertEqual(self.index(folder).returncode, 0)
        self.assertEqual(self.numbers(), {2: "D-002", 3: "D-003", 4: "D-004", 5: "D-006", 6: "D-005"})
        # A line that was forgotten moves all turns: the words keep their numbers; what was gone comes back.
        turns = ("Bonjour.",) + TEXT + ("Fin de la phrase.",)
        moved = [ROWS.splitlines()[0]]
        for line in ROWS.splitlines()[1:]:
            cells = line.split(",")
            if cells[2] == "E1":
                cells[3], cells[5] = str(int(cells[3]) + 1), str(int(cells[5]) + 1)
            moved.append(",".join(cells))
        (folder / "codings" / "deux.csv").write_text("\n".join(moved) + "\n", "utf-8")
        (folder / "transcripts" / "E1.csv").write_text(transcript(turns), "utf-8")
        self.assertEqual(self.index(folder).returncode, 0)
        after = self.numbers()
        self.assertEqual({t: n for t, n in after.items() if t != 3},
                         {2: "D-001", 4: "D-003", 5: "D-004", 7: "D-005"})

    # ---- decisions ----

    def decide(self, number, *options, code=0):
        done = self.propos("decide", number, "--study", "jours", *options)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_a_decision_is_found_again_after_indexing(self):
        folder = self.fresh()
        codings = (folder / "codings" / "deux.csv").read_bytes()
        said = self.decide("D-002", "--code", "Silence", "--stage", "discussed", "--why", 'dit "bas", puis; tu')
        self.assertIn(str(folder / "decisions.csv"), said)
        self.assertIn("propos-index", said)
        self.assertEqual(self.ask_for("jours")["settled"], 0)
        self.assertEqual(self.index(folder).returncode, 0)
        answer = self.ask_for("jours", "--state", "settled")
        self.assertEqual((answer["open"], answer["settled"], len(answer["items"])), (4, 1, 1))
        item = answer["items"][0]
        self.assertEqual((item["id"], item["state"]), ("D-002", "settled"))
        decision = item["decisions"][0]
        self.assertEqual((decision["code"], decision["name"], decision["stage"], decision["why"]),
                         ("b", "Silence", "discussed", 'dit "bas", puis; tu'))
        self.assertTrue(decision["decided_by"])
        self.assertNotIn("D-002", [i["id"] for i in self.ask_for("jours")["items"]])
        self.assertEqual(len(item["coders"][0]["codings"]), 1)
        self.assertEqual((folder / "codings" / "deux.csv").read_bytes(), codings)
        with open(folder / "decisions.csv", encoding="utf-8", newline="") as file:
            table = list(csv.DictReader(file))
        self.assertEqual(list(table[0]), HEADER.split(","))
        self.assertEqual((table[0]["document"], table[0]["turn"], table[0]["quote"], table[0]["coders"]),
                         ("E1", "2", "À midi personne ne p", "Ana + Bob"))

    def test_a_later_decision_comes_after_and_one_over_two_turns_holds(self):
        folder = self.fresh()
        self.decide("D-005", "--code", "a", "--stage", "réécouté")
        self.decide("D-005", "--code", "aucun", "--étape", "direction", "--pourquoi", "hors sujet")
        self.assertEqual(self.index(folder).returncode, 0)
        item = self.ask_for("jours", "--state", "settled")["items"][0]
        self.assertEqual([(d["code"], d["stage"]) for d in item["decisions"]],
                         [("a", "reheard"), (None, "director")])
        self.assertEqual((folder / "decisions.csv").read_text("utf-8").count(HEADER), 1)

    def test_what_is_in_the_file_is_never_rewritten(self):
        folder = self.fresh()
        own = ("﻿Remarque;decided_by;date;why;stage;code;coders;quote;turn;document\r\n"
               'à moi;Ana;hier;"a; b";discussed;a;Bob, Ana;on attend le bus;1;E1').encode()
        (folder / "decisions.csv").write_bytes(own)
        self.decide("D-001", "--code", "a", "--stage", "discussed", "--why", "x;y")
        now = (folder / "decisions.csv").read_bytes()
        self.assertEqual(now[:len(own)], own)
        last = next(csv.reader([now[len(own):].decode("utf-8").strip()], delimiter=";"))
        self.assertEqual((last[0], last[3], last[4], last[5], last[8], last[9]), ("", "x;y", "discussed", "a", "1", "E1"))
        self.assertEqual(self.index(folder).returncode, 0)
        self.assertEqual(len(self.ask_for("jours", "--state", "settled")["items"][0]["decisions"]), 2)

    def test_a_decision_on_part_of_the_words_settles_part(self):
        folder = self.fresh(**{"decisions.csv": HEADER + "\nE1,1,on attend,,a,discussed,,,\n"
                                                         "E1,3,Ces mots-là ne sont nulle part,,a,discussed,,,\n"})
        item = next(i for i in self.ask_for("jours")["items"] if i["turn"] == 1)
        self.assertEqual((item["state"], len(item["decisions"])), ("open", 1))
        self.assertIn("settled in part", self.propos("disagreements", "--study", "jours").stdout)
        doubts = self.index(folder, "--dry-run").stdout
        self.assertIn("decisions.csv:3", doubts)

    def test_a_file_that_lacks_a_column_is_left_alone(self):
        folder = self.fresh()
        (folder / "decisions.csv").write_bytes(b"document,quote\nE1,bus\n")
        self.assertIn("turn", self.decide("D-001", "--code", "a", "--stage", "discussed", code=2))
        (folder / "decisions.csv").write_bytes("document;décidé\n".encode("latin-1"))
        self.assertIn("UTF-8", self.decide("D-001", "--code", "a", "--stage", "discussed", code=2))
        self.assertEqual((folder / "decisions.csv").read_bytes(), "document;décidé\n".encode("latin-1"))

    def test_what_is_wrong_is_said_and_nothing_is_written(self):
        folder = self.fresh()
        for number, options, code, word in (
                ("D-999", ["--code", "a", "--stage", "discussed"], 1, "D-999"),
                ("D-001", ["--code", "zzz", "--stage", "discussed"], 3, "zzz"),
                ("D-001", ["--stage", "discussed"], 2, "--code"),
                ("D-001", ["--code", "a"], 2, "reheard"),
                ("D-001", ["--code", "a", "--stage", "rêvé"], 2, "reheard")):
            self.assertIn(word, self.decide(number, *options, code=code))
        self.assertIn("number", self.propos("decide", "--code", "a").stderr)
        self.assertFalse((folder / "decisions.csv").exists())

    def test_a_folder_that_cannot_be_written(self):
        folder = self.fresh()
        other = 65534 if os.geteuid() == 0 else os.geteuid()  # rights do not hold root back
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, other, other)
        folder.chmod(0o555)
        try:
            extra = {"user": other} if os.geteuid() == 0 else {}
            done = subprocess.run([propos_test.PROPOS, "decide", "D-001", "--study", "jours", "--code", "a", "--stage",
                                   "discussed"], capture_output=True, text=True, check=False,
                                  env=self.environment(), **extra)
        finally:
            folder.chmod(0o755)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn(str(folder / "decisions.csv"), done.stderr)
        self.assertFalse((folder / "decisions.csv").exists())

    def test_a_study_that_is_one_file_has_no_folder(self):
        folder = self.study("seul", {"codes.csv": CODES, "entretien.csv": transcript()})
        self.assertEqual(self.index(folder / "entretien.csv").returncode, 0)
        self.assertIn("one file", self.settle_in_record("entretien", folder))

    def settle_in_record(self, study_id, folder):
        """One file has no two coders of its own: the record is given two, as a project of another tool has."""
        import sqlite3
        with sqlite3.connect(self.home / study_id / "record.db") as db:
            db.execute("INSERT INTO coder VALUES(1, 'Ana'), (2, 'Bob')")
            db.execute("INSERT INTO code(id, code, name) VALUES(1, 'a', 'Attente')")
            db.execute("INSERT INTO coding SELECT 1, 1, 1, id, 1, 0, 1, 5, NULL, NULL, NULL, 'individual', NULL"
                       " FROM document")
            db.execute("INSERT INTO progress SELECT id, 2, 1 FROM document")
            db.execute("INSERT INTO dispute SELECT 1, 'Ana + Bob', name, 1, 0, 1, 5, 'k', 1 FROM document")
        done = self.propos("decide", "D-001", "--study", study_id, "--code", "a", "--stage", "discussed")
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertFalse((folder / "decisions.csv").exists())
        return done.stderr

    def test_a_setting_that_does_nothing_is_doubted(self):
        folder = self.fresh(**{"study.ini": "[study]\nid = jours\ncoders = Ana, Bob\nblind = yes\n"})
        doubts = self.index(folder, "--dry-run").stdout
        self.assertIn("study.ini:4", doubts)
        self.assertIn("blind", doubts)


if __name__ == "__main__":
    unittest.main()
