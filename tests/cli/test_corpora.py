"""The five real studies, where they are: what the issue says must come out of them."""
import csv
import json
import unicodedata
import unittest

from propos_test import SHARED, Programs, turns

CORPORA = SHARED / "corpora"
STUDIES = ["clcc-parcours", "dernier-recours", "palliatif-domicile", "regards-croises", "soins-de-support"]
ENGLISH = "all passages about échappement coded by both researchers"
FRENCH = "tous les passages sur l'échappement codés par les deux chercheurs"


def rows(path):
    csv.field_size_limit(10**9)
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


@unittest.skipUnless(CORPORA.is_dir(), "the five real studies are not here")
class Corpora(Programs):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in STUDIES:
            done = cls.index(CORPORA / name)
            assert done.returncode == 0, done.stderr

    def both(self, *arguments):
        return self.ask("--study", "regards-croises", "--limit", "0", *arguments)

    def test_imported_whole(self):
        studies = {s["id"]: s for s in json.loads(self.propos("status", "--json").stdout)["studies"]}
        for name in STUDIES:
            files = list((CORPORA / name / "transcripts").glob("*.csv"))
            self.assertEqual(studies[name]["documents"], len(files))
            self.assertEqual(studies[name]["turns"], sum(len(rows(f)) for f in files))
            self.assertEqual(studies[name]["codes"], len(rows(CORPORA / name / "codes.csv")))
            codings = sum(len(rows(f)) for f in (CORPORA / name / "codings").glob("*.csv"))
            self.assertEqual(studies[name]["codings"], codings)
            self.assertEqual(studies[name]["engine"], "xapian")

    def test_the_question(self):
        for question in (ENGLISH, FRENCH, "sur:échappement codé-par:tous"):
            answer = self.both(question)
            self.assertEqual(set(turns(answer)), {"FG2:39", "FG2:41", "FG2:93"}, question)
            self.assertEqual(answer["total"], 3)
            partial = turns(answer, partial=True)
            self.assertLessEqual(set(partial), {"FG2:179", "FG2:183"}, question)
            self.assertEqual(answer["total_partial"], len(partial))
            self.assertFalse(any(h["partial"] for h in answer["hits"][:3]))
            for hit in answer["hits"]:
                self.assertEqual(hit["group"], "médecins généralistes")
                self.assertTrue(hit["speaker"]["label"])
                self.assertEqual(len(hit["lines"]), 2)
                self.assertEqual({c["coder"] for c in hit["codings"]}, {"A", "B"})
                self.assertTrue(hit["agreement"]["overlap"])
                self.assertEqual(hit["partial"], bool(hit["reason"]))

    def test_interpretation_is_a_query(self):
        first = self.both(FRENCH)
        again = self.both(first["interpreted"])
        self.assertEqual(again["interpreted"], first["interpreted"])
        self.assertEqual([h["passage"] for h in again["hits"]], [h["passage"] for h in first["hits"]])

    def test_one_word_in_all_its_forms(self):
        expected = {f"FG2:{n}" for n in (39, 40, 41, 42, 67, 93)}
        for word in ("échappement", "l'échappement", "l’échappement", "ECHAPPEMENT", "echappement",
                     unicodedata.normalize("NFD", "échappement"), "échappe"):
            answer = self.both(f"texte:{word}")
            self.assertEqual({t for t in turns(answer)}, expected, word)
            said = {f'{h["document"]["id"]}:{h["turn"]}' for h in self.both(word)["hits"]
                    if h["highlights"] and not h["partial"]}
            self.assertEqual(said, expected, word)

    def test_coders(self):
        for query, expected in {"codé-par:tous": 145, "codé-par:tous accord:oui": 135, "codé-par:tous accord:même": 0,
                                "code:FG2.2.2.1 codé-par:tous": 10, "codé-par:A+B": 145, "coded-by:both": 145,
                                "codé-par:2+": 145}.items():
            self.assertEqual(self.both(query)["counts"]["turns"], expected, query)

    def test_agreed_results_have_a_notice(self):
        answer = self.ask("--study", "dernier-recours", "--limit", "0", "codé-par:tous")
        status = json.loads(self.propos("status", "--json", "--study", "dernier-recours").stdout)["studies"][0]
        self.assertEqual(answer["counts"]["turns"], status["turns"])
        self.assertTrue(answer["notices"])

    def test_studies_without_coders_say_why(self):
        for name in ("clcc-parcours", "palliatif-domicile", "soins-de-support"):
            done = self.propos("search", "--json", "--study", name, "all passages coded by both researchers")
            answer = json.loads(done.stdout)
            self.assertEqual((done.returncode, answer["total"], answer["hits"]), (1, 0, []), name)
            self.assertTrue(answer["notices"], name)

    def test_folder_names_the_study(self):
        by_folder = self.ask("--study", CORPORA / "regards-croises", "échappement")
        by_id = self.ask("--study", "regards-croises", "échappement")
        self.assertEqual(by_folder["hits"], by_id["hits"])

    def test_confidential_columns_stay_out(self):
        for name in ("regards-croises", "dernier-recours"):
            shown = self.propos("speakers", "--json", "--study", name).stdout
            for row in rows(CORPORA / name / "participants.csv"):
                if len(row["nom"]) > 3:
                    self.assertNotIn(row["nom"], shown)


if __name__ == "__main__":
    unittest.main()
