"""A study that is indexed again while the daemon serves it: the new words are found, and no request fails."""

import json
import os
import shutil
import threading
import time
import unittest

import daemon
from daemon import Daemon, Home, STUDY

# A word that the invented study does not hold.
NEW_WORD = "hippopotame"


class Reload(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.remove)
        self.folder = os.path.join(self.home.folder, STUDY)
        shutil.copytree(os.path.join(daemon.EXAMPLES, STUDY), self.folder)

    def start(self):
        running = Daemon(self.home)
        self.addCleanup(running.kill)
        return running

    def add_words(self, words):
        with open(os.path.join(self.folder, "transcripts", "FG2.txt"), "a", encoding="utf-8") as file:
            file.write("\nM : " + words + "\n")

    def wait_for_hits(self, running, query):
        until = time.monotonic() + daemon.PATIENCE
        while time.monotonic() < until:
            status, answer = running.json("/v1/search?q=" + query)
            self.assertEqual(status, 200, answer)
            if answer["hits"]:
                return answer
            time.sleep(0.05)
        raise AssertionError("never found: " + query)

    def test_a_new_revision_is_served_without_a_failed_request(self):
        self.home.index(self.folder)
        running = self.start()
        faults = []
        seen = set()
        done = threading.Event()

        def client():
            connection = running.connection()
            while not done.is_set():
                connection.request("GET", "/v1/search?limit=3&q=repas%20OU%20" + NEW_WORD)
                answer = connection.getresponse()
                body = json.loads(answer.read())
                if answer.status != 200:
                    faults.append(body)
                else:
                    seen.add(str(body["revision"]))
            connection.close()

        threads = [threading.Thread(target=client) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            for turn in range(5):
                self.add_words("Et le %s numéro %d, qui le nourrit ?" % (NEW_WORD, turn))
                self.home.index(self.folder)
                answer = self.wait_for_hits(running, "%s%%20num%%C3%%A9ro%%20%d" % (NEW_WORD, turn))
                self.assertIn(NEW_WORD, answer["hits"][0]["text"])
        finally:
            done.set()
            for thread in threads:
                thread.join()
        self.assertEqual(faults, [])
        self.assertGreaterEqual(len(seen), 3)
        running.stop()

    def test_a_study_that_comes_while_the_daemon_runs(self):
        running = self.start()
        self.assertEqual(running.json("/v1/studies")[1]["studies"], [])
        self.home.index(self.folder)
        self.wait_for_hits(running, "repas")
        self.assertEqual([study["id"] for study in running.json("/v1/studies")[1]["studies"]], [STUDY])
        running.stop()

    def test_a_study_that_goes(self):
        self.home.index(self.folder)
        running = self.start()
        self.wait_for_hits(running, "repas")
        shutil.rmtree(self.home.state)
        self.assertEqual(running.json("/v1/studies")[1]["studies"], [])
        status, _ = running.json("/v1/search?q=repas&study=" + STUDY)
        self.assertEqual(status, 404)
        running.stop()


if __name__ == "__main__":
    daemon.main()
