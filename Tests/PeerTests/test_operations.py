"""What an operator's probes see."""

import contextlib
import json
import select
import socket
import tempfile
import time
import urllib.error
import urllib.request

from conftest import Gorse


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


def test_connections_beyond_the_bound_wait_for_one_to_end():
    """Half of the descriptors that the process may hold are for connections."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as opened:
        gorse = Gorse(folder, descriptors=256)

        def ask():
            connection = opened.enter_context(socket.create_connection(("127.0.0.1", gorse.port), timeout=10))
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return connection

        try:
            served = [ask() for _ in range(128)]
            for connection in served:
                assert connection.recv(12) == b"HTTP/1.1 200"
            late = ask()
            assert select.select([late], [], [], 1)[0] == []
            served[0].close()
            assert late.recv(12) == b"HTTP/1.1 200"
        finally:
            for connection in served:
                connection.close()
            assert gorse.stop() == 0
