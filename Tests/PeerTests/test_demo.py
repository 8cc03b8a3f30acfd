"""The demonstration is a test of the whole: it ends with status 0 only when everything that it tells holds."""

import os
import subprocess


def test_the_demonstration_holds():
    ended = subprocess.run([os.environ["GORSE_BINARY"], "demo"], capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "✗" not in ended.stdout and "All of it holds" in ended.stdout
