"""Word, Writer and spreadsheet files as a study, and out again as quote tables."""
import io
import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import zipfile
from xml.etree import ElementTree

from propos_test import INDEX, PROPOS

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def paragraph(inside):
    return f"<w:p>{inside}</w:p>"


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def comment(number, author, text):
    return f'<w:comment w:id="{number}" w:author="{author}">{paragraph(run(text))}</w:comment>'


def marked(number, text):
    return (f'<w:commentRangeStart w:id="{number}"/>{run(text)}<w:commentRangeEnd w:id="{number}"/>'
            f'<w:r><w:commentReference w:id="{number}"/></w:r>')


def word(paragraphs, comments=""):
    parts = {"[Content_Types].xml": "<Types/>",
             "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{"".join(paragraphs)}</w:body></w:document>'}
    if comments:
        parts["word/comments.xml"] = f'<w:comments xmlns:w="{W}">{comments}</w:comments>'
    return zipped(parts)


def excel(rows):
    cells = "".join(
        f'<row r="{i}">' + "".join(f'<c r="{chr(65 + j)}{i}" t="inlineStr"><is><t>{cell}</t></is></c>'
                                   for j, cell in enumerate(row) if cell) + "</row>"
        for i, row in enumerate(rows, 1))
    return zipped({"[Content_Types].xml": "<Types/>",
                   "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="Feuil1" r:id="rId1"/></sheets></workbook>',
                   "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{cells}</sheetData></worksheet>"})


ENTRETIEN = [
    paragraph(run("Enquêtrice\u00a0: Et le soir, comment cela se passe-t-il ?")),
    paragraph(run("Madeleine\u00a0: Le soir ") + marked(0, "j’ai peur de rester seule") +
              run(", alors j’appelle ma fille.")),
    paragraph(run("Enquêtrice\u00a0: Tous les soirs ?")),
    paragraph(run("Madeleine\u00a0: ") + marked(1, "Presque. Elle ne répond pas toujours.") +
              run(" Les infirmières passent le matin.")),
]
COMMENTS = (comment(0, "Inès", "peur; isolement") +
            comment(1, "Inès", "Elle hésite longtemps avant de le dire, à reprendre avec le deuxième entretien."))


class Office(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.home = pathlib.Path(self.folder.name) / "home"
        self.study = pathlib.Path(self.folder.name) / "soirs"
        (self.study / "transcripts").mkdir(parents=True)
        (self.study / "transcripts" / "Entretien 1.docx").write_bytes(word(ENTRETIEN, COMMENTS))

    def run_tool(self, tool, *arguments, code=0):
        environment = {**os.environ, "PROPOS_HOME": str(self.home), "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
        done = subprocess.run([tool, *map(str, arguments)], env=environment, capture_output=True, text=True,
                              timeout=120, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def ask(self, *arguments, code=0):
        return self.run_tool(PROPOS, "--direct", *arguments, code=code)

    def test_comments_are_codes_and_memos(self):
        done = self.run_tool(INDEX, self.study)
        self.assertIn("1 read as codes, 1 as memos", done.stdout + done.stderr)
        codes = self.ask("codes", "--json").stdout
        for code in ("peur", "isolement", "commentaire"):
            self.assertIn(f'"{code}"', codes)
        hits = self.ask("codé-par:Inès code:peur", "--json").stdout
        self.assertIn("j’ai peur de rester seule", hits)
        self.assertIn("Elle hésite longtemps", self.ask("mémo:hésite", "--json").stdout)

    def test_two_files_of_one_interview_with_comments_of_two_people_are_one(self):
        # Retyped blanks, other apostrophes, a corrected word, the mark elsewhere in the line.
        other = [
            paragraph(run("Enquêtrice : Et le soir, comment cela se passe-t-il?")),
            paragraph(run("Madeleine : Le soir j'ai ") + marked(0, "peur de rester  seule") + run(", alors j'appelle mon fils.")),
            paragraph(run("Enquêtrice : Tous les soirs ?")),
            paragraph(run("Madeleine : Presque. Elle ne répond pas toujours. Les infirmières passent ") + marked(1, "le matin.")),
        ]
        comments = comment(0, "Hugo", "peur") + comment(1, "Hugo", "soins")
        (self.study / "transcripts" / "Entretien 1 Hugo.docx").write_bytes(word(other, comments))
        done = self.run_tool(INDEX, self.study)
        said = done.stdout + done.stderr
        self.assertIn("“Entretien 1” is the same conversation as “Entretien 1 Hugo”", said)
        answer = json.loads(self.ask("codé-par:Inès+Hugo", "--json").stdout)
        self.assertEqual([(h["document"]["id"], h["turn"]) for h in answer["hits"]], [("Entretien 1 Hugo", 2)])
        shown = json.loads(self.ask("show", "--json", "Entretien 1 Hugo").stdout)
        coded = {(c["coder"], c["code"], t["text"][c["start"]:c["end"]]) for t in shown["turns"] for c in t["codings"]}
        self.assertEqual(coded, {("Inès", "peur", "j'ai peur de rester  seule"), ("Inès", "isolement", "j'ai peur de rester  seule"),
                                 ("Inès", "commentaire", "Presque. Elle ne répond pas toujours."),
                                 ("Hugo", "peur", "peur de rester  seule"), ("Hugo", "soins", "le matin.")})

    def test_two_versions_without_comments_stay_two(self):
        for name in ("a.docx", "b.docx"):
            (self.study / "transcripts" / name).write_bytes(word([paragraph(run("M : Oui ?")), paragraph(run("1 : Non.")),
                                                                  paragraph(run("M : Ah, vraiment, jamais le soir ?"))]))
        done = self.run_tool(INDEX, self.study, "--dry-run", "--json")
        self.assertEqual([d["id"] for d in json.loads(done.stdout)["documents"]], ["Entretien 1", "a", "b"])

    def test_study_ini_says_what_comments_are(self):
        (self.study / "study.ini").write_text("[import]\ncomments = memos\n", encoding="utf-8")
        self.run_tool(INDEX, self.study)
        self.assertNotIn('"isolement"', self.ask("codes", "--json").stdout)
        (self.study / "study.ini").write_text("[import]\ncomments = peut-être\n", encoding="utf-8")
        self.assertIn("codes, memos or none", self.run_tool(INDEX, self.study, code=2).stderr)

    def test_spreadsheet_of_units(self):
        (self.study / "grille de codage.xlsx").write_bytes(excel([
            ["N°", "Entretien", "Verbatim", "Thème", "Code", "Codeur"],
            ["1", "entretien_1", "j’ai peur de rester seule", "Vécu", "Peur du soir", "Hugo"],
            ["2", "", "Les infirmières passent le matin", "Soins", "Passage", "Hugo"]]))
        done = self.run_tool(INDEX, self.study, "--dry-run")
        self.assertIn("“Verbatim” = quotation", done.stdout + done.stderr)
        self.run_tool(INDEX, self.study)
        answer = self.ask("codé-par:Hugo", "--json").stdout
        self.assertIn('"Passage"', answer)
        self.assertIn('"unit": "2"', answer)

    def test_a_quotation_that_is_nowhere_stops_the_import(self):
        (self.study / "grille.xlsx").write_bytes(excel([
            ["Entretien", "Verbatim", "Code"], ["Entretien 1", "Je n’ai jamais dit cela à personne", "Secret"]]))
        done = self.run_tool(INDEX, self.study, code=2)
        self.assertRegex(done.stderr, "grille.xlsx(, line |:)2")
        self.ask("peur", code=3)

    def test_tables_of_the_study_may_be_spreadsheets(self):
        (self.study / "participants.xlsx").write_bytes(excel([
            ["document", "label", "role", "âge"], ["Entretien 1", "Madeleine", "participant", "81"]]))
        self.run_tool(INDEX, self.study)
        self.assertIn('"81"', self.ask("speakers", "--json").stdout)

    def test_damaged_files_say_so_and_nothing_is_imported(self):
        path = self.study / "transcripts" / "Entretien 2.docx"
        path.write_bytes(word(ENTRETIEN)[:300])
        done = self.run_tool(INDEX, self.study, code=2)
        self.assertIn("cut short or damaged", done.stderr)
        self.assertIn("Entretien 2.docx", done.stderr)
        self.ask("peur", code=3)

    def test_export(self):
        self.run_tool(INDEX, self.study)
        target = pathlib.Path(self.folder.name) / "peur.odt"
        self.ask("export", "--to", target, "peur")
        self.assertEqual(target.stat().st_mode & 0o777, 0o600)
        with zipfile.ZipFile(target) as archive:
            self.assertEqual(archive.namelist()[0], "mimetype")
            self.assertEqual(archive.infolist()[0].compress_type, zipfile.ZIP_STORED)
            for part in ("content.xml", "styles.xml", "META-INF/manifest.xml"):
                ElementTree.fromstring(archive.read(part))
            content = archive.read("content.xml").decode()
        self.assertIn('text:style-name="Bold">peur<', content)
        self.assertIn("isolement", content)
        done = self.ask("exporte", "--vers", target, "peur", code=2)
        self.assertIn("is there already", done.stderr)
        target = pathlib.Path(self.folder.name) / "peur.docx"
        self.ask("exporte", "--vers", target, "peur")
        with zipfile.ZipFile(target) as archive:
            document = archive.read("word/document.xml")
            ElementTree.fromstring(document)
        self.assertIn("Madeleine", document.decode())
        target = pathlib.Path(self.folder.name) / "peur.csv"
        self.ask("export", "--to", target, "peur")
        self.assertTrue(target.read_text(encoding="utf-8").startswith("\ufeffrank,study,"))
        self.assertIn("says no format", self.ask("export", "--to", "x.pages", "peur", code=2).stderr)
        self.assertIn("--to goes with", self.ask("--to", "x.odt", "peur", code=2).stderr)
        self.assertTrue(self.ask("export", "peur").stdout.startswith("rank,study,"))


if __name__ == "__main__":
    unittest.main()
