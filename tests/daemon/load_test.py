"""Many clients, impatient clients, a full queue, and a stop in the middle of it all."""

import json
import resource
import signal
import socket
import threading
import unittest
from urllib.parse import quote

import daemon
from daemon import Daemon, DaemonTest, Home, connect, read_all, read_answer


def request(target, close=False):
    return ("GET %s HTTP/1.1\r\nHost: propos\r\n%s\r\n"
            % (target, "Connection: close\r\n" if close else "")).encode()


SEARCH = request("/v1/search?limit=0&q=" + quote("je OU on OU c'est"))


def allow_files(number):
    """Raises this process's limit of open files; False when the system forbids."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= number:
        return True
    if hard != resource.RLIM_INFINITY and hard < number:
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (number, hard))
    return True


class ManyClients(DaemonTest):
    study = True
    # Under a sanitizer each answer takes ten times as long: nobody is to be sent away for that.
    options = ("--deadline", "300000")

    def test_a_thousand_connections_at_once_are_all_answered(self):
        if not allow_files(1200):
            self.skipTest("the system does not allow 1 200 open files")
        socks = [connect(self.daemon.socket) for _ in range(1000)]
        for sock in socks:
            sock.sendall(request("/v1/search?limit=1&q=fatigue"))
        answers = [read_answer(sock.makefile("rb")) for sock in socks]
        self.assertGreaterEqual(self.daemon.facts()["connections"]["open"], 1001)
        for sock in socks:
            sock.close()
        self.assertEqual({status for status, _, _ in answers}, {200})
        totals = {json.loads(body)["total"] for _, _, body in answers}
        self.assertEqual(len(totals), 1)
        self.daemon.wait_for(lambda facts: facts["connections"]["open"] == 1, "all closed")

    def test_clients_that_leave_early_leave_nothing_behind(self):
        self.daemon.wait_for(lambda facts: facts["connections"]["open"] == 1, "quiet at first")
        files = self.daemon.open_files()
        for _ in range(20):
            socks = [connect(self.daemon.socket) for _ in range(20)]
            for number, sock in enumerate(socks):
                sock.sendall(SEARCH * (1 + number % 3))
                if number % 2 == 0:
                    sock.shutdown(socket.SHUT_RDWR)
                sock.close()
        self.daemon.wait_for(
            lambda facts: facts["connections"]["open"] == 1 and facts["jobs"] == 0
            and facts["queue"]["waiting"] == 0, "jobs of clients that left are gone")
        # One more: the connection of this very question may still be open.
        self.assertLessEqual(self.daemon.open_files(), files + 1)


class FullQueue(DaemonTest):
    study = True
    options = ("--workers", "1", "--queue", "3")

    def test_who_finds_the_queue_full_is_told_at_once_when_to_come_back(self):
        socks = [connect(self.daemon.socket) for _ in range(60)]
        # Stopped while they ask, the loop finds all questions at the same moment.
        self.daemon.signal(signal.SIGSTOP)
        for sock in socks:
            sock.sendall(SEARCH)
        self.daemon.signal(signal.SIGCONT)
        answers = [read_answer(sock.makefile("rb")) for sock in socks]
        for sock in socks:
            sock.close()
        refused = [answer for answer in answers if answer[0] == 503]
        self.assertEqual({status for status, _, _ in answers}, {200, 503})
        for status, headers, body in refused:
            problem = self.problem(status, body, 503)
            self.assertEqual(problem["kind"], "busy")
            self.assertGreaterEqual(int(headers["retry-after"]), 1)
            self.assertEqual(headers["connection"], "keep-alive")
        self.assertEqual(self.daemon.facts()["refused"], len(refused))

    def test_jobs_of_clients_that_left_make_room_in_the_queue(self):
        before = self.daemon.facts()["cancelled"]
        socks = [connect(self.daemon.socket) for _ in range(3)]
        self.daemon.signal(signal.SIGSTOP)
        for sock in socks:
            sock.sendall(SEARCH)
            sock.close()
        self.daemon.signal(signal.SIGCONT)
        self.daemon.wait_for(lambda facts: facts["jobs"] == 0, "cancelled jobs are gone")
        self.assertGreaterEqual(self.daemon.facts()["cancelled"], before)
        self.assertEqual(self.daemon.get("/v1/studies")[0], 200)


class Deadline(DaemonTest):
    study = True
    options = ("--workers", "1", "--deadline", "1")

    def test_an_answer_that_takes_too_long_is_given_up(self):
        # One worker and a millisecond: of three hundred questions at once most are late.
        socks = [connect(self.daemon.socket) for _ in range(300)]
        self.daemon.signal(signal.SIGSTOP)
        for sock in socks:
            sock.sendall(SEARCH)
        self.daemon.signal(signal.SIGCONT)
        answers = [read_answer(sock.makefile("rb")) for sock in socks]
        for sock in socks:
            sock.close()
        late = [answer for answer in answers if answer[0] == 504]
        self.assertTrue(late)
        for status, _, body in late:
            self.assertEqual(self.problem(status, body, 504)["kind"], "deadline")


class FewConnections(DaemonTest):
    options = ("--connections", "4")

    def test_further_clients_wait_until_one_leaves(self):
        inside = [connect(self.daemon.socket) for _ in range(4)]
        for sock in inside:
            sock.sendall(request("/v1/studies"))
            self.assertEqual(read_answer(sock.makefile("rb"))[0], 200)
        waiting = connect(self.daemon.socket)
        waiting.sendall(request("/v1/studies"))
        waiting.settimeout(0.3)
        with self.assertRaises(socket.timeout):
            waiting.recv(1)
        inside.pop().close()
        waiting.settimeout(daemon.PATIENCE)
        self.assertEqual(read_answer(waiting.makefile("rb"))[0], 200)
        for sock in [*inside, waiting]:
            sock.close()


class Stop(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.remove)
        self.home.index()

    def start(self, *options):
        running = Daemon(self.home, *options)
        self.addCleanup(running.kill)
        return running

    def test_a_stop_under_load_finishes_what_was_asked(self):
        running = self.start()
        faults = []
        answered = []
        started = threading.Barrier(9)

        def client():
            first = True
            while True:
                try:
                    sock = connect(running.socket)
                    sock.sendall(SEARCH)
                except OSError:
                    return  # the daemon no longer listens
                try:
                    # Nothing at all: it stopped before it had our question. A part of an answer is a fault.
                    data = sock.makefile("rb")
                    answer = read_answer(data)
                    if answer is None:
                        return
                    status, headers, body = answer
                    if status != 200 or len(body) != int(headers["content-length"]):
                        faults.append(answer)
                    json.loads(body)
                    answered.append(1)
                except ConnectionResetError:
                    return
                except Exception as error:  # noqa: BLE001: whatever it is, the test must tell
                    faults.append(error)
                    return
                finally:
                    sock.close()
                    if first:
                        first = False
                        started.wait()

        threads = [threading.Thread(target=client) for _ in range(8)]
        for thread in threads:
            thread.start()
        started.wait()
        running.stop()
        for thread in threads:
            thread.join()
        self.assertEqual(faults, [])
        self.assertGreaterEqual(len(answered), 8)

    def test_a_question_that_is_being_answered_is_answered_before_the_end(self):
        running = self.start("--workers", "1")
        socks = [connect(running.socket) for _ in range(12)]
        for sock in socks:
            sock.sendall(request("/v1/studies"))
            self.assertEqual(read_answer(sock.makefile("rb"))[0], 200)
        running.signal(signal.SIGSTOP)
        for sock in socks:
            sock.sendall(request("/v1/search?q=je%20OU%20on"))
        running.signal(signal.SIGCONT)
        # All are taken in before the signal is: half of them still wait for the one worker.
        stream = socks[0].makefile("rb")
        self.assertEqual(read_answer(stream)[0], 200)
        running.signal()
        answers = [read_answer(sock.makefile("rb")) for sock in socks[1:]]
        self.assertEqual({answer[0] for answer in answers}, {200})
        self.assertEqual(running.end()[0], 0)
        for sock in socks:
            self.assertEqual(read_all(sock), b"")
            sock.close()

    def test_idle_clients_do_not_delay_the_end(self):
        running = self.start()
        socks = [connect(running.socket) for _ in range(10)]
        running.wait_for(lambda facts: facts["connections"]["open"] == 11, "all connected")
        running.stop()
        for sock in socks:
            self.assertEqual(read_all(sock), b"")
            sock.close()


if __name__ == "__main__":
    daemon.main()
