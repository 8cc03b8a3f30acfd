"""A person who goes through the pages by clicks, in one language and on one screen, and looks at each page that they come to."""
import os
import pathlib
import re

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from people import PASSWORD
from site_map import NOTHING, TEXTS, explore, own_links, own_path, shape
from texts import Texts, english_in, pattern

SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
# The smallest screen that a page has to fit. Source: WCAG 2.2 §1.4.10.
NARROWEST = 320
# Everything once; what colours decide, in the dark, too.
ALL_RULES, OF_COLOURS = None, ["color-contrast"]
AXE = """async rules => {
    await Promise.all(document.getAnimations().map(each => each.finished))
    const found = await axe.run({resultTypes: ['violations'], ...(rules ? {runOnly: rules} : {})})
    return found.violations.filter(fault => ['serious', 'critical'].includes(fault.impact))
        .map(fault => fault.id + ': ' + fault.nodes.map(node => node.html.slice(0, 200)).join(' '))
}"""
STATE = """() => ({
    status: performance.getEntriesByType('navigation')[0].responseStatus,
    language: document.documentElement.lang,
    headings: document.querySelectorAll('h1').length,
    charts: [...document.querySelectorAll('figure.chart:has(svg)')].map(
        chart => [chart.querySelectorAll('[role=listitem]').length, chart.querySelectorAll('tbody tr').length]),
})"""
WIDTH = "() => document.documentElement.scrollWidth"


class Walker:
    """`known`: texts of the pages in English. `who`: the kind of person, for the names of screenshots."""

    def __init__(self, window, who, language, size, known, **settings):
        self.who, self.size, self.known, self.texts = who, size, known, Texts(language)
        self.page = window.open(SIZES[size], locale=self.texts.locale, reduced_motion="reduce", **settings)
        self.main = self.page.get_by_role("main")
        self.faults, self.seen, self.links = [], set(), []
        self.runs_scripts = settings.get("java_script_enabled", True)

    # What is on a page, by the words of the language.

    def heading(self, key):
        return self.page.get_by_role("heading", name=self.texts.like(key))

    def button(self, key, more=""):
        """`more`: what follows for those who do not see where the button is."""
        return self.main.get_by_role("button", name=self._name(key, more))

    def link(self, key, more=""):
        return self.main.get_by_role("link", name=self._name(key, more))

    def field(self, key):
        return self.main.get_by_label(re.compile(f"^{re.escape(self.texts(key))}( {re.escape(self.texts('forms.optional'))})?$"))

    def menu(self, key):
        return self.page.get_by_role("navigation", name=self.texts("frame.menu"), exact=True).get_by_role("link", name=self.texts(key), exact=True)

    def footer(self, key):
        return self.page.get_by_role("contentinfo").get_by_role("link", name=self.texts(key), exact=True)

    def sign_out(self):
        self.page.get_by_role("contentinfo").get_by_role("button", name=self.texts("frame.sign_out"), exact=True).click()

    def service(self, service):
        """The box to tick beside a service."""
        return self.main.locator(f"input[name=services][value={service}]").first

    def offer(self, service):
        """The link that buys a service."""
        return self.main.locator(f"a[href^='/buy?services={service}']").first

    def note(self, key):
        """What the form before has done is told."""
        expect(self.page.get_by_role("status").filter(has_text=self.texts(key))).to_be_visible()

    def _name(self, key, more):
        return re.compile(f"^{pattern(self.texts(key))}{f'.*{re.escape(more)}.*' if more else ''}$")

    # What one does in more than one place.

    def join(self, address):
        self.field("sign_in.email").fill(address)
        self.field("sign_in.password").fill(PASSWORD)
        self.button("sign_up.button").click()
        expect(self.page).to_have_url(re.compile("/account$"))

    def sign_in(self, address, password=PASSWORD):
        self.page.goto("/sign-in")
        form = self.main.locator("form").first
        form.get_by_label(self.texts("sign_in.email")).fill(address)
        form.get_by_label(self.texts("sign_in.password")).fill(password)
        form.get_by_role("button", name=self.texts("sign_in.button")).click()

    def pay(self, number="4242 4242 4242 4242"):
        self.field("checkout.card.number").fill(number)
        self.field("checkout.card.expiry").fill("12/40")
        self.field("checkout.card.cvc").fill("123")
        # With the card that is typed, not with one that is saved.
        self.button("checkout.pay").last.click()

    def until(self, ready):
        """The network works behind the page: look again until it shows what it should."""
        for _ in range(100):
            if ready():
                return
            self.page.wait_for_timeout(100)
            self.page.reload()
        raise AssertionError(self.main.inner_text())

    # What must hold of each page.

    def look(self, status=200):
        """Collects what is wrong with the page, in light and in dark."""
        page, path = self.page, own_path(self.page)
        self.seen.add(shape(path))
        self.links += own_links(page)
        state = page.evaluate(STATE)
        for what, found, wanted in [
                ("status", state["status"], status), ("language", state["language"], self.texts.tag), ("headings", state["headings"], 1),
                ("charts without their table", [each for each in state["charts"] if each[0] != each[1]], [])]:
            if found != wanted:
                self.faults.append((path, what, found))
        if self.texts.language != "en":
            self.faults += [(path, "English", text) for text in english_in(page.evaluate(TEXTS), self.texts.language, self.known)]
        if self.runs_scripts:
            page.evaluate(AXE_SCRIPT)
        for scheme, rules in [("light", ALL_RULES), ("dark", OF_COLOURS)]:
            page.emulate_media(color_scheme=scheme)
            # What looks for faults is a script, too.
            if self.runs_scripts:
                self.faults += [(path, scheme, fault) for fault in page.evaluate(AXE, rules)]
            self._keep(path, scheme)
        page.emulate_media(color_scheme="light")
        width, height = SIZES[self.size]
        for width in [NARROWEST, width] if self.size == "phone" else [width]:
            page.set_viewport_size({"width": width, "height": height})
            if page.evaluate(WIDTH) > width:
                self.faults.append((path, "wider than", width))

    def wander(self, *starts):
        """Looks at each page that links lead to and that no step has led to."""
        for path in explore(self.page, [*self.links, *starts], self.seen):
            self.look(404 if path == NOTHING else 200)

    def report(self):
        return "".join(f"\n{' '.join(str(part) for part in fault)}" for fault in self.faults)

    def _keep(self, path, scheme):
        """GORSE_SCREENSHOTS names a folder that keeps a picture of each page: in English all of them, in other languages the light ones."""
        folder = os.environ.get("GORSE_SCREENSHOTS")
        if folder and (self.texts.language == "en" or scheme == "light"):
            name = re.sub(r"[^A-Za-z0-9]+", "-", re.sub(r"_[a-z0-9]{26}", "", path)).strip("-") or "home"
            self.page.screenshot(
                path=pathlib.Path(folder) / self.texts.language / f"{self.who}-{name}-{self.size}-{scheme}.jpeg", type="jpeg", quality=80, full_page=True)
