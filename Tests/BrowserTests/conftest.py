"""A server of our own and a real browser. GORSE_BINARY names the executable, CHROMIUM the browser (/usr/bin/chromium)."""
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import threading

import pytest
from playwright.sync_api import sync_playwright


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, folder):
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("GORSE_", "FIREBASE_", "STRIPE_", "OXIO_"))}
        environment |= {"GORSE_DATA": str(folder), "HOST": "127.0.0.1", "PORT": str(free_port()), "LOG_LEVEL": "info"}
        self.process = subprocess.Popen(
            [os.environ["GORSE_BINARY"], "serve"], env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.lines = []
        self.url = self._listening()
        threading.Thread(target=self._drain, daemon=True).start()

    def _listening(self):
        for line in self.process.stdout:
            self.lines.append(line)
            found = re.search(r"listening on (http://[\w.:]+)", line)
            if found:
                return found.group(1)
        pytest.fail("gorse did not start:\n" + "".join(self.lines))

    def _drain(self):
        for line in self.process.stdout:
            self.lines.append(line)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)


@pytest.fixture(scope="session")
def server():
    with tempfile.TemporaryDirectory() as folder:
        server = Server(pathlib.Path(folder))
        yield server
        server.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(browser, server, request):
    """A fresh browser window, with scripts and without. Anything that it asks of another host fails the test."""
    context = browser.new_context(base_url=server.url, java_script_enabled=request.param, viewport={"width": 390, "height": 844})
    strangers, complaints = [], []
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("request", lambda asked: asked.url.startswith((server.url, "data:")) or strangers.append(asked.url))
    # A page that says no has a status that says no, which the browser notes.
    page.on(
        "console", lambda message: message.type == "error" and not message.text.startswith("Failed to load resource")
        and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert strangers == []
    assert complaints == []
