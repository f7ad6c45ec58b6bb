"""Passages that lack a code but resemble those that have it, and passages like a given one."""
import csv
import io
import json
import unittest

from propos_test import Programs

# Two themes spoken of in turn; the last two passages about each were not coded.
BREAD = ["Le pain du matin, je le pétris avec de la farine de seigle.",
         "La farine, le levain, le four du boulanger, voilà tout mon métier.",
         "On pétrit la pâte avec la farine et on attend que le levain travaille.",
         "Mon four à pain chauffe toute la nuit, la pâte lève doucement.",
         "Quand le levain est vieux, la pâte ne lève plus dans le four."]
SEA = ["La marée descend et les bateaux restent au port avec leurs filets.",
       "Nos filets, on les répare sur le quai avant la marée.",
       "Le bateau sort du port quand la marée monte.",
       "Sur le quai du port, les filets sèchent près des bateaux.",
       "Sans marée, pas de bateau, et les filets restent secs."]
REST = ["Il a neigé sur les toits en janvier.", "Ma cousine apprend le violon depuis six ans.", "Le facteur sonne à midi.",
        "Le jardin est plein de tulipes rouges.", "Hier le train avait deux heures de retard.", "Je préfère les romans aux films."]


class Gaps(Programs):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        said = [t for pair in zip(BREAD, SEA) for t in pair] + REST
        transcript = "turn,speaker,line,locator,text\n" + "".join(
            f'{i + 1},{1 + i % 2},,,"{t}"\n' for i, t in enumerate(said))
        codings = "coder,code,document,turn,start,turn_end,end\n" + "".join(
            f"{c},{'pain' if i % 2 == 0 else 'mer'},E1,{i + 1},0,{i + 1},{len(said[i])}\n"
            for c, last in (("Ana", 6), ("Bea", 8)) for i in range(last))
        folder = cls.study("quai", {
            "study.ini": "[study]\nid = quai\ntitle = Le quai\n", "transcripts/E1.csv": transcript,
            "codes.csv": "code,parent,name\nmétiers,,Les métiers\npain,métiers,Le fournil\nmer,métiers,Le large\n"
                         "vide,,Le manque\n",
            "codings/a.csv": codings})
        done = cls.index(folder)
        assert done.returncode == 0, done.stderr

    def gaps(self, *options):
        done = self.propos("gaps", "--json", "--study", "quai", *options)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return json.loads(done.stdout)

    def test_what_nobody_coded_and_resembles_comes_first(self):
        answer = self.gaps("--code", "pain")["gaps"][0]
        self.assertEqual(answer["hits"][0]["turn"], 9)
        self.assertEqual(answer["looked_at"], 12)
        self.assertEqual(answer["coded"]["passages"], 4)
        self.assertTrue({"levain", "pâte", "four"} & set(answer["hits"][0]["alike"]))

    def test_what_one_coder_did_not_code(self):
        hits = self.gaps("--code", "mer", "--coder", "Ana")["gaps"][0]["hits"]
        self.assertEqual({h["turn"] for h in hits[:2]}, {8, 10})
        hits = self.gaps("--code", "mer", "--coder", "Bea")["gaps"][0]["hits"]
        self.assertEqual(hits[0]["turn"], 10)
        self.assertNotIn(8, [h["turn"] for h in hits])

    def test_descendants_count(self):
        answer = self.gaps("--code", "métiers")["gaps"][0]
        self.assertEqual({h["turn"] for h in answer["hits"][:2]}, {9, 10})

    def test_the_words_in_common_are_highlighted_where_they_stand(self):
        hit = self.gaps("--code", "pain")["gaps"][0]["hits"][0]
        marked = {hit["text"][a:b].lower() for a, b in hit["highlights"]}
        self.assertTrue(set(hit["alike"]) <= marked, (hit["alike"], marked))

    def test_a_part_of_the_study(self):
        hits = self.gaps("--code", "pain", "locuteur:2")["gaps"][0]["hits"]
        self.assertTrue(all(h["speaker"]["label"] == "2" for h in hits))

    def test_a_code_that_nobody_used(self):
        answer = self.gaps("--code", "vide")
        self.assertIn("nothing is coded", " ".join(answer["notices"]))

    def test_wrong_questions_say_what_is_wrong(self):
        done = self.propos("gaps", "--study", "quai")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--code", done.stderr)
        done = self.propos("gaps", "--study", "quai", "--code", "nuage")
        self.assertEqual(done.returncode, 3)
        done = self.propos("gaps", "--study", "quai", "--code", "pain", "--coder", "Zoé")
        self.assertEqual(done.returncode, 3)
        self.assertIn("Ana, Bea", done.stderr)

    def test_similar(self):
        done = self.propos("similar", "--json", "--study", "quai", "quai/E1/2.1")
        answer = json.loads(done.stdout)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(answer["given"]["turn"], 2)
        self.assertTrue(all(h["turn"] % 2 == 0 for h in answer["hits"]), [h["turn"] for h in answer["hits"]])
        self.assertNotIn(2, [h["turn"] for h in answer["hits"]])
        self.assertIn("filets", answer["hits"][0]["alike"])
        done = self.propos("similar", "--study", "quai", "quai/E1/99.1")
        self.assertEqual(done.returncode, 1, done.stderr)

    def test_both_names_and_every_format(self):
        for name in ("gaps", "oublis"):
            rows = list(csv.DictReader(io.StringIO(self.propos(name, "--csv", "--study", "quai", "--code", "pain").stdout)))
            self.assertEqual(rows[0]["passage"], "quai/E1/9.1")
        for options, what in (("--markdown", "| "), ("--html", "<table"), ("--plain", "quai/E1/9.1")):
            done = self.propos("gaps", options, "--study", "quai", "--code", "pain")
            self.assertIn(what, done.stdout)
            self.assertIn("revision 1", done.stdout)
        self.assertIn("quai/E1/4.1", self.propos("semblables", "--study", "quai", "quai/E1/2.1").stdout)


if __name__ == "__main__":
    unittest.main()
