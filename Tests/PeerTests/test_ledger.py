"""The books as they are exported, read by hledger."""

import csv
import io
import json
import os
import subprocess

from conftest import Gorse
from shopping import ask, buy, buy_line, join


def command(gorse, *words, **options):
    return subprocess.run(
        [os.environ["GORSE_BINARY"], *words, "--data", str(gorse.folder)], env={"PATH": os.environ["PATH"]}, cwd=gorse.folder,
        check=True, capture_output=True, **options).stdout


def hledger(journal, *words):
    return subprocess.run(["hledger", "-f", "-", *words], input=journal, check=True, capture_output=True).stdout.decode()


def cents(amount):
    """`USD -24.00` in minor units."""
    return int(amount.removeprefix("USD ").replace(".", "")) if amount != "0" else 0


def test_hledger_finds_the_books_balanced_and_reads_what_the_api_says(tmp_path):
    gorse = Gorse(str(tmp_path))
    bearer = join(gorse, "ana@example.com")
    buy_line(gorse, bearer, "global_data_10gb")
    buy(gorse, bearer, "network_vpn_access")
    account = json.loads(ask(gorse, "/v1/me", bearer=bearer)[1])["id"]
    command(gorse, "admin", "grant", account)
    order = json.loads(ask(gorse, "/v1/orders", bearer=bearer)[1])["data"][0]["id"]
    ask(gorse, f"/v1/admin/orders/{order}/refunds", {"reason": "not wanted"}, bearer)
    balances = json.loads(ask(gorse, "/v1/admin/ledger/balances", bearer=bearer)[1])
    assert gorse.stop() == 0

    journal = command(gorse, "ledger", "export")
    hledger(journal, "check")
    rows = list(csv.DictReader(io.StringIO(hledger(journal, "balance", "--flat", "-O", "csv", "-N"))))
    found = {row["account"].split(":")[1]: cents(row["balance"]) for row in rows}
    said = {entry["account"]: entry["balance"]["minor_units"] for entry in balances["money"] if entry["balance"]["minor_units"] != 0}
    assert found == said and sum(found.values()) == 0 and len(found) > 3

    entries = list(csv.DictReader(io.StringIO(command(gorse, "ledger", "export", "--format", "csv").decode())))
    sums = {}
    for entry in entries:
        sums[entry["account"]] = sums.get(entry["account"], 0) + cents(entry["amount"])
    assert {account: amount for account, amount in sums.items() if amount} == said
    first = min(entry["at"] for entry in entries)
    assert command(gorse, "ledger", "export", "--to", first).startswith(b"commodity")
    assert b"*" not in command(gorse, "ledger", "export", "--to", first)
    assert command(gorse, "ledger", "export", "--from", first) == journal
