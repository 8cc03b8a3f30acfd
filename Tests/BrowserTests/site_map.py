"""Every page there is, found by following links as a visitor, a subscriber and an operator, so that a new page is tried without being listed."""
import re
from urllib.parse import parse_qsl, urljoin, urlsplit

from people import buy_line, join, pay
from texts import SOURCES

MOST_PAGES = 80
# Pages that no link leads to.
NOTHING = "/nothing-here"
VISITOR = ["/", "/coverage?country=mexico", "/devices?device=pixel", "/offline", "/styleguide", NOTHING, "/auth/action?mode=signIn&oobCode=x&email=ana@example.com"]
# What a wallet is asked to sign.
WALLET = f"/rewards/wallet?address=0x{'70997970' * 5}"
SUBSCRIBER = ["/account", "/buy?services=metal_card", "/buy?services=global_data_10gb", "/sharing", WALLET]
OPERATOR = ["/account", "/outbox"]

TEXTS = """() => {
    // What others wrote, in whatever language, and what programs read is left out.
    const found = new Set(document.title.split(' · ')), nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (nodes.nextNode()) {
        const parent = nodes.currentNode.parentElement
        if (!parent.closest('script, style, textarea, form.languages, select[name=language], .code, .countries, html [lang]')) found.add(nodes.currentNode.data)
    }
    for (const name of ['aria-label', 'placeholder', 'title', 'alt', 'data-copied'])
        for (const element of document.querySelectorAll(`[${name}]`)) found.add(element.getAttribute(name))
    return [...found].map(text => text.replace(/\\s+/g, ' ').trim()).filter(text => text)
}"""
LINKS = "() => [...document.querySelectorAll('a[href]:not([download])')].map(link => link.getAttribute('href'))"
# A form's address, its fields, and how they are sent; a file is left out.
FORMS = """() => [...document.querySelectorAll('form[method=post]')].map(form => [
    form.getAttribute('action'), [...new FormData(form, form.querySelector('button[name]'))].filter(([, value]) => typeof value === 'string'), form.enctype])"""


def shape(path):
    """Pages that differ by an id or by what is asked of them are one page."""
    parts = urlsplit(path)
    return re.sub(r"/[a-z]+_[A-Za-z0-9]+", "/{id}", parts.path), tuple(sorted({name for name, _ in parse_qsl(parts.query)} - {"done", "currency"}))


def form_routes():
    """The path of each form's route, read from the sources."""
    text = "".join(file.read_text() for file in SOURCES.rglob("*.swift"))
    return sorted(set(re.findall(r'(?:\.post,|consoleForm\()\s*"(/[^"]*)"', text)))


def own_path(page):
    """Where a browser is, without the server."""
    address = urlsplit(page.url)
    return address.path + (f"?{address.query}" if address.query else "")


def own_links(page):
    """Where the links of a page lead to on the server, but for the pages and answers of the API."""
    host, found = urlsplit(page.url)[:2], []
    for link in page.evaluate(LINKS):
        address = urlsplit(urljoin(page.url, link))
        if address[:2] == host and not address.path.startswith(("/docs", "/v1/")):
            found.append(address.path + (f"?{address.query}" if address.query else ""))
    return found


def explore(page, starts, seen):
    """Goes to each page that links lead to from `starts`, breadth first; of pages of one shape to the first, and to none whose shape is `seen`."""
    waiting, most = list(starts), len(seen) + MOST_PAGES
    while waiting:
        path = waiting.pop(0)
        if shape(path) in seen:
            continue
        seen.add(shape(path))
        assert len(seen) < most, "more pages than the bound: " + path
        answer = page.goto(path)
        if "text/html" in answer.headers.get("content-type", ""):
            yield path
            waiting += own_links(page)


class Walk:
    """One person's way: the state of their browser, and each page with its English texts and its forms."""

    def __init__(self, state):
        self.state, self.texts, self.forms = state, {}, {}

    @property
    def paths(self):
        return list(self.texts)


class Site:
    def __init__(self, browser, server):
        self.browser, self.server = browser, server
        self.visitor = self._walk(None, VISITOR, [])
        self.subscriber = self._subscriber()
        self.operator = self._operator()

    @property
    def english(self):
        """Every text of every page."""
        return {text for walk in (self.visitor, self.subscriber, self.operator) for texts in walk.texts.values() for text in texts}

    def _subscriber(self):
        context, page = self._window()
        self.address = join(page)
        buy_line(page)
        page.goto("/buy?services=global_data_10gb")
        pay(page, "4000 0000 0000 0002")
        page.get_by_text("The card was declined.").wait_for()
        state = context.storage_state()
        context.close()
        return self._walk(state, SUBSCRIBER, [])

    def _operator(self):
        context, page = self._window()
        join(page)
        self.server.command("admin", "grant", page.request.get("/v1/me").json()["id"])
        state = context.storage_state()
        context.close()
        return self._walk(state, OPERATOR, self.subscriber.paths)

    def _window(self, state=None, **settings):
        context = self.browser.new_context(base_url=self.server.url, locale="en-US", storage_state=state, **settings)
        page = context.new_page()
        page.set_default_timeout(30_000)
        return context, page

    def _walk(self, state, starts, known):
        """From `starts`, without the pages that are known already."""
        walk = Walk(state)
        context, page = self._window(state)
        for path in explore(page, starts, {shape(path) for path in known} - {shape(path) for path in starts}):
            walk.texts[path] = page.evaluate(TEXTS)
            walk.forms |= {shape(form[0])[0]: form for form in page.evaluate(FORMS)}
        context.close()
        return walk
