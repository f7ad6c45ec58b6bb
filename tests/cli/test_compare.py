"""Comparison, saturation and speakers, counted a second time from the study's own files; their tables and pictures."""
import csv
import io
import json
import re
import subprocess
import unittest
import xml.etree.ElementTree as ElementTree
import zipfile

from propos_test import EXAMPLE, PROPOS, SHARED, Programs
from test_truth import Truth

COMPARED = SHARED / "corpora" / "regards-croises"
SATURATED = SHARED / "corpora" / "dernier-recours"
SVG = "{http://www.w3.org/2000/svg}"
ASKING = {"moderator", "interviewer", "observer", "modérateur", "modératrice", "enquêteur", "enquêtrice", "observateur"}

STUDY = {
    "transcripts/E1.csv": "turn,speaker,text\n"
                          "1,M,\"Et la fatigue, vous en parlez à table ?\"\n"
                          "2,A,\"Oui, la fatigue {rires}, tous les soirs, et le bruit.\"\n"
                          "3,,{rires}\n"
                          "4,M,Le bruit ?\n"
                          "5,B,\"Le bruit, euh (.) les cris.\"\n"
                          "6,A,Les cris me fatiguent.\n",
    "transcripts/Q1.csv": "turn,speaker,text\n1,A,Je mange seule.\n",
    "transcripts/E2.csv": "turn,speaker,text\n1,B,Rien à dire ici.\n",
    "documents.csv": "document,title,group,kind\nE1,,nord,interview\nQ1,,sud,quotes\nE2,,,interview\n",
    "participants.csv": "document,label,role,métier\nE1,M,moderator,\nE1,A,participant,cuisinière\nE1,B,participant,\n"
                        "Q1,A,participant,cuisinière\nE2,B,participant,\n",
    "codes.csv": "code,parent,name\nc1,,Salle\nc1.1,c1,Bruit & cris\nc2,,Fatigue\nc3,,Jamais\n",
    "codings/a.csv": "coder,code,document,turn,start,turn_end,end,unit\n"
                     "Lou,c1.1,E1,5,0,5,26,1\nMax,c1.1,E1,5,0,5,26,1\n"
                     "Lou,c2,E1,1,0,2,15,2\nLou,c1,E1,6,0,6,22,3\nLou,c2,E1,6,0,6,22,3\nLou,c2,Q1,1,0,1,8,4\n",
}


class Count:
    """Cells of a table, filled letter by letter and unit by unit."""

    def __init__(self, truth, columns):
        self.truth, self.columns = truth, columns
        self.cells = {}
        for passage in truth.passages:
            key = (passage.document, passage.turn)
            if truth.label[key] is None:
                continue
            for number, _, _ in passage.spans:
                coding = truth.codings[number]
                for row in [coding["code"], *truth.ancestors(coding["code"])]:
                    for column in {self.column(coding, key), "total"}:
                        self.add((row, column), coding, key, passage)
                for column in {self.column(coding, key), "total"}:
                    self.add(("total", column), coding, key, passage)

    def column(self, coding, key):
        if self.columns == "group":
            return self.truth.group.get(key[0])
        if self.columns == "document":
            return key[0]
        if self.columns == "coder":
            return coding["coder"]
        return self.truth.attributes(key).get(self.columns) or None

    def add(self, place, coding, key, passage):
        cell = self.cells.setdefault(place, {n: set() for n in (
            "units", "passages", "turns", "speakers", "participants", "groups")})
        person = self.truth.person(key)
        cell["units"].add(coding["unit_key"])
        cell["passages"].add(passage.key)
        cell["turns"].add(key)
        if self.truth.group.get(key[0]):
            cell["groups"].add(self.truth.group[key[0]])
        if person:
            cell["speakers"].add(person)
            if self.truth.role(key) not in ASKING:
                cell["participants"].add(person)

    def sizes(self, place):
        return {n: len(s) for n, s in self.cells[place].items()} if place in self.cells else None


class Compare(Programs):
    def answer(self, command, *options, code=0):
        done = self.propos(command, "--json", *options)
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout)

    def indexed(self, name="table"):
        folder = self.study(name, STUDY)
        done = self.index(folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        return folder

    # ---- compare ----

    def check_cell(self, cell, wanted, place):
        ours = {n: cell[n] for n in ("units", "passages", "turns", "speakers", "participants", "groups")}
        self.assertEqual(ours, wanted or dict.fromkeys(ours, 0), place)
        self.assertEqual(cell["words"] > 0, cell["units"] > 0, place)

    def check_table(self, folder, columns):
        count = Count(Truth(folder, self.home / folder.name / "record.db"), columns)
        table = self.answer("compare", "--study", folder.name, "--columns", columns)["compare"][0]
        names = [c["value"] for c in table["columns"]]
        self.assertEqual(len(names), len(set(names)))
        self.assertLessEqual({c for _, c in count.cells} - {"total"}, set(names))
        self.assertEqual([r["value"] for r in table["rows"] if r["total"]["units"] == 0],
                         [r["value"] for r in table["rows"] if (r["value"], "total") not in count.cells])
        for row in [*table["rows"], {"value": "total", **table["total"]}]:
            for name, cell in zip(names, row["cells"]):
                self.check_cell(cell, count.sizes((row["value"], name)), (row["value"], name))
            self.check_cell(row["total"], count.sizes((row["value"], "total")), row["value"])
            self.assertEqual(sum(c["units"] for c in row["cells"]) - row["counted_again"], row["total"]["units"])
        self.assertEqual({c["code"] for c in table["unused_codes"]},
                         {c for c in count.truth.codes if (c, "total") not in count.cells})
        coded = {key[0] for (row, column), cell in count.cells.items() if column == "total" for key in cell["turns"]}
        self.assertEqual(set(table["uncoded_documents"]), set(count.truth.documents) - coded)
        resting = {c for c in count.truth.codes if (c, "total") in count.cells and self.rests(count, c)}
        self.assertEqual({c["code"] for c in table["one_speaker"]}, resting)
        return table

    @staticmethod
    def rests(count, code):
        cell = count.cells[code, "total"]
        return len(cell["participants"] or cell["speakers"]) == 1

    def test_example(self):
        self.index(EXAMPLE)
        for columns in ("group", "document", "coder", "profession"):
            with self.subTest(columns):
                self.check_table(EXAMPLE, columns)

    @unittest.skipUnless(COMPARED.exists(), "the shared corpora are not here")
    def test_corpus(self):
        self.index(COMPARED)
        for columns in ("group", "coder"):
            with self.subTest(columns):
                self.check_table(COMPARED, columns)

    def test_what_the_codings_do_not_reach(self):
        folder = self.indexed()
        table = self.check_table(folder, "group")
        self.assertEqual([c["value"] for c in table["columns"]], ["nord", "sud", None])
        self.assertEqual([c["code"] for c in table["unused_codes"]], ["c3"])
        self.assertEqual(table["uncoded_documents"], ["E2"])
        self.assertEqual([(p["document"], p["label"]) for p in table["uncoded_speakers"]], [("E2", "B")])
        self.assertEqual({c["code"]: (c["speaker"]["document"], c["speaker"]["label"]) for c in table["one_speaker"]},
                         {"c1.1": ("E1", "B")})
        self.assertEqual(table["columns"][0]["said"]["turns"], 5)

    def test_a_part_of_the_study(self):
        self.indexed()
        whole = self.answer("compare", "--study", "table")
        part = self.answer("compare", "--study", "table", "groupe:nord", "locuteur:A")
        self.assertEqual(part["interpreted"], 'groupe:nord locuteur:A')
        self.assertEqual([c["value"] for c in part["compare"][0]["columns"]], ["nord"])
        self.assertLess(part["compare"][0]["total"]["total"]["units"], whole["compare"][0]["total"]["total"]["units"])

    def test_each_cell_opens_onto_its_passages(self):
        self.indexed()
        table = self.answer("compare", "--study", "table")["compare"][0]
        for row in table["rows"]:
            for column, cell in zip(table["columns"], row["cells"]):
                if column["query"]:
                    found = self.ask("--study", "table", "--limit", "0", f'{row["query"]} {column["query"]}')
                    self.assertEqual(found["total"], cell["passages"], (row["value"], column["value"]))

    def test_what_is_asked_wrongly_says_what_there_is(self):
        self.indexed()
        done = self.propos("compare", "--study", "table", "--rows", "couleur")
        self.assertEqual(done.returncode, 2)
        self.assertIn("métier", done.stderr)
        self.assertEqual(self.propos("compare", "--study", "table", "--lignes", "groupe", "--colonnes",
                                     "code").returncode, 0)

    # ---- saturation ----

    def check_curve(self, truth, curve, documents):
        met = set()
        self.assertEqual([d["document"] for d in curve["documents"]], documents)
        for document in curve["documents"]:
            here = {c["code"] for c in truth.codings if c["document"] == document["document"] and
                    curve["coder"] in (None, c["coder"])}
            self.assertEqual({c["code"] for c in document["new_codes"]}, here - met, document["document"])
            self.assertEqual(document["new"], len(here - met))
            met |= here
            self.assertEqual(document["codes"], len(met))
        self.assertEqual(curve["codes"], len(met))

    @unittest.skipUnless(SATURATED.exists(), "the shared corpora are not here")
    def test_first_appearances_by_order_of_analysis(self):
        self.index(SATURATED)
        truth = Truth(SATURATED, self.home / SATURATED.name / "record.db")
        with open(SATURATED / "documents.csv", encoding="utf-8-sig") as file:
            documents = [r["document"] for r in sorted(csv.DictReader(file), key=lambda r: int(r["order"]))]
        answer = self.answer("saturation", "--study", SATURATED.name)["saturation"][0]
        self.assertTrue(answer["order_known"])
        self.assertEqual([c["coder"] for c in answer["curves"]], [None, *truth.coders])
        for curve in answer["curves"]:
            self.check_curve(truth, curve, documents)

    def test_example_saturation(self):
        self.index(EXAMPLE)
        truth = Truth(EXAMPLE, self.home / EXAMPLE.name / "record.db")
        for curve in self.answer("saturation", "--study", EXAMPLE.name)["saturation"][0]["curves"]:
            self.check_curve(truth, curve, ["FG1", "FG2", "E1", "E2"])

    def test_an_unknown_order_and_documents_not_yet_coded(self):
        self.indexed()
        files = {k: v for k, v in STUDY.items() if k != "documents.csv"}
        self.assertEqual(self.index(self.study("sans-ordre", files)).returncode, 0)
        answer = self.answer("saturation", "--study", "sans-ordre")
        self.assertFalse(answer["saturation"][0]["order_known"])
        self.assertTrue(any("order" in n for n in answer["notices"]))
        documents = self.answer("saturation", "--study", "table")["saturation"][0]["curves"][0]["documents"]
        self.assertEqual([(d["document"], d["coded"], d["new"]) for d in documents],
                         [("E1", True, 3), ("Q1", True, 0), ("E2", False, 0)])
        self.assertRegex(self.propos("saturation", "--study", "table").stdout, r"3 +E2 .* –")

    # ---- speakers ----

    def test_speakers_of_the_example(self):
        self.index(EXAMPLE)
        truth = Truth(EXAMPLE, self.home / EXAMPLE.name / "record.db")
        turns = {}
        for key, label in truth.label.items():
            if label:
                who = truth.person(key) or (key[0], label)
                turns[who] = turns.get(who, 0) + 1
        answer = self.answer("speakers", "--study", EXAMPLE.name)
        ours = {(s["document"], s["label"]): s["turns"] for s in answer["speakers"]}
        self.assertEqual({k: v for k, v in ours.items() if v}, turns)
        for document in answer["documents"]:
            own = [s for s in answer["speakers"] if s["document"] == document["document"]]
            self.assertAlmostEqual(sum(s["share"] for s in own), 1)
            self.assertEqual(sum(s["words"] for s in own), document["words"])
        self.assertAlmostEqual(sum(r["share"] for r in answer["roles"]), 1)

    def test_words_marks_and_shares(self):
        self.indexed()
        answer = self.answer("speakers", "--study", "table")
        rows = {(s["document"], s["label"]): s for s in answer["speakers"]}
        # "euh" is no word, {rires} and (.) are marks.
        words = {("E1", "M"): 10, ("E1", "A"): 13, ("E1", "B"): 4, ("Q1", "A"): 3, ("E2", "B"): 4}
        self.assertEqual({k: r["words"] for k, r in rows.items()}, words)
        self.assertEqual(rows["E1", "A"]["marks"], {"laughter": 1})
        self.assertEqual(rows["E1", "B"]["marks"], {"pause": 1})
        self.assertAlmostEqual(rows["E1", "A"]["share"], 13 / 27)
        self.assertIsNone(rows["Q1", "A"]["share"])
        self.assertTrue(any("quotations" in n for n in answer["notices"]))
        document = answer["documents"][0]
        self.assertEqual((document["turns"], document["events"], document["marks"]["laughter"]), (5, 1, 2))
        self.assertEqual({r["role"]: r["words"] for r in answer["roles"]}, {"moderator": 10, "participant": 21})
        part = self.answer("speakers", "--study", "table", "locuteur:B")
        self.assertEqual({(s["document"], s["label"]) for s in part["speakers"]}, {("E1", "B"), ("E2", "B")})

    def test_words_that_the_moderator_said_first(self):
        self.indexed()
        words = self.answer("speakers", "--study", "table", "--code", "Fatigue")["said_first"]
        # "fatigue" and "fatiguent" are one word, and M said it first; "cris" is B's own, "bruit" is A's.
        self.assertEqual([(w["document"], w["first"]["word"], w["first"]["label"], w["first"]["turn"],
                           [(u["label"], u["turn"]) for u in w["uses"]]) for w in words],
                         [("E1", "fatigue", "M", 1, [("A", 2), ("A", 6)])])
        self.assertIn("M, turn 1", self.propos("locuteurs", "--study", "table", "--code", "c2").stdout)
        self.assertEqual(self.answer("speakers", "--study", "table", "--code", "c1.1")["said_first"], [])
        self.assertIsNone(self.answer("speakers", "--study", "table")["said_first"])

    # ---- tables ----

    def test_csv_is_for_machines(self):
        self.indexed()
        done = self.propos("compare", "--study", "table", "--csv", LANGUAGE="fr")
        rows = list(csv.DictReader(io.StringIO(done.stdout, newline="")))
        table = self.answer("compare", "--study", "table")["compare"][0]
        self.assertEqual(len(rows), (len(table["rows"]) + 1) * (len(table["columns"]) + 1))
        cell = next(r for r in rows if (r["row"], r["column"]) == ("c2", "nord"))
        self.assertEqual((cell["units"], cell["query"]), ("2", 'code:"c2" groupe:"nord"'))
        done = self.propos("speakers", "--study", "table", "--csv", LANGUAGE="fr")
        self.assertIn("48.1", done.stdout)
        self.assertIn("Propos", done.stderr)

    def test_a_comma_for_people_who_read_french(self):
        self.indexed()
        for form in ("--plain", "--markdown", "--html"):
            self.assertIn("48,1", self.propos("speakers", "--study", "table", form, LANGUAGE="fr").stdout)
            self.assertIn("48.1", self.propos("speakers", "--study", "table", form).stdout)

    def test_each_table_says_where_it_comes_from(self):
        self.indexed()
        for command in ("compare", "saturation", "speakers", "agreement"):
            for form in ("--plain", "--markdown", "--html"):
                shown = " ".join(self.propos(command, "--study", "table", "groupe:nord", form).stdout.split())
                for what in ("table", "groupe:nord", "revision 1", "Propos"):
                    self.assertIn(what, shown, (command, form))
                self.assertRegex(shown, r"20\d\d-\d\d-\d\d")
            page = self.propos(command, "--study", "table", "--html").stdout
            ElementTree.fromstring(re.sub("<!DOCTYPE html>|<meta[^>]*>", "", page))

    def test_documents(self):
        self.indexed()
        for command in ("compare", "saturation", "speakers", "agreement"):
            content = self.document(command)
            self.assertIn("Bruit &amp; cris" if command in ("compare", "agreement") else "E1", content)
            self.assertIn("table:table-header-rows", content)
            ElementTree.fromstring(content)
        self.assertIn("48,1", self.document("speakers"))
        self.assertEqual(self.propos("search", "--odt", "bruit").returncode, 2)

    def document(self, command):
        done = subprocess.run([PROPOS, command, "--study", "table", "--odt"], capture_output=True, check=True,
                              timeout=60, env=self.environment(LANGUAGE="fr"))
        with zipfile.ZipFile(io.BytesIO(done.stdout)) as archive:
            self.assertIsNone(archive.testzip())
            return archive.read("content.xml").decode()

    # ---- pictures ----

    def picture(self, command, *options):
        path = self.folder / f"{command}{len(list(self.folder.glob('*.svg')))}.svg"
        done = self.propos(command, "--svg", path, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout, "no picture without its table")
        root = ElementTree.parse(path).getroot()
        self.assertEqual([e.tag for e in root][:2], [SVG + "title", SVG + "desc"])
        self.assertTrue(all(e.text for e in root[:2]))
        self.assertLessEqual({e.tag for e in root.iter()}, {SVG + t for t in (
            "svg", "title", "desc", "rect", "text", "line", "path")})
        width, height = float(root.get("width")), float(root.get("height"))
        for element in root.iter(SVG + "rect"):
            x, y = float(element.get("x", 0)), float(element.get("y", 0))
            self.assertLessEqual(x + float(element.get("width")), width)
            self.assertLessEqual(y + float(element.get("height")), height)
        for element in root.iter(SVG + "text"):
            self.assertTrue(0 <= float(element.get("x")) <= width and 0 <= float(element.get("y")) <= height)
        return root, [e.text for e in root.iter(SVG + "text")]

    @staticmethod
    def brightness(colour):
        return sum(int(colour[i:i + 2], 16) * w for i, w in ((1, 0.299), (3, 0.587), (5, 0.114)))

    def test_heat_map(self):
        self.indexed()
        root, texts = self.picture("compare", "--study", "table")
        table = self.answer("compare", "--study", "table")["compare"][0]
        cells = [c["units"] for r in table["rows"] for c in r["cells"]]
        rects = [e for e in root.iter(SVG + "rect") if e.get("height") == "20.0"]
        self.assertEqual(len(rects), len(cells))
        shades = sorted(set(zip(cells, (self.brightness(r.get("fill")) for r in rects))))
        self.assertEqual(len(shades), len(set(cells)))
        self.assertEqual([s for _, s in shades], sorted((s for _, s in shades), reverse=True), "darker for more")
        for value in cells:
            self.assertIn(str(value), texts)
        self.assertIn("c1.1 Bruit & cris", texts)

    def test_the_other_pictures(self):
        self.indexed()
        _, texts = self.picture("saturation", "--study", "table")
        self.assertLessEqual({"all coders (3)", "Lou (3)", "Max (1)", "E1", "Q1", "E2"}, set(texts))
        _, texts = self.picture("speakers", "--study", "table")
        self.assertIn("A (participant)", texts)
        self.assertNotIn("Q1", texts)
        self.assertTrue(any(t.startswith("48.1") for t in texts))
        _, texts = self.picture("agreement", "--study", "table")
        self.assertIn("c1.1 Bruit & cris", texts)
        self.assertIn("1.00", texts)

    def test_a_picture_never_replaces_a_file(self):
        self.indexed()
        path = self.folder / "mien.svg"
        path.write_text("à moi", encoding="utf-8")
        done = self.propos("compare", "--study", "table", "--svg", path)
        self.assertEqual((done.returncode, path.read_text(encoding="utf-8")), (2, "à moi"))
        self.assertEqual(self.propos("search", "--svg", self.folder / "x.svg", "bruit").returncode, 2)


if __name__ == "__main__":
    unittest.main()
