"""Starts a proposd of its own for a test, and speaks to it over its socket.

The programs come from the environment (PROPOSD, PROPOS_INDEX), the study from PROPOS_EXAMPLES; ctest sets them.
"""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

PROPOSD = os.environ.get("PROPOSD", "proposd")
PROPOS_INDEX = os.environ.get("PROPOS_INDEX", "propos-index")
EXAMPLES = os.environ.get("PROPOS_EXAMPLES", "examples")
STUDY = "cantine"  # the folder in examples/
SKIP = 77
# For a machine with two busy processors and a sanitizer in the program: only a hang takes longer.
PATIENCE = 60


class Connection(http.client.HTTPConnection):
    """http.client over a Unix socket."""

    def __init__(self, path, timeout=PATIENCE):
        super().__init__("propos", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = connect(self.path, self.timeout)


def connect(path, timeout=PATIENCE):
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.settimeout(timeout)
    try:
        sock.connect(path)
    except OSError:
        sock.close()
        raise
    return sock


def read_all(sock):
    """Everything until the other side closes."""
    parts = []
    while True:
        try:
            part = sock.recv(65536)
        except ConnectionResetError:
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts)


def read_answer(stream):
    """One answer from a socket's file: (status, headers in lower case, body)."""
    line = stream.readline()
    if not line:
        return None
    status = int(line.split()[1])
    headers = {}
    while True:
        line = stream.readline().strip()
        if not line:
            break
        name, value = line.decode().split(":", 1)
        headers[name.lower()] = value.strip()
    return status, headers, stream.read(int(headers.get("content-length", 0)))


class Home:
    """A folder for state and socket, gone when done."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="propos-test-")
        self.state = os.path.join(self.folder, "state")
        self.socket = os.path.join(self.folder, "run", "propos.sock")

    def environment(self, **more):
        env = dict(os.environ, PROPOS_HOME=self.state, LC_ALL="C.UTF-8")
        for name in ("LANGUAGE", "PROPOS_TOKEN", "LISTEN_FDS", "LISTEN_PID", "NOTIFY_SOCKET"):
            env.pop(name, None)
        env.update(more)
        return env

    def index(self, folder=None):
        """Indexes a study folder (default: the example)."""
        done = subprocess.run(
            [PROPOS_INDEX, folder or os.path.join(EXAMPLES, STUDY)],
            env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode != 0:
            raise RuntimeError("propos-index: %d %s" % (done.returncode, done.stderr.decode()))

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Daemon:
    """A running proposd. A sanitizer's report makes its exit code differ from 0, and stop() fails."""

    def __init__(self, home, *options, path=None, env=None, wait=True, command=()):
        self.home = home
        self.socket = path or home.socket
        self.process = subprocess.Popen(
            [*command, PROPOSD, "--socket", self.socket, *options], env=env or home.environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                connect(self.socket).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError("proposd ended: " + self.process.stderr.read().decode())
                time.sleep(0.02)
        raise RuntimeError("proposd did not get ready")

    def connection(self):
        return Connection(self.socket)

    def raw(self, data, end=False):
        """Sends bytes, returns all that comes until the daemon closes."""
        sock = connect(self.socket)
        try:
            try:
                sock.sendall(data)
                if end:
                    sock.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass
            return read_all(sock)
        finally:
            sock.close()

    def get(self, target, method="GET", body=None, headers=None):
        """(status, headers in lower case, body)"""
        connection = self.connection()
        try:
            connection.request(method, target, body=body, headers=headers or {})
            answer = connection.getresponse()
            return (answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def json(self, target, **more):
        status, _, body = self.get(target, **more)
        return status, json.loads(body)

    def facts(self):
        """What /v1/status says about the daemon."""
        return self.json("/v1/status")[1]["daemon"]

    def wait_for(self, true_of, what):
        """Waits until true_of(facts) holds."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if true_of(self.facts()):
                return
            time.sleep(0.02)
        raise AssertionError("never: " + what)

    def open_files(self):
        return len(os.listdir("/proc/%d/fd" % self.process.pid))

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)

    def end(self):
        """(exit code, stderr) of a daemon that ends by itself."""
        try:
            _, errors = self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        return self.process.returncode, errors.decode()

    def kill(self):
        """For a test that failed half-way: leaves nothing running. Does no harm after stop()."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def stop(self):
        """Ends it by SIGTERM; an exit code but 0, or a sanitizer's word, is an error."""
        self.signal()
        code, errors = self.end()
        if code != 0 or "Sanitizer" in errors:
            raise AssertionError("proposd ended with %d: %s" % (code, errors))


class DaemonTest(unittest.TestCase):
    """One daemon for all tests of a class, with the example study indexed when `study` says so."""

    options = ()
    study = False

    @classmethod
    def setUpClass(cls):
        cls.home = Home()
        cls.addClassCleanup(cls.home.remove)
        if cls.study:
            cls.home.index()
        cls.daemon = Daemon(cls.home, *cls.options)
        cls.addClassCleanup(cls.daemon.stop)

    def problem(self, status, body, expected):
        """Checks a problem document; returns it."""
        document = json.loads(body)
        self.assertEqual(status, expected, document)
        self.assertEqual(document["status"], expected)
        for member in ("type", "title", "detail", "kind"):
            self.assertTrue(document[member], member)
        return document

    def raw_problem(self, data, expected, **more):
        """Sends bytes, expects one problem document and a closed connection."""
        answer = self.daemon.raw(data, **more)
        head, _, body = answer.partition(b"\r\n\r\n")
        self.assertIn(b"Content-Type: application/problem+json\r\n", head + b"\r\n", answer)
        self.assertIn(b"Connection: close", head)
        return self.problem(int(head.split()[1]), body, expected)


def main():
    """unittest.main() with the exit code that ctest takes for "skipped" when no test could run."""
    program = unittest.main(module="__main__", exit=False, verbosity=2)
    result = program.result
    if not result.wasSuccessful():
        sys.exit(1)
    if result.testsRun > 0 and len(result.skipped) >= result.testsRun:
        sys.exit(SKIP)
    sys.exit(0)
