"""Phrases as they were spoken, what highlights cover, exact letters, and concordances."""
import csv
import io
import unittest

from propos_test import Programs

FILES = {
    "study.ini": "[study]\nid = parole\n",
    "documents.csv": "document,kind\nE1,interview\n",
    "transcripts/E1.csv": "turn,speaker,line,text\n"
                          "1,Mia,1,\"Le soin (.) de {rires} longue euh durée, on y arrive.\"\n"
                          "2,Luc,2,\"C'est le soin de de de longue durée qui fatigue.\"\n"
                          "3,Mia,3,\"Un soin [ de = longue… durée, oui.\"\n"
                          "4,Luc,4,\"Les soins de longues durées, à la côte.\"\n"
                          "5,Mia,5,\"La Cote est élevée ; le soin long, jamais de durée.\"\n"
                          "6,Luc,6,\"Ils échappent à tout, 日本語 aussi, et nous échappons à rien.\"\n",
}


class Spoken(Programs):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        done = cls.index(cls.study("parole", FILES))
        assert done.returncode == 0, done.stderr

    def both_engines(self, query):
        with_index = self.ask("--limit", "0", "--sort", "text", query)
        index = self.home / "parole" / "index"
        aside = self.home / "parole" / "aside"
        index.rename(aside)
        try:
            without = self.ask("--limit", "0", "--sort", "text", query)
        finally:
            aside.rename(index)
        self.assertEqual((with_index["engine"], without["engine"]), ("xapian", "fts5"))
        full = [[(h["turn"], [h["text"][a:b] for a, b in h["highlights"]]) for h in answer["hits"] if not h["partial"]]
                for answer in (with_index, without)]
        self.assertEqual(*full)
        return dict(full[0])

    def test_a_phrase_matches_across_pauses_laughter_overlaps_euh_and_repeats(self):
        found = self.both_engines('"soin de longue durée"')
        self.assertEqual(found, {
            1: ["soin (.) de {rires} longue euh durée"],  # the whole stretch, as it was spoken
            2: ["soin de de de longue durée"],
            3: ["soin [ de = longue… durée"],
            4: ["soins de longues durées"],               # through the stems
        })

    def test_exact_letters_want_accents_and_endings_but_not_capitals(self):
        self.assertEqual(sorted(self.both_engines('="soin de longue durée"')), [1, 2, 3])
        self.assertEqual(self.both_engines('="côte"'), {4: ["côte"]})
        self.assertEqual(self.both_engines('="cote"'), {5: ["Cote"]})
        self.assertEqual(self.both_engines('="COTE"'), {5: ["Cote"]})
        self.assertEqual(self.both_engines('="soin de longue duree"'), {})

    def test_a_word_found_by_another_form_is_what_is_highlighted(self):
        self.assertEqual(self.both_engines("échapper"), {6: ["échappent", "échappons"]})

    def test_a_concordance_is_aligned_on_the_match(self):
        done = self.propos("--kwic", "--kwic-sort", "text", "échapper OU durée")
        lines = done.stdout.splitlines()
        self.assertEqual(len(lines), 7)
        self.assertEqual(len({line.index("*") for line in lines[:6]}), 1)
        self.assertTrue(lines[0].startswith("E1:1 l. 1  Mia  "), lines[0])
        self.assertIn("*échappons* à rien.", lines[-1])
        self.assertTrue(all(len(line) <= 100 for line in lines))

    def test_a_concordance_can_be_sorted_by_its_sides(self):
        def rows(*options):
            return list(csv.DictReader(io.StringIO(self.propos("--csv", "--kwic", *options, "durée").stdout)))
        right = [r["right"] for r in rows("--kwic-sort", "droite")]
        self.assertEqual(right, [".", ", à la côte.", ", on y arrive.", ", oui.", " qui fatigue."])
        left = [r["left"].split()[-1] for r in rows("--kwic-sort", "gauche")]
        self.assertEqual(left, ["de", "euh", "longue", "longue…", "longues"])
        self.assertEqual([r["turn"] for r in rows("--kwic-sort", "texte")], ["1", "2", "3", "4", "5"])
        self.assertEqual({r["match"] for r in rows()}, {"durée", "durées"})
        self.assertEqual(self.propos("--kwic-sort", "dessus", "durée").returncode, 2)

    def test_a_concordance_shows_all_unless_told(self):
        self.assertEqual(len(self.propos("--kwic", "--limit", "2", "durée").stdout.splitlines()), 2)
        table = self.propos("--kwic", "--markdown", "durée").stdout.splitlines()
        self.assertEqual(len(table), 7)
        self.assertIn("**durées**", "".join(table))

    def test_a_concordance_without_words_says_so(self):
        done = self.propos("--kwic", "document:E1")
        self.assertEqual((done.stdout, done.returncode), ("", 0))
        self.assertIn("nothing to align", done.stderr)


if __name__ == "__main__":
    unittest.main()
