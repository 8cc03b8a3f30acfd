"""The contracts as they are checked in, deployed from their bytecode on a chain in memory."""
import contextlib
import json
import pathlib

import boa
import pytest
from eth_abi import decode, encode
from eth_utils import keccak

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = {path.stem: json.loads(path.read_text()) for path in (ROOT / "contracts" / "artifacts").glob("*.json")}

NOBODY = "0x" + "00" * 20
DOTM = 10**18
CAP = 10_333_333 * DOTM
HIGHEST_DAILY_LIMIT = CAP // 100
DAY = 86_400
MOST = 2**256 - 1

# Noon of a day, so that a test crosses midnight only when it means to.
START = 20_000 * DAY + DAY // 2


def _errors():
    found = {}
    for artifact in BUILD.values():
        for entry in artifact["abi"]:
            if entry["type"] == "error":
                kinds = [each["type"] for each in entry["inputs"]]
                found[keccak(text=f"{entry['name']}({','.join(kinds)})")[:4]] = (entry["name"], kinds)
    return found


ERRORS = _errors()


def constructor_types(name):
    for entry in BUILD[name]["abi"]:
        if entry["type"] == "constructor":
            return [each["type"] for each in entry["inputs"]]
    return []


def creation_code(name, *arguments):
    return bytes.fromhex(BUILD[name]["bytecode"][2:]) + encode(constructor_types(name), arguments)


def deploy(name, *arguments):
    address, _ = boa.env.deploy_code(bytecode=creation_code(name, *arguments))
    return boa.loads_abi(json.dumps(BUILD[name]["abi"]), name=name).at(address)


def refusal(output):
    """A reverted call's answer as (name of the error, its values…); an empty one, as arithmetic gives it, is (None,)."""
    if output == b"":
        return (None,)
    name, kinds = ERRORS[output[:4]]
    return (name, *decode(kinds, output[4:]))


def same(expected, found):
    """Addresses are written in two ways, by boa with capitals."""
    lower = [[each.lower() if isinstance(each, str) else each for each in side] for side in (expected, found)]
    return lower[0] == lower[1]


@contextlib.contextmanager
def reverts(contract, *expected):
    """What happens inside must be refused by a call of this contract, with this error and these values."""
    with pytest.raises(boa.BoaError):
        yield
    found = refusal(contract._computation.output)
    assert same(expected, found), f"{found} instead of {expected}"


@contextlib.contextmanager
def cannot_be_deployed(*expected):
    with pytest.raises(Exception) as caught:
        yield
    output = caught.value.args[0]
    assert isinstance(output, bytes) and same(expected, refusal(output)), caught.value


def events(contract, name):
    """Those of this name that this contract has logged in its last call, as tuples."""
    logs = contract.get_logs(contract._computation)
    return [tuple(each)[1:] for each in logs if type(each).__name__ == name and each.address == contract.address]


def now():
    return boa.env.timestamp


def wait(seconds):
    boa.env.timestamp += seconds
