"""A person's way through the pages: join, buy, see the line; with scripts and without."""
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
    expect(page.get_by_text(address)).to_be_visible()
    return address


def pay(page, number):
    page.get_by_label("Number", exact=True).fill(number)
    page.get_by_label("Expires").fill("12/40")
    page.get_by_label("CVC").fill("123")
    page.get_by_role("button", name=re.compile("^Pay")).click()


def account_when(page, ready):
    """The network works behind the page: look again until it shows what it should."""
    for _ in range(100):
        page.goto("/account")
        if ready():
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.get_by_role("main").inner_text())


def test_join_buy_and_see_the_line(page):
    join(page)
    expect(page.get_by_role("list", name="At a glance")).to_contain_text("10.33")
    page.goto("/mcp")
    page.get_by_label("Basic Membership", exact=True).check()
    page.get_by_label("Global Data 10GB", exact=True).check()
    page.get_by_role("button", name="Buy these").click()
    expect(page.get_by_text("$44.00").first).to_be_visible()
    pay(page, "4242 4242 4242 4242")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    account_when(page, lambda: page.get_by_text("LPA:1$").count() == 1)
    expect(page.get_by_role("heading", name=re.compile(r"^\+1 \d{3}-555-01\d\d$"))).to_be_visible()
    expect(page.get_by_role("img", name="QR code of the activation code")).to_be_visible()
    expect(page.get_by_text("10\u00a0GB of 10\u00a0GB left", exact=True)).to_be_visible()
    expect(page.get_by_role("list", name="At a glance")).to_contain_text("14.8752")


def test_a_declined_card_and_another_one(page):
    join(page)
    page.goto("/buy?services=global_data_10gb")
    pay(page, "4000 0000 0000 0002")
    expect(page.get_by_text("The card was declined.")).to_be_visible()
    pay(page, "4242 4242 4242 4242")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_the_card_is_sent_somewhere(page):
    join(page)
    page.goto("/buy?services=metal_card")
    page.get_by_label("Name", exact=True).fill("Ana García")
    page.get_by_label("Street and number").fill("1 Main Street")
    page.get_by_label("City").fill("Montréal")
    page.get_by_label("Country").fill("ca")
    pay(page, "4242 4242 4242 4242")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_sign_out_and_in_again(page):
    address = join(page)
    page.get_by_role("button", name="Sign out").click()
    page.goto("/account")
    expect(page).to_have_url(re.compile("/sign-in"))
    form = page.get_by_role("main").locator("form").first
    form.get_by_label("E-mail").fill(address)
    form.get_by_label("Password").fill("not the password")
    form.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/account$"))


def test_the_calculator_follows(page):
    page.goto("/mcp")
    page.get_by_label("Basic Membership", exact=True).check()
    page.get_by_label("Network Security", exact=True).check()
    calculate = page.get_by_role("button", name="Calculate")
    if calculate.is_visible():
        calculate.click()
    expect(page.locator("[data-sum=monthly_recurring]")).to_have_text("$7.00")
    expect(page.locator("[data-sum=first_year_total]")).to_have_text("$84.00")


def test_pages_fit_a_phone(page):
    for path in ("/", "/mcp", "/sign-in", "/sign-up"):
        page.goto(path)
        width = page.locator("body").bounding_box()["width"]
        assert width <= 390, f"{path} is {width} wide"
