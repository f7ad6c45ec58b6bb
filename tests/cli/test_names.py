"""Names of people and places that were left in transcripts."""
import csv
import io
import json
import unittest

from propos_test import Programs

SAID = [
    "Alors le docteur Valmorin m'a dit de revenir. Moi je voulais voir Mme Quesnoy.",
    "Ma fille s'appelle Apolline et mon voisin Jean Tarbouriech est passé.",
    "J'habite à Bréchamps, rue des Glycines, près de l'hôpital Sainte-Euphrasie.",
    "Le Médecin traitant et le CHU, avec Mme X et Monsieur D. On a dit médecin, hein.",
    "Demain. Nathalie viendra. Pierre par pierre, on avance. Lundi on voit.",
    "Elles sont allées vers Vaubrun (.) Enfin voilà {rires} Bon.",
    "En France, avec Internet, et la maladie d'Alzheimer.",
    "Il travaille chez Zorbaline depuis.",
]


class Names(Programs):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = "".join(f'{i + 1},P{1 + i % 2},,,"{t}"\n' for i, t in enumerate(SAID))
        done = cls.index(cls.study("bourg", {
            "study.ini": "[study]\nid = bourg\ntitle = Le bourg\n",
            "transcripts/E1.csv": "turn,speaker,line,locator,text\n" + rows}))
        assert done.returncode == 0, done.stderr

    def names(self, *options):
        done = self.propos("names", "--json", "--study", "bourg", *options)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return {n["name"]: n for n in json.loads(done.stdout)["names"][0]["names"]}

    def test_people(self):
        names = self.names()
        for name, why in (("Valmorin", "title"), ("Quesnoy", "title"), ("Apolline", "called"),
                          ("Jean Tarbouriech", "first-name"), ("Nathalie", "first-name")):
            self.assertEqual(names[name]["kind"], "person", name)
            self.assertIn(why, names[name]["evidence"], name)

    def test_places(self):
        names = self.names()
        for name in ("Bréchamps", "Glycines", "Sainte-Euphrasie", "Vaubrun"):
            self.assertIn(name, names)
            self.assertEqual(names[name]["kind"], "place", name)

    def test_the_rest_is_unsure(self):
        self.assertEqual(self.names()["Zorbaline"]["kind"], "unsure")

    def test_what_names_nobody_is_passed_over(self):
        names = " ".join(self.names())
        for word in ("Médecin", "CHU", "Mme", "Monsieur", "X", "Enfin", "Bon", "Elles", "Alors", "Demain", "Lundi",
                     "France", "Internet", "Alzheimer", "Pierre"):
            self.assertNotIn(word, names.split(), word)

    def test_passages_show_the_name_where_it_stands(self):
        for name, found in self.names().items():
            self.assertGreaterEqual(found["count"], len(found["passages"]))
            for passage in found["passages"]:
                start, end = passage["highlights"][0]
                self.assertEqual(passage["text"][start:end], name)
            hits = self.ask("--study", "bourg", found["query"])["hits"]
            self.assertIn(found["passages"][0]["passage"], [h["passage"] for h in hits])

    def test_a_part_of_the_study(self):
        self.assertEqual(set(self.names("locuteur:P2")) & {"Apolline", "Valmorin"}, {"Apolline"})

    def test_french_name_and_formats(self):
        rows = list(csv.DictReader(io.StringIO(self.propos("noms", "--csv", "--study", "bourg").stdout)))
        self.assertIn("Valmorin", [r["name"] for r in rows])
        for option, what in (("--markdown", "| Valmorin"), ("--html", "<table"), ("--plain", "Valmorin")):
            self.assertIn(what, self.propos("names", option, "--study", "bourg").stdout)


if __name__ == "__main__":
    unittest.main()
