"""A three-speaker TextGrid and a French Word interview, against the files themselves, beginning to end."""
import json
import re
import unittest
import zipfile
from xml.etree import ElementTree

from propos_test import SHARED, Programs

GRID = SHARED / "samples" / "textgrid" / "cfpp_Leblond_Zanotti_7e-1.TextGrid"
WORD = SHARED / "samples" / "docx_fr" / "artisans_2410_03_01.docx"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def words(text):
    return text.split()


class Turns(Programs):
    def turns_of(self, path):
        done = self.index(path)
        self.assertEqual(done.returncode, 0, done.stderr)
        study = re.sub(r"[^a-z0-9_-]", "-", path.stem.lower())
        shown = json.loads(self.propos("show", "--study", study, "--json", path.stem).stdout)
        return [((t["speaker"] or {}).get("label"), t["time_ms"], t["text"]) for t in shown["turns"]]

    @unittest.skipUnless(GRID.exists(), f"{GRID} is not there")
    def test_textgrid(self):
        said = []  # (start in ms, speaker, words) of each annotation that says anything
        speaker = None
        for line in GRID.read_text(encoding="utf-8").splitlines():
            name, _, value = (part.strip() for part in line.partition("="))
            if name == "name":
                speaker = value.strip('"')
            elif name == "xmin" and speaker:
                start = round(float(value) * 1000)
            elif name == "text" and value.strip('" '):
                said.append((start, speaker, words(value[1:-1].replace('""', '"'))))
        self.assertEqual(len({s for _, s, _ in said}), 3)
        turns = self.turns_of(GRID)
        for one in {s for _, s, _ in said}:  # all that each of them says, in order, and nothing else
            self.assertEqual([w for s, _, t in turns if s == one for w in words(t)],
                             [w for _, s, ws in said if s == one for w in ws], one)
        starts = {(start, s): ws for start, s, ws in said}
        for s, start, text in turns:  # each turn begins where an annotation of that speaker does
            self.assertEqual(words(text)[:len(starts[start, s])], starts[start, s], (s, start))
        self.assertEqual([t[1] for t in turns], sorted(t[1] for t in turns))
        for a, b in zip(turns, turns[1:]):
            self.assertNotEqual(a[0], b[0], f"{a} and {b} are one turn")

    @unittest.skipUnless(WORD.exists(), f"{WORD} is not there")
    def test_word_interview(self):
        with zipfile.ZipFile(WORD) as archive:
            root = ElementTree.fromstring(archive.read("word/document.xml"))
        expected = []
        for paragraph in root.iter(W + "p"):
            text = "".join(t.text or "" for t in paragraph.iter(W + "t")).strip()
            label = re.fullmatch(r"\[(\w+)\] \((\d+):(\d+) ?- ?[\d:]+\)", text)
            if label:
                expected.append([label[1], (int(label[2]) * 60 + int(label[3])) * 1000, []])
            elif text and not expected:
                expected.append([None, None, words(text)])  # the title
            elif text:
                expected[-1][2] += words(text)
                if expected[-1][0] is None:
                    expected.append([None, None, []])
        expected = [e for e in expected if e[2]]
        self.assertGreater(len(expected), 30)
        turns = self.turns_of(WORD)
        self.assertEqual([[s, time, words(text)] for s, time, text in turns], expected)


if __name__ == "__main__":
    unittest.main()
