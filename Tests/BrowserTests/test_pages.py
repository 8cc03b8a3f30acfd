"""What holds for every page: people with other abilities, languages, screens and networks use it, too."""
import re

import pytest
from playwright.sync_api import expect

from conftest import LAUNCH
from people import buy_line, join

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


def test_the_app_can_be_installed(chromium, server, tmp_path):
    """By the browser's own check, in a browser that keeps what it sees: private windows can install nothing."""
    context = chromium.launch_persistent_context(tmp_path, base_url=server.url, locale="en-US", **LAUNCH)
    page = context.pages[0]
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    session = context.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"] == server.url + "/manifest.webmanifest"
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    # The same check finds what is missing on a page of somebody else's.
    page.goto("data:text/html,<title>Elsewhere</title>")
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] != []
    context.close()


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
