"""A person's way through the pages by clicks: join, buy, install, look, change, leave; on a phone with scripts and without."""
import re

from playwright.sync_api import expect

from people import PASSWORD, buy_line, join, pay, when


def test_join_buy_and_see_the_line(page):
    address = join(page)
    expect(page.get_by_role("list", name="At a glance")).to_contain_text("10.33")
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Plans").click()
    page.get_by_role("checkbox", name=re.compile("^Basic Membership")).check()
    page.get_by_role("checkbox", name=re.compile("^Global Data 10GB")).check()
    page.get_by_role("button", name="Buy these").click()
    expect(page.get_by_text("$44.00").first).to_be_visible()
    pay(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.get_by_role("link", name="Open your account").click()
    when(page, lambda: page.get_by_text("left of 10\u00a0GB").is_visible())
    expect(page.get_by_role("list", name="At a glance")).to_contain_text("14.8752")
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Lines").click()
    line = page.get_by_role("main").locator("a.item")
    when(page, lambda: line.count() == 1)
    line.click()
    when(page, lambda: page.get_by_role("img", name="QR code of the activation code").count() == 1)
    expect(page.get_by_role("heading", name=re.compile(r"^\+1 \d{3}-555-01\d\d$"))).to_be_visible()
    expect(page.get_by_role("link", name="Install on iPhone")).to_have_attribute(
        "href", re.compile(r"^https://esimsetup\.apple\.com/esim_qrcode_provisioning\?carddata=LPA:1\$"))
    expect(page.get_by_role("link", name="Install on Android")).to_have_attribute(
        "href", re.compile(r"^https://esimsetup\.android\.com/esim_qrcode_provisioning\?carddata=LPA:1\$"))
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Profile").click()
    expect(page.get_by_text(address)).to_be_visible()


def test_a_line_is_named_suspended_and_taken_back(page):
    join(page)
    buy_line(page)
    page.get_by_label("Name").fill("Ana’s phone")
    page.get_by_role("button", name="Save the name").click()
    expect(page.get_by_role("status")).to_have_text("The name is saved.")
    page.get_by_role("button", name="Suspend it now").click()
    expect(page.get_by_text("Nobody can use it.")).to_be_visible()
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Home").click()
    page.get_by_role("link", name="Look at it").click()
    page.get_by_role("button", name="Take it back into use").click()
    expect(page.get_by_text("Active", exact=True)).to_be_visible()


def test_receipt_rewards_and_notifications(page):
    join(page)
    page.goto("/buy?services=global_data_10gb")
    pay(page)
    page.get_by_role("link", name="Receipt").click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("$20.00")
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="DOTM").click()
    expect(page.get_by_text("+2.066")).to_be_visible()
    page.get_by_role("link", name="Notifications").click()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("New", exact=True)).to_have_count(0)
    expect(page.get_by_role("heading", name="Welcome to DOTM")).to_be_visible()


def test_a_membership_ends_and_is_kept(page):
    join(page)
    buy_line(page)
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Plans").click()
    page.get_by_role("button", name="End it Basic Membership").click()
    expect(page.get_by_text("ends on")).to_be_visible()
    page.get_by_role("button", name="Keep it Basic Membership").click()
    expect(page.get_by_text("renews on")).to_be_visible()


def test_the_second_purchase_is_one_click(page):
    join(page)
    page.goto("/buy?services=global_data_10gb")
    pay(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.goto("/account")
    page.locator("#top-up").get_by_role("link", name=re.compile("^Global Data 10GB")).click()
    page.get_by_role("button", name="Pay $20.00 with Visa •••• 4242").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.goto("/account")
    when(page, lambda: page.get_by_text("left of 20\u00a0GB").is_visible())


def test_a_declined_card_and_another_one(page):
    join(page)
    page.goto("/buy?services=global_data_10gb")
    pay(page, "4000 0000 0000 0002")
    expect(page.get_by_text("The card was declined.")).to_be_visible()
    pay(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_a_wrong_card_is_told_beside_its_field(page):
    join(page)
    page.goto("/buy?services=global_data_10gb")
    pay(page, "4242 4242 4242 4241")
    number = page.get_by_label("Number", exact=True)
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(number).to_have_accessible_description("That is not the number of a card.")
    pay(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_the_card_is_sent_somewhere(page):
    join(page)
    page.goto("/buy?services=metal_card")
    page.get_by_label("Name", exact=True).fill("Ana García")
    page.get_by_label("Street and number").fill("1 Main Street")
    page.get_by_label("City").fill("Montréal")
    page.get_by_label("Country").fill("ca")
    pay(page)
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


def test_an_account_is_deleted(page):
    address = join(page)
    page.goto("/profile")
    page.get_by_role("link", name="Delete the account").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Delete it for ever").click()
    page.goto("/sign-in")
    form = page.get_by_role("main").locator("form").first
    form.get_by_label("E-mail").fill(address)
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong")


def test_the_calculator_follows(page):
    page.goto("/plans")
    page.get_by_role("checkbox", name=re.compile("^Basic Membership")).check()
    page.get_by_role("checkbox", name=re.compile("^Network Security")).check()
    calculate = page.get_by_role("button", name="Calculate")
    if calculate.is_visible():
        calculate.click()
    expect(page.locator("[data-sum=monthly_recurring]")).to_have_text("$7.00")
    expect(page.locator("[data-sum=first_year_total]")).to_have_text("$84.00")
