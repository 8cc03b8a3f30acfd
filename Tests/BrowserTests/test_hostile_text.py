"""Whoever writes markup, script or a template into any field of the product sees it as text, and so does everybody else."""
import itertools
import json
import re
from urllib.parse import quote

import pytest

from conftest import running
from people import ADDRESSES, PASSWORD, buy_line, join, pay
from site_map import Site, WALLET, shape
from texts import SOURCES

# At most 40 characters, so that each fits everywhere.
HOSTILE = [
    "\"><img src=x onerror=ran()>", "</title><script>ran()</script>", "'onfocus='ran()'autofocus='", "javascript:ran()//", "<svg/onload=ran()>",
    "{{{page}}}{{>Shell}}{{t a.b}}", "\u202e<svg onload=ran()>\u200b", "\uff1cscript\uff1eran()\u017fcript", "&lt;b&gt;&#60;script&#62;",
    "-->]]><script>ran()</script>", "\\u003cscript>ran()</script>", "%3Cscript%3Eran()%3C/script%3E",
]
MARK = "window.ran = () => { window.hasRun = true }"
# What none of our pages has: handlers in attributes, scripts and styles in the page, addresses that are scripts.
SIGNS = """() => [
    ...(window.hasRun ? ['a script ran'] : []),
    ...[...document.querySelectorAll('*')].filter(element => [...element.attributes].some(each =>
        /^on/i.test(each.name) || (['href', 'src', 'action', 'formaction'].includes(each.name) && /^\\s*(javascript|data:text)/i.test(each.value))
    )).map(element => element.outerHTML.slice(0, 300)),
    ...[...document.querySelectorAll('script:not([src]), img[src="x"], svg[onload], base, [autofocus]')].map(element => element.outerHTML.slice(0, 300)),
]"""

# The forms of a page in which one can write, by their place among all forms of the page.
WRITABLE = "input:not([type=hidden], [type=checkbox], [type=file]), textarea:not([hidden])"
FORMS = """writable => [...document.forms].flatMap((form, place) => form.querySelector(writable) ? [{
    place, action: form.getAttribute('action'), fields: [...form.querySelectorAll(writable)].map(field => field.name),
    buttons: form.querySelectorAll('button:not([type=button])').length
}] : [])"""
# Writes into every field what a browser would not let one write, and sends the form by one of its buttons.
SEND = """([writable, place, button, texts]) => {
    const form = document.forms[place]
    form.querySelectorAll(writable).forEach((field, index) => {
        field.type === 'textarea' || (field.type = 'text')
        field.removeAttribute('maxlength')
        field.value = texts[index % texts.length]
    })
    for (const box of form.querySelectorAll('[type=checkbox]')) box.checked = true
    form.noValidate = true
    form.requestSubmit(form.querySelectorAll('button:not([type=button])')[button])
}"""


@pytest.fixture(scope="module")
def hostile_site(browser, tmp_path_factory):
    """A site whose operator and people write nothing else: catalogue, brand, names, addresses, mails, browsers."""
    folder = tmp_path_factory.mktemp("hostile")
    write_catalogue(folder / "catalog.yaml")
    with running(folder) as server:
        yield HostileSite(browser, server)


def write_catalogue(file):
    """The built-in catalogue with each name, description, title, availability and feature replaced."""
    texts = itertools.cycle(HOSTILE)
    catalogue = (SOURCES.parent / "Platform" / "Catalog" / "catalog.yaml").read_text()
    file.write_text(re.sub(
        r"(?m)^( *(?:- )?(?:name|title|description|availability|platform): | {10}- )[^{\n]+$",
        lambda line: line[1] + json.dumps(next(texts), ensure_ascii=False), catalogue))


class HostileSite(Site):
    """Ana has a line, a card that is sent by post, and Ben in her group; their browsers have hostile names as well."""

    def _subscriber(self):
        context, ana = self._window(user_agent=HOSTILE[1])
        join(ana)
        buy_line(ana)
        line = ana.url
        submit(ana, line, "/name", name=HOSTILE[2])
        submit(ana, "/profile", "/profile", display_name=HOSTILE[0])
        ana.goto("/buy?services=metal_card")
        for number, field in enumerate(["recipient", "line1", "city", "region", "postal_code"]):
            ana.locator(f"[name={field}]").fill(HOSTILE[number])
        ana.locator("[name=country]").fill("ca")
        pay(ana)
        ana.wait_for_url(re.compile("/orders/"))
        submit(ana, "/sharing", "/invitations")
        code = re.search(r"grp-[A-Za-z0-9_-]{20,}", ana.content()).group()
        other, ben = self._window(user_agent=HOSTILE[0])
        join(ben)
        submit(ben, "/profile", "/profile", display_name=HOSTILE[1])
        submit(ben, "/sharing", "/membership", code=code)
        other.close()
        write(ana, "post", "/v1/api-keys", name=HOSTILE[3], scopes=["account:read"])
        write(ana, "post", f"/v1/lines/{line.split('/')[-1]}/suspension", reason="lost_device", note=HOSTILE[4])
        state = context.storage_state()
        context.close()
        return self._walk(state, ["/account", "/sharing", "/buy?services=metal_card", WALLET, line.removeprefix(self.server.url)], [])

    def _operator(self):
        """Sends Ana's card, gives money back, publishes prices and dresses a brand."""
        context, boss = self._window(user_agent=HOSTILE[2])
        join(boss)
        self.server.command("admin", "grant", boss.request.get("/v1/me").json()["id"])
        parcel = boss.request.get("/v1/admin/shipments").json()["data"][0]
        write(boss, "put", f"/v1/admin/shipments/{parcel['shipment']['id']}/dispatch", carrier=HOSTILE[5], tracking_number="1234")
        order = f"/console/orders/{parcel['order_id']}"
        boss.goto(order)
        boss.get_by_role("checkbox").check()
        submit(boss, None, "/refund", reason=HOSTILE[6])
        boss.goto("/console/catalogue")
        boss.locator("textarea[name=text]").fill(boss.locator("textarea[name=text]").input_value() + "\n# once more\n")
        submit(boss, None, "/preview")
        boss.get_by_role("checkbox").check()
        submit(boss, None, "/console/catalogue", note=HOSTILE[7])
        submit(boss, "/console/brands", "/console/brands", id="brd_hostile", name=HOSTILE[8])
        submit(boss, "/console/brands/brd_dotm", "/brd_dotm", name=HOSTILE[9], legal="\n".join(HOSTILE), support_email="'onclick='ran{{page}}'@example.com")
        state = context.storage_state()
        context.close()
        return self._walk(state, ["/account", "/outbox", "/sharing", order, "/console/brands/brd_hostile"], self.subscriber.paths)


def write(page, method, path, **body):
    """Over the API, as a page of ours would."""
    answer = getattr(page.request, method)(path, data=body, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.ok, answer.text()


def submit(page, path, action, **fields):
    """Of the page that one is on, when there is no path."""
    if path:
        page.goto(path)
    form = page.locator(f"main form[action$='{action}']").first
    for name, text in fields.items():
        form.locator(f"[name={name}]").fill(text)
    with page.expect_navigation() as navigation:
        form.locator("button").first.click()
    assert navigation.value.ok, (page.url, page.locator("main").inner_text())


@pytest.fixture(params=[False, True], ids=["with the policy", "without the policy"])
def hostile_window(browser, hostile_site, request):
    """Opens windows for one of the people. Without the policy a script that got into a page would really run."""
    contexts, complaints = [], []

    def open_window(walk):
        context = browser.new_context(
            base_url=hostile_site.server.url, storage_state=walk.state, locale="en-US", bypass_csp=request.param, service_workers="block")
        contexts.append(context)
        context.add_init_script(MARK)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: "Content Security Policy" in message.text and complaints.append(message.text))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []


def test_hostile_text_is_text_on_every_page(hostile_window, hostile_site):
    faults = []
    for walk in (hostile_site.visitor, hostile_site.subscriber, hostile_site.operator):
        page = hostile_window(walk)
        for path in walk.paths:
            page.goto(path)
            faults += [(path, sign) for sign in page.evaluate(SIGNS)]
    assert faults == []


@pytest.mark.parametrize("hostile_window", [True], ids=["without the policy"], indirect=True)
def test_hostile_text_in_every_field_comes_back_as_text(hostile_window, hostile_site):
    """Each form of each page is sent with nothing else in it, whether it is taken or refused."""
    texts, faults, written, sent = itertools.cycle(HOSTILE), [], set(), set()
    for walk in (hostile_site.visitor, hostile_site.subscriber, hostile_site.operator):
        page = hostile_window(walk)
        for path in walk.paths:
            page.goto(path)
            for form in page.evaluate(FORMS, WRITABLE):
                key = (shape(form["action"])[0], tuple(form["fields"]))
                if key in sent:
                    continue
                sent.add(key)
                written |= set(form["fields"])
                for button in range(form["buttons"]):
                    page.goto(path)
                    with page.expect_navigation() as answer:
                        page.evaluate(SEND, [WRITABLE, form["place"], button, [next(texts) for _ in range(len(form["fields"]))]])
                    if answer.value.status >= 500:
                        faults.append((path, key, answer.value.status))
                    faults += [(path, key, sign) for sign in page.evaluate(SIGNS)]
    assert faults == []
    # What a catalogue is published with, and why money is given back, was written while the site was made.
    named = set(re.findall(r'Field\(\s*"(\w+)"', "".join(file.read_text() for file in SOURCES.rglob("*.swift"))))
    assert len(named) > 20 and named - written <= {"note", "reason"}


def test_hostile_text_is_shown_as_it_was_typed(hostile_window, hostile_site):
    of_subscriber = ["/account", "/lines", "/lines/", "/sharing", "/plans", "/orders/"]
    of_operator = ["/console/accounts/", "/console/orders/", "/console/catalogue", "/console/brands", "/console/brands/"]
    for walk, shown in [(hostile_site.subscriber, of_subscriber), (hostile_site.operator, of_operator)]:
        page = hostile_window(walk)
        for start in shown:
            page.goto(next(path for path in walk.paths if path.startswith(start)))
            found = page.get_by_role("main").inner_text()
            assert any(text in found for text in HOSTILE), page.url


def test_hostile_questions_are_text(hostile_window, hostile_site):
    """Each parameter of each page's address, asked with markup, script and templates."""
    names = sorted(set(re.findall(r'\.query\(\s*"(\w+)"', "".join(file.read_text() for file in SOURCES.rglob("*.swift")))))
    assert {"done", "then", "device"} <= set(names)
    faults = []
    for walk in (hostile_site.visitor, hostile_site.subscriber, hostile_site.operator):
        page = hostile_window(walk)
        for number, path in enumerate(walk.paths):
            text = HOSTILE[number % len(HOSTILE)]
            asked = [name for name in names if name in ("done", "then") or name in path] or names
            page.goto(path.split("?")[0] + "?" + "&".join(f"{name}={quote(text)}" for name in asked))
            faults += [(path, sign) for sign in page.evaluate(SIGNS)]
        for text in HOSTILE:
            page.goto("/" + quote(text, safe=""))
            faults += [(text, sign) for sign in page.evaluate(SIGNS)]
    assert faults == []


def test_a_stranger_is_not_led_away_after_signing_in(window):
    for then in ("javascript:ran()", "//evil.example/", "https://evil.example/", "/\\evil.example"):
        page = window.open(locale="en-US")
        page.goto("/sign-up?then=" + quote(then))
        address = next(ADDRESSES)
        page.get_by_label("E-mail").fill(address)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Join").click()
        page.wait_for_url(lambda url: "/sign-up" not in url)
        assert page.url.startswith(window.server.url + "/"), then
