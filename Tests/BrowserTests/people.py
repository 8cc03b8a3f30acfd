"""What people do on the pages, for tests of several kinds."""
import itertools
import re

from playwright.sync_api import expect

ADDRESSES = (f"ana{number}@example.com" for number in itertools.count(1))
PASSWORD = "a good long password"


def join(page):
    address = next(ADDRESSES)
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Join and earn")).click()
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Join").click()
    expect(page).to_have_url(re.compile("/account$"))
    return address


def pay(page, number="4242 4242 4242 4242"):
    page.get_by_label("Number", exact=True).fill(number)
    page.get_by_label("Expires").fill("12/40")
    page.get_by_label("CVC").fill("123")
    page.get_by_role("button", name=re.compile(r"^Pay \S+$")).click()


def buy_line(page):
    """A membership and data, and the line that comes of it, open."""
    page.goto("/buy?services=basic_membership,global_data_10gb")
    pay(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.goto("/lines")
    line = page.get_by_role("main").locator("a.item")
    when(page, lambda: line.count() == 1)
    line.click()
    when(page, lambda: page.get_by_role("img", name="QR code of the activation code").count() == 1)


def when(page, ready):
    """The network works behind the page: look again until it shows what it should."""
    for _ in range(100):
        if ready():
            return
        page.wait_for_timeout(100)
        page.reload()
    raise AssertionError(page.get_by_role("main").inner_text())
