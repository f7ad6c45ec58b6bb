"""The invented study, asked as people would: what is printed, word for word (golden/*.txt).

A golden file is a session: each line that starts with "$ " is a command, what follows is what it prints, up to the next
one; "exit N" closes a command that does not leave with 0. PROPOS_GOLDEN=write writes the files anew: read the difference.
"""
import os
import pathlib
import re
import shlex
import unittest

from propos_test import EXAMPLE, INDEX, PROPOS, SOURCE, Programs

GOLDEN = pathlib.Path(__file__).parent / "golden"


class Example(Programs):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        done = cls.index(EXAMPLE)
        assert done.returncode == 0, done.stderr

    def session(self, text, language):
        """The same commands with what they print now."""
        out = []
        for line in text.splitlines():
            if not line.startswith("$ "):
                continue
            program, *arguments = shlex.split(line[2:])
            arguments = [a.replace("examples/", f"{SOURCE}/examples/") for a in arguments]
            done = self.run_program({"propos": PROPOS, "propos-index": INDEX}[program], *arguments, LANGUAGE=language)
            printed = (done.stdout + done.stderr).replace(str(SOURCE) + "/", "").replace("\r\n", "\n")
            printed = re.sub(r'"took_ms": [0-9.]+', '"took_ms": 0', printed)
            printed = re.sub(r"20\d\d-\d\d-\d\d, Propos [0-9.]+", "2026-11-22, Propos 0.1.0", printed)
            out += [line, printed.rstrip("\n")] + ([f"exit {done.returncode}"] if done.returncode else []) + [""]
        return "\n".join(out)

    def test_sessions(self):
        files = sorted(GOLDEN.glob("*.txt"))
        self.assertTrue(files)
        for path in files:
            with self.subTest(path.name):
                text = path.read_text(encoding="utf-8")
                now = self.session(text, path.stem.split(".")[-1])
                if os.environ.get("PROPOS_GOLDEN") == "write":
                    path.write_text(now, encoding="utf-8")
                self.maxDiff = None
                self.assertEqual(now, text)

    def test_confidential_column_is_nowhere(self):
        shown = self.propos("speakers", "--json").stdout
        self.assertIn("attributes", shown)
        for line in (EXAMPLE / "study.ini").read_text(encoding="utf-8").splitlines():
            if line.startswith(("columns", "colonnes")):
                for column in line.split("=")[1].split(","):
                    self.assertNotIn(f'"{column.strip()}"', shown)


if __name__ == "__main__":
    unittest.main()
