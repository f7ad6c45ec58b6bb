"""The sockets: who may use them, whose they are, and what systemd hands over."""

import os
import shutil
import socket
import stat
import subprocess
import sys
import time
import unittest

import daemon
from daemon import Daemon, DaemonTest, Home, connect, read_all

REQUEST = b"GET /v1/studies HTTP/1.1\r\nHost: propos\r\nConnection: close\r\n\r\n"


class SocketTest(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.remove)

    def start(self, *options, **more):
        running = Daemon(self.home, *options, **more)
        self.addCleanup(running.kill)
        return running

    def refused(self, code, *options, **more):
        """A daemon that must not start; returns what it says."""
        running = self.start(*options, wait=False, **more)
        ended, errors = running.end()
        self.assertEqual(ended, code, errors)
        self.assertIn("proposd: ", errors)
        return errors


class OwnSocket(SocketTest):
    def test_it_is_private_and_gone_after_a_stop(self):
        running = self.start()
        facts = os.stat(running.socket)
        self.assertTrue(stat.S_ISSOCK(facts.st_mode))
        self.assertEqual(stat.S_IMODE(facts.st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(running.socket)).st_mode), 0o700)
        running.stop()
        self.assertFalse(os.path.exists(running.socket))

    def test_a_second_daemon_gives_way_and_the_first_goes_on(self):
        first = self.start()
        errors = self.refused(3)
        self.assertIn(first.socket, errors)
        self.assertEqual(first.get("/v1/studies")[0], 200)
        first.stop()

    def test_a_socket_that_another_program_answers_is_left_alone(self):
        os.makedirs(os.path.dirname(self.home.socket), 0o700)
        other = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        other.bind(self.home.socket)
        other.listen()
        self.refused(3)
        self.assertTrue(os.path.exists(self.home.socket))
        other.close()

    def test_a_socket_of_a_dead_daemon_is_taken_over(self):
        first = self.start()
        first.process.kill()
        first.process.communicate()
        self.assertTrue(os.path.exists(first.socket))
        second = self.start()
        self.assertEqual(second.get("/v1/studies")[0], 200)
        second.stop()

    def test_two_that_start_together_over_a_dead_one_s_socket(self):
        for _ in range(5):
            first = self.start()
            first.process.kill()
            first.process.communicate()
            both = [self.start(wait=False) for _ in range(2)]
            while all(each.process.poll() is None for each in both):
                time.sleep(0.01)
            loser = next(each for each in both if each.process.poll() is not None)
            winner = both[1 - both.index(loser)]
            self.assertEqual(loser.end()[0], 3)
            winner.wait_until_ready()
            self.assertEqual(winner.get("/v1/studies")[0], 200)
            winner.stop()

    def test_a_file_that_is_no_socket_is_left_alone(self):
        os.makedirs(os.path.dirname(self.home.socket), 0o700)
        with open(self.home.socket, "w", encoding="utf-8") as file:
            file.write("notes")
        self.refused(2)
        with open(self.home.socket, encoding="utf-8") as file:
            self.assertEqual(file.read(), "notes")

    def test_a_socket_that_was_replaced_is_not_unlinked(self):
        running = self.start()
        os.unlink(running.socket)
        with open(running.socket, "w", encoding="utf-8") as file:
            file.write("not ours")
        running.signal()
        self.assertEqual(running.end()[0], 0)
        self.assertTrue(os.path.exists(running.socket))

    def test_a_folder_that_others_can_write_in_is_refused(self):
        folder = os.path.join(self.home.folder, "shared")
        os.mkdir(folder)
        os.chmod(folder, 0o777)
        errors = self.refused(2, path=os.path.join(folder, "propos.sock"))
        self.assertIn(folder, errors)

    def test_a_path_that_is_too_long_for_a_socket(self):
        self.refused(2, path=os.path.join(self.home.folder, "a" * 120))

    def test_options_that_make_no_sense(self):
        for options in (("--workers", "0"), ("--queue", "many"), ("--deadline", "-5"), ("--nonsense",),
                        ("word",), ("--listen", "0.0.0.0:8765"), ("--listen", "example.org:80"),
                        ("--listen", "127.0.0.1"), ("--listen", "127.0.0.1:0x"), ("--study",),
                        ("--group", "no-such-group-at-all")):
            self.refused(2, *options)

    def test_help_and_version(self):
        for option, word in (("--help", "--socket"), ("--version", "proposd ")):
            done = subprocess.run([daemon.PROPOSD, option], env=self.home.environment(),
                                  capture_output=True, check=False)
            self.assertEqual(done.returncode, 0)
            self.assertIn(word, done.stdout.decode())

    def test_no_descriptor_left_means_waiting_not_failing(self):
        running = self.start(command=("prlimit", "--nofile=60:60"), )
        socks = [connect(running.socket) for _ in range(80)]
        for sock in socks:
            sock.sendall(REQUEST)
        for sock in socks:
            self.assertTrue(read_all(sock).startswith(b"HTTP/1.1 200"))
            sock.close()
        running.stop()


class Peers(SocketTest):
    """Another user is turned away even when the file system would let him in."""

    def ask_as_nobody(self, running):
        os.chmod(self.home.folder, 0o755)
        os.chmod(os.path.dirname(running.socket), 0o755)
        os.chmod(running.socket, 0o666)
        script = ("import socket, sys\ns = socket.socket(socket.AF_UNIX)\ns.connect(sys.argv[1])\n"
                  "s.sendall(%r)\nout = b''\nwhile True:\n part = s.recv(65536)\n"
                  " if not part: break\n out += part\nsys.stdout.buffer.write(out)\n" % REQUEST)
        done = subprocess.run(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", sys.executable, "-c",
             script, running.socket], capture_output=True, check=False, cwd="/")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def setUp(self):
        if os.geteuid() != 0 or shutil.which("setpriv") is None:
            self.skipTest("needs root and setpriv to become another user")
        super().setUp()

    def test_another_user_is_refused(self):
        running = self.start()
        answer = self.ask_as_nobody(running)
        self.assertTrue(answer.startswith(b"HTTP/1.1 403 "), answer)
        self.assertIn(b"application/problem+json", answer)
        self.assertNotIn(b"studies", answer)
        running.stop()

    def test_a_member_of_the_group_is_welcome(self):
        running = self.start("--group", "nogroup")
        self.assertTrue(self.ask_as_nobody(running).startswith(b"HTTP/1.1 200 "))
        running.stop()


class Tcp(DaemonTest):
    token = "un-secret-assez-long"

    @classmethod
    def setUpClass(cls):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            cls.port = free.getsockname()[1]
        cls.home = Home()
        cls.addClassCleanup(cls.home.remove)
        token = os.path.join(cls.home.folder, "token")
        with open(os.open(token, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(cls.token + "\n")
        cls.daemon = Daemon(cls.home, "--listen", "127.0.0.1:%d" % cls.port, "--token-file", token)
        cls.addClassCleanup(cls.daemon.stop)

    def ask(self, *headers):
        with socket.create_connection(("127.0.0.1", self.port), daemon.PATIENCE) as sock:
            sock.sendall(("GET /v1/studies HTTP/1.1\r\n%s\r\nConnection: close\r\n\r\n"
                          % "\r\n".join(headers)).encode())
            head, _, body = read_all(sock).partition(b"\r\n\r\n")
        return int(head.split()[1]), head, body

    def test_the_token_opens(self):
        for host in ("127.0.0.1:%d" % self.port, "localhost", "[::1]:9"):
            status, _, body = self.ask("Host: " + host, "Authorization: Bearer " + self.token)
            self.assertEqual(status, 200, body)

    def test_without_the_token_or_with_another(self):
        for header in ("X: y", "Authorization: Bearer " + self.token[:-1],
                       "Authorization: Bearer " + self.token + "g", "Authorization: Bearer ",
                       "Authorization: Basic " + self.token):
            status, head, body = self.ask("Host: localhost", header)
            self.problem(status, body, 401)
            self.assertIn(b"WWW-Authenticate: Bearer", head)

    def test_a_foreign_host_name(self):
        for host in ("example.org", "127.0.0.1.example.org", "localhost.example.org"):
            status, _, body = self.ask("Host: " + host, "Authorization: Bearer " + self.token)
            self.problem(status, body, 421)


class TcpRefusals(SocketTest):
    def test_no_token_no_listening(self):
        self.refused(2, "--listen", "127.0.0.1:1")

    def test_a_short_token(self):
        self.refused(2, "--listen", "127.0.0.1:1", env=self.home.environment(PROPOS_TOKEN="court"))

    def test_a_token_that_others_can_read(self):
        token = os.path.join(self.home.folder, "token")
        with open(token, "w", encoding="utf-8") as file:
            file.write(Tcp.token)
        os.chmod(token, 0o644)
        self.assertIn("chmod 600", self.refused(2, "--listen", "127.0.0.1:1", "--token-file", token))

    def test_a_port_that_is_taken(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            self.refused(3, "--listen", "127.0.0.1:%d" % taken.getsockname()[1],
                         env=self.home.environment(PROPOS_TOKEN=Tcp.token))


@unittest.skipIf(shutil.which("systemd-socket-activate") is None, "needs systemd-socket-activate")
class Activation(SocketTest):
    def activate(self, path, *kinds):
        os.makedirs(os.path.dirname(self.home.socket), 0o700, exist_ok=True)
        env = self.home.environment()
        process = subprocess.Popen(
            ["systemd-socket-activate", *kinds, "--listen=" + path, "--setenv=PROPOS_HOME",
             "--setenv=LC_ALL", daemon.PROPOSD],
            env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def wait_for_socket(self):
        until = time.monotonic() + daemon.PATIENCE
        while not os.path.exists(self.home.socket):
            self.assertLess(time.monotonic(), until)
            time.sleep(0.02)

    def test_the_first_question_starts_it_and_its_end_leaves_the_socket(self):
        process = self.activate(self.home.socket)
        self.wait_for_socket()
        for _ in range(3):
            sock = connect(self.home.socket)
            sock.sendall(REQUEST)
            self.assertTrue(read_all(sock).startswith(b"HTTP/1.1 200 "))
            sock.close()
        process.terminate()
        _, errors = process.communicate(timeout=daemon.PATIENCE)
        self.assertEqual(process.returncode, 0, errors)
        self.assertTrue(os.path.exists(self.home.socket), "an inherited socket must stay")

    def test_a_datagram_socket_is_refused(self):
        process = self.activate(self.home.socket, "--datagram")
        self.wait_for_socket()
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        sock.connect(self.home.socket)
        sock.send(b"GET")
        _, errors = process.communicate(timeout=daemon.PATIENCE)
        self.assertEqual(process.returncode, 2, errors)
        sock.close()


class Notify(SocketTest):
    """What systemd is told, over the socket that it names in NOTIFY_SOCKET."""

    def test_ready_alive_and_stopping(self):
        path = os.path.join(self.home.folder, "notify")
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        listener.settimeout(daemon.PATIENCE)
        listener.bind(path)
        running = self.start(env=self.home.environment(NOTIFY_SOCKET=path, WATCHDOG_USEC="400000"))
        words = listener.recv(4096).decode()
        if "READY=1" not in words:
            self.fail(words)
        self.assertIn("STATUS=", words)
        self.assertEqual(listener.recv(4096), b"WATCHDOG=1")
        running.signal()
        while True:
            words = listener.recv(4096)
            if words != b"WATCHDOG=1":
                break
        self.assertEqual(words, b"STOPPING=1")
        self.assertEqual(running.end()[0], 0)
        listener.close()


if __name__ == "__main__":
    daemon.main()
