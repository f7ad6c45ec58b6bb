"""How answers are printed, in both languages, with a daemon and without."""
import csv
import io
import json
import subprocess
import time
import unittest

from propos_test import EXAMPLE, PROPOSD, Programs

FRENCH = "tous les passages sur l'échappement codés par les deux chercheurs"


class Formats(Programs):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        done = cls.index(EXAMPLE)
        assert done.returncode == 0, done.stderr
        cls.answer = cls.ask(FRENCH)

    def test_json_is_alone_on_stdout(self):
        done = self.propos("--json", FRENCH)
        self.assertEqual(json.loads(done.stdout)["query"], FRENCH)
        self.assertEqual(done.stderr, "")

    def test_fields(self):
        self.assertLessEqual({"query", "interpreted", "match", "total", "total_partial", "counts", "engine", "degraded",
                              "took_ms", "revision", "notices", "did_you_mean", "hits", "facets"}, set(self.answer))
        self.assertLessEqual({"passages", "turns", "units", "speakers", "groups", "documents", "moderator"},
                             set(self.answer["counts"]))
        hit = self.answer["hits"][0]
        self.assertLessEqual({"passage", "rank", "score", "partial", "reason", "study", "document", "group", "speaker", "turn",
                              "span", "lines", "lines_estimated", "locator", "time_ms", "question", "text", "highlights",
                              "codings", "agreement", "why", "places", "before", "after"}, set(hit))
        self.assertLessEqual({"coder", "code", "path", "start", "end", "continues", "quote", "memo", "unit", "round", "status"},
                             set(hit["codings"][0]))

    def test_positions_are_code_points_in_text(self):
        for query in ("échappe", "soins", FRENCH):
            for hit in self.ask("--limit", "0", query)["hits"]:
                for start, end in hit["highlights"]:
                    self.assertTrue(0 <= start < end <= len(hit["text"]))
                    around = hit["text"][max(start - 1, 0):start] + hit["text"][end:end + 1]
                    self.assertFalse(any(c.isalpha() for c in around), (hit["text"], start, end))
                for coding in hit["codings"]:
                    self.assertTrue(0 <= coding["start"] <= coding["end"] <= len(hit["text"]))

    def test_csv(self):
        rows = list(csv.DictReader(io.StringIO(self.propos("--csv", FRENCH).stdout)))
        self.assertEqual([r["passage"] for r in rows], [h["passage"] for h in self.answer["hits"]])
        self.assertEqual([r["text"] for r in rows], [h["text"] for h in self.answer["hits"]])

    def test_citation(self):
        lines = self.propos("--citation", FRENCH).stdout.splitlines()
        self.assertEqual(len(lines), len(self.answer["hits"]))
        for line, hit in zip(lines, self.answer["hits"]):
            self.assertRegex(line, r"^« .+ » \(.+\)$")
            self.assertIn(hit["document"]["id"], line)

    def test_markdown(self):
        text = self.propos("--markdown", FRENCH).stdout
        self.assertEqual(text.count("\n> — "), len(self.answer["hits"]))

    def test_plain_has_no_escapes_and_marks_words(self):
        text = self.propos("échappe").stdout
        self.assertNotIn("\033", text)
        self.assertRegex(text, r"\*[^*\n]*chapp[^*\n]*\*")

    def test_french_and_english(self):
        english = self.propos("--limit", "1", "échappe").stdout
        french = self.propos("--limit", "1", "échappe", LANGUAGE="fr").stdout
        self.assertIn("turn", english)
        self.assertIn("tour", french)
        self.assertIn("QUESTION", self.propos("--help", LANGUAGE="fr").stdout)
        for name in ("état", "locuteurs", "cherche"):
            self.assertNotEqual(self.propos(name, "échappe" if name == "cherche" else "--json").returncode, 2, name)

    def test_show_names_every_turn(self):
        shown = json.loads(self.propos("show", "--json", "FG1").stdout)
        self.assertEqual(shown["document"]["id"], "FG1")
        numbers = [t["turn"] for t in shown["turns"]]
        self.assertEqual(numbers, sorted(set(numbers)))
        self.assertTrue(any(t["codings"] for t in shown["turns"]))
        self.assertEqual(self.propos("montre", "PERSONNE").returncode, 1)

    def test_daemon_and_direct_answer_the_same(self):
        socket = self.folder / "run" / "propos.sock"
        daemon = subprocess.Popen([PROPOSD, "--socket", socket], env=self.environment(), stderr=subprocess.DEVNULL)
        try:
            for _ in range(100):
                if socket.exists():
                    break
                time.sleep(0.05)
            for arguments in (["search", "--json", FRENCH], ["search", "--json", "--limit", "3", "soins résidents"],
                              ["search", "--csv", "équipe OU famille"], ["search", "--citation", "fatigue"],
                              ["search", "--markdown", "temps"], ["search", "--plain", "--facets", "temps"],
                              ["show", "--json", "FG2"], ["codes", "--json"], ["speakers", "--json"], ["codes"],
                              ["search", "--json", "(dormir"], ["search", "--json", "--limit", "x", "a"],
                              ["search", "--study", "nulle-part", "a"], ["show", "NULLE-PART"]):
                asked = self.propos("--socket", socket, *arguments)
                direct = self.propos("--direct", *arguments)
                self.assertEqual(asked.returncode, direct.returncode, (arguments, asked.stderr, direct.stderr))
                if "--json" in arguments and asked.stdout:
                    a, b = json.loads(asked.stdout), json.loads(direct.stdout)
                    a.pop("took_ms", None), b.pop("took_ms", None)
                    self.assertEqual(a, b, arguments)
                else:
                    self.assertEqual(asked.stdout, direct.stdout, arguments)
                self.assertEqual(asked.stderr, direct.stderr, arguments)
        finally:
            daemon.terminate()
            self.assertEqual(daemon.wait(20), 0)


if __name__ == "__main__":
    unittest.main()
