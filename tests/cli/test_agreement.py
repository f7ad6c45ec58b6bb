"""Agreement, computed a second time: letter by letter from the study's own files, with the definitions as they stand."""
import itertools
import json
import unittest

from propos_test import EXAMPLE, SHARED, Programs
from test_truth import Truth

CORPUS = SHARED / "corpora" / "regards-croises"


def percent(ratings):
    return sum(a == b for a, b in ratings) / len(ratings)


def kappa(ratings):
    """Cohen 1960, from the table of the two coders' decisions."""
    n = len(ratings)
    observed = percent(ratings)
    expected = sum((sum(a == v for a, _ in ratings) / n) * (sum(b == v for _, b in ratings) / n) for v in (0, 1))
    return None if expected == 1 else (observed - expected) / (1 - expected)


def alpha(ratings):
    """Krippendorff, from the matrix of coincidences."""
    coincidences = {(v, w): 0.0 for v in (0, 1) for w in (0, 1)}
    for values in ratings:
        for i, j in itertools.permutations(range(len(values)), 2):
            coincidences[values[i], values[j]] += 1 / (len(values) - 1)
    totals = {v: coincidences[v, 0] + coincidences[v, 1] for v in (0, 1)}
    n = sum(totals.values())
    expected = 2 * totals[0] * totals[1]
    return None if expected == 0 else 1 - (n - 1) * 2 * coincidences[0, 1] / expected


class Naive:
    """The units of a study and who coded them so, one by one."""

    def __init__(self, truth, unit, level, coders=None):
        self.truth, self.level = truth, level
        self.coders = coders or truth.coders
        documents = [d for d in truth.documents if all(truth.finished.get((d, c)) for c in self.coders)]
        self.units, self.of_turn = 0, {}
        for p in truth.passages:
            key = (p.document, p.turn)
            if p.document not in documents or truth.label[key] is None:
                continue
            if unit == "passages":
                self.of_turn.setdefault(key, []).append((p.start, p.end, self.units))
                self.units += 1
            elif key not in self.of_turn:
                self.of_turn[key] = [(0, len(truth.turns[key]), self.units)]
                self.units += len(truth.turns[key]) if unit == "characters" else 1
        self.letters = unit == "characters"
        self.sets = {}
        for c in truth.codings:
            if c["coder"] in self.coders and c["document"] in documents and (c.get("round") or "individual") in (
                    "individual", "individuel"):
                for key in self.keys(c["code"]):
                    self.sets.setdefault(key, {k: set() for k in self.coders})[c["coder"]].update(self.covered(c))

    def ancestors(self, code):
        path = [code]
        while self.truth.codes[path[-1]]["parent"]:
            path.append(self.truth.codes[path[-1]]["parent"])
        return path

    def keys(self, code):
        path = self.ancestors(code)
        if self.level:
            path = path[len(path) - self.level:][:1] if len(path) >= self.level else []
            return [frozenset(self.joined(c)) for c in path]
        return {frozenset(self.joined(c)) for c in path} | {frozenset([c]) for c in path}

    def joined(self, code):
        """The codes of the same theme, or the code alone."""
        themes = self.truth.themes.get(code, set())
        return {c for c, t in self.truth.themes.items() if t & themes} or {code}

    def covered(self, coding):
        first, start, last, end = coding["place"]
        for turn in range(first, last + 1):
            for a, b, base in self.of_turn.get((coding["document"], turn), ()):
                length = len(self.truth.turns[coding["document"], turn])
                here = range(max(a, start if turn == first else 0), min(b, end if turn == last else length))
                if len(here) > 0:
                    yield from (base + i - a for i in here) if self.letters else (base,)

    def figures(self, key):
        sets = self.sets[key]
        pairs = list(itertools.combinations(self.coders, 2))
        rated = [tuple(int(u in sets[c]) for c in self.coders) for u in range(self.units)]
        means = []
        for measure in (percent, kappa):
            each = [measure([(r[self.coders.index(a)], r[self.coders.index(b)]) for r in rated]) for a, b in pairs]
            means.append(None if None in each else sum(each) / len(each))
        return {"coded": {c: len(sets[c]) for c in self.coders}, "all": len(set.intersection(*sets.values())),
                "any": len(set.union(*sets.values())), "percent": means[0], "kappa": means[1], "alpha": alpha(rated)}


class Agreement(Programs):
    def agreement(self, study, *options):
        done = self.propos("agreement", "--json", "--study", study, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["agreement"][0]

    def near(self, ours, theirs, what):
        if theirs is None:
            self.assertIsNone(ours, what)
        else:
            self.assertAlmostEqual(ours, theirs, places=6, msg=str(what))

    def compare(self, folder, unit, level, most=None):
        truth = Truth(folder, self.home / folder.name / "record.db")
        naive = Naive(truth, unit, level)
        options = ["--unit", unit] + (["--level", str(level)] if level else [])
        answer = self.agreement(folder.name, *options)
        self.assertEqual(answer["denominator"], naive.units)
        rows = {frozenset(r["codes"]): r for r in answer["codes"]}
        self.assertEqual(set(rows), set(naive.sets))
        for key in sorted(naive.sets, key=sorted)[:most]:
            wanted, row = naive.figures(key), rows[key]
            self.assertEqual({c["coder"]: c["coded"] for c in row["coders"]}, wanted["coded"], key)
            self.assertEqual((row["all_coders"], row["any_coder"]), (wanted["all"], wanted["any"]), key)
            for name in ("percent", "kappa", "alpha"):
                self.near(row[name], wanted[name], (sorted(key), name))
        return answer

    def test_example(self):
        self.index(EXAMPLE)
        for unit in ("characters", "passages", "turns"):
            for level in (None, 1, 2, 3):
                with self.subTest(unit=unit, level=level):
                    self.compare(EXAMPLE, unit, level)

    @unittest.skipUnless(CORPUS.exists(), "the shared corpora are not here")
    def test_corpus(self):
        self.index(CORPUS)
        for unit in ("characters", "passages", "turns"):
            for level in (2, 3):
                with self.subTest(unit=unit, level=level):
                    answer = self.compare(CORPUS, unit, level)
                    self.assertEqual(answer["left_out"], [])

    def test_codings_of_an_agreed_result_give_no_figure(self):
        folder = self.study("accord", {
            "transcripts/E1.csv": "turn,speaker,text\n1,M,Bonjour à vous.\n2,A,Je mange à la cantine.\n",
            "codes.csv": "code,parent,name\nc1,,Repas\n",
            "codings/a.csv": "coder,code,document,turn,start,turn_end,end,round\nLou,c1,E1,2,0,2,8,consensus\n"
                             "Max,c1,E1,2,0,2,8,consensus\n"})
        self.assertEqual(self.index(folder).returncode, 0)
        done = self.propos("accord", "--json", "--study", "accord")
        answer = json.loads(done.stdout)
        self.assertEqual(done.returncode, 1)
        self.assertIsNone(answer["agreement"][0]["overall"])
        self.assertTrue(any("agreed result" in n for n in answer["notices"]), answer["notices"])

    def test_documents_that_one_coder_has_not_finished_are_named(self):
        folder = self.study("partiel", {
            "transcripts/E1.csv": "turn,speaker,text\n1,A,Je mange à la cantine.\n",
            "transcripts/E2.csv": "turn,speaker,text\n1,A,Je mange dehors.\n",
            "codes.csv": "code,parent,name\nc1,,Repas\n",
            "codings/a.csv": "coder,code,document,turn,start,turn_end,end\nLou,c1,E1,1,0,1,8\nMax,c1,E1,1,3,1,8\n"
                             "Lou,c1,E2,1,0,1,8\n"})
        self.assertEqual(self.index(folder).returncode, 0)
        answer = self.agreement("partiel")
        self.assertEqual(answer["documents"], ["E1"])
        self.assertEqual(answer["left_out"], [{"document": "E2", "not_finished_by": ["Max"]}])
        self.assertEqual({n: answer["counts"][n] for n in ("documents", "turns", "codings")},
                         {"documents": 1, "turns": 1, "codings": 2})
        row = answer["codes"][0]
        self.assertEqual((row["all_coders"], row["any_coder"]), (5, 8))
        printed = self.propos("agreement", "--study", "partiel").stdout
        self.assertIn("E2", printed)

    def test_what_is_asked_wrongly_says_what_there_is(self):
        self.index(EXAMPLE)
        for options, words in ((["--unit", "mots"], "characters"), (["--coder", "Zoé"], "Claire"),
                               (["--level", "0"], "level"), (["--code", "zzz"], "zzz"), (["--limit", "3"], "limit")):
            done = self.propos("agreement", "--study", EXAMPLE.name, *options)
            self.assertIn(done.returncode, (2, 3), options)
            self.assertIn(words, done.stderr)


if __name__ == "__main__":
    unittest.main()
