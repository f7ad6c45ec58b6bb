"""Helpers of the black-box tests: the real programs, a state folder of their own, studies written on the spot."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BUILD = pathlib.Path(os.environ["PROPOS_BUILD"])
SOURCE = pathlib.Path(os.environ["PROPOS_SOURCE"])
SHARED = SOURCE.parent / "shared"
INDEX = BUILD / "indexer" / "propos-index"
PROPOS = BUILD / "query" / "propos"
PROPOSD = BUILD / "daemon" / "proposd"
EXAMPLE = SOURCE / "examples" / "cantine"


class Programs(unittest.TestCase):
    """A test with a state folder that is thrown away."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="propos-test-"))
        cls.home = cls.folder / "state"

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @classmethod
    def environment(cls, **more):
        keep = {k: v for k, v in os.environ.items() if k.startswith(("PATH", "ASAN", "UBSAN", "TSAN", "LSAN"))}
        return {**keep, "PROPOS_HOME": str(cls.home), "PROPOS_SOCKET": str(cls.folder / "run" / "propos.sock"),
                "LC_ALL": "C.UTF-8", "LANGUAGE": "en", **more}

    @classmethod
    def run_program(cls, program, *arguments, **more):
        done = subprocess.run([str(program), *map(str, arguments)], capture_output=True, timeout=300, check=False,
                              env=cls.environment(**more))
        done.stdout = done.stdout.decode("utf-8")
        done.stderr = done.stderr.decode("utf-8")
        return done

    @classmethod
    def index(cls, *arguments, **more):
        return cls.run_program(INDEX, *arguments, **more)

    @classmethod
    def propos(cls, *arguments, **more):
        return cls.run_program(PROPOS, *arguments, **more)

    @classmethod
    def ask(cls, *arguments):
        done = cls.propos("search", "--json", *arguments)
        if done.returncode not in (0, 1):
            raise AssertionError(f"exit {done.returncode}: {done.stderr}")
        return json.loads(done.stdout)

    @classmethod
    def study(cls, name, files):
        """Writes a study folder; values are text (written as UTF-8) or bytes."""
        folder = cls.folder / "studies" / name
        for path, content in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return folder

    def record_bytes(self, study):
        """Everything that the record says, to compare before and after."""
        import sqlite3
        path = self.home / study / "record.db"
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
            tables = [r[0] for r in db.execute(
                "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE '%fts%' AND sql NOT LIKE"
                " 'CREATE VIRTUAL%' ORDER BY name")]
            return {t: db.execute(f"SELECT * FROM {t}").fetchall() for t in tables}


def turns(answer, partial=False):
    """DOCUMENT:TURN of the hits, in order."""
    return [f'{h["document"]["id"]}:{h["turn"]}' for h in answer["hits"] if h["partial"] == partial]
