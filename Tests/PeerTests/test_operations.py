"""What an operator's probes see."""

import json
import time
import urllib.error
import urllib.request


def readiness(gorse):
    """A node listens before its job worker has looked at the queue; ten seconds are more than it needs."""
    deadline = time.monotonic() + 10
    while True:
        try:
            return json.load(urllib.request.urlopen(gorse.url + "/readyz"))
        except urllib.error.HTTPError as error:
            assert error.code == 503 and time.monotonic() < deadline, error.read()


def test_probes_and_metrics_answer(gorse):
    assert urllib.request.urlopen(gorse.url + "/healthz").read() == b"ok\n"
    ready = readiness(gorse)
    assert ready["ready"] is True and ready["jobs"]["dead"] == 0
    answer = urllib.request.urlopen(gorse.url + "/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    for line in answer.read().decode().splitlines():
        assert line.startswith("# ") or float(line.rsplit(" ", 1)[1]) >= 0
