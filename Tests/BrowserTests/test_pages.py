"""What holds for every page: people with other abilities, languages, screens and networks use it, too."""
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from people import buy_line, join

VISITOR = ["/", "/plans", "/mcp", "/coverage?country=mexico", "/devices?device=pixel", "/help", "/sign-in", "/sign-up", "/offline", "/styleguide", "/nothing-here"]
MEMBER = [
    "/account", "/account?by=month", "/plans", "/buy?services=metal_card", "/lines", "LINE", "/orders", "ORDER", "/rewards", "/notifications",
    "/profile", "/profile/deletion", "/sharing"]


@pytest.fixture(scope="module")
def member(browser, server):
    """The state of a browser whose person has a line, and the paths of their pages."""
    context = browser.new_context(base_url=server.url, locale="en-US")
    page = context.new_page()
    join(page)
    buy_line(page)
    line = page.url.removeprefix(server.url)
    page.goto("/orders")
    order = page.get_by_role("main").locator("a.item").first.get_attribute("href")
    state = context.storage_state()
    context.close()
    return state, [{"LINE": line, "ORDER": order}.get(path, path) for path in MEMBER]


def faults(page):
    """What axe finds serious or critical, with the elements."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        (fault["id"], [node["html"][:200] for node in fault["nodes"]]) for fault in found if fault["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_serious(window, member, width, scheme):
    state, paths = member
    for storage, those in ((None, VISITOR), (state, paths)):
        page = window.open((width, 900), color_scheme=scheme, storage_state=storage, locale="en-US")
        for path in those:
            page.goto(path)
            assert faults(page) == [], path


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_pages_fit_their_screen(window, member, width):
    state, paths = member
    for storage, those in ((None, VISITOR), (state, paths)):
        page = window.open((width, 800), storage_state=storage, locale="fr-CA")
        for path in those:
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("locale, title, language", [
    ("en-US", "A mobile line that is yours in minutes", "en-US"), ("es-MX", "Una línea móvil tuya en minutos", "es-US"),
    ("fr-CA", "Une ligne mobile à vous en quelques minutes", "fr-CA"), ("de-DE", "A mobile line that is yours in minutes", "en-US")])
def test_a_visitor_reads_their_own_language(window, locale, title, language):
    page = window.open(locale=locale)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_the_language_is_switched_and_kept_without_scripts(window):
    page = window.open(java_script_enabled=False, locale="en-US")
    page.goto("/help")
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ayuda")
    page.goto("/sign-up")
    expect(page.get_by_role("heading", level=1)).to_have_text("Unirse")
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("S’inscrire")


def test_a_life_in_french(window):
    page = window.open(locale="fr-CA")
    page.goto("/")
    page.get_by_role("link", name=re.compile("^S’inscrire et recevoir")).click()
    page.get_by_label("Courriel").fill("ana-fr@example.com")
    page.get_by_label("Mot de passe").fill("a good long password")
    page.get_by_role("main").get_by_role("button", name="S’inscrire").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre compte")
    page.get_by_role("link", name=re.compile("^Global Data 10GB")).click()
    expect(page.get_by_role("button", name="Payer 20,00\u00a0$\u00a0US")).to_be_visible()
    page.get_by_label("Numéro", exact=True).fill("4000 0000 0000 0002")
    page.get_by_label("Expire").fill("12/40")
    page.get_by_label("CVC").fill("123")
    page.get_by_role("button", name=re.compile("^Payer")).click()
    expect(page.get_by_text("La carte a été refusée.")).to_be_visible()


def test_a_chart_is_read_by_keyboard(window):
    page = window.open(locale="en-US")
    page.goto("/styleguide")
    chart = page.get_by_role("list", name="Usage by day")
    bars = chart.get_by_role("listitem")
    expect(bars).to_have_count(30)
    assert chart.locator("[tabindex='0']").count() == 1
    bars.last.focus()
    page.keyboard.press("ArrowLeft")
    expect(bars.nth(28)).to_be_focused()
    page.keyboard.press("Home")
    expect(bars.first).to_be_focused()
    expect(bars.first).to_have_accessible_name(re.compile("MB$"))
    page.get_by_text("Show as a table").click()
    expect(page.get_by_role("row")).to_have_count(31)


def test_a_form_is_sent_once(window):
    page = window.open(locale="en-US")
    sent = []
    page.on("request", lambda asked: asked.method == "POST" and sent.append(asked.url))
    join(page)
    page.goto("/buy?services=global_data_10gb")
    page.get_by_label("Number", exact=True).fill("4242 4242 4242 4242")
    page.get_by_label("Expires").fill("12/40")
    page.get_by_label("CVC").fill("123")
    sent.clear()
    page.get_by_role("button", name=re.compile("^Pay")).dblclick()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert len(sent) == 1


def test_the_app_can_be_installed(window):
    page = window.open(locale="en-US")
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    session = page.context.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/manifest.webmanifest")
    found = [error["errorId"] for error in session.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    # The windows of tests are private ones, which cannot install anything.
    assert [error for error in found if error != "in-incognito"] == []


def test_without_a_network_the_last_balance_is_told(window):
    page = window.open(locale="en-US")
    join(page)
    buy_line(page)
    page.goto("/account")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.context.set_offline(True)
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no network")
    expect(page.locator("[data-last-balance]")).to_contain_text("10\u00a0GB left of 10\u00a0GB")
    expect(page.get_by_role("heading", name="iPhone, step by step")).to_be_visible()
    page.context.set_offline(False)
    page.goto("/account")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/$"))
    assert page.evaluate("localStorage.getItem('balance')") is None
