"""Quotations checked: an invented draft with a case of each verdict, and the printed units of a real study."""
import csv
import json
import re
import unittest
import zipfile

from propos_test import EXAMPLE, SHARED, Programs

CORPUS = SHARED / "corpora" / "regards-croises"

DRAFT = """# Le midi

La première le dit : « qui sont les pires clientes de la cantine » (FG1, participant 6).
L'agent parle de « quatre-vingts au premier service, cent dix au second » (FG2, P1).
On lit aussi « je prends à sept heures et demie » chez l'agent.
Ailleurs : “Et le bruit. (…) Il faut parler du bruit.”

Plus loin : « les petits (…) sont quatre-vingts au premier service » (FG2).
L'infirmière : « une école, je la vois une demi journée toutes les trois semaines » (E1, l. 4).
Elle dit : « Ce que je savais pas, c'est ce que c'est qu'un enfant qui va bien ».
Nous parlons du « paquebot fantôme ».

Sans marque aucune, on a quarante-cinq minutes pour en faire manger quatre-vingts et rien de plus.

Une reprise : « quatre-vingts au premier service, cent dix au second ».
Une erreur : « une bonne partie de mon temps à chercher des enfants » (FG2, l. 900).
"""


class Check(Programs):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        done = cls.index(EXAMPLE)
        assert done.returncode == 0, done.stderr
        cls.draft = cls.folder / "chapitre.md"
        cls.draft.write_text(DRAFT, encoding="utf-8")

    def check(self, path, *arguments, **more):
        done = self.propos("check", "--study", "cantine", "--json", path, *arguments, **more)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return json.loads(done.stdout), done.returncode

    def one(self, answer, beginning):
        found = [q for q in answer["quotes"] if q["quote"].startswith(beginning)]
        self.assertTrue(found, beginning)
        return found[0]

    def test_each_verdict(self):
        answer, code = self.check(self.draft)
        self.assertEqual(code, 1)
        bruit = self.one(answer, "Et le bruit")
        self.assertIn(bruit["verdict"], ("exact", "marks"))
        service = self.one(answer, "quatre-vingts au premier")
        self.assertEqual(service["verdict"], "exact")
        self.assertEqual((service["found"]["document"], service["found"]["speaker"]), ("FG2", "P1"))
        self.assertEqual(service["reference"]["document"].upper(), "FG2")
        self.assertEqual(service["wrong"], [])
        changed = self.one(answer, "je prends à sept")
        self.assertEqual(changed["verdict"], "altered")
        self.assertEqual((changed["differences"][0]["quote"], changed["differences"][0]["said"]), ("sept", "six"))
        cut = self.one(answer, "les petits (…)")
        self.assertEqual(cut["verdict"], "cut")
        self.assertIn("arrivent", cut["differences"][0]["said"])
        marks = self.one(answer, "une école, je la vois")
        self.assertEqual((marks["verdict"], marks["found"]["turn"]), ("marks", 2))
        negation = self.one(answer, "Ce que je savais pas")
        self.assertEqual((negation["verdict"], negation["differences"][0]["negation"]), ("altered", "lost"))
        nobody = self.one(answer, "paquebot")
        self.assertEqual((nobody["verdict"], nobody["found"]), ("missing", None))
        run = [q for q in answer["quotes"] if not q["marked"]]
        self.assertEqual(len(run), 1)
        self.assertIn("quarante-cinq minutes pour en faire manger quatre-vingts", run[0]["quote"])
        elsewhere = self.one(answer, "une bonne partie")
        self.assertEqual((elsewhere["verdict"], elsewhere["wrong"]), ("elsewhere", ["document", "lines"]))
        self.assertEqual(elsewhere["found"]["document"], "E1")
        twice = [q for q in answer["quotes"] if q["verdict"] == "twice"]
        self.assertEqual([q["first"] for q in twice], [answer["quotes"].index(service)])
        self.assertEqual(sum(answer["counts"].values()), 2 * len(answer["quotes"]))

    def test_lines_of_the_draft(self):
        answer, _ = self.check(self.draft)
        lines = DRAFT.splitlines()
        for quote in answer["quotes"]:
            self.assertIn(quote["quote"][:20], lines[quote["line"] - 1])
            start, end = quote["at"]
            self.assertEqual(DRAFT[start:end].strip(), quote["quote"])

    def test_a_long_draft_is_one_draft(self):
        padding = "Un paragraphe qui ne cite personne et qui parle de tout autre chose que le sujet.\n" * 400
        path = self.folder / "these.txt"
        path.write_text(padding + DRAFT + padding + DRAFT, encoding="utf-8")
        short, _ = self.check(self.draft)
        long, _ = self.check(path)
        self.assertEqual([q["quote"] for q in long["quotes"]], [q["quote"] for q in short["quotes"]] * 2)
        half = len(short["quotes"])
        for first, second in zip(long["quotes"][:half], long["quotes"][half:]):
            if first["found"] and len(first["found"]["text"].split()) >= 4:
                self.assertTrue(second["verdict"] == "twice" or "twice" in second["also"], second)

    def test_a_table_and_its_order(self):
        path = self.folder / "citations.csv"
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out, delimiter=";")
            writer.writerow(["Entretien", "Citation", "Locuteur", "Lignes"])
            writer.writerow(["FG2", "Il faut parler du bruit.", "P2", ""])
            writer.writerow(["FG2", "Il faut parler du bruit.", "P1", ""])
            writer.writerow(["", "personne n'a jamais rien dit de pareil au réfectoire", "", ""])
            writer.writerow(["", "", "", ""])
        answer, code = self.check(path)
        self.assertEqual([(q["verdict"], q["wrong"]) for q in answer["quotes"]],
                         [("exact", []), ("elsewhere", ["speaker"]), ("missing", [])])
        self.assertEqual(code, 1)

    def test_nothing_to_look_at_leaves_with_0(self):
        path = self.folder / "bon.txt"
        path.write_text("Elle dit : « il faut parler du bruit ».", encoding="utf-8")
        answer, code = self.check(path)
        self.assertEqual((code, len(answer["quotes"])), (0, 1))

    def test_word_and_writer(self):
        text = "Il l'a dit : « quatre-vingts au premier service, cent dix au second » ce jour-là."
        docx = self.folder / "chapitre.docx"
        with zipfile.ZipFile(docx, "w") as z:
            z.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/'
                       'package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override '
                       'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
                       'wordprocessingml.document.main+xml"/></Types>')
            z.writestr("_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/'
                       'package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/'
                       'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
            z.writestr("word/document.xml", '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.'
                       'org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Le midi</w:t></w:r></w:p><w:p><w:r>'
                       f'<w:t>{text}</w:t></w:r></w:p></w:body></w:document>')
        answer, _ = self.check(docx)
        self.assertEqual([(q["verdict"], q["line"]) for q in answer["quotes"]], [("exact", 2)])

    def test_printed_for_people(self):
        done = self.propos("verifie", "--study", "cantine", self.draft, LANGUAGE="fr")
        self.assertEqual(done.returncode, 1)
        self.assertIn("mots changés", done.stdout)
        self.assertIn("une négation est perdue", done.stdout)
        self.assertIn("« … quatre-vingts au premier service, cent dix au second » (FG2, participant P1", done.stdout)
        table = self.propos("check", "--study", "cantine", "--csv", self.draft).stdout
        self.assertEqual(len(list(csv.reader(table.splitlines()))),
                         1 + len(self.check(self.draft)[0]["quotes"]))

    def test_units_that_are_not_quoted(self):
        with (EXAMPLE / "codings" / "claire.csv").open(encoding="utf-8") as table:
            rows = list(csv.DictReader(table))
        code = rows[0]["code"]
        none, _ = self.check(self.draft, "--code", code)
        path = self.folder / "unite.csv"
        unit = none["unquoted"]["left"][0]
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(["document", "quote"])
            writer.writerow([unit["document"], unit["text"]])
        one, _ = self.check(path, "--code", code)
        self.assertEqual(none["unquoted"]["units"], one["unquoted"]["units"])
        self.assertNotIn(unit, one["unquoted"]["left"])
        self.assertEqual(self.propos("check", "--study", "cantine", "--code", "nulle-part", path).returncode, 3)

    def test_faults(self):
        self.assertEqual(self.propos("check", "--study", "cantine").returncode, 2)
        self.assertEqual(self.propos("check", "--study", "cantine", self.folder / "absent.txt").returncode, 3)
        bad = self.folder / "colonnes.csv"
        bad.write_text("a,b\n1,2\n", encoding="utf-8")
        self.assertNotEqual(self.propos("check", "--study", "cantine", bad).returncode, 0)


@unittest.skipUnless(CORPUS.exists(), "the corpora are not there")
class PrintedUnits(Programs):
    """809 printed units of a thesis, and its chapters, against the transcripts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        done = cls.index(CORPUS)
        assert done.returncode == 0, done.stderr

    def check(self, path):
        done = self.propos("check", "--study", "regards-croises", "--json", path)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return json.loads(done.stdout)["quotes"]

    def test_turns_and_lines(self):
        with (CORPUS / "truth" / "quotes.csv").open(encoding="utf-8") as table:
            rows = list(csv.DictReader(table))
        path = self.folder / "printed.csv"
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(["document", "quote", "lines"])
            writer.writerows([r["document"], r["quote"], r["printed_lines"]] for r in rows)
        quotes = self.check(path)
        self.assertEqual(len(quotes), len(rows))
        turn = line = wrong = reported = 0
        for row, quote in zip(rows, quotes):
            found = quote["found"] or {"document": None, "turn": None, "lines": None}
            turn += (found["document"], found["turn"]) == (row["document"], int(row["turn"]))
            line += found["lines"] is not None and abs(found["lines"][0] - int(row["true_first_line"])) <= 1
            numbers = [int(n) for n in re.findall(r"\d+", row["printed_lines"])]
            if numbers and abs(numbers[0] - int(row["true_first_line"])) > 2:
                wrong += 1
                reported += "lines" in quote["wrong"]
        self.assertGreaterEqual(turn, 0.99 * len(rows))
        self.assertGreaterEqual(line, 0.97 * len(rows))
        self.assertGreaterEqual(reported, 0.99 * wrong)

    def test_what_the_chapters_print(self):
        quotes = self.check(CORPUS / "raw" / "03_resultats_generalistes.txt")
        turned = [q for q in quotes if any(d["quote"] == "enfin" and d["said"] == "pas" for d in q["differences"])]
        self.assertEqual([q["verdict"] for q in turned], ["altered"])
        self.assertEqual(turned[0]["differences"][0]["negation"], "lost")
        discussed = {q["quote"]: q["verdict"] for q in self.check(CORPUS / "raw" / "04_discussion_conclusion.txt")}
        self.assertEqual((discussed["avale"], discussed["capitaine du navire"]), ("missing", "missing"))


if __name__ == "__main__":
    unittest.main()
