"""A server of our own and a real browser. GORSE_BINARY names the executable, CHROMIUM the browser (/usr/bin/chromium)."""
import contextlib
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import threading

import pytest
from playwright.sync_api import expect, sync_playwright

from site_map import Site

LAUNCH = {"executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"), "args": ["--no-sandbox"]}
# Milliseconds; they only catch what hangs: the machine may have other work.
LONGEST_WAIT = 30_000
expect.set_options(timeout=LONGEST_WAIT)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, folder, **settings):
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("GORSE_", "FIREBASE_", "STRIPE_", "OXIO_"))}
        environment |= {"GORSE_DATA": str(folder), "HOST": "127.0.0.1", "PORT": str(free_port()), "LOG_LEVEL": "info"} | settings
        self.environment = environment
        self.process = subprocess.Popen(
            [os.environ["GORSE_BINARY"], "serve"], env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.data = str(folder)
        self.lines = []
        self.url = self._listening()
        threading.Thread(target=self._drain, daemon=True).start()

    def _listening(self):
        for line in self.process.stdout:
            self.lines.append(line)
            found = re.search(r"listening on (https?://[\w.:]+)", line)
            if found:
                return found.group(1)
        pytest.fail("gorse did not start:\n" + "".join(self.lines))

    def _drain(self):
        for line in self.process.stdout:
            self.lines.append(line)

    def command(self, *words):
        """What a command of the operator's prints, run beside the server."""
        return subprocess.run(
            [os.environ["GORSE_BINARY"], *words], env=self.environment, cwd=self.data, check=True, capture_output=True, text=True).stdout

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)


@contextlib.contextmanager
def running(folder, **settings):
    """A server that is stopped whatever happens."""
    server = Server(folder, **settings)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def server():
    """One for each file: from one address at most 32 people join in a while."""
    with tempfile.TemporaryDirectory() as folder, running(pathlib.Path(folder)) as server:
        yield server


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def browser(chromium):
    browser = chromium.launch(**LAUNCH)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def site(browser, tmp_path_factory):
    """Every page of a server of its own, as a visitor, a subscriber and an operator find them."""
    with running(tmp_path_factory.mktemp("site")) as server:
        yield Site(browser, server)


class Window:
    """Opens browser windows, and fails the test for what went wrong in any of them."""

    def __init__(self, browser, server):
        self.browser, self.server = browser, server
        self.contexts, self.strangers, self.complaints = [], [], []

    def open(self, size=(390, 844), **settings):
        context = self.browser.new_context(base_url=self.server.url, viewport={"width": size[0], "height": size[1]}, **settings)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(LONGEST_WAIT)
        page.on("request", lambda asked: asked.url.startswith((self.server.url, "data:")) or self.strangers.append(asked.url))
        # A page that says no has a status that says no, which the browser notes. What breaks the content security policy is an error, too.
        page.on(
            "console", lambda message: message.type == "error" and not message.text.startswith("Failed to load resource")
            and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def close(self):
        for context in self.contexts:
            context.close()
        assert self.strangers == []
        assert self.complaints == []


@pytest.fixture
def window(browser, server):
    """Opens windows of any kind. Anything that they ask of another host, and any error on their consoles, fails the test."""
    window = Window(browser, server)
    yield window
    window.close()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(window, request):
    """A fresh window on a phone."""
    return window.open(java_script_enabled=request.param, locale="en-US")
