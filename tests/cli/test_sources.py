"""Files of other programs as a study: found, read, put together; what study.ini says of them; --watch."""
import json
import os
import signal
import subprocess
import time

from propos_test import INDEX, Programs

VTT = """WEBVTT Entretien

NOTE
Transcribed with noScribe vers. 0.7

1
00:00:01.000 --> 00:00:04.000
<v S00>Qu'est-ce qui change la nuit ?

2
00:01:04.200 --> 00:01:09.000
<v S01>On s'échappe un peu. //S00: Oui.// On dort mal.
"""

CHAT = """@UTF8
@Begin
@Participants:\tENQ Anne Investigator, PAU Paul Adult
@ID:\tfra|x|PAU|34;|male|||Adult|||
*ENQ:\tvous dormez bien ? \x150_4200\x15
*PAU:\ton dort mal . \x154200_9000\x15
@End
"""

IRAMUTEQ = """**** *ent_1 *service_nuit
on dort mal
**** *ent_2 *service_jour
on dort bien
"""


class Sources(Programs):
    def dry_run(self, path, *arguments, code=0):
        done = self.index(path, "--dry-run", "--json", *arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout)

    def test_each_file_is_read_by_its_own_reader(self):
        folder = self.study("melange", {"nuit.vtt": VTT, "sommeil.cha": CHAT, "corpus.txt": IRAMUTEQ,
                                        "notes.txt": "M : Oui ?\n1 : Non.\nM : Ah.\n1 : Si.\n"})
        read = self.dry_run(folder)
        self.assertEqual({d["id"]: (d["reader"], d["turns"]) for d in read["documents"]},
                         {"nuit": ("vtt", 4), "sommeil": ("cha", 2), "notes": ("text", 4), "ent_1": ("iramuteq", 1),
                          "ent_2": ("iramuteq", 1)})
        self.assertEqual(read["faults"], [])

    def test_dry_run_says_how_it_was_read(self):
        folder = self.study("comment", {"nuit.vtt": VTT})
        self.assertIn("read as subtitles (WebVTT)", self.index(folder, "--dry-run").stdout)
        self.assertIn("lu comme des sous-titres", self.index(folder, "--dry-run", LANGUAGE="fr").stdout)

    def test_times_and_attributes_arrive(self):
        folder = self.study("temps", {"transcripts/nuit.vtt": VTT, "transcripts/sommeil.cha": CHAT})
        self.assertEqual(self.index(folder).returncode, 0)
        hit = self.ask("--study", "temps", "échappe")["hits"][0]
        self.assertEqual((hit["speaker"]["label"], hit["time_ms"]), ("S01", 64200))
        hit = self.ask("--study", "temps", "age:34")["hits"][0]
        self.assertEqual(hit["speaker"]["label"], "Paul")
        hits = self.ask("--study", "temps", "rôle:interviewer vous")["hits"]
        self.assertEqual([h["speaker"]["label"] for h in hits], ["Anne"])

    def test_one_file_of_any_format(self):
        folder = self.study("seul", {"nuit.vtt": VTT})
        self.assertEqual([d["id"] for d in self.dry_run(folder / "nuit.vtt")["documents"]], ["nuit"])

    def test_content_comes_before_the_name(self):
        folder = self.study("nom", {"nuit.txt": VTT})
        self.assertEqual(self.dry_run(folder)["documents"][0]["reader"], "vtt")

    def test_roles_and_aliases_of_study_ini(self):
        text = "M : Oui ?\n5 : Non.\nM : Ah.\nY : Ça s'échappe.\n5 : Bon.\nM : Bien.\n"
        folder = self.study("roles", {"study.ini": "[import]\naliases = Y = 5\n[import a.txt]\nanimatrice = M\n"
                                                   "observatrice = Zoé\n", "a.txt": text})
        doubts = self.dry_run(folder)["documents"][0]["doubts"]
        self.assertTrue(any("Zoé" in d["what"] for d in doubts), doubts)
        self.assertEqual(self.index(folder).returncode, 0)
        hit = self.ask("--study", "roles", "locuteur:5 échappe")["hits"][0]
        self.assertEqual(hit["speaker"]["label"], "Y")
        self.assertEqual(self.ask("--study", "roles", "rôle:moderator bien")["hits"][0]["speaker"]["label"], "M")

    def test_an_alias_that_is_none(self):
        folder = self.study("alias", {"study.ini": "[import]\naliases = Y\n", "a.txt": "Y : Oui.\nM : Non.\nY : Si.\n"})
        self.assertIn("alias", self.dry_run(folder, code=2)["faults"][0]["what"])

    def test_one_document_from_two_files(self):
        folder = self.study("deux", {"nuit.vtt": VTT, "nuit.txt": "M : Oui ?\n1 : Non.\nM : Ah.\n"})
        faults = self.dry_run(folder, code=2)["faults"]
        self.assertIn("comes twice", faults[0]["what"])

    def test_bad_files_say_what_and_where(self):
        for name, content, words in (
                ("a.eaf", "<ANNOTATION_DOCUMENT>\n<TIER>", "broken"),
                ("a.json", "{\"segments\": [\n{", "JSON"),
                ("a.trs", "<!DOCTYPE Trans [<!ENTITY a \"b\">]><Trans/>", "entity"),
                ("a.xml", "<a>" * 5000, "nested"),
                ("a.TextGrid", "\"ooTextFile\"\n\"TextGrid\"\n0\n", "cut short"),
                ("a.vtt", b"WEBVTT\n\n\x00\x01\x02", "control character"),
                ("a.srt", "Bonjour.", "no line of times")):
            with self.subTest(name):
                name = "transcripts/" + name
                folder = self.study("mauvais-" + name.split(".")[1].lower(), {name: content, "b.txt": "M : Oui.\n"})
                faults = self.dry_run(folder, code=2)["faults"]
                self.assertEqual([f["file"] for f in faults], [name])
                self.assertIn(words, faults[0]["what"])
                self.assertEqual(self.index(folder).returncode, 2)
                self.assertFalse((self.home / folder.name).exists())

    def test_stray_files_are_left_out(self):
        stray = {"reglages.json": "{\"theme\": 3}", "export.xml": "<a><b/></a>", "entite.xml": "<!DOCTYPE a [<!ENTITY b \"c\">]>",
                 "personnes.csv": "nom;âge\nAnne;34\n"}
        talk = {"notes.txt": "M : Oui ?\n1 : Non.\nM : Ah.\n1 : Ça s'échappe.\n"}
        folder = self.study("divers", {**stray, **talk})
        read = self.dry_run(folder)
        self.assertEqual([d["id"] for d in read["documents"]], ["notes"])
        said = {d["file"]: d["what"] for d in read["doubts"] if d["what"].startswith("left out: ")}
        self.assertEqual(sorted(said), sorted(stray))
        self.assertEqual(self.index(folder).returncode, 0)
        self.assertEqual(self.ask("--study", "divers", "échappe")["total"], 1)
        for name, content in stray.items():
            with self.subTest(name):  # meant as a transcript, it is a fault
                self.dry_run(folder / name, code=2)
                there = self.study("rangé-" + name, {"transcripts/" + name: content, "transcripts/b.txt": talk["notes.txt"]})
                self.assertEqual([f["file"] for f in self.dry_run(there, code=2)["faults"]], ["transcripts/" + name])

    def test_answers_of_a_questionnaire(self):
        for column, name in (("verbatim", "quest1"), ("Réponse", "quest2"), ("Pourquoi ?", "quest3")):
            with self.subTest(column):
                folder = self.study(name, {
                    "study.ini": "[confidential]\ncolumns = Adresse\n",
                    "enquete.csv": f"id;service;age;Adresse;{column}\nP7;nuit;34;1 rue des Lilas, 2e étage à droite;"
                                   "\"La nuit, je m’échappe,\nun peu le soir, avec les autres.\"\nP8;jour;51;;\n"
                                   "P9;jour;60;3 rue du Bac;Le jour, on ne s'échappe jamais de cet atelier.\n"})
                read = self.dry_run(folder)
                self.assertEqual([(d["kind"], d["turns"]) for d in read["documents"]], [("quotes", 2)])
                self.assertIn(f"“{column}”", str(read["documents"][0]["doubts"]))
                self.assertEqual(self.index(folder).returncode, 0)
                hit = self.ask("--study", name, "échappe service:nuit age:<40")["hits"][0]
                self.assertEqual((hit["speaker"]["label"], hit["speaker"]["attributes"]),
                                 ("P7", {"service": "nuit", "age": "34"}))
                self.assertEqual(self.propos("--study", name, "Lilas").returncode, 1)

    def test_a_conversation_whose_words_have_another_name(self):
        folder = self.study("verbatim", {"e1.csv": "locuteur;verbatim\nM;Alors ?\n1;Bon.\n"})
        read = self.dry_run(folder)
        self.assertEqual([(s["label"], s["turns"]) for s in read["documents"][0]["speakers"]], [("M", 1), ("1", 1)])
        self.assertNotEqual(read["documents"][0]["kind"], "quotes")

    def wait_for(self, what):
        """Until it is so; no assertion about how long that takes, only that it ends."""
        for _ in range(600):
            if what():
                return
            time.sleep(0.1)
        self.fail("nothing came")

    def test_watch(self):
        folder = self.study("suivi", {"a.txt": "M : Oui ?\n1 : Non.\nM : Ah.\n1 : Si.\n"})
        with open(self.folder / "watch.out", "w", encoding="utf-8") as out, \
                subprocess.Popen([str(INDEX), str(folder), "--watch"], stdout=out, stderr=out,
                                 env=self.environment()) as watching:
            def said(words):
                return words in (self.folder / "watch.out").read_text(encoding="utf-8")
            try:
                self.wait_for(lambda: said("waiting for changes"))
                (folder / "b.vtt").write_text(VTT, encoding="utf-8")
                self.wait_for(lambda: said("2 (1 new"))
                self.assertEqual(self.ask("--study", "suivi", "échappe")["total"], 1)
                (folder / "c.json").write_text('{"segments": [', encoding="utf-8")  # half written
                self.wait_for(lambda: said("must be mended"))
                os.replace(folder / "c.json", folder / "c.vtt")
                (folder / "c.vtt").write_text(VTT.replace("échappe", "évade"), encoding="utf-8")
                self.wait_for(lambda: said("3 (1 new"))
                self.assertEqual(self.ask("--study", "suivi", "évade")["total"], 1)
            finally:
                watching.send_signal(signal.SIGTERM)
            self.assertEqual(watching.wait(60), 0)
