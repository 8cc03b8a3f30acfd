"""The official firebase-admin package as a client of the local identity provider, found by its emulator variable.

Needs the environment variable GORSE_BINARY: the executable. Needs from PyPI: firebase-admin, pytest.
The package asks, among others, for updateUser, listUsers and makeLink.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

import pytest

from conftest import ending

PROJECT = "gorse-local"


def surroundings(folder, **settings):
    """The environment of a server with settings of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GORSE", "FIREBASE_", "DATABASE_URL"))}
    usual = {"HOST": "127.0.0.1", "PORT": "0", "PUBLIC_URL": "http://127.0.0.1:8080", "GORSE_DATA": folder}
    return {**kept, **usual, **settings}


def start(folder, **settings):
    """A server on a free port, and its address."""
    log = open(os.path.join(folder, "log"), "w+")
    server = subprocess.Popen([os.environ["GORSE_BINARY"], "serve"], env=surroundings(folder, **settings), stdout=log, stderr=log, cwd=folder)
    ending.callback(server.kill)
    while server.poll() is None:
        with open(log.name) as text:
            found = re.search(r"listening on http://127\.0\.0\.1:(\d+)", text.read())
        if found:
            return server, f"127.0.0.1:{found.group(1)}"
        try:
            server.wait(0.05)
        except subprocess.TimeoutExpired:
            pass
    with open(log.name) as text:
        raise AssertionError(text.read())


def stop(server):
    server.terminate()
    server.wait(60)


def post(address, path, body, bearer=None):
    headers = {"Content-Type": "application/json"}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    request = urllib.request.Request(f"http://{address}{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def address():
    with tempfile.TemporaryDirectory() as folder:
        server, address = start(folder, GORSE_IDENTITY_EMULATOR="1")
        yield address
        stop(server)


@pytest.fixture(scope="module")
def auth(address):
    os.environ["FIREBASE_AUTH_EMULATOR_HOST"] = address
    import firebase_admin
    from firebase_admin import auth

    app = firebase_admin.initialize_app(options={"projectId": PROJECT})
    yield auth
    firebase_admin.delete_app(app)
    del os.environ["FIREBASE_AUTH_EMULATOR_HOST"]


def test_a_user_lives(auth):
    user = auth.create_user(
        uid="ana", email="ana@example.com", email_verified=False, password="correct horse", display_name="Ana",
        photo_url="https://example.com/ana.png", phone_number="+12025550123")
    assert (user.uid, user.email, user.display_name, user.email_verified) == ("ana", "ana@example.com", "Ana", False)
    assert auth.get_user("ana").phone_number == "+12025550123"
    assert auth.get_user_by_email("ANA@example.com").uid == "ana"
    assert auth.get_user_by_phone_number("+12025550123").uid == "ana"
    user = auth.update_user("ana", display_name=auth.DELETE_ATTRIBUTE, phone_number=auth.DELETE_ATTRIBUTE, email_verified=True)
    assert (user.display_name, user.phone_number, user.email_verified) == (None, None, True)
    auth.set_custom_user_claims("ana", {"tier": "gold"})
    assert auth.get_user("ana").custom_claims == {"tier": "gold"}
    auth.delete_user("ana")
    with pytest.raises(auth.UserNotFoundError):
        auth.get_user("ana")


def test_refusals_are_the_packages_own_errors(auth):
    auth.create_user(uid="bo", email="bo@example.com")
    with pytest.raises(auth.EmailAlreadyExistsError):
        auth.create_user(email="bo@example.com")
    with pytest.raises(auth.UidAlreadyExistsError):
        auth.create_user(uid="bo")
    with pytest.raises(auth.UserNotFoundError):
        auth.get_user_by_email("nobody@example.com")
    with pytest.raises(auth.UserNotFoundError):
        auth.update_user("nobody", display_name="x")


def test_users_are_listed_page_by_page(auth):
    for number in range(5):
        auth.create_user(uid=f"listed-{number}")
    page = auth.list_users(max_results=2)
    assert len(page.users) == 2 and page.has_next_page
    listed = {user.uid for user in page.iterate_all()}
    assert {f"listed-{number}" for number in range(5)} <= listed


def test_links_are_made_for_admins_and_work(auth, address):
    auth.create_user(uid="cy", email="cy@example.com")
    link = auth.generate_email_verification_link("cy@example.com")
    code = re.search(r"oobCode=([^&]+)", link).group(1)
    post(address, "/identitytoolkit.googleapis.com/v1/accounts:update", {"oobCode": code})
    assert auth.get_user("cy").email_verified
    link = auth.generate_password_reset_link("cy@example.com")
    code = re.search(r"oobCode=([^&]+)", link).group(1)
    post(address, "/identitytoolkit.googleapis.com/v1/accounts:resetPassword", {"oobCode": code, "newPassword": "battery staple"})
    signed_in = post(
        address, "/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword",
        {"email": "cy@example.com", "password": "battery staple", "returnSecureToken": True})
    assert signed_in["localId"] == "cy"


def test_tokens_are_read_and_their_revocation_is_seen(auth, address):
    """In emulator mode the package does not check signatures (it has no keys to check with); it checks all the claims."""
    auth.create_user(uid="di", email="di@example.com", password="correct horse")
    auth.set_custom_user_claims("di", {"tier": "gold"})
    token = post(
        address, "/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword",
        {"email": "di@example.com", "password": "correct horse"})["idToken"]
    claims = auth.verify_id_token(token, check_revoked=True)
    assert (claims["uid"], claims["email"], claims["tier"]) == ("di", "di@example.com", "gold")
    auth.update_user("di", disabled=True)
    with pytest.raises(auth.UserDisabledError):
        auth.verify_id_token(token, check_revoked=True)


def test_the_signature_stands_under_the_published_certificate(auth, address):
    import google.auth.jwt

    token = post(
        address, "/identitytoolkit.googleapis.com/v1/accounts:signUp",
        {"email": "ed@example.com", "password": "correct horse"})["idToken"]
    url = f"http://{address}/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com"
    with urllib.request.urlopen(url) as answer:
        certificates = json.load(answer)
    claims = google.auth.jwt.decode(token, certs=certificates, audience=PROJECT)
    assert claims["email"] == "ed@example.com"
    head, body, signature = token.split(".")
    with pytest.raises(ValueError):
        google.auth.jwt.decode(f"{head}.{body}.{signature[::-1]}", certs=certificates, audience=PROJECT)


def test_owner_is_nobody_without_the_test_setting():
    with tempfile.TemporaryDirectory() as folder:
        server, address = start(folder)
        try:
            with pytest.raises(urllib.error.HTTPError) as refused:
                post(
                    address, f"/identitytoolkit.googleapis.com/v1/projects/{PROJECT}/accounts:lookup", {"localId": ["x"]},
                    bearer="owner")
            assert refused.value.code == 401
        finally:
            stop(server)


def test_the_test_setting_is_refused_on_other_addresses():
    with tempfile.TemporaryDirectory() as folder:
        environment = surroundings(folder, HOST="0.0.0.0", GORSE_IDENTITY_EMULATOR="1")
        ended = subprocess.run(
            [os.environ["GORSE_BINARY"], "serve"], env=environment, cwd=folder, capture_output=True, text=True, timeout=60)
        assert ended.returncode == 78
        assert "GORSE_IDENTITY_EMULATOR" in ended.stderr


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q"]))
