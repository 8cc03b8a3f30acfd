#!/usr/bin/env python3
"""Measures `gorse bench ethereum` beside eth-abi, rlp and eth-account doing the same.

    Benchmarks/ethereum.py --gorse PATH [--rounds 5] [--seconds 1] [--claims 1000000] [--write]

Both run on one core, in turns, so that what else the machine does hits both alike; the table gives medians of the rounds. eth-account signs in
Python, as pip installs it, and once more with coincurve where that is installed: the same libsecp256k1 as gorse's. `--write` puts the table into
docs/performance.md. `--work` does the work in Python once, with the backend of ECC_BACKEND_CLASS.
"""
import argparse
import os
import statistics
import subprocess
import sys
import time

import eth_abi
import rlp
from eth_account import Account
from eth_keys import keys
from eth_keys.backends.coincurve import is_coincurve_available
from eth_utils import keccak

from servers import machine, write

HEADING = "## Ethereum"
KINDS = {
    "abi_encode": "encode a claim's call", "abi_decode": "decode it", "rlp_encode": "encode a transaction's fields", "rlp_decode": "decode them",
    "keccak256": "hash the call (772 octets)", "sign": "sign a hash", "recover": "recover its signer",
    "sign_transaction": "sign and encode a transaction"}
TYPES = ["address", "uint256", "bytes32[]"]


BACKENDS = {"Python": "NativeECCBackend"} | ({"coincurve": "CoinCurveECCBackend"} if is_coincurve_available() else {})


def work():
    secret = b"\x46" * 32
    key = keys.PrivateKey(secret)
    address = Account.from_key(secret).address
    values = [address, 10**18, [bytes([number]) * 32 for number in range(20)]]
    selector = keccak(text=f"claim({','.join(TYPES)})")[:4]
    call = selector + eth_abi.encode(TYPES, values)
    transaction = {
        "chainId": 1, "nonce": 7, "maxPriorityFeePerGas": 10**9, "maxFeePerGas": 4 * 10**10, "gas": 200_000, "to": address, "data": call, "type": 2}
    raw = Account.sign_transaction(transaction, secret).raw_transaction[1:]
    fields = rlp.decode(raw)
    digest = keccak(call)
    signature = key.sign_msg_hash(digest)
    return {
        "abi_encode": lambda: selector + eth_abi.encode(TYPES, values), "abi_decode": lambda: eth_abi.decode(TYPES, call[4:]),
        "rlp_encode": lambda: rlp.encode(fields), "rlp_decode": lambda: rlp.decode(raw), "keccak256": lambda: keccak(call),
        "sign": lambda: key.sign_msg_hash(digest), "recover": lambda: signature.recover_public_key_from_msg_hash(digest),
        "sign_transaction": lambda: Account.sign_transaction(transaction, secret).raw_transaction}


def rate(step, seconds):
    start, runs = time.perf_counter(), 0
    while True:
        step()
        runs += 1
        passed = time.perf_counter() - start
        if passed >= seconds:
            return runs / passed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gorse", help="the release build of gorse")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--work", action="store_true")
    arguments = parser.parse_args()
    if arguments.work:
        for kind, step in work().items():
            print(kind, rate(step, arguments.seconds))
        return
    if not arguments.gorse:
        parser.error("--gorse is needed")
    os.sched_setaffinity(0, {0})
    gorse = [arguments.gorse, "bench", "ethereum", "--seconds", str(arguments.seconds), "--claims", str(arguments.claims)]
    python = [sys.executable, __file__, "--work", "--seconds", str(arguments.seconds)]
    rates = {who: {kind: [] for kind in KINDS} for who in ["gorse", *BACKENDS]}
    trees = []
    for _ in range(arguments.rounds):
        for who, words in [("gorse", gorse), *((who, python) for who in BACKENDS)]:
            environment = os.environ | {"ECC_BACKEND_CLASS": f"eth_keys.backends.{BACKENDS.get(who)}"}
            output = subprocess.run(words, env=environment, check=True, capture_output=True, text=True).stdout
            for line in output.splitlines():
                kind, figure, *rest = line.split()
                if kind == "claims":
                    trees.append(float(rest[1]))
                else:
                    rates[who][kind].append(float(figure))
    medians = {who: {kind: statistics.median(each) for kind, each in kinds.items()} for who, kinds in rates.items()}
    lines = [
        HEADING, "",
        f"A second on one core, `gorse bench ethereum` beside eth-abi, rlp and eth-account; medians of {arguments.rounds} rounds of "
        f"{arguments.seconds:g} s in turns (goal: 20 times).", "",
        "| | gorse | Python | gorse / Python |" + (" with coincurve | gorse / coincurve |" if "coincurve" in BACKENDS else ""),
        "|---|---|---|---|" + ("---|---|" if "coincurve" in BACKENDS else "")]
    for kind, words in KINDS.items():
        ours, theirs = medians["gorse"][kind], medians["Python"][kind]
        row = f"| {words} | {ours:,.0f} | {theirs:,.0f} | {ours / theirs:.1f} |"
        if "coincurve" in BACKENDS:
            other = medians["coincurve"][kind]
            row += f" {other:,.0f} | {ours / other:.1f} |"
        lines.append(row)
    if trees:
        lines += ["", f"The root of {arguments.claims:,} claims took {statistics.median(trees):.2f} s (goal: 5)."]
    lines += [
        "", f"Machine: {machine()}. Repeat, with what Tests/ContractTests/requirements.txt installs:", "", "```",
        "bin/gorse config > /dev/null  # builds the release",
        "Benchmarks/ethereum.py --gorse ~/.cache/gorse/release/release/gorse --write", "```", ""]
    section = "\n".join(lines)
    print(section)
    if arguments.write:
        write(HEADING, section)


main()
