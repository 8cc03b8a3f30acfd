"""The main path without a pointer: whoever has but a keyboard joins, buys and finds the code of their line, and sees where they are."""
import re

import pytest
from playwright.sync_api import expect

from people import ADDRESSES, PASSWORD, when
from walker import SIZES

MOST_STOPS = 150
# Where the focus is, and what is wrong with it there: it goes forward, it is seen, nothing lies over it.
STOP = """() => {
    const here = document.activeElement, before = window.before
    if (!here || here === document.body) return ['left the page']
    window.before = here
    const style = getComputedStyle(here), box = here.getBoundingClientRect()
    const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2, y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2
    const top = document.elementFromPoint(x, y)
    return [
        ...(before && !(before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING) ? ['goes back'] : []),
        ...(here.matches(':focus-visible') && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 ? [] : ['is not seen']),
        ...(top && (here.contains(top) || top.contains(here) || [...here.labels ?? []].some(label => label.contains(top))) ? [] : ['is covered']),
    ].map(fault => fault + ': ' + here.outerHTML.slice(0, 200))
}"""


def tab_to(page, target):
    """Presses Tab until the focus is there."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert page.evaluate(STOP) == []
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the Tab key does not lead to {target}")


def follow(page, target, key="Enter"):
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press(key)


def write(page, label, text):
    tab_to(page, page.get_by_role("main").get_by_label(label, exact=True).first)
    page.keyboard.insert_text(text)


@pytest.mark.parametrize("size", SIZES)
def test_the_main_path_needs_no_pointer(window, size):
    page = window.open(SIZES[size], locale="en-US", reduced_motion="reduce")
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    follow(page, page.get_by_role("link", name=re.compile("^Join and earn")))
    write(page, "E-mail", next(ADDRESSES))
    write(page, "Password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/account$"))
    menu = page.get_by_role("navigation", name="Menu")
    follow(page, menu.get_by_role("link", name="Plans"))
    for service in ("Global Data 10GB", "Basic Membership"):
        box = page.get_by_role("checkbox", name=re.compile("^" + service))
        tab_to(page, box)
        page.keyboard.press("Space")
        expect(box).to_be_checked()
    expect(page.locator("[data-sum=first_year_total]")).to_have_text("$44.00")
    follow(page, page.get_by_role("button", name="Buy these"))
    write(page, "Number", "4242 4242 4242 4242")
    write(page, "Expires", "12/40")
    write(page, "CVC", "123")
    follow(page, page.get_by_role("button", name=re.compile("^Pay")))
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    follow(page, page.get_by_role("link", name="Open your account"))
    follow(page, menu.get_by_role("link", name="Lines"))
    follow(page, page.get_by_role("main").locator("a.item").first)
    when(page, lambda: page.get_by_role("img", name="QR code of the activation code").count() == 1)
    help_with_it = page.get_by_text("iPhone, step by step")
    tab_to(page, help_with_it)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Choose Use QR Code and scan the code above.")).to_be_visible()
