"""The checked-in bytecode on a chain of transactions, by web3 alone, with what each transaction costs."""
import json
import os
import warnings

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak

from chain import BUILD, DAY, DOTM, HIGHEST_DAILY_LIMIT, ROOT
from merkle import Tree
from test_permit import TYPES

GAS = ROOT / "contracts" / "gas.json"
MEMBERS = 1000


@pytest.fixture(scope="module")
def web3():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from eth_tester import EthereumTester, PyEVMBackend
        from web3 import EthereumTesterProvider, Web3

        return Web3(EthereumTesterProvider(EthereumTester(PyEVMBackend())))


class Story:
    """A deployment and a month of its use: what came of it, and the gas of every transaction."""

    def __init__(self, web3):
        self.web3, self.gas, self.receipts = web3, {}, {}
        self.owner, self.operator, self.alice, self.bob = web3.eth.accounts[:4]
        self.holder = Account.from_key(keccak(text="a key for tests"))
        self.token = self.deploy("DOTMToken", self.owner, HIGHEST_DAILY_LIMIT)
        self.distributor = self.deploy("RewardDistributor", self.owner, self.token.address, self.operator, 3600)
        self.vault = self.deploy("StakingVault", self.owner, self.token.address, self.operator, 7 * DAY)

    def record(self, name, transaction):
        receipt = self.web3.eth.wait_for_transaction_receipt(transaction)
        assert receipt["status"] == 1, name
        self.gas[name], self.receipts[name] = receipt["gasUsed"], receipt
        return receipt

    def deploy(self, name, *arguments):
        factory = self.web3.eth.contract(abi=BUILD[name]["abi"], bytecode=BUILD[name]["bytecode"])
        receipt = self.record(f"{name}: deployment", factory.constructor(*arguments).transact({"from": self.owner}))
        return self.web3.eth.contract(address=receipt["contractAddress"], abi=BUILD[name]["abi"])

    def send(self, name, call, sender):
        return self.record(name, call.transact({"from": sender}))

    def wait(self, seconds):
        tester = self.web3.provider.ethereum_tester
        tester.time_travel(tester.get_block_by_number("pending")["timestamp"] + seconds)

    def tell(self):
        token, distributor, vault = (contract.functions for contract in (self.token, self.distributor, self.vault))
        owner, operator, alice, bob = self.owner, self.operator, self.alice, self.bob
        self.send("DOTMToken.setMinter", token.setMinter(operator, True), owner)
        self.send("DOTMToken.setMinter (distributor)", token.setMinter(self.distributor.address, True), owner)
        self.send("DOTMToken.mint, the first", token.mint(alice, 100 * DOTM), operator)
        self.wait(DAY)
        self.send("DOTMToken.mint, on another day", token.mint(alice, 100 * DOTM), operator)
        self.send("DOTMToken.transfer to a new holder", token.transfer(bob, 10 * DOTM), alice)
        self.send("DOTMToken.transfer to a holder", token.transfer(bob, 10 * DOTM), alice)
        self.send("DOTMToken.approve", token.approve(bob, 10 * DOTM), alice)
        self.send("DOTMToken.transferFrom", token.transferFrom(alice, bob, 5 * DOTM), bob)
        self.send("DOTMToken.burn", token.burn(DOTM), alice)
        self.send("DOTMToken.burnFrom", token.burnFrom(alice, DOTM), bob)
        self.send("DOTMToken.permit", token.permit(*self.signed_permit()), bob)
        self.send("DOTMToken.pause", token.pause(), owner)
        self.send("DOTMToken.unpause", token.unpause(), owner)

        self.members = ["0x" + keccak(index.to_bytes(4, "big"))[:20].hex() for index in range(MEMBERS - 1)] + [alice]
        for day, word in enumerate(["the first", "later", "later, nothing to mint"], start=1):
            tree = Tree({member: min(day, 2) * DOTM for member in self.members})
            self.send(f"RewardDistributor.publishRoot, {word}", distributor.publishRoot(tree.root, tree.total), operator)
            self.wait(DAY)
            if day < 3:
                word = ["the first", "later"][day - 1]
                claim = distributor.claim(alice, day * DOTM, tree.proof(alice))
                self.send(f"RewardDistributor.claim, {word}, one of a thousand members", claim, bob)
        self.send("RewardDistributor.publishRoot, to be cancelled", distributor.publishRoot(b"\x01" * 32, 0), operator)
        self.send("RewardDistributor.cancelRoot", distributor.cancelRoot(b"\x01" * 32), owner)

        token.approve(self.vault.address, 100 * DOTM).transact({"from": alice})
        token.approve(self.vault.address, 100 * DOTM).transact({"from": bob})
        self.send("StakingVault.deposit, the first", vault.deposit(20 * DOTM, alice), alice)
        token.mint(self.vault.address, 7 * DOTM).transact({"from": operator})
        self.send("StakingVault.streamRewards", vault.streamRewards(), operator)
        self.wait(DAY)
        self.send("StakingVault.deposit, while rewards stream", vault.deposit(10 * DOTM, bob), bob)
        self.wait(DAY)
        self.send("StakingVault.mint", vault.mint(10**24, alice), alice)
        self.send("StakingVault.withdraw", vault.withdraw(DOTM, alice, alice), alice)
        self.send("StakingVault.redeem", vault.redeem(10**24, alice, alice), alice)
        self.send("StakingVault.transfer", vault.transfer(bob, 10**24), alice)
        self.wait(7 * DAY)
        self.send("StakingVault.redeem, all of it", vault.redeem(vault.balanceOf(alice).call(), alice, alice), alice)

        self.send("DOTMToken.transferOwnership", token.transferOwnership(bob), owner)
        self.send("DOTMToken.acceptOwnership", token.acceptOwnership(), bob)
        return self

    def signed_permit(self):
        domain = {"name": "DOTM Token", "version": "1", "chainId": self.web3.eth.chain_id, "verifyingContract": self.token.address}
        message = {"owner": self.holder.address, "spender": self.bob, "value": DOTM, "nonce": 0, "deadline": 2**64}
        signature = self.holder.sign_message(encode_typed_data(domain, TYPES, message))
        return self.holder.address, self.bob, DOTM, 2**64, signature.v, signature.r.to_bytes(32, "big"), signature.s.to_bytes(32, "big")


@pytest.fixture(scope="module")
def story(web3):
    return Story(web3).tell()


def test_a_month_of_transactions_ends_in_what_was_meant(story):
    token, distributor, vault = (contract.functions for contract in (story.token, story.distributor, story.vault))
    assert token.totalMinted().call() == 200 * DOTM + 2 * MEMBERS * DOTM + 7 * DOTM
    assert token.totalSupply().call() == token.totalMinted().call() - 2 * DOTM
    assert token.allowance(story.holder.address, story.bob).call() == DOTM
    assert (distributor.claimed(story.alice).call(), distributor.totalClaimed().call()) == (2 * DOTM, 2 * DOTM)
    assert token.balanceOf(story.distributor.address).call() == 2 * (MEMBERS - 1) * DOTM
    assert vault.balanceOf(story.alice).call() == 0
    assert vault.totalAssets().call() == token.balanceOf(story.vault.address).call()
    assert token.owner().call() == story.bob


def test_events_are_read_by_the_checked_in_abi(story):
    from web3.logs import DISCARD

    [claimed] = story.distributor.events.Claimed().process_receipt(
        story.receipts["RewardDistributor.claim, later, one of a thousand members"], errors=DISCARD)
    assert dict(claimed["args"]) == {"account": story.alice, "amount": DOTM, "cumulativeAmount": 2 * DOTM}
    [deposit] = story.vault.events.Deposit().process_receipt(story.receipts["StakingVault.deposit, the first"], errors=DISCARD)
    assert (deposit["args"]["owner"], deposit["args"]["assets"], deposit["args"]["shares"]) == (story.alice, 20 * DOTM, 20 * 10**24)


@pytest.mark.parametrize("name", sorted(BUILD))
def test_the_code_on_chain_is_the_checked_in_code_and_behind_it_what_the_constructor_was_given(story, name):
    contract = {"DOTMToken": story.token, "RewardDistributor": story.distributor, "StakingVault": story.vault}[name]
    code, expected = bytes(story.web3.eth.get_code(contract.address)), bytes.fromhex(BUILD[name]["deployedBytecode"][2:])
    assert code[:len(expected)] == expected
    rest = code[len(expected):]
    assert len(rest) == sum(entry["length"] for entry in BUILD[name]["immutables"])
    words = {entry["name"]: rest[entry["offset"]:entry["offset"] + entry["length"]] for entry in BUILD[name]["immutables"]}
    address = bytes(12) + bytes.fromhex(story.token.address[2:])
    assert words == {
        "DOTMToken": {"DOMAIN_NAME": len("DOTM Token").to_bytes(32, "big") + b"DOTM Token".ljust(32, b"\0")},
        "RewardDistributor": {"token": address, "activationDelay": (3600).to_bytes(32, "big")},
        "StakingVault": {"asset": address, "rewardsDuration": (7 * DAY).to_bytes(32, "big")},
    }[name]


def test_every_transaction_costs_what_the_table_says(story):
    """Within a hundredth. When a contract is meant to cost otherwise: GORSE_RENEW_GAS=1 writes the table anew."""
    if os.environ.get("GORSE_RENEW_GAS"):
        GAS.write_text(json.dumps(story.gas, indent=2) + "\n")
    table = json.loads(GAS.read_text())
    assert set(table) == set(story.gas)
    assert {name: (gas, table[name]) for name, gas in story.gas.items() if abs(gas - table[name]) * 100 > table[name]} == {}
