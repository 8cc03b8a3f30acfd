"""Every operation of the document, asked for by a generator of requests that holds each answer against the document."""

import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

import pytest

from conftest import Gorse

HERE = pathlib.Path(__file__).parent


@pytest.fixture(scope="module")
def open_gorse():
    """A server that does not count requests as closely as it should count those of strangers."""
    with tempfile.TemporaryDirectory() as folder:
        server = Gorse(folder, PUBLIC_REQUESTS_PER_MINUTE="1000000")
        yield server
        server.stop()


def token(server, email):
    """The ID token of an account that joins now."""
    body = {"email": email, "password": "correct horse battery", "returnSecureToken": True}
    request = urllib.request.Request(
        server.url + "/identitytoolkit.googleapis.com/v1/accounts:signUp?key=any",
        data=json.dumps(body).encode(), headers={"Content-Type": "application/json"},
    )
    return json.load(urllib.request.urlopen(request))["idToken"]


def run(server, *arguments):
    command = pathlib.Path(sys.executable).parent / "schemathesis"
    result = subprocess.run(
        [command, "--config-file", HERE / "schemathesis.toml", "run", server.url + "/openapi.json", "--checks", "all",
         "--max-examples", "30", "--seed", "1", "--max-failures", "20", "--warnings", "off", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=180, cwd=server.folder,
    )
    assert result.returncode == 0, "\n".join(line[:400] for line in result.stdout.splitlines()[-200:])


def test_every_operation_keeps_to_its_document(open_gorse):
    """Deleting one's account and signing out would end the run for the rest; they are asked for in a run of their own."""
    bearer = token(open_gorse, "generator@example.com")
    run(open_gorse, "-H", f"Authorization: Bearer {bearer}", "--exclude-operation-id-regex", "^(deleteMe|signOutEverywhere)$")


def test_the_operations_that_end_an_account_keep_to_their_document(open_gorse):
    bearer = token(open_gorse, "leaver@example.com")
    run(open_gorse, "-H", f"Authorization: Bearer {bearer}", "--include-operation-id-regex", "^(deleteMe|signOutEverywhere)$")
