"""The systemd units: systemd reads them without a word, and finds them well shut in."""

import os
import shutil
import subprocess
import unittest

import daemon

UNITS = os.environ.get("PROPOS_UNITS", "systemd")
# Out of 100; systemd calls less than 20 "safe". Measured: 2 for the system unit, 61 for the user's, which cannot
# have a sandbox without privileges.
SYSTEM_EXPOSURE = 10
USER_EXPOSURE = 65


@unittest.skipIf(shutil.which("systemd-analyze") is None, "needs systemd-analyze")
class Units(unittest.TestCase):
    def analyze(self, *arguments):
        home = daemon.Home()
        self.addCleanup(home.remove)
        done = subprocess.run(["systemd-analyze", *arguments], stdin=subprocess.DEVNULL, check=False,
                              capture_output=True,
                              env=dict(os.environ, XDG_RUNTIME_DIR=home.folder, LC_ALL="C.UTF-8"))
        output = (done.stdout + done.stderr).decode()
        self.assertEqual(done.returncode, 0, output)
        return output

    def files(self, kind):
        return [os.path.join(UNITS, kind, "proposd." + unit) for unit in ("service", "socket")]

    def test_verify(self):
        for kind in ("system", "user"):
            said = self.analyze("verify", "--" + kind, "--man=no", *self.files(kind))
            self.assertEqual(said, "")

    def test_security(self):
        for kind, most in (("system", SYSTEM_EXPOSURE), ("user", USER_EXPOSURE)):
            said = self.analyze("security", "--" + kind, "--offline=true",
                                "--threshold=%d" % most, self.files(kind)[0])
            print(kind, said.strip().splitlines()[-1])

    def test_sockets_are_private(self):
        for kind in ("system", "user"):
            with open(self.files(kind)[1], encoding="utf-8") as file:
                text = file.read()
            self.assertIn("\nSocketMode=0600\n", text)
            self.assertIn("\nDirectoryMode=0700\n", text)


if __name__ == "__main__":
    daemon.main()
