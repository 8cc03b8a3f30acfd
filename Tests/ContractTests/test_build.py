"""What is checked in under contracts/artifacts is what the sources make, and what a chain runs."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
from eth_utils import keccak

from chain import BUILD, ROOT


def build(root, *arguments):
    # Without our folders in sight, so that the compiler finds what a newcomer's would.
    return subprocess.run([sys.executable, root / "bin" / "build-contracts", *arguments], cwd="/", capture_output=True, text=True, timeout=300,
                          env={**os.environ, "PYTHONPATH": ""})


def test_the_checked_in_contracts_are_those_of_the_sources_wherever_they_are_built(tmp_path):
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "bin" / "build-contracts", tmp_path / "bin")
    shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    fresh = build(tmp_path, "--check")
    assert fresh.returncode == 0, fresh.stderr
    # Now one of them, so that less is compiled, otherwise than it was; and an artifact without a source.
    for other in ("DOTMToken.vy", "StakingVault.vy", "artifacts/DOTMToken.json"):
        (tmp_path / "contracts" / other).unlink()
    distributor = tmp_path / "contracts" / "RewardDistributor.vy"
    distributor.write_text(distributor.read_text().replace("7 * 86_400", "8 * 86_400"))
    stale = build(tmp_path, "--check")
    assert stale.returncode == 1
    assert "not what the sources make: RewardDistributor.json, StakingVault.json;" in stale.stderr


def test_the_tests_compile_with_the_version_that_the_sources_name():
    pinned = re.search(r"^vyper==(\S+)$", pathlib.Path(__file__).with_name("requirements.txt").read_text(), re.M).group(1)
    for source in (ROOT / "contracts").rglob("*.vy"):
        assert source.read_text().startswith(f"# pragma version {pinned}\n"), source
    for artifact in BUILD.values():
        assert artifact["compiler"].startswith(f"vyper {pinned}+commit.")


@pytest.mark.parametrize("name", sorted(BUILD))
def test_a_contract_is_small_enough_for_the_chain(name):
    """EIP-170 for the code, EIP-3860 for what creates it."""
    artifact = BUILD[name]
    assert 0 < len(artifact["deployedBytecode"]) // 2 - 1 <= 24_576
    assert 0 < len(artifact["bytecode"]) // 2 - 1 <= 49_152


# Selectors as the standards print them, and interface identifiers where they do.
STANDARD = {
    "DOTMToken": {"transfer": "a9059cbb", "approve": "095ea7b3", "transferFrom": "23b872dd", "balanceOf": "70a08231", "allowance": "dd62ed3e",
                  "totalSupply": "18160ddd", "permit": "d505accf", "nonces": "7ecebe00", "DOMAIN_SEPARATOR": "3644e515",
                  "eip712Domain": "84b0196e", "mint": "40c10f19", "burn": "42966c68", "burnFrom": "79cc6790"},
    "RewardDistributor": {"owner": "8da5cb5b", "transferOwnership": "f2fde38b", "acceptOwnership": "79ba5097", "pendingOwner": "e30c3978"},
    "StakingVault": {"asset": "38d52e0f", "totalAssets": "01e1d114", "convertToShares": "c6e6f592", "convertToAssets": "07a2d13a",
                     "maxDeposit": "402d267d", "previewDeposit": "ef8b30f7", "deposit": "6e553f65", "maxMint": "c63d75b6",
                     "previewMint": "b3d7f6b9", "mint": "94bf804d", "maxWithdraw": "ce96cb77", "previewWithdraw": "0a28a477",
                     "withdraw": "b460af94", "maxRedeem": "d905777e", "previewRedeem": "4cdad506", "redeem": "ba087652"},
}


def signature(entry):
    return f"{entry['name']}({','.join(each['type'] for each in entry['inputs'])})"


@pytest.mark.parametrize("name", sorted(STANDARD))
def test_functions_have_the_selectors_of_their_standards(name):
    found = {entry["name"]: keccak(text=signature(entry))[:4].hex() for entry in BUILD[name]["abi"] if entry["type"] == "function"}
    assert {function: found.get(function) for function in STANDARD[name]} == STANDARD[name]


def test_events_have_the_topics_of_their_standards():
    topics = {keccak(text=signature(entry)).hex()[:8] for artifact in BUILD.values() for entry in artifact["abi"] if entry["type"] == "event"}
    # Transfer, Approval (ERC-20), Deposit, Withdraw (ERC-4626), OwnershipTransferred (ERC-173).
    assert {"ddf252ad", "8c5be1e5", "dcbc1c05", "fbde797d", "8be0079c"} <= topics


def test_errors_have_the_selectors_of_erc_6093():
    selectors = {entry["name"]: keccak(text=signature(entry))[:4].hex() for entry in BUILD["DOTMToken"]["abi"] if entry["type"] == "error"}
    standard = {"ERC20InsufficientBalance": "e450d38c", "ERC20InvalidSender": "96c6fd1e", "ERC20InvalidReceiver": "ec442f05",
                "ERC20InsufficientAllowance": "fb8f41b2", "ERC20InvalidSpender": "94280d62"}
    assert {name: selectors.get(name) for name in standard} == standard
