"""Meaning neighbours: each bridge by its name, full or partial as it should be; `propos synonyms`, with a daemon too."""
import json
import subprocess
import time
import unittest

from propos_test import PROPOSD, Programs

FILES = {
    "study.ini": "[study]\nid = lavoir\ntitle = Le lavoir du village\n",
    "synonyms.txt": "battoir = la planche à Lucie  # comme on dit ici\n",
    "transcripts/E1.txt": "Anne: On prend nos congés en août, tous ensemble.\n"
                          "Bruno: Le docteur pleurait devant nous, on ne savait pas quoi faire.\n"
                          "Anne: La chimio du mardi, c'est la plus longue.\n"
                          "Bruno: Elle a sorti la planche à Lucie et le savon.\n"
                          "Anne: Il y a eu un soupir, puis plus rien.\n"
                          "Bruno: Le potager donne bien cette année.\n",
}
OTHER = {
    "study.ini": "[study]\nid = verger\n",
    "transcripts/E1.txt": "Zoe: Les congés, on les passe au verger.\nYves: Il pleut.\n",
}
# A thesaurus of our own: the answers do not depend on what the machine has.
THESAURUS = {"légume": ["potager", "navet", "primeur"], "potager": ["légume"]}


def thesaurus(folder):
    data, index = "UTF-8\n", []
    for word in sorted(THESAURUS, key=lambda w: w.encode()):
        index.append(f"{word}|{len(data.encode())}")
        data += f"{word}|1\n(Nom)|" + "|".join(THESAURUS[word]) + "\n"
    (folder / "petit.dat").write_text(data, encoding="utf-8")
    (folder / "petit.idx").write_text(f"UTF-8\n{len(index)}\n" + "\n".join(index) + "\n", encoding="utf-8")
    return folder / "petit.dat"


class Synonyms(Programs):
    @classmethod
    def environment(cls, **more):
        return super().environment(PROPOS_THESAURUS=str(cls.folder / "petit.dat"), **more)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        thesaurus(cls.folder)
        cls.lavoir = cls.study("lavoir", FILES)
        for folder in (cls.lavoir, cls.study("verger", OTHER)):
            done = cls.index(folder)
            assert done.returncode == 0, done.stderr

    def why(self, question, turn):
        answer = self.ask("--study", "lavoir", "--match", "any", question)
        hits = [h for h in answer["hits"] if h["turn"] == turn]
        self.assertEqual(len(hits), 1, (question, answer["hits"]))
        return hits[0]["partial"], [(w["asked"], w["source"]) for w in hits[0]["why"] if "source" in w]

    def test_each_bridge_is_named(self):
        for question, turn, partial, bridge in (
                ("vacances", 1, True, ("vacances", "everyday")),
                ("larmes", 2, True, ("larmes", "everyday")),
                ("chimiothérapie", 3, False, ("chimiothérapie", "short")),
                ("battoir", 4, False, ("battoir", "study")),
                ("légumes", 6, True, ("légumes", "thesaurus")),
        ):
            with self.subTest(question):
                self.assertEqual(self.why(question, turn), (partial, [bridge]))

    def test_the_doctor_who_cries(self):
        partial, bridges = self.why("le médecin en larmes", 2)
        self.assertTrue(partial)
        self.assertIn(("médecin", "everyday"), bridges)

    def synonyms(self, *arguments):
        done = self.propos("synonyms", "--json", *arguments)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return json.loads(done.stdout)

    def test_counts_over_studies(self):
        one = self.synonyms("--study", "lavoir", "vacances")
        both = self.synonyms("vacances")
        count = lambda answer: {s["words"]: s["passages"] for s in answer["synonyms"]}["congés"]
        self.assertEqual((count(one), count(both)), (1, 2))
        self.assertEqual((one["word"], one["passages"]), ("vacances", 0))

    def test_only_what_is_said_comes_from_the_thesaurus(self):
        answer = self.synonyms("légumes")
        self.assertEqual([(s["words"], s["full"]) for s in answer["synonyms"] if s["source"] == "thesaurus"],
                         [("potager", False)])

    def test_the_table(self):
        done = self.propos("synonymes", "vacances")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"congés +2 +everyday equivalents +in part")
        self.assertIn("Not said here: ", done.stdout)
        done = self.propos("synonyms", "--csv", "battoir")
        self.assertIn("la planche à lucie,1,the study's own list,in full", done.stdout)
        self.assertEqual(self.propos("synonyms", "xylophoniste").returncode, 1)
        self.assertEqual(self.propos("synonyms").returncode, 2)

    def test_the_daemon_says_the_same(self):
        (self.folder / "run").mkdir(exist_ok=True)
        arguments = ["synonyms", "--json", "larmes"]
        alone = self.propos(*arguments, "--direct")
        with subprocess.Popen([str(PROPOSD)], env=self.environment(), stderr=subprocess.DEVNULL) as served:
            try:
                socket = self.folder / "run" / "propos.sock"
                for _ in range(200):
                    if socket.exists():
                        break
                    time.sleep(0.05)
                asked = subprocess.run(["curl", "-s", "--unix-socket", str(socket), "--get", "--data-urlencode",
                                        "q=larmes", "http://propos/v1/synonyms"], capture_output=True, check=True)
                self.assertEqual(json.loads(asked.stdout), json.loads(alone.stdout))
                self.assertEqual(self.propos(*arguments).stdout, alone.stdout)
            finally:
                served.terminate()

    def test_a_bad_line_is_named(self):
        path = self.lavoir / "synonyms.txt"
        before = path.read_text(encoding="utf-8")
        try:
            path.write_text(before + "seul\n", encoding="utf-8")
            said = self.propos("search", "--study", "lavoir", "--json", "savon")
            self.assertEqual(said.returncode, 0, said.stderr)
            self.assertRegex(" ".join(json.loads(said.stdout)["notices"]), r"synonyms\.txt.*2")
        finally:
            path.write_text(before, encoding="utf-8")


if __name__ == "__main__":
    unittest.main()
