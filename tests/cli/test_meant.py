"""What was meant: suggestions for misspelt words and names, completion of what is being typed, in shells too."""
import json
import os
import shutil
import subprocess
import unittest

from propos_test import BUILD, SOURCE, Programs

TEXT = ("L'épuisement des aidants, voilà le sujet. La coordinatrice et le coordinateur passent à la pharmacie. "
        "Le physiothérapeute parle du surmenage. On attend un rendez-vous à l'hôpital, pour la chimiothérapie. "
        "Ils échappent aux contrôles. La pression baisse. C'est nécessaire. Il faut du courage et du repos. "
        "Nous avons besoin d'un appartement plus grand.")

FILES = {
    "study.ini": "[study]\nid = aidants\n",
    "documents.csv": "document,title,group,kind\nE1,Premier entretien,cancérologues,interview\n",
    "participants.csv": "document,label,role,profession\nE1,Bérangère,participant,kinésithérapeute\n",
    "transcripts/E1.csv": f"turn,speaker,line,text\n1,Bérangère,1,\"{TEXT}\"\n",
    "codes.csv": "code,parent,name\n1,,Les échappatoires\n2,,Tout le reste\n",
    "codings/x.csv": "coder,code,document,turn,quote\nMarguerite,1,E1,1,Ils échappent aux contrôles\n",
}
SECOND = {
    "study.ini": "[study]\nid = soif\n",
    "documents.csv": "document,kind\nD1,interview\n",
    "transcripts/D1.csv": "turn,speaker,line,text\n1,Paul,1,\"La déshydratation guette les marcheurs.\"\n",
}

MISSPELT = [
    ("épuisemment", "épuisement"),            # a doubled letter
    ("epuizement", "épuisement"),             # as it sounds
    ("coordinateure", "coordinateur"),        # a silent ending
    ("farmacie", "pharmacie"),
    ("fisiothérapeute", "physiothérapeute"),
    ("apartement", "appartement"),
    ("l'opital", "l'hôpital"),
    ("neccessaire", "nécessaire"),
    ("chimioterapie", "chimiothérapie"),
    ("surmneage", "surmenage"),               # two letters swapped
    ("couragerepos", "courage repos"),        # run together
    ("sur menage", "surmenage"),              # taken apart
    ("Béranjère", "bérangère"),
    ("sur:épuisemment codé-par:Marguerite", "sur:épuisement codé-par:Marguerite"),
    ('"besoin d\'un apartement"', '"besoin d\'un appartement"'),
    ("dézhydratation", "déshydratation"),     # the other study's word
]
WELL_SPELT = ["épuisement", "epuisement", "échapper", "coordinatrice pharmacie", "xqzwk", "3C", "l'hôpital",
              "document:E1", "Bérangère"]


class Meant(Programs):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, files in (("aidants", FILES), ("soif", SECOND)):
            done = cls.index(cls.study(name, files))
            assert done.returncode == 0, done.stderr

    def test_a_misspelt_word_is_answered_with_the_query_corrected(self):
        for typed, meant in MISSPELT:
            with self.subTest(typed):
                answer = self.ask(typed)
                self.assertIsNotNone(answer["did_you_mean"])
                self.assertEqual(answer["did_you_mean"].casefold(), meant.casefold())
                again = self.ask(answer["did_you_mean"])
                self.assertIsNone(again["did_you_mean"])

    def test_words_that_are_known_or_like_nothing_get_no_suggestion(self):
        for typed in WELL_SPELT:
            with self.subTest(typed):
                self.assertIsNone(self.ask(typed)["did_you_mean"])

    def test_both_engines_suggest_the_same(self):
        index = self.home / "aidants" / "index"
        aside = self.home / "aidants" / "aside"
        index.rename(aside)
        try:
            self.assertEqual(self.ask("--study", "aidants", "épuisemment")["did_you_mean"], "épuisement")
        finally:
            aside.rename(index)

    def test_the_tool_prints_it_in_the_asker_s_language(self):
        self.assertIn("Did you mean: épuisement", self.propos("épuisemment").stdout)

    def test_a_value_that_names_nothing_is_refused_with_the_nearest_name(self):
        for typed, meant in (("groupe:cancérologes", "cancérologues"), ("codé-par:Margerite", "Marguerite"),
                             ("code:échapatoires", "échappatoires"), ("locuteur:Béranjère", "Bérangère"),
                             ("profession:kinésithérapeutte", "kinésithérapeute")):
            with self.subTest(typed):
                done = self.propos("--study", "aidants", typed)
                self.assertEqual(done.returncode, 2)
                self.assertIn(f"Did you mean “{meant}”?", done.stderr)
        self.assertNotIn("Did you mean", self.propos("--study", "aidants", "groupe:zzz").stderr)

    def complete(self, typed, *options):
        return self.propos("complete", *options, "--", typed).stdout.splitlines()

    def test_completion_of_the_last_token(self):
        for typed, wanted in (("épui", "épuisement"), ("fatigue groupe:", "groupe:cancérologues"),
                              ("repos -groupe:can", "-groupe:cancérologues"), ("codé-par:", "codé-par:Marguerite"),
                              ("codé-par:A+mar", "codé-par:A+Marguerite"), ("code:écha", "code:1"),
                              ("locuteur:b", "locuteur:Bérangère"), ("document:", "document:E1"),
                              ("gro", "group:"), ("prof", "profession:"), ("profession:k", "profession:kinésithérapeute"),
                              ("accord:", "accord:same"), ("étude:so", "étude:soif"), ('"le surm', '"le surm')):
            with self.subTest(typed):
                found = self.complete(typed)
                if wanted == typed:
                    self.assertEqual(found, [])
                else:
                    self.assertIn(wanted, found)

    def test_completion_keeps_to_the_study(self):
        self.assertEqual(self.complete("déshy", "--study", "soif"), ["déshydratation"])
        self.assertEqual(self.complete("déshy", "--study", "aidants"), [])

    def test_completion_says_what_each_is(self):
        answer = json.loads(self.propos("complete", "--json", "b").stdout)
        self.assertEqual([s["value"] for s in answer["speakers"]], ["Bérangère"])
        self.assertIn({"value": "besoin", "passages": 1}, answer["words"])

    def bash(self, line):
        script = (f'source "{SOURCE}/query/completions/propos.bash"\n'
                  'COMP_LINE="$1" COMP_POINT=${#1} COMP_WORDBREAKS=$\' \\t\\n"\\\'><=;|&(:\'\n'
                  '_propos\nprintf "%s\\n" "${COMPREPLY[@]}"\n')
        done = subprocess.run(["bash", "-c", script, "bash", line], capture_output=True, text=True, check=True,
                              env=self.environment(PATH=f"{BUILD}/query:{os.environ['PATH']}"))
        return done.stdout.splitlines()

    @unittest.skipUnless(shutil.which("bash"), "no bash")
    def test_bash_completes(self):
        for line, wanted in (("propos mon", "montre"), ("propos --kwic-s", "--kwic-sort"), ("propos --sort t", "text"),
                             ("propos --study so", "soif"), ("propos épui", "épuisement"),
                             ("propos repos groupe:", "cancérologues"), ("propos show E", "E1"),
                             ("propos --study soif dés", "déshydratation")):
            with self.subTest(line):
                self.assertIn(wanted, self.bash(line))
        self.assertEqual(self.bash("propos --study soif épui"), [""])

    def test_other_shells_can_read_theirs(self):
        for shell, name in (("zsh", "_propos"), ("fish", "propos.fish")):
            with self.subTest(shell):
                if shutil.which(shell) is None:
                    self.skipTest(f"no {shell}")
                subprocess.run([shell, "-n", SOURCE / "query" / "completions" / name], check=True)


if __name__ == "__main__":
    unittest.main()
