"""eth-account as the wallet of a member: signs gorse's message, and siwe's rules hold for it."""

import json
import re
import urllib.error

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct

from shopping import ask, join, read


def test_a_wallet_is_linked_by_a_signature(gorse):
    ana, eve = join(gorse, "ana-wallet@example.com"), join(gorse, "eve-wallet@example.com")
    wallet = Account.create()
    message = json.loads(ask(gorse, "/v1/wallet/challenge", {"address": wallet.address}, ana)[1])["message"]
    assert re.match(rf".+ wants you to sign in with your Ethereum account:\n{wallet.address}\n\n.+\n\nURI: ", message)
    signature = "0x" + wallet.sign_message(encode_defunct(text=message)).signature.hex().removeprefix("0x")
    proof = {"message": message, "signature": signature}
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(gorse, "/v1/wallet", proof, eve, method="PUT")
    assert json.load(refused.value)["error"]["code"] == "invalid_message"
    assert json.loads(ask(gorse, "/v1/wallet", proof, ana, method="PUT")[1])["address"] == wallet.address
    assert read(gorse, "/v1/wallet", ana)["address"] == wallet.address
    assert wallet.address in json.dumps(read(gorse, "/v1/me/export", ana))
    ask(gorse, "/v1/wallet", bearer=ana, method="DELETE")
    with pytest.raises(urllib.error.HTTPError) as gone:
        read(gorse, "/v1/wallet", ana)
    assert gone.value.code == 404
