"""Bad input: one clear message, the right exit code, the record unchanged."""
import os
import unittest

from propos_test import Programs

GOOD = {
    "study.ini": "[study]\nid = essai\ntitle = Un essai\ncoders = Ana, Zoé\n",
    "transcripts/E1.txt": "Q : Vous dormez bien ?\n\nR : Non, je dors mal depuis l'été.\n\n"
                          "Q : Et la journée ?\n\nR : La journée, ça va, je marche.\n",
    "codes.csv": "code,parent,name,definition\nS,,Le sommeil,\nS.1,S,Mal dormir,\n",
    "codings/ana.csv": "coder,code,document,turn,start,turn_end,end\nAna,S.1,E1,2,5,2,16\n",
}


class BadInput(Programs):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        done = cls.index(cls.study("essai", GOOD))
        assert done.returncode == 0, done.stderr

    def refused(self, files, *words, remove=(), name="essai", code=2):
        """Indexes the good study with some files changed: refused, in these words, the record as before."""
        folder = self.study(name, {**GOOD, **files})
        for path in remove:
            (folder / path).unlink()
        before = self.record_bytes("essai")
        done = self.index(folder)
        for path in files:
            (folder / path).unlink()
        self.study(name, GOOD)
        self.assertEqual(done.returncode, code, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertEqual(before, self.record_bytes("essai"))
        self.assertEqual(self.propos("--study", "essai", "dormir").returncode, 0)

    def test_missing_folder(self):
        done = self.index(self.folder / "nowhere")
        self.assertEqual(done.returncode, 3)
        self.assertIn("nowhere", done.stderr)

    def test_empty_folder(self):
        empty = self.folder / "empty"
        empty.mkdir()
        done = self.index(empty)
        self.assertEqual(done.returncode, 2)
        self.assertIn("no transcript", done.stderr)

    def test_other_encodings_are_read(self):
        text = "Q : Ça va l’été ?\n\nR : Oui, l’hôpital est près d'ici, ça m’a coûté cher.\n"
        for name, data in {"latin": text.encode("cp1252"), "utf16": text.encode("utf-16"),
                           "utf16le": text.encode("utf-16-le"), "bom": b"\xef\xbb\xbf" + text.encode()}.items():
            folder = self.study(name, {"transcripts/E1.txt": data})
            self.assertEqual(self.index(folder).returncode, 0)
            answer = self.ask("--study", name, "hopital")
            self.assertEqual(answer["total"], 1, name)
            self.assertIn("l’hôpital", answer["hits"][0]["text"])

    def test_unreadable_encoding(self):
        self.refused({"transcripts/E2.txt": "Q : bonjour\n\nR : ".encode() + b"\x81\x8d\x00\x01\x02"},
                     "E2.txt:3")

    def test_pipe_among_the_files(self):
        folder = self.study("pipe", {**GOOD, "study.ini": "[study]\nid = pipe\n"})
        os.mkfifo(folder / "transcripts" / "E2.txt")
        done = self.index(folder)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("E2.txt", done.stderr)
        self.assertIn("pipe", done.stderr)

    def test_missing_column(self):
        self.refused({"codings/b.csv": "coder,document,turn,start,turn_end,end\nZoé,E1,2,0,2,3\n"}, "codings/b.csv", "code")
        self.refused({"codes.csv": "numéro,parent\n1,\n"}, "codes.csv", "code")

    def test_coding_for_an_unknown_document(self):
        self.refused({"codings/b.csv": "coder,code,document,turn,start,turn_end,end\nZoé,S,E9,2,0,2,3\n"},
                     "codings/b.csv:2", "E9")

    def test_coding_outside_its_turn(self):
        self.refused({"codings/b.csv": "coder,code,document,turn,start,turn_end,end\nZoé,S,E1,2,0,2,300\n"},
                     "codings/b.csv:2", "outside")
        self.refused({"codings/b.csv": "coder,code,document,turn,start,turn_end,end\nZoé,S,E1,77,0,77,3\n"},
                     "codings/b.csv:2", "77")

    def test_quotation_not_found(self):
        self.refused({"codings/b.csv": "coder,code,document,quote\nZoé,S,E1,je dors bien mal\n"},
                     "codings/b.csv:2", "not found", "nearest: turn 2")

    def test_quotation_found_twice(self):
        self.refused({"codings/b.csv": "coder,code,document,quote\nZoé,S,E1,journée\n"},
                     "codings/b.csv:2", "2 times", "turn 3", "turn 4")

    def test_code_cycle(self):
        self.refused({"codes.csv": "code,parent,name\nS,S.1,Le sommeil\nS.1,S,Mal dormir\n"}, "codes.csv:2", "ancestor")

    def test_code_given_twice(self):
        self.refused({"codes.csv": "code,parent,name\nS,,Le sommeil\nS,,Encore\n"}, "codes.csv:3", "twice")

    def test_unknown_parent(self):
        self.refused({"codes.csv": "code,parent,name\nS,X,Le sommeil\n"}, "codes.csv:2", "X")

    def test_duplicate_document(self):
        self.refused({"transcripts/E1.md": "Q : bonjour\n"}, "E1", "twice")
        self.refused({"documents.csv": "document,title\nE1,Un\nE1,Deux\n"}, "documents.csv:3", "twice")

    def test_second_folder_with_a_known_id(self):
        self.refused({}, "essai", "another id", name="copie")

    def test_bad_list(self):
        self.refused({"synonyms.txt": b"dormir = \xff\xfe\n"}, "synonyms.txt")

    def test_several_faults_are_shown_at_once(self):
        rows = "".join(f"Zoé,S,E{n},1,0,1,2\n" for n in range(5, 9))
        self.refused({"codings/b.csv": "coder,code,document,turn,start,turn_end,end\n" + rows}, "E5", "E6", "E7", "E8")


class BadQueries(Programs):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.index(cls.study("essai", GOOD))

    def test_bad_queries(self):
        for query, word in {
            '"dormir': "quot",
            "(dormir": ")",
            "dormir)": ")",
            "dormir ET": "after",
            "codé-par:Personne": "Ana",
            "codé-par:0+": "Ana",
            "codé-par:-Ana": "value",
            "locuteur:/": "value",
            "ligne:-1": "value",
            "rôle:": "",
            "((((": "",
            '""': "",
            "*": "",
        }.items():
            done = self.propos("--study", "essai", "--", query)
            self.assertEqual(done.returncode, 2, f"{query}: {done.stdout}{done.stderr}")
            self.assertIn(word, done.stderr)
            self.assertNotEqual(done.stderr.strip(), "")

    def test_nothing_found(self):
        done = self.propos("--study", "essai", "hippopotame")
        self.assertEqual(done.returncode, 1)

    def test_no_such_study(self):
        for study in ("nulle-part", "/nowhere/at/all"):
            done = self.propos("--study", study, "dormir")
            self.assertEqual(done.returncode, 3, done.stderr)

    def test_bad_options(self):
        for options in (["--limit", "beaucoup"], ["--sort", "hasard"], ["--match", "peut-être"], ["--nonsense"]):
            done = self.propos(*options, "dormir")
            self.assertEqual(done.returncode, 2, f"{options}: {done.stderr}")


if __name__ == "__main__":
    unittest.main()
