"""What an operator's life does not show: the console without scripts, and who may see how much of it."""
import re

import pytest
from playwright.sync_api import expect

from people import join

SECTIONS = ["", "/accounts", "/orders", "/lines", "/inventory", "/catalogue", "/brands", "/network", "/jobs", "/audit", "/health"]


@pytest.fixture
def operator(window, server):
    """Opens the window of an admin."""
    def open_window(**settings):
        page = window.open(locale="en-US", **settings)
        join(page)
        server.command("admin", "grant", account(page))
        return page

    return open_window


def account(page):
    return page.request.get("/v1/me").json()["id"]


def test_all_of_it_works_without_scripts(operator, window):
    address = join(window.open(locale="en-US"))
    boss = operator(java_script_enabled=False)
    for section in SECTIONS:
        assert boss.goto("/console" + section).ok
    boss.goto("/console/accounts")
    boss.get_by_label("Find an account").fill(address)
    boss.get_by_role("button", name="Search").click()
    expect(boss.get_by_role("link", name=re.compile(re.escape(address)))).to_be_visible()


def test_a_partner_sees_the_figures_of_its_brand_alone(operator, window):
    boss, partner = operator(size=(1440, 900)), window.open(locale="en-US")
    join(partner)
    boss.goto(f"/console/accounts/{account(partner)}")
    form = boss.locator("form[action$='/role']")
    form.get_by_label("Role").select_option("partner")
    form.get_by_role("button", name="Change the role").click()
    expect(boss.get_by_role("status")).to_contain_text("The role is changed.")

    partner.goto("/console")
    expect(partner.get_by_role("heading", level=1)).to_be_visible()
    expect(partner.get_by_role("navigation", name="Console").get_by_role("link")).to_have_count(1)
    for section in SECTIONS[1:]:
        assert partner.goto("/console" + section).status == 403
    assert partner.goto("/console?brand=brd_other").status == 404
