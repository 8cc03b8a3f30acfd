"""What an operator's probes see."""

import json
import urllib.error
import urllib.request


def test_probes_and_metrics_answer(gorse):
    assert urllib.request.urlopen(gorse.url + "/healthz").read() == b"ok\n"
    ready = json.load(urllib.request.urlopen(gorse.url + "/readyz"))
    assert ready["ready"] is True and ready["jobs"]["dead"] == 0
    answer = urllib.request.urlopen(gorse.url + "/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    for line in answer.read().decode().splitlines():
        assert line.startswith("# ") or float(line.rsplit(" ", 1)[1]) >= 0
