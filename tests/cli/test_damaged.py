"""Damaged and hostile files of other programs: one clear message, exit 2, nothing imported, what was there kept."""
import io
import os
import shutil
import sqlite3
import unittest
import zipfile

from propos_test import Programs

NS = 'xmlns="urn:QDA-XML:project:1.0"'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TALK = "M : Vous dormez bien ?\n1 : On s'échappe un peu le soir.\nM : Et la nuit ?\n1 : La nuit, non.\n"
GOOD = {"transcripts/a.txt": TALK}


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def word(body, head=""):
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml":
                   f'{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'})


def speech(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def project(inside="", head=f"<Project {NS}>", files=None):
    return zipped({"project.qde": f'<?xml version="1.0"?>{head}{inside}</Project>', **(files or {})})


MISSING = ('<Sources><TextSource guid="11111111-1111-1111-1111-111111111111" name="Entretien 4" '
           'plainTextPath="internal://aaaa.txt"/></Sources>')
CLIMBS = MISSING.replace("aaaa.txt", "../../../../etc/passwd")
# Ten times ten times … : three lines that would be a gigabyte.
LAUGHS = ("<!DOCTYPE w [<!ENTITY a \"" + "ha" * 50 + "\">" +
          "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 50}">' for i in range(5)) + "]>")
SCAN = (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n")


class Damaged(Programs):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        done = cls.index(cls.study("essai", GOOD))
        assert done.returncode == 0, done.stderr

    def states(self):
        """Everything in the state folder but the records' own journals."""
        return sorted(str(p.relative_to(self.home)) for p in self.home.rglob("*")
                      if p.is_file() and "record.db-" not in p.name)

    def refused(self, name, content, *words):
        """Beside a study that is there, and alone: refused in these words, the record as it was."""
        folder = self.study("essai", {"transcripts/" + name: content})
        path = folder / "transcripts" / name
        before = self.record_bytes("essai")
        states = self.states()
        try:
            for target in (folder, path):
                done = self.index(target)
                self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
                self.assertIn("Nothing was imported", done.stderr)
                self.assertEqual(done.stderr.count(name), 1, done.stderr)  # said once, by its name
                for text in words:
                    self.assertIn(text, done.stderr)
            self.assertEqual(self.states(), states)
        finally:
            path.unlink()
        self.assertEqual(before, self.record_bytes("essai"))
        self.assertEqual(self.ask("--study", "essai", "échappe")["total"], 1)

    def test_cut_short(self):
        for name, whole in (("e.docx", word(speech("M : Oui."))), ("p.qdpx", project())):
            for part in (len(whole) // 3, len(whole) - 10):
                with self.subTest(f"{name} {part}"):
                    self.refused(name, whole[:part], "cut short or damaged")

    def test_zip_bomb(self):
        self.refused("e.docx", zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": b" " * 300_000_000}), "zip bomb")

    def test_names_that_climb_out(self):
        self.refused("e.docx", zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>", "../../x": "y"}), "../")
        self.refused("p.qdpx", project(CLIMBS), "Entretien 4", "export the project again")

    def test_entities(self):
        self.refused("e.docx", word(speech("&f;"), LAUGHS), "entit")
        self.refused("p.qdpx", zipped({"project.qde": LAUGHS + f"<Project {NS}>&f;</Project>"}), "entit")
        self.refused("t.xml", '<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/passwd">]><TEI '
                     'xmlns="http://www.tei-c.org/ns/1.0"><u>&x;</u></TEI>', "entit")

    def test_a_source_that_is_not_in_the_project(self):
        self.refused("p.qdpx", project(MISSING), "Entretien 4", "export the project again, with its sources")

    def test_versions_that_nobody_knows(self):
        self.refused("p.qdpx", project(head='<Project xmlns="urn:QDA-XML:project:7.3">'), "7.3")
        path = self.folder / "data.db"
        with sqlite3.connect(path) as db:
            db.executescript("create table documents (id, titel); create table tags (id); create table highlights (x);")
        self.refused("t.sqlite3", path.read_bytes(), "“documents”", ".qdpx")

    def test_nesting(self):
        self.refused("e.docx", word("<w:p>" * 20000), "nested")
        self.refused("t.tei", "<a>" * 20000, "nested")
        self.refused("w.json", '{"segments": ' + "[" * 100000, "depth")
        self.refused("r.rtf", "{\\rtf1" + "{" * 100000, "nested")

    @unittest.skipUnless(shutil.which("pdftotext"), "pdftotext is not installed")
    def test_scanned_pdf(self):
        self.refused("s.pdf", SCAN, "scan", "OCR")

    def test_more_than_a_gigabyte(self):
        folder = self.study("essai", {"transcripts/g.txt": b""})
        path = folder / "transcripts" / "g.txt"
        os.truncate(path, (1 << 30) + 1)  # takes no room on the disk
        try:
            done = self.index(folder)
            self.assertEqual(done.returncode, 2)
            self.assertIn("g.txt", done.stderr)
            self.assertIn("Nothing was imported", done.stderr)
        finally:
            path.unlink()

    def test_a_line_that_no_transcript_has(self):
        self.refused("l.txt", TALK + "1 : " + "la nuit " * 5_000_000 + "\n", ":5", "longer than 32 MB")

    def test_one_line_of_many_megabytes_is_read(self):
        words = "La nuit on s'échappe encore un peu, et puis voilà. " * 100_000  # 5 MB
        folder = self.study("ligne", {"e.txt": "M : Alors ?\n1 : " + words + "\nM : Bon.\n1 : Oui.\n"})
        done = self.index(folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        hit = self.ask("--study", "ligne", "--limit", "1", "échappe")["hits"][0]
        self.assertEqual((hit["speaker"]["label"], hit["turn"]), ("1", 2))


if __name__ == "__main__":
    unittest.main()
