"""What other sites and people with a hold on the browser try: forms of theirs, frames around ours, planted and stolen cookies."""
import datetime
import html
import pathlib
import re
import socket
import tempfile
from urllib.parse import urlencode, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import expect

from attacker import Attacker
from conftest import running
from people import PASSWORD, join
from site_map import form_routes, shape

# One may choose the language without a form token: nothing is gained by it. Other sites are refused there, too, once somebody is signed in.
WITHOUT_TOKEN = "/language"
PLAIN = "application/x-www-form-urlencoded"
# A script of ours says in which zone the reader's times are; it proves nothing.
ZONE = "gorse_zone"


@pytest.fixture(scope="module")
def server(site):
    return site.server


@pytest.fixture(scope="module")
def attacker():
    attacker = Attacker()
    yield attacker
    attacker.stop()


def sign_in(page, address):
    page.goto("/sign-in")
    form = page.get_by_role("main").locator("form").first
    form.get_by_label("E-mail").fill(address)
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/account$"))


def session(page):
    return next((cookie for cookie in page.context.cookies() if cookie["name"] == "gorse_session"), None)


def is_signed_in(page):
    page.goto("/account")
    return urlsplit(page.url).path == "/account"


def forms_of(*walks):
    """Each form of people's pages, and each route of a form that their pages do not show just now: its path, its fields and how they are sent."""
    seen = {
        route: (action, [(name, value) for name, value in fields if name != "form_token"], kind)
        for walk in walks for route, (action, fields, kind) in walk.forms.items()}
    for route in form_routes():
        path = re.sub(r"\{\w+\}", "x_01", route)
        seen.setdefault(shape(path)[0], (path, [], PLAIN))
    return seen


def form_token(page):
    page.goto("/profile")
    return page.locator("input[name=form_token]").first.input_value()


def post(page, path, fields, kind=PLAIN):
    """Sends a form as a page of ours would, with a file if it takes one."""
    headers = {"Sec-Fetch-Site": "same-origin"}
    if kind == PLAIN:
        return page.request.post(path, data=urlencode(fields), max_redirects=0, headers=headers | {"Content-Type": PLAIN})
    file = {"logo": {"name": "logo.png", "mimeType": "image/png", "buffer": b"no picture"}}
    return page.request.post(path, multipart=dict(fields) | file, max_redirects=0, headers=headers)


class Victim:
    """The browser of somebody who is signed in; it goes wherever it is led. `state`: what their forms could change, by paths of the API."""

    def __init__(self, page, walk, state):
        self.page, self.walk, self.paths = page, walk, state

    @property
    def state(self):
        answers = [self.page.request.get(path) for path in self.paths]
        assert all(answer.ok for answer in answers)
        return [answer.json() for answer in answers]


OWN = ["/v1/me", "/v1/lines", "/v1/orders", "/v1/memberships", "/v1/payment-methods"]
OF_THE_BRAND = ["/v1/admin/accounts", "/v1/admin/brands", "/v1/admin/orders", "/v1/admin/catalog/versions"]


@pytest.fixture(params=["subscriber", "operator"])
def victim(browser, server, site, request):
    walk = getattr(site, request.param)
    context = browser.new_context(base_url=server.url, storage_state=walk.state, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield Victim(page, walk, OWN + OF_THE_BRAND if request.param == "operator" else OWN)
    context.close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"], ids=["another site", "another port"])
def test_forms_of_another_site_are_refused(victim, site, attacker, server, host):
    """Even with the right token, which another site cannot read. From another site the cookies do not come along: to the server it is nobody."""
    page, before, token = victim.page, victim.state, form_token(victim.page)
    forms, known = forms_of(site.visitor, victim.walk), site.visitor.forms | victim.walk.forms
    attacker.pages["/forms"] = "<!doctype html>" + "".join(
        f'<iframe name="f{number}"></iframe><form method="post" target="f{number}" action="{server.url}{path}" enctype="{kind}">' + "".join(
            f'<input name="{html.escape(name)}" value="{html.escape(value)}">' for name, value in [*fields, ("form_token", token)])
        + ("" if kind == PLAIN else '<input type="file" name="logo">') + "</form>" for number, (path, fields, kind) in enumerate(forms.values()))
    answers = {}
    page.on("response", lambda answer: answer.request.method == "POST" and answers.update({shape(answer.url)[0]: answer}))
    page.goto(attacker.url("/forms", host))
    page.evaluate("[...document.forms].forEach(form => form.submit())")
    for _ in range(600):
        if len(answers) == len(forms):
            break
        page.wait_for_timeout(50)
    assert answers.keys() == forms.keys()
    assert victim.state == before
    for route, answer in answers.items():
        if route == WITHOUT_TOKEN and host == "localhost":
            continue
        refused = [403] if route in known else [400, 403, 404, 422]
        assert answer.status in refused or "/sign-in" in answer.headers.get("location", ""), (route, answer.status)


def test_forms_need_the_token_of_this_very_session(victim, window, site):
    stranger = window.open(locale="en-US")
    join(stranger)
    before, own, foreign = victim.state, form_token(victim.page), form_token(stranger)
    known = site.visitor.forms | victim.walk.forms
    for route, (path, fields, kind) in forms_of(site.visitor, victim.walk).items():
        if route == WITHOUT_TOKEN:
            continue
        for token in (foreign, "", None):
            answer = post(victim.page, path, fields if token is None else [*fields, ("form_token", token)], kind)
            # A form that is known whole fails by its token alone; an empty field may be refused before.
            is_whole = route in known and token is not None and all(value for _, value in fields)
            assert answer.status in ([403] if is_whole else [400, 403, 404, 422]), (path, token, answer.status)
    assert victim.state == before
    assert post(victim.page, "/notifications/read", [("form_token", own)]).status == 303


def test_no_page_is_shown_in_a_frame(browser, site, attacker, server):
    for walk in (site.visitor, site.subscriber, site.operator):
        context = browser.new_context(storage_state=walk.state)
        page = context.new_page()
        for host in ("localhost", "127.0.0.1"):
            frames = "".join(f'<iframe src="{html.escape(server.url + path)}"></iframe>' for path in walk.paths)
            attacker.pages["/frames"] = f'<!doctype html>{frames}<iframe src="/inside"></iframe>'
            page.goto(attacker.url("/frames", host))
            shown = [frame.url for frame in page.frames[1:] if frame.url.startswith("http")]
            assert shown == [attacker.url("/inside", host)]
        context.close()


def test_a_planted_session_is_not_taken_over(window):
    thief, page = window.open(locale="en-US"), window.open(locale="en-US")
    address = join(page)
    page.get_by_role("button", name="Sign out").click()
    join(thief)
    of_thief = session(thief)["value"]
    for planted in (of_thief, "planted"):
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "gorse_session", "value": planted, "url": window.server.url}])
        sign_in(page, address)
        assert session(page)["value"] != planted
        assert page.request.get("/v1/me").json()["email"] == address
    assert thief.request.get("/v1/me").json()["email"] != address


def test_each_sign_in_has_a_session_of_its_own(window):
    page = window.open(locale="en-US")
    page.goto("/sign-up")
    before = {cookie["value"] for cookie in page.context.cookies()}
    address = join(page)
    first = session(page)["value"]
    page.goto("/account")
    page.get_by_role("button", name="Sign out").click()
    assert session(page) is None
    sign_in(page, address)
    second = session(page)["value"]
    assert len({first, second} | before) == len(before) + 2
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "gorse_session", "value": first, "url": window.server.url}])
    assert not is_signed_in(page)


def test_signing_out_everywhere_ends_every_session(window):
    here, there = window.open(locale="en-US"), window.open(locale="en-US")
    address = join(here)
    sign_in(there, address)
    here.goto("/profile")
    here.get_by_role("button", name="Sign out everywhere").click()
    expect(here).to_have_url(re.compile("/sign-in"))
    assert not is_signed_in(there)
    assert not is_signed_in(here)


def test_cookies_are_kept_from_scripts_and_other_sites(window):
    page = window.open(locale="en-US", timezone_id="America/Toronto")
    page.goto("/sign-up")
    cookies = page.context.cookies()
    join(page)
    cookies += page.context.cookies()
    assert {cookie["name"] for cookie in cookies} == {"gorse_form", "gorse_session", ZONE}
    assert all(cookie["httpOnly"] == (cookie["name"] != ZONE) and cookie["sameSite"] == "Lax" for cookie in cookies)
    assert page.evaluate("document.cookie") == f"{ZONE}=America/Toronto"


def test_cookies_travel_encrypted_alone_where_there_is_encryption(browser):
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = own_certificate(pathlib.Path(folder))
        with running(pathlib.Path(folder), TLS_CERT=certificate, TLS_KEY=key, PUBLIC_URL="https://localhost") as server:
            context = browser.new_context(base_url=server.url, ignore_https_errors=True, locale="en-US", timezone_id="America/Toronto")
            page = context.new_page()
            page.goto("/sign-up")
            cookies = context.cookies()
            join(page)
            cookies += context.cookies()
            assert {cookie["name"] for cookie in cookies} == {"gorse_form", "gorse_session", ZONE}
            assert all(cookie["secure"] and cookie["sameSite"] == "Lax" for cookie in cookies)
            assert "max-age" in page.goto("/").headers["strict-transport-security"]
            context.close()


def own_certificate(folder):
    """The paths of a certificate that vouches for itself, and of its key."""
    key, name, now = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]), datetime.datetime.now(datetime.UTC)
    certificate = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1).not_valid_before(
        now - datetime.timedelta(hours=1)).not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256())
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return str(folder / "certificate.pem"), str(folder / "key.pem")


def test_a_request_that_hides_where_it_goes_and_comes_from_changes_nothing(window, server):
    """HTTP/1.0 needs no Host, and a cookie may be sent without an Origin: nothing then says that the request is one of our pages'."""
    page = window.open()
    join(page)
    fields = urlencode({"form_token": form_token(page)})
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())
    target = urlsplit(server.url)

    def end_sessions(*headers):
        lines = [
            "POST /sessions/end HTTP/1.0", f"Cookie: {cookies}", "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(fields)}", *headers, "", fields]
        with socket.create_connection((target.hostname, target.port), timeout=10) as connection:
            connection.sendall("\r\n".join(lines).encode())
            return int(connection.makefile("rb").readline().split()[1])

    assert end_sessions() == 403
    assert is_signed_in(page)
    assert end_sessions(f"Host: {target.netloc}", "Sec-Fetch-Site: same-origin") == 303
    assert not is_signed_in(page)
