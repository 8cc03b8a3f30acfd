import boa
import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak

from chain import MOST, NOBODY, events, now, reverts

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
TYPES = {"Permit": [{"name": "owner", "type": "address"}, {"name": "spender", "type": "address"}, {"name": "value", "type": "uint256"},
                    {"name": "nonce", "type": "uint256"}, {"name": "deadline", "type": "uint256"}]}


@pytest.fixture
def holder():
    return Account.from_key(keccak(text="a key for tests"))


def signed(key, token, spender, value, nonce, deadline, *, owner=None, chain_id=None, contract=None, name="DOTM Token", version="1"):
    """The arguments of permit, signed by eth-account."""
    domain = {"name": name, "version": version, "chainId": chain_id or boa.env.evm.patch.chain_id,
              "verifyingContract": str(contract or token.address)}
    message = {"owner": str(owner or key.address), "spender": str(spender), "value": value, "nonce": nonce, "deadline": deadline}
    signature = key.sign_message(encode_typed_data(domain, TYPES, message))
    return (owner or key.address, spender, value, deadline, signature.v, signature.r.to_bytes(32, "big"), signature.s.to_bytes(32, "big"))


def refused(token, arguments, *error):
    with reverts(token, *error):
        token.permit(*arguments)
    assert token.allowance(arguments[0], arguments[1]) == 0


def not_the_signer(token, arguments):
    """Refused because someone else, whoever that is, has signed something."""
    with pytest.raises(boa.BoaError):
        token.permit(*arguments)
    output = token._computation.output
    assert output[:4] == keccak(text="ERC2612InvalidSigner(address,address)")[:4]
    assert output[4:36] != output[36:68] == bytes(12) + bytes.fromhex(arguments[0][2:])
    assert token.allowance(arguments[0], arguments[1]) == 0 == token.nonces(arguments[0])


def test_a_signature_sets_an_allowance_whoever_brings_it(token, holder, bob, carol):
    token.permit(*signed(holder, token, bob, 50, 0, now()), sender=carol)
    assert events(token, "Approval") == [(holder.address, bob, 50)]
    assert (token.allowance(holder.address, bob), token.nonces(holder.address)) == (50, 1)
    token.permit(*signed(holder, token, bob, MOST, 1, MOST), sender=carol)
    assert token.allowance(holder.address, bob) == MOST


def test_the_domain_is_the_one_that_wallets_compute(token, holder, bob):
    chain_id = boa.env.evm.patch.chain_id
    assert token.eip712Domain() == (b"\x0f", "DOTM Token", "1", chain_id, token.address, bytes(32), [])
    domain = {"name": "DOTM Token", "version": "1", "chainId": chain_id, "verifyingContract": str(token.address)}
    message = {"owner": holder.address, "spender": str(bob), "value": 1, "nonce": 0, "deadline": 1}
    assert token.DOMAIN_SEPARATOR() == encode_typed_data(domain, TYPES, message).header


def test_a_signature_counts_once(token, holder, bob):
    once = signed(holder, token, bob, 50, 0, MOST)
    token.permit(*once)
    token.approve(bob, 0, sender=holder.address)
    with pytest.raises(boa.BoaError):
        token.permit(*once)
    assert (token.allowance(holder.address, bob), token.nonces(holder.address)) == (0, 1)


def test_signatures_count_in_their_order_only(token, holder, bob):
    not_the_signer(token, signed(holder, token, bob, 50, 1, MOST))


def test_a_signature_expires_after_its_deadline(token, holder, bob):
    refused(token, signed(holder, token, bob, 50, 0, now() - 1), "ERC2612ExpiredSignature", now() - 1)
    refused(token, signed(holder, token, bob, 50, 0, 0), "ERC2612ExpiredSignature", 0)


@pytest.mark.parametrize("changed", [{"chain_id": 11155111}, {"contract": "0x" + "22" * 20}, {"name": "DOTM"}, {"version": "2"}])
def test_a_signature_for_another_chain_contract_or_domain_is_refused(token, holder, bob, changed):
    not_the_signer(token, signed(holder, token, bob, 50, 0, MOST, **changed))


def test_after_a_fork_of_the_chain_a_signature_counts_on_its_own_side(token, holder, bob):
    before, here = signed(holder, token, bob, 50, 0, MOST), boa.env.evm.patch.chain_id
    boa.env.evm.patch.chain_id = here + 1
    try:
        not_the_signer(token, before)
        token.permit(*signed(holder, token, bob, 50, 0, MOST))
    finally:
        boa.env.evm.patch.chain_id = here


def test_a_signature_of_another_key_is_refused(token, holder, bob):
    other = Account.from_key(keccak(text="another key for tests"))
    refused(token, signed(other, token, bob, 50, 0, MOST, owner=holder.address), "ERC2612InvalidSigner", other.address, holder.address)


@pytest.mark.parametrize("position, value", [(1, "0x" + "33" * 20), (2, 51), (3, MOST - 1)])
def test_nothing_of_what_was_signed_can_be_changed(token, holder, bob, position, value):
    arguments = list(signed(holder, token, bob, 50, 0, MOST))
    arguments[position] = value
    not_the_signer(token, arguments)


def test_the_twin_of_a_signature_is_refused(token, holder, bob):
    owner, spender, value, deadline, v, r, s = signed(holder, token, bob, 50, 0, MOST)
    twin = (ORDER - int.from_bytes(s, "big")).to_bytes(32, "big")
    refused(token, (owner, spender, value, deadline, 55 - v, r, twin), "ECDSAInvalidSignatureS", twin)
    token.permit(owner, spender, value, deadline, v, r, s)


@pytest.mark.parametrize("v, r, s", [(27, bytes(32), bytes(32)), (0, None, None), (1, None, None), (29, None, None), (255, None, None),
                                     (27, ORDER.to_bytes(32, "big"), None), (27, None, bytes(32))])
def test_what_is_no_signature_is_refused_for_the_zero_address_too(token, holder, bob, v, r, s):
    good = signed(holder, token, bob, 50, 0, MOST)
    broken = (v, good[5] if r is None else r, good[6] if s is None else s)
    for owner in (holder.address, NOBODY):
        refused(token, (owner, bob, 50, MOST, *broken), "ERC2612InvalidSigner", NOBODY, owner)


def test_the_zero_address_cannot_be_allowed_anything(token, holder):
    with reverts(token, "ERC20InvalidSpender", NOBODY):
        token.permit(*signed(holder, token, NOBODY, 50, 0, MOST))
    assert token.nonces(holder.address) == 0
