"""Starts the built gorse on a free port for peers that speak to it over real sockets."""

import contextlib
import json
import os
import pathlib
import resource
import subprocess
import tempfile

import pytest

# What a test that failed halfway would leave running, and Python would wait for.
ending = contextlib.ExitStack()


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left_running():
    with ending:
        yield


class Gorse:
    """A running `gorse serve` in a folder of its own; `descriptors` bounds the files and connections that it may hold open."""

    def __init__(self, folder, descriptors=None, **settings):
        self.folder = pathlib.Path(folder)
        environment = {"PATH": os.environ["PATH"], "HOME": folder, **settings}
        self.process = subprocess.Popen(
            [os.environ["GORSE_BINARY"], "serve", "--port", "0", "--data", folder],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            preexec_fn=descriptors and (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))),
        )
        ending.callback(self.process.kill)
        doors = {"CORE_DIAMETER_LISTEN": "diameter_port", "CORE_DIAMETER_TLS_LISTEN": "diameter_tls_port",
                 "CORE_RADIUS_LISTEN": "radius_port"}
        wanted = {"port"} | {port for key, port in doors.items() if key in settings}
        seen, ports = [], {}
        for line in self.process.stderr:
            seen.append(line)
            entry = json.loads(line) if line.startswith("{") else {}
            ports.update({name: int(entry[name]) for name in wanted & entry.keys()})
            if ports.keys() == wanted:
                break
        else:
            raise RuntimeError("gorse does not listen: " + "".join(seen))
        self.port, self.diameter_port = ports["port"], ports.get("diameter_port")
        self.diameter_tls_port, self.radius_port = ports.get("diameter_tls_port"), ports.get("radius_port")
        self.log = open(self.folder / "log", "w")
        # What it goes on to say must be read, or it would wait.
        self.drain = subprocess.Popen(["cat"], stdin=self.process.stderr, stdout=self.log)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def stop(self):
        self.process.terminate()
        status = self.process.wait(timeout=60)
        self.drain.wait(timeout=10)
        self.log.close()
        return status


@pytest.fixture(scope="session")
def gorse():
    with tempfile.TemporaryDirectory() as folder:
        server = Gorse(folder)
        yield server
        assert server.stop() == 0
