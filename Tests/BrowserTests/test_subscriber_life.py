"""The whole life of a subscriber by clicks, in each language, on a phone and on a desktop; each page that they come to is looked at."""
import json
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from people import ADDRESSES, PASSWORD, join
from site_map import VISITOR
from texts import LOCALES, Texts
from walker import SIZES, Walker

DECLINED, ASKS_THE_BANK = "4000 0000 0000 0002", "4000 0025 0000 3155"
GIGABYTE = 10**9
# 1.5 of 10 GB are used.
LEFT = {"en": "8.5\u00a0GB", "es": "8.5\u00a0GB", "fr": "8,5\u00a0Go"}
USED = {"en": "1.5\u00a0GB", "es": "1.5\u00a0GB", "fr": "1,5\u00a0Go"}


@pytest.fixture(scope="module")
def operator(browser, server):
    """The operator's side: the network that reports usage, and the mails that were written."""
    context = browser.new_context(base_url=server.url, locale="en-US")
    page = context.new_page()
    join(page)
    server.command("admin", "grant", page.request.get("/v1/me").json()["id"])
    yield Operator(page.request)
    context.close()


class Operator:
    def __init__(self, request):
        self.request = request

    def use(self, line, octets):
        """A gateway's session over which a line uses so many octets."""
        for number, kind, item in [(0, "initial", {"requested_units": 0}), (1, "termination", {"used_units": {"total": octets}})]:
            answer = self.request.post("/v1/network/usage", headers={"Sec-Fetch-Site": "same-origin"}, data={
                "session_id": f"gateway;{line}", "request_number": number, "kind": kind, "line_id": line, "items": [item]})
            assert answer.ok and "refusal" not in answer.json(), answer.text()

    def mailed_link(self, address, mode):
        """The path of the newest link of this kind that was mailed to an address."""
        mails = self.request.get("/v1/admin/mails?limit=100").json()["data"]
        links = [
            link for mail in mails if mail["recipient"] == address
            for link in re.findall(r"https?://\S+/auth/action\?\S+", mail["text"]) if f"mode={mode}" in link]
        address = urlsplit(links[0])
        return f"{address.path}?{address.query}"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LOCALES)
def test_the_life_of_a_subscriber(window, site, operator, language, size):
    ana = Walker(window, "visitor", language, size, site.english)
    ana.wander(*VISITOR)
    looks_around(ana)
    ana.who, ana.seen, ana.links = "subscriber", set(), []
    address = joins(ana, operator)
    buys(ana)
    line = installs_the_line(ana)
    operator.use(line, 15 * GIGABYTE // 10)
    sees_what_was_used(ana)
    tops_up(ana)
    reads_receipts_rewards_and_notifications(ana)
    keeps_the_membership(ana)
    suspends_the_line(ana)
    ben = Walker(window, "family", language, size, site.english)
    shares(ana, ben)
    ana.wander("/account")
    changes_the_profile(ana)
    ends_other_sessions(ana, ben, address)
    changes_the_password(ana, operator, address)
    leaves(ana, address)
    assert not ana.faults + ben.faults, ana.report() + ben.report()


@pytest.mark.parametrize("language", LOCALES)
def test_the_main_path_without_scripts(window, site, operator, language):
    """From the plans to a line that is installed, with a browser that runs none."""
    ana = Walker(window, "without scripts", language, "phone", site.english, java_script_enabled=False)
    ana.page.goto("/plans")
    ana.service("basic_membership").check()
    ana.button("plans.buy_these").click()
    joins(ana, operator)
    buys(ana)
    line = installs_the_line(ana)
    operator.use(line, 15 * GIGABYTE // 10)
    sees_what_was_used(ana)
    tops_up(ana)
    suspends_the_line(ana)
    assert not ana.faults, ana.report()


def looks_around(ana):
    ana.page.goto("/")
    sum_of = ana.main.locator("[data-sum=first_year_total]")
    expect(sum_of).to_contain_text("44")
    ana.service("basic_membership").uncheck()
    expect(sum_of).to_contain_text("20")
    ana.menu("frame.devices").click()
    ana.field("devices.model").fill("pixel 8")
    ana.button("devices.check").click()
    expect(ana.page.get_by_role("status")).to_have_text(ana.texts("devices.found"))
    ana.look()
    ana.menu("frame.help").click()
    ana.main.get_by_text(ana.texts("help.topics.lost.question")).click()
    expect(ana.main.get_by_text(ana.texts("help.topics.lost.answer"))).to_be_visible()
    ana.menu("frame.plans").click()
    ana.service("basic_membership").check()
    ana.service("network_security_basic").check()
    expect(ana.main.locator("[data-sum=first_year_total]")).to_contain_text("84")
    ana.look()
    ana.service("network_security_basic").uncheck()
    ana.service("global_data_10gb").check()
    ana.button("plans.buy_these").click()
    expect(ana.page).to_have_url(re.compile("/sign-in"))


def joins(ana, operator):
    ana.page.get_by_role("banner").get_by_role("link", name=ana.texts("frame.join"), exact=True).click()
    address = next(ADDRESSES)
    ana.field("sign_in.email").fill(address)
    ana.field("sign_in.password").fill(PASSWORD)
    ana.button("sign_up.button").click()
    # Where they wanted to go.
    expect(ana.heading("checkout.heading")).to_be_visible()
    ana.look()
    ana.page.goto(operator.mailed_link(address, "verifyEmail"))
    ana.button("mailed_link.verify.button").click()
    expect(ana.page.get_by_role("status")).to_have_text(ana.texts("mailed_link.confirmed.message"))
    ana.look()
    ana.link("mailed_link.confirmed.button").click()
    expect(ana.heading("account.title")).to_be_visible()
    ana.look()
    return address


def buys(ana):
    ana.menu("frame.plans").click()
    ana.service("basic_membership").check()
    ana.service("global_data_10gb").check()
    ana.button("plans.buy_these").click()
    expect(ana.main).to_contain_text("44")
    ana.pay(DECLINED)
    expect(ana.main.get_by_text(ana.texts("refusals.code.card_declined"))).to_be_visible()
    ana.look(402)
    ana.pay()
    expect(ana.heading("orders.told.fulfilled.heading")).to_be_visible()
    ana.look()
    ana.link("orders.account").click()


def installs_the_line(ana):
    ana.menu("frame.lines").click()
    line = ana.main.get_by_role("listitem").get_by_role("link")
    ana.until(lambda: line.count() == 1)
    line.click()
    code = ana.page.get_by_role("img", name=ana.texts("lines.qr"))
    ana.until(lambda: code.count() == 1)
    for key, host in [("lines.install.apple", "apple"), ("lines.install.android", "android")]:
        expect(ana.link(key)).to_have_attribute("href", re.compile(rf"^https://esimsetup\.{host}\.com/esim_qrcode_provisioning\?carddata=LPA:1\$"))
    ana.main.get_by_text(ana.texts("lines.install.iphone_steps")).click()
    expect(ana.main.get_by_text(ana.texts("lines.install.iphone.scan"))).to_be_visible()
    ana.main.get_by_text(ana.texts("lines.install.by_hand")).click()
    expect(ana.main.get_by_text(re.compile(r"^LPA:1\$"))).to_be_visible()
    ana.look()
    ana.field("lines.name").fill("Ana’s phone")
    ana.button("lines.rename").click()
    ana.note("notes.line_renamed")
    return re.search(r"/lines/(line_\w+)", ana.page.url)[1]


def sees_what_was_used(ana):
    ana.menu("frame.home").click()
    expect(ana.main).to_contain_text(LEFT[ana.texts.language])
    segments = ana.main.get_by_role("navigation", name=ana.texts("usage.steps"))
    for step in ["hour", "month", "day"]:
        segments.get_by_role("link", name=ana.texts(f"usage.by.{step}"), exact=True).click()
        chart = ana.main.get_by_role("list", name=ana.texts(f"usage.title.{step}"))
        expect(chart.get_by_role("listitem").last).to_have_accessible_name(re.compile(f": {USED[ana.texts.language]}$"))
        ana.main.get_by_text(ana.texts("charts.table")).click()
        expect(ana.main.get_by_role("row").last).to_contain_text(USED[ana.texts.language])
        ana.look()
    ana.menu("frame.lines").click()
    ana.main.get_by_role("link", name=re.compile("Ana’s phone")).click()
    expect(ana.main).to_contain_text(USED[ana.texts.language])


def tops_up(ana):
    """With a card that is saved, and with one whose bank asks."""
    ana.menu("frame.home").click()
    ana.offer("global_data_10gb").click()
    ana.look()
    ana.button("checkout.saved.pay").filter(has_text="4242").click()
    expect(ana.heading("orders.told.fulfilled.heading")).to_be_visible()
    ana.menu("frame.home").click()
    ana.offer("global_data_10gb").click()
    ana.pay(ASKS_THE_BANK)
    expect(ana.heading("orders.bank.question")).to_be_visible()
    ana.look()
    ana.button("orders.bank.yes").click()
    expect(ana.heading("orders.told.fulfilled.heading")).to_be_visible()
    ana.menu("frame.home").click()
    ana.until(lambda: LEFT[ana.texts.language].replace("8", "28", 1) in ana.main.inner_text())


def reads_receipts_rewards_and_notifications(ana):
    ana.link("account.all_orders").click()
    ana.look()
    ana.main.get_by_role("listitem").get_by_role("link").last.click()
    ana.link("receipts.kind.invoice").click()
    expect(ana.main.get_by_role("table")).to_contain_text("24")
    ana.look()
    ana.menu("frame.rewards").click()
    ana.until(lambda: ana.main.get_by_role("listitem").filter(has_text=ana.texts("rewards.kind.purchase")).count() == 3)
    ana.look()
    ana.page.get_by_role("banner").get_by_role("link", name=ana.texts("notifications.title")).click()
    fresh = ana.main.get_by_text(ana.texts("notifications.new"), exact=True)
    expect(fresh.first).to_be_visible()
    ana.look()
    ana.button("notifications.read_all").click()
    expect(fresh).to_have_count(0)


def keeps_the_membership(ana):
    ana.menu("frame.plans").click()
    ana.button("plans.own.end", " ").click()
    ana.note("notes.plan_ends")
    ana.button("plans.own.keep", " ").click()
    ana.note("notes.plan_kept")
    ana.look()
    ana.offer("metal_card").click()
    expect(ana.heading("checkout.address.heading")).to_be_visible()
    ana.look()


def suspends_the_line(ana):
    ana.menu("frame.lines").click()
    ana.main.get_by_role("link", name=re.compile("Ana’s phone")).click()
    ana.button("lines.lost.button").click()
    ana.note("notes.line_suspended")
    ana.look()
    ana.menu("frame.home").click()
    ana.link("account.alerts.suspended_action").click()
    ana.button("lines.resume.button").click()
    ana.note("notes.line_resumed")


def shares(ana, ben):
    ana.menu("frame.profile").click()
    ana.link("sharing.title").click()
    ana.field("sharing.invite.cap").fill("2")
    ana.button("sharing.invite.button").click()
    code = ana.page.get_by_role("status").get_by_text(re.compile("^grp-")).inner_text()
    ana.look()

    ben.page.goto("/sign-up")
    ben.join(next(ADDRESSES))
    ben.menu("frame.profile").click()
    ben.field("profile.name").fill("Ben")
    ben.button("profile.save").click()
    ben.note("notes.profile_saved")
    ben.link("sharing.title").click()
    ben.field("sharing.join.code").fill(code)
    ben.button("sharing.join.button").click()
    ben.note("notes.group_joined")
    ben.look()
    ben.menu("frame.home").click()
    expect(ben.main).to_contain_text(LEFT[ben.texts.language].replace("8", "28", 1))

    ana.page.goto("/sharing")
    row = ana.main.get_by_role("listitem").filter(has_text="Ben")
    expect(row).to_contain_text(re.compile(ana.texts("sharing.cap", volume="2.(GB|Go)")))
    ana.look()
    row.get_by_role("button", name=ana.texts("sharing.remove")).click()
    ana.note("notes.member_removed")
    expect(row).to_have_count(0)


def changes_the_profile(ana):
    ana.menu("frame.profile").click()
    ana.field("profile.name").fill("Ana García")
    ana.field("profile.country").fill("Q1")
    ana.button("profile.save").click()
    expect(ana.field("profile.country")).to_have_accessible_description(re.compile(re.escape(ana.texts("profile.country_problem"))))
    ana.look(422)
    ana.field("profile.country").fill("MX")
    ana.button("profile.save").click()
    ana.note("notes.profile_saved")

    mine, other = ana.texts, Texts(next(language for language in LOCALES if language != ana.texts.language))
    for texts in (other, mine):
        ana.main.locator("select[name=language]").select_option(texts.language)
        ana.button("profile.save").click()
        ana.texts = texts
        ana.note("notes.profile_saved")
        expect(ana.page.locator("html")).to_have_attribute("lang", texts.tag)

    with ana.page.expect_download() as download:
        ana.link("profile.privacy.export").click()
    kept = json.loads(download.value.path().read_text())
    assert "Ana García" in json.dumps(kept, ensure_ascii=False)

    card = ana.main.get_by_role("listitem").filter(has_text="4242")
    card.get_by_text(ana.texts("profile.cards.remove")).first.click()
    expect(card.get_by_text(ana.texts("profile.cards.sure"))).to_be_visible()
    ana.look()
    card.get_by_role("button", name=ana.texts("profile.cards.remove_it")).click()
    ana.note("notes.card_removed")
    expect(card).to_have_count(0)


def ends_other_sessions(ana, ben, address):
    ben.sign_out()
    ben.sign_in(address)
    expect(ben.heading("account.title").or_(ben.page.get_by_role("heading", level=1, name=re.compile("Ana")))).to_be_visible()
    ana.menu("frame.profile").click()
    ana.look()
    ana.main.get_by_role("listitem").get_by_role("button", name=ana.texts("frame.sign_out")).click()
    ana.note("notes.session_ended")
    ben.page.goto("/account")
    expect(ben.page).to_have_url(re.compile("/sign-in"))


def changes_the_password(ana, operator, address):
    ana.button("profile.methods.change").click()
    ana.note("notes.link_mailed")
    ana.page.goto(operator.mailed_link(address, "resetPassword"))
    ana.look()
    ana.field("sign_in.password").fill("another good password")
    ana.button("mailed_link.reset.button").click()
    expect(ana.heading("mailed_link.changed.heading")).to_be_visible()
    ana.link("frame.sign_in").click()
    ana.sign_in(address, PASSWORD)
    expect(ana.page.get_by_role("alert")).to_have_text(ana.texts("refusals.directory.invalid_credentials"))
    ana.look(422)
    ana.sign_in(address, "another good password")
    expect(ana.page).to_have_url(re.compile("/account$"))


def leaves(ana, address):
    ana.menu("frame.profile").click()
    ana.link("profile.privacy.delete").click()
    ana.look()
    ana.main.get_by_role("checkbox").check()
    ana.button("profile.deletion.button").click()
    expect(ana.page).to_have_url(re.compile("/$"))
    ana.sign_in(address, "another good password")
    expect(ana.page.get_by_role("alert")).to_have_text(ana.texts("refusals.directory.invalid_credentials"))
