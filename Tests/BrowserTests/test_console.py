"""An operator's life by clicks: figures, an account's story, a refund, a brand, prices, jobs, audit; on a phone and on a desktop."""
import itertools
import os
import re
import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PASSWORD = "a good long password"
NUMBERS = itertools.count(1)
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1440, "height": 900}}
SECTIONS = ["", "/accounts", "/orders", "/lines", "/inventory", "/catalogue", "/brands", "/jobs", "/audit", "/health"]


class Window:
    """A browser window of one person. What it asks of other hosts, complains of or is not allowed by its policy is kept."""

    def __init__(self, browser, url, size, scripts=True, language="en-US"):
        self.context = browser.new_context(base_url=url, viewport=SIZES[size], java_script_enabled=scripts, locale=language)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints = []
        self.page.on("request", lambda asked: asked.url.startswith((url, "data:")) or self.complaints.append(asked.url))
        self.page.on(
            "console", lambda message: message.type == "error" and not message.text.startswith("Failed to load resource")
            and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def join(self):
        self.page.goto("/sign-up")
        address = f"person{next(NUMBERS)}@example.com"
        self.page.locator("input[name=email]").fill(address)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form button").first.click()
        self.page.wait_for_url(re.compile("/account"))
        return address, self.page.request.get("/v1/me").json()["id"]

    def close(self):
        self.context.close()
        assert self.complaints == []


@pytest.fixture(params=["phone", "desktop"])
def size(request):
    return request.param


@pytest.fixture
def window(browser, server):
    opened = []

    def open_window(size="desktop", **settings):
        opened.append(Window(browser, server.url, size, **settings))
        return opened[-1]

    yield open_window
    for each in opened:
        each.close()


def grant(server, account):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GORSE_")} | {"GORSE_DATA": server.data}
    subprocess.run([os.environ["GORSE_BINARY"], "admin", "grant", account], env=environment, check=True, capture_output=True)


def buy(page):
    page.goto("/buy?services=basic_membership,global_data_10gb")
    page.locator("input[name=card_number]").fill("4242 4242 4242 4242")
    page.locator("input[name=card_expiry]").fill("12/40")
    page.locator("input[name=card_cvc]").fill("123")
    page.locator("main form button").last.click()
    page.wait_for_url(re.compile("/orders/"))
    return re.search(r"/orders/(ord_[a-z0-9]+)", page.url).group(1)


def no_serious_findings(page):
    found = Axe().run(page).response["violations"]
    serious = [f"{page.url}: {each['id']}: {each['nodes'][0]['html'][:200]}" for each in found if each["impact"] in ("serious", "critical")]
    assert serious == []


def fits(page, size):
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= SIZES[size]["width"], f"{page.url} is {wide} wide"


@pytest.fixture
def operator(window, server):
    def open_operator(size, **settings):
        mine = window(size, **settings)
        _, account = mine.join()
        grant(server, account)
        return mine

    return open_operator


def test_an_operators_day(operator, window, server, size):
    member = window()
    address, account = member.join()
    order = buy(member.page)
    boss = operator(size).page

    boss.goto("/")
    boss.get_by_role("link", name="Console").click()
    expect(boss.get_by_role("heading", level=1)).to_be_visible()
    expect(boss.locator("[data-live-state]")).to_have_text("Live")
    before = int(boss.locator("[data-figure=sign_ups]").inner_text())
    window().join()
    expect(boss.locator("[data-figure=sign_ups]")).to_have_text(str(before + 1), timeout=15_000)

    menu = boss.get_by_role("navigation", name="Console")
    menu.get_by_role("link", name="Accounts").click()
    boss.get_by_label("Find an account").fill(address)
    boss.get_by_role("button", name="Search").click()
    boss.get_by_role("link", name=re.compile(re.escape(address))).click()
    expect(boss.get_by_role("heading", name=address)).to_be_visible()
    expect(boss.get_by_text(account).first).to_be_visible()
    boss.get_by_role("navigation", name="Tell only").get_by_role("link", name="Order").click()
    boss.get_by_role("link", name=order).first.click()

    refund = boss.locator("form[action$='/refund']")
    refund.get_by_label("Reason").fill("not wanted")
    refund.get_by_role("checkbox").check()
    refund.get_by_role("button", name="Give the money back").click()
    expect(boss.get_by_role("status")).to_contain_text("The money goes back.")
    expect(refund).to_have_count(0)

    menu.get_by_role("link", name="Audit log").click()
    boss.locator("input[name=action]").fill("order.refund")
    boss.get_by_role("button", name="Search").click()
    expect(boss.get_by_text(order).first).to_be_visible()


def test_prices_are_looked_at_and_published(operator, size):
    boss = operator(size).page
    boss.goto("/console/catalogue")
    text = boss.get_by_label("Catalogue (YAML)")
    price = re.search(r"USD: (2\d\.\d\d), CAD: 27", text.input_value()).group(1)
    raised = f"{float(price) + 0.5:.2f}"
    text.fill(text.input_value().replace(f"USD: {price}, CAD: 27", f"USD: {raised}, CAD: 27"))
    boss.get_by_role("button", name="Check and preview").click()
    expect(boss.get_by_role("cell", name=f"${raised}")).to_be_visible()
    boss.get_by_label("Why").fill("a test of prices")
    boss.get_by_role("checkbox").check()
    boss.get_by_role("button", name="Publish").click()
    expect(boss.get_by_role("status")).to_contain_text("The catalogue is published.")
    boss.goto("/mcp")
    expect(boss.get_by_text(f"${raised}").first).to_be_visible()


def test_a_brand_is_dressed_while_one_looks(operator, size):
    boss = operator(size).page
    boss.goto("/console/brands/brd_dotm")
    boss.get_by_label("Colour on light ground").fill("#7a3fb0")
    button = boss.locator(".preview.light .button")
    expect(button).to_have_css("background-color", "rgb(122, 63, 176)")
    boss.get_by_role("button", name="Preview").click()
    expect(boss.get_by_text("This is not saved yet.")).to_be_visible()
    expect(button).to_have_css("background-color", "rgb(122, 63, 176)")
    boss.get_by_label("Colour on light ground").fill("#ffe000")
    boss.get_by_role("button", name="Save", exact=True).click()
    expect(boss.locator("#accent_light-problem")).to_be_visible()


@pytest.mark.parametrize("language", ["en-US", "es-MX", "fr-CA"])
def test_every_section_fits_and_reads_well(operator, size, language):
    boss = operator(size, language=language).page
    for section in SECTIONS:
        boss.goto("/console" + section)
        fits(boss, size)
        no_serious_findings(boss)


def test_all_of_it_works_without_scripts(operator, window, server):
    member = window()
    address, _ = member.join()
    boss = operator("phone", scripts=False).page
    for section in SECTIONS:
        assert boss.goto("/console" + section).ok
    boss.goto("/console/accounts")
    boss.get_by_label("Find an account").fill(address)
    boss.get_by_role("button", name="Search").click()
    expect(boss.get_by_role("link", name=re.compile(re.escape(address)))).to_be_visible()


def test_a_partner_sees_the_figures_of_its_brand_alone(operator, window):
    boss = operator("desktop").page
    other = window("phone")
    _, account = other.join()
    boss.goto(f"/console/accounts/{account}")
    form = boss.locator("form[action$='/role']")
    form.get_by_label("Role").select_option("partner")
    form.get_by_role("button", name="Change the role").click()
    expect(boss.get_by_role("status")).to_contain_text("The role is changed.")

    partner = other.page
    partner.goto("/console")
    expect(partner.get_by_role("heading", level=1)).to_be_visible()
    expect(partner.get_by_role("navigation", name="Console").get_by_role("link")).to_have_count(1)
    for section in SECTIONS[1:]:
        assert partner.goto("/console" + section).status == 403
    assert partner.goto("/console?brand=brd_other").status == 404
