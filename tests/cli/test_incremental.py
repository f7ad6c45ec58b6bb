"""Indexing again: what did not change is not touched, what changed replaces its document, other addresses stay."""
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import time
import unittest

from propos_test import INDEX, Programs

LONG = " ".join(f"Alors la phrase numéro {n} parle du jardin et de la pluie qui tombe." for n in range(60))
FILES = {
    "study.ini": "[study]\nid = jardin\ncoders = Ana\n",
    "transcripts/A.txt": "Q : Parlez-moi du jardin.\n\nR : Le jardin est grand, la pluie tombe.\n",
    "transcripts/B.txt": "Q : Et l'hiver ?\n\nR : " + LONG + "\n\nQ : Merci.\n\nR : De rien, revenez.\n",
    "codes.csv": "code,parent,name\nJ,,Le jardin\n",
    "codings/ana.csv": "coder,code,document,quote\nAna,J,A,Le jardin est grand\n",
}


class Incremental(Programs):
    def setUp(self):
        self.home = self.folder / self._testMethodName
        type(self).home = self.home
        self.source = self.study(self._testMethodName + "-study", FILES)
        self.report("added", 2)

    def report(self, key, value):
        done = self.index("--json", self.source)
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual(report[key], value, report)
        return report

    def passages(self, query="jardin"):
        return {h["passage"]: h["text"] for h in self.ask("--limit", "0", query)["hits"] if not h["partial"]}

    def test_nothing_changed(self):
        first = self.report("kept", 2)
        again = self.report("kept", 2)
        self.assertEqual(first["revision"], again["revision"])

    def test_record_of_an_earlier_version_is_taken_further(self):
        record = next(self.home.glob("*/record.db"))
        with contextlib.closing(sqlite3.connect(record)) as db:
            # Version 2 had neither a vocabulary nor decisions.
            for table in ("word", "lemma", "decision", "dispute"):
                db.execute(f"DROP TABLE {table}")
            db.execute("DELETE FROM note WHERE name IN ('digest:vocabulary', 'digest:decision', 'digest:dispute')")
            db.execute("DELETE FROM note WHERE name LIKE 'vocabulary%' OR name LIKE 'word%' OR name LIKE 'lemma%'")
            db.execute("PRAGMA user_version = 2")
            db.commit()
        before = self.report("kept", 2)
        self.assertEqual(self.ask("jardin")["total"], len(self.passages()))
        self.assertEqual(self.report("kept", 2)["revision"], before["revision"])

    def test_changed_document_keeps_the_others(self):
        before = self.passages()
        (self.source / "transcripts/A.txt").write_text(
            "Q : Parlez-moi du jardin.\n\nR : Le jardin est grand, le soleil tape.\n", encoding="utf-8")
        report = self.report("changed", 1)
        self.assertEqual(report["kept"], 1)
        after = self.passages()
        kept = {p: t for p, t in before.items() if "/B/" in p}
        self.assertTrue(len(kept) >= 2, "the long turn has several passages")
        self.assertEqual(kept, {p: t for p, t in after.items() if "/B/" in p})
        self.assertEqual(self.ask("soleil")["total"], 1)
        self.assertEqual(self.ask('texte:"la pluie tombe" document:A')["total"], 0)

    def test_removed_document_goes(self):
        (self.source / "transcripts/B.txt").unlink()
        self.report("removed", 1)
        self.assertFalse([p for p in self.passages() if "/B/" in p])
        self.assertEqual(self.ask("revenez")["total"], 0)

    def test_new_coding_changes_only_its_passage(self):
        (self.source / "codings/ana.csv").write_text(
            "coder,code,document,quote\nAna,J,A,Le jardin est grand\nAna,J,A,Parlez-moi\n", encoding="utf-8")
        report = self.report("kept", 2)
        self.assertEqual(self.ask("code:J")["counts"]["turns"], 2)
        self.assertEqual(report["codings"], 2)

    def test_study_synonyms_act_at_once(self):
        self.assertEqual(self.ask("averse")["total"], 0)
        (self.source / "synonyms.txt").write_text("# source: nous\naverse = pluie\n", encoding="utf-8")
        self.report("kept", 2)
        self.assertGreaterEqual(self.ask("averse")["total"], 1)

    def test_killed_at_any_moment(self):
        """kill -9 in mid-run: afterwards the old or the new study, whole; and the next run mends everything."""
        old = self.passages()
        (self.source / "transcripts/C.txt").write_text("R : " + LONG.replace("jardin", "verger") + " Fin.\n", encoding="utf-8")
        for step in range(12):
            child = subprocess.Popen([INDEX, "--rebuild", self.source], env=self.environment(), stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL)
            time.sleep(0.004 * step)
            child.send_signal(signal.SIGKILL)
            child.wait()
            self.assertEqual(self.passages(), old)
            self.assertIn(self.ask("verger")["counts"]["documents"], (0, 1))
        self.report("kept", 3) if self.ask("verger")["total"] else self.report("added", 1)
        answer = self.ask("verger")
        self.assertEqual((answer["engine"], answer["degraded"]), ("xapian", []))
        self.assertEqual(self.passages(), old)

    def test_sources_are_never_written(self):
        def state():
            return {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in sorted(self.source.rglob("*")) if p.is_file()}
        before = state()
        self.index(self.source)
        self.propos("jardin")
        self.assertEqual(before, state())

    def test_state_is_private(self):
        self.assertEqual(os.stat(self.home / "jardin").st_mode & 0o777, 0o700)
        for path in (self.home / "jardin").rglob("*"):
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)

    def test_missing_index_is_answered_all_the_same(self):
        import shutil
        before = self.ask("jardin pluie")
        for path in (self.home / "jardin").glob("index*"):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        after = self.ask("jardin pluie")
        self.assertEqual(after["engine"], "fts5")
        self.assertTrue(after["degraded"])
        self.assertEqual({h["passage"] for h in after["hits"]}, {h["passage"] for h in before["hits"]})
        self.assertEqual((after["total"], after["total_partial"]), (before["total"], before["total_partial"]))
        self.report("kept", 2)
        self.assertEqual(self.ask("jardin")["engine"], "xapian")

    def damage(self, path, old, new):
        data = path.read_bytes()
        self.assertIn(old, data)
        path.write_bytes(data.replace(old, new))

    def test_a_changed_letter_in_the_record_is_noticed(self):
        record = self.home / "jardin" / "record.db"
        self.damage(record, "Le jardin est grand".encode(), "Le jardin est petit".encode())
        done = self.index(self.source)
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertIn("damaged", done.stderr)
        self.assertIn("--rebuild", done.stderr)
        done = self.index("--rebuild", self.source)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue([t for t in self.passages().values() if "Le jardin est grand, la pluie tombe." in t])
        self.assertEqual(self.index(self.source).returncode, 0)

    def test_a_changed_byte_in_the_index_is_mended(self):
        before = self.passages()
        path = self.home / "jardin" / "index" / "postlist.glass"
        stamp = path.stat()
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(data)
        os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
        self.assertEqual(self.index(self.source).returncode, 0)
        self.assertNotEqual(path.resolve().parent.name, "index.1")
        self.assertEqual(self.passages(), before)


if __name__ == "__main__":
    unittest.main()
