"""Links a wallet by clicks. The wallet stands in for a browser extension: it announces itself by EIP-6963, and eth-account signs for it."""
import re

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from playwright.sync_api import expect

from people import join

EXTENSION = """
const provider = {request: ({method, params}) => method === 'eth_requestAccounts' ? walletAddress().then(address => [address]) : walletSigns(params[0])}
const announce = () => dispatchEvent(new CustomEvent('eip6963:announceProvider', {detail: {info: {uuid: '1', name: 'Test'}, provider}}))
addEventListener('eip6963:requestProvider', announce)
announce()
"""


def signature(wallet, octets):
    return "0x" + wallet.sign_message(encode_defunct(octets)).signature.hex().removeprefix("0x")


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)], ids=["phone", "desktop"])
def test_the_wallet_of_the_browser_signs(window, size):
    page, wallet = window.open(size, locale="en-US"), Account.create()
    page.expose_function("walletAddress", lambda: wallet.address)
    page.expose_function("walletSigns", lambda text: signature(wallet, bytes.fromhex(text[2:])))
    page.add_init_script(EXTENSION)
    join(page)
    page.goto("/rewards")
    page.get_by_role("link", name="Link a wallet").click()
    page.get_by_role("button", name="Use the wallet in this browser").click()
    page.get_by_role("button", name="Sign it with the wallet").click()
    expect(page.get_by_role("status")).to_have_text("The wallet is linked.")
    expect(page.get_by_text(wallet.address)).to_be_visible()
    page.get_by_text("Unlink", exact=True).click()
    page.get_by_role("button", name="Unlink the wallet").click()
    expect(page.get_by_role("status")).to_have_text("The wallet is not linked any more.")


def test_a_signature_is_pasted(page):
    wallet = Account.create()
    join(page)
    page.goto("/rewards/wallet")
    expect(page.get_by_role("button", name="Use the wallet in this browser")).to_be_hidden()
    page.get_by_label("Address").fill("0x12")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Address")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Address").fill(wallet.address)
    page.get_by_role("button", name="Go on").click()
    message = page.get_by_label("The message to sign").input_value()
    page.get_by_label("Signature").fill(signature(Account.create(), message.encode()))
    page.get_by_role("button", name="Link it").click()
    expect(page.get_by_label("Signature")).to_have_accessible_description(
        re.compile("That is not the signature of this wallet for this message.$"))
    page.get_by_label("Signature").fill(signature(wallet, message.encode()))
    page.get_by_role("button", name="Link it").click()
    expect(page.get_by_text(wallet.address)).to_be_visible()
