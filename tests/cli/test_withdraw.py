"""A participant withdraws: the words leave record, index and whatever else the state folder holds, and stay away."""
import json
import sqlite3
import unittest

from propos_test import Programs

WORDS = "Quand mon frère Gontran est revenu du phare, il toussait comme une vieille corne de brume."
SHORT = "Zibeline, oui."
OTHER = "Moi je n'ai jamais mis les pieds au phare, mais la corne, on l'entend du bourg."


class Withdraw(Programs):
    def setUp(self):
        self.name = f"phare{self._testMethodName.rsplit('_', 1)[1]}"
        rows = "".join(f'{i + 1},{s},{10 + i},,"{t}"\n' for i, (s, t) in enumerate(
            [("M", "Que s'est-il passé ?"), ("7", WORDS), ("8", OTHER), ("7b", SHORT), ("M", "Merci à vous.")]))
        self.path = self.study(self.name, {
            "study.ini": f"[study]\nid = {self.name}\n", "transcripts/E1.csv": "turn,speaker,line,locator,text\n" + rows,
            "participants.csv": "document,label,role,alias_of,métier\nE1,7,participant,,gardien-de-phare\nE1,8,participant,,\n"
                                "E1,7b,participant,7,\nE1,M,moderator,,\n",
            "codes.csv": "code,parent,name,definition\nmer,,La mer,"
                         '"Par exemple : il toussait comme une vieille corne"\n',
            "codings/a.csv": "coder,code,document,turn,start,turn_end,end,quote,memo\n"
                             f'Ana,mer,E1,2,0,2,{len(WORDS)},"{WORDS}",\n'
                             f'Ana,mer,E1,2,10,3,20,,fort\n'
                             f'Ana,mer,E1,3,0,3,20,,"À rapprocher de : est revenu du phare, il toussait"\n'})
        done = self.index(self.path)
        self.assertEqual(done.returncode, 0, done.stderr)

    def bytes_left(self):
        left = set()
        for path in (self.home / self.name).rglob("*"):
            if path.is_file():
                held = path.read_bytes().lower()
                left |= {w for w in ("gontran", "zibelin", "toussa", "brume", "gardien-de-phare")
                         if w.encode() in held}
        return left

    def withdraw(self, *options):
        done = self.index("--withdraw", "E1:7", "--yes", self.path, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def turns(self):
        return json.loads(self.propos("show", "--study", self.name, "--json", "E1").stdout)["turns"]

    def test_nothing_of_the_words_is_left_in_bytes(self):
        self.assertEqual(self.bytes_left(), {"gontran", "zibelin", "toussa", "brume", "gardien-de-phare"})
        done = self.withdraw()
        self.assertEqual(self.bytes_left(), set())
        self.assertIn("Your own files still hold these words", done.stderr)
        self.assertIn("speakers = E1:7", done.stderr)

    def test_the_place_and_the_other_addresses_keep(self):
        before = self.turns()
        self.withdraw()
        after = self.turns()
        self.assertEqual([t["turn"] for t in after], [t["turn"] for t in before])
        self.assertEqual([t["text"] for t in after if t["turn"] in (1, 3, 5)],
                         [t["text"] for t in before if t["turn"] in (1, 3, 5)])
        self.assertEqual({t["text"] for t in after if t["turn"] in (2, 4)}, {"{paroles retirées}"})
        self.assertEqual(self.ask("--study", self.name, "Gontran")["total"], 0)
        hit = self.ask("--study", self.name, "corne")["hits"][0]
        self.assertEqual(hit["passage"], f"{self.name}/E1/3.1")
        codings = hit["codings"]
        self.assertEqual(len(codings), 2)
        self.assertEqual({c["memo"] for c in codings}, {"fort", None})

    def test_it_stays_away_when_the_files_are_read_again(self):
        self.withdraw()
        for options in ((), ("--rebuild",)):
            done = self.index(self.path, *options)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.bytes_left(), set())
        transcript = self.path / "transcripts" / "E1.csv"
        transcript.write_text(transcript.read_text(encoding="utf-8").replace("Merci à vous", "Merci"), encoding="utf-8")
        self.assertEqual(self.index(self.path).returncode, 0)
        self.assertEqual(self.bytes_left(), set())

    def test_who_and_when_is_kept_without_words_journal(self):
        self.withdraw()
        with sqlite3.connect(self.home / self.name / "record.db") as db:
            note = db.execute("SELECT value FROM note WHERE name = 'withdrawn'").fetchone()[0]
        self.assertRegex(note, r"^E1:7\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\t\S+\n$")

    def test_study_ini_says_it_too_ini(self):
        ini = self.path / "study.ini"
        ini.write_text(ini.read_text() + "[withdrawn]\nspeakers = E1:7, E1:99\n")
        done = self.index(self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.bytes_left(), set())
        self.assertIn("E1:99", done.stdout + done.stderr)

    def test_it_is_not_done_by_mistake_asked(self):
        record = self.record_bytes(self.name)
        done = self.index("--withdraw", "E1:7", self.path)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--yes", done.stderr)
        done = self.index("--withdraw", "E1:9", "--yes", self.path)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("E1:9", done.stderr)
        self.assertEqual(self.record_bytes(self.name), record)


if __name__ == "__main__":
    unittest.main()
