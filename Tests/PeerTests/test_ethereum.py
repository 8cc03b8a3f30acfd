"""What the Ethereum library writes, signs and reads, beside eth-abi, rlp, eth-account and a chain of py-evm."""

import contextlib
import http.server
import json
import os
import pathlib
import random
import subprocess
import threading
from decimal import Decimal, localcontext

import eth_abi
import pytest
import rlp
from eth_account import Account
from eth_account.messages import encode_defunct, encode_typed_data
from eth_utils import keccak, to_checksum_address

ARTIFACTS = pathlib.Path(__file__).resolve().parents[2] / "contracts" / "artifacts"
DOTM = 10**18


def run(*words, lines=(), check=True):
    """`gorse ethereum …`: an answer for each line."""
    done = subprocess.run(
        [os.environ["GORSE_BINARY"], "ethereum", *map(str, words)], input="".join(json.dumps(line) + "\n" for line in lines),
        env={"PATH": os.environ["PATH"]}, capture_output=True, text=True)
    assert not check or done.returncode == 0, done.stdout[-500:] + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()] if lines else done.stdout


def hexadecimal(octets):
    return "0x" + bytes(octets).hex()


def octets(text):
    return bytes.fromhex(text.removeprefix("0x"))


# Values of any type.

def some_type(chance, depth=3):
    kind = chance.randrange(9 if depth == 0 else 12)
    bits = 8 * chance.randint(1, 32)
    if kind == 9:
        return some_type(chance, depth - 1) + "[]"
    if kind == 10:
        return some_type(chance, depth - 1) + f"[{chance.randint(1, 3)}]"
    if kind == 11:
        return "(" + ",".join(some_type(chance, depth - 1) for _ in range(chance.randint(1, 4))) + ")"
    return [f"uint{bits}", f"int{bits}", "bool", "address", f"bytes{bits // 8}", "bytes", "string", f"fixed{bits}x{chance.randint(1, 80)}",
            f"ufixed{bits}x{chance.randint(1, 80)}"][kind]


def parts(members):
    """The types between the parentheses of a tuple."""
    found, depth, start = [], 0, 0
    for place, letter in enumerate(members):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            found.append(members[start:place])
            start = place + 1
    return [*found, members[start:]]


def some_value(chance, kind):
    """As eth-abi takes it, and as gorse does."""
    if kind.endswith("]"):
        element, count = kind[:-1].rsplit("[", 1)
        pairs = [some_value(chance, element) for _ in range(int(count) if count else chance.randint(0, 3))]
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if kind.startswith("("):
        pairs = [some_value(chance, part) for part in parts(kind[1:-1])]
        return tuple(pair[0] for pair in pairs), [pair[1] for pair in pairs]
    if kind == "bool":
        flag = chance.random() < 0.5
        return flag, flag
    if kind == "address":
        address = to_checksum_address(chance.randbytes(20))
        return address.lower(), address
    if kind == "string":
        text = "".join(chance.choice("aż📱\"\\\n") for _ in range(chance.randint(0, 40)))
        return text, text
    if kind.startswith("bytes"):
        content = chance.randbytes(int(kind[5:]) if kind != "bytes" else chance.randint(0, 70))
        return content, hexadecimal(content)
    bits, *decimals = kind.lstrip("uintfxed").split("x")
    number = chance.getrandbits(int(bits))
    if not kind.startswith("u"):
        number -= 1 << int(bits) - 1
    if decimals:
        with localcontext() as context:
            context.prec = 999
            return Decimal(number).scaleb(-int(decimals[0])), str(number)
    return number, str(number)


def test_the_abi_is_that_of_eth_abi():
    chance = random.Random(1)
    cases = []
    for _ in range(300):
        types = [some_type(chance) for _ in range(chance.randint(0, 4))]
        pairs = [some_value(chance, kind) for kind in types]
        with localcontext() as context:
            context.prec = 999
            cases.append((types, [pair[1] for pair in pairs], eth_abi.encode(types, [pair[0] for pair in pairs])))
    written = run("encode", lines=[{"abi": types, "values": values} for types, values, _ in cases])
    assert [answer["data"] for answer in written] == [hexadecimal(data) for _, _, data in cases]
    read = run("decode", lines=[{"abi": types, "data": hexadecimal(data)} for types, _, data in cases])
    assert [answer["values"] for answer in read] == [values for _, values, _ in cases]


def test_what_is_read_of_changed_data_eth_abi_reads_too():
    chance = random.Random(2)
    cases = []
    for _ in range(600):
        types = [some_type(chance, 2) for _ in range(2)]
        while any("fixed" in kind for kind in types):
            types = [some_type(chance, 2) for _ in range(2)]
        data = bytearray(eth_abi.encode(types, [some_value(chance, kind)[0] for kind in types]))
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        cases.append((types, bytes(data)))
    answers = run("decode", lines=[{"abi": types, "data": hexadecimal(data)} for types, data in cases], check=False)
    accepted = [(*case, answer["values"]) for case, answer in zip(cases, answers, strict=True) if "values" in answer]
    assert 100 < len(accepted) < 600
    for types, data, _ in accepted:
        assert eth_abi.encode(types, eth_abi.decode(types, data)) == data


def test_rlp_is_that_of_rlp():
    chance = random.Random(3)

    def item(depth):
        if depth == 0 or chance.random() < 0.4:
            return chance.randbytes(chance.choice([0, 1, 1, 20, 32, 55, 56, 300]))
        return [item(depth - 1) for _ in range(chance.randint(0, 5))]

    def written(part):
        return hexadecimal(part) if isinstance(part, bytes) else [written(inner) for inner in part]

    items = [item(4) for _ in range(200)]
    encoded = [hexadecimal(rlp.encode(each)) for each in items]
    assert [answer["data"] for answer in run("encode", lines=[{"rlp": written(each)} for each in items])] == encoded
    assert [answer["rlp"] for answer in run("decode", lines=[{"rlp": text} for text in encoded])] == [written(each) for each in items]


def test_keccak_is_that_of_pycryptodome():
    chance = random.Random(4)
    messages = [chance.randbytes(length) for length in [*range(140), 271, 272, 273, 5000]]
    answers = run("encode", lines=[{"keccak256": hexadecimal(message)} for message in messages])
    assert [octets(answer["data"]) for answer in answers] == [keccak(message) for message in messages]


# Keys and signatures.

@pytest.fixture(scope="module")
def key(tmp_path_factory):
    """One that gorse has made: its options for `sign`, and the account as eth-account opens it."""
    folder = tmp_path_factory.mktemp("key")
    (folder / "password").write_text("zażółć gęślą\n")
    options = ["--keystore", folder / "keystore.json", "--password-file", folder / "password"]
    address = run("new-key", *options).strip()
    assert (folder / "keystore.json").stat().st_mode & 0o777 == 0o600
    account = Account.from_key(Account.decrypt((folder / "keystore.json").read_text(), "zażółć gęślą"))
    assert account.address == address
    # The same key under a derivation that costs nothing, as many processes open it.
    (folder / "quick.json").write_text(json.dumps(Account.encrypt(account.key, "zażółć gęślą", iterations=2)))
    return ["--keystore", folder / "quick.json", *options[2:]], account


def test_keystores_of_eth_account_open_and_wrong_passwords_do_not(tmp_path):
    account = Account.create()
    for kdf, iterations in (("scrypt", 4), ("pbkdf2", 7)):
        (tmp_path / "keystore").write_text(json.dumps(Account.encrypt(account.key, "secret", kdf=kdf, iterations=iterations)))
        (tmp_path / "password").write_text("secret")
        options = ["--keystore", tmp_path / "keystore", "--password-file", tmp_path / "password"]
        [answer] = run("sign", *options, lines=[{"message": "hello"}])
        assert octets(answer["signature"]) == account.sign_message(encode_defunct(text="hello")).signature
        (tmp_path / "password").write_text("secre")
        refused = subprocess.run(
            [os.environ["GORSE_BINARY"], "ethereum", "sign", *map(str, options)], input="{}\n", capture_output=True, text=True)
        assert refused.returncode != 0 and "wrongPassword" in refused.stderr and "secre" not in refused.stderr


def test_a_keystore_is_never_written_over(key):
    refused = subprocess.run(
        [os.environ["GORSE_BINARY"], "ethereum", "new-key", *map(str, key[0])], capture_output=True, text=True)
    assert refused.returncode != 0 and "is there already" in refused.stderr


def test_messages_are_signed_as_eth_account_signs_them(key):
    options, account = key
    texts = ["", "hello", "zażółć 📱", "x" * 1000, *(f"message {number}" for number in range(30))]
    answers = run("sign", *options, lines=[{"message": text} for text in texts])
    for text, answer in zip(texts, answers, strict=True):
        signed = account.sign_message(encode_defunct(text=text))
        assert (octets(answer["signature"]), octets(answer["hash"])) == (signed.signature, bytes(signed.message_hash))
    read = run("decode", lines=[{"message": text, "signature": answer["signature"]} for text, answer in zip(texts, answers, strict=True)])
    assert {answer["address"] for answer in read} == {account.address}


def typed_data(chance):
    person = {"name": "Ana", "wallets": [to_checksum_address(chance.randbytes(20)) for _ in range(chance.randint(0, 3))]}
    letter = {
        "from": person, "to": [person, person], "contents": "zażółć", "amount": chance.getrandbits(256), "delta": -chance.getrandbits(60),
        "flags": [[True, False], [False, False]], "tag": hexadecimal(chance.randbytes(32)), "attachment": hexadecimal(chance.randbytes(70)),
        "short": hexadecimal(chance.randbytes(4))}
    return {
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"}, {"name": "version", "type": "string"}, {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"}],
            "Person": [{"name": "name", "type": "string"}, {"name": "wallets", "type": "address[]"}],
            "Letter": [
                {"name": "from", "type": "Person"}, {"name": "to", "type": "Person[]"}, {"name": "contents", "type": "string"},
                {"name": "amount", "type": "uint256"}, {"name": "delta", "type": "int64"}, {"name": "flags", "type": "bool[2][]"},
                {"name": "tag", "type": "bytes32"}, {"name": "attachment", "type": "bytes"}, {"name": "short", "type": "bytes4"}],
        },
        "primaryType": "Letter",
        "domain": {"name": "Post", "version": "2", "chainId": 1, "verifyingContract": to_checksum_address(chance.randbytes(20))},
        "message": letter}


def test_typed_data_are_signed_as_eth_account_signs_them(key):
    options, account = key
    chance = random.Random(5)
    messages = [typed_data(chance) for _ in range(20)]
    lines = [{"typed_data": {**each, "message": {**each["message"], "amount": str(each["message"]["amount"])}}} for each in messages]
    answers = run("sign", *options, lines=lines)
    for message, answer in zip(messages, answers, strict=True):
        assert octets(answer["signature"]) == account.sign_message(encode_typed_data(full_message=message)).signature
    read = run("decode", lines=[{**line, "signature": answer["signature"]} for line, answer in zip(lines, answers, strict=True)])
    assert {answer["address"] for answer in read} == {account.address}


def transactions(chance):
    for number in range(60):
        transaction = {
            "chainId": chance.choice([1, 137, 11155111]), "nonce": chance.choice([0, 1, 127, 128, 2**40]), "gas": chance.randint(21_000, 10**7),
            "value": chance.choice([0, 1, 10**18, 2**255]), "data": hexadecimal(chance.randbytes(chance.choice([0, 1, 36, 300])))}
        if chance.random() < 0.8:
            transaction["to"] = to_checksum_address(chance.randbytes(20))
        access = [{"address": to_checksum_address(chance.randbytes(20)), "storageKeys": [hexadecimal(chance.randbytes(32)) for _ in range(count)]}
                  for count in range(chance.randint(0, 3))]
        kind = number % 3
        if kind == 2:
            yield {**transaction, "maxPriorityFeePerGas": 10**9, "maxFeePerGas": chance.randint(10**9, 10**12), "accessList": access}
        else:
            yield {**transaction, "gasPrice": chance.randint(0, 10**12)} | ({"accessList": access} if kind == 1 else {})


def test_transactions_are_signed_as_eth_account_signs_them_and_its_own_are_read(key):
    options, account = key
    cases = list(transactions(random.Random(6)))
    answers = run("sign", *options, lines=[{"transaction": {**each, "value": str(each["value"])}} for each in cases])
    raw = []
    for transaction, answer in zip(cases, answers, strict=True):
        signed = account.sign_transaction(transaction)
        assert octets(answer["raw"]) == signed.raw_transaction and octets(answer["hash"]) == signed.hash
        assert Account.recover_transaction(answer["raw"]) == account.address
        stranger = Account.create()
        raw.append((stranger.address, transaction, stranger.sign_transaction(transaction).raw_transaction))
    for (address, transaction, _), answer in zip(raw, run("decode", lines=[{"transaction": hexadecimal(each[2])} for each in raw]), strict=True):
        assert answer["from"] == address
        for name, value in transaction.items():
            assert answer["transaction"][name] == (str(value) if isinstance(value, int) else value)


def test_a_sign_in_that_eth_account_has_signed_is_told_from_others(key):
    _, account = key
    message = (
        f"gorse.example wants you to sign in with your Ethereum account:\n{account.address}\n\nLink this wallet.\n\n"
        "URI: https://gorse.example/wallets\nVersion: 1\nChain ID: 1\nNonce: abcdEFGH12345678\nIssued At: 2026-11-24T12:00:00Z")
    signature = hexadecimal(account.sign_message(encode_defunct(text=message)).signature)
    others = hexadecimal(Account.create().sign_message(encode_defunct(text=message)).signature)
    answers = run("decode", lines=[{"sign_in": message, "signature": each} for each in (signature, others)])
    assert [answer["is_signed"] for answer in answers] == [True, False]
    assert answers[0]["address"] == account.address and answers[0]["nonce"] == "abcdEFGH12345678"
    [refused] = run("decode", lines=[{"sign_in": message.replace("Version: 1", "Version: 2"), "signature": signature}], check=False)
    assert refused == {"error": "not a message of EIP-4361"}


# Claims.

def proved(account, amount, proof):
    """The root that a proof leads to, computed as the distributor does."""
    node = keccak(keccak(eth_abi.encode(["address", "uint256"], [account, amount])))
    for sibling in proof:
        node = keccak(min(node, sibling) + max(node, sibling))
    return node


@pytest.mark.parametrize("count", [1, 2, 3, 100])
def test_every_claim_is_proved_to_one_root(count):
    chance = random.Random(count)
    claims = [(to_checksum_address(chance.randbytes(20)), chance.getrandbits(200)) for _ in range(count)]
    [answer] = run("encode", lines=[{"claims": [[account, str(amount)] for account, amount in claims]}])
    for (account, amount), proof in zip(claims, answer["proofs"], strict=True):
        assert hexadecimal(proved(account, amount, [octets(node) for node in proof])) == answer["root"]


# A chain.

class Chain:
    """A chain in memory that takes transactions of one key, signed by gorse."""

    def __init__(self, options, address):
        from web3 import EthereumTesterProvider, Web3
        self.web3 = Web3(EthereumTesterProvider())
        self.options, self.address, self.nonce = options, address, 0
        self.web3.eth.wait_for_transaction_receipt(self.web3.eth.send_transaction(
            {"from": self.web3.eth.accounts[0], "to": address, "value": 10**20}))

    def send(self, data, to=None):
        transaction = {
            "chainId": self.web3.eth.chain_id, "nonce": self.nonce, "gas": 5_000_000, "maxPriorityFeePerGas": 10**9, "maxFeePerGas": 10**11,
            "data": data} | ({"to": to} if to else {})
        self.nonce += 1
        [answer] = run("sign", *self.options, lines=[{"transaction": transaction}])
        assert hexadecimal(self.web3.eth.send_raw_transaction(answer["raw"])) == answer["hash"]
        receipt = self.web3.eth.wait_for_transaction_receipt(answer["hash"])
        assert receipt.status == 1 and receipt["from"] == self.address
        return receipt

    def deploy(self, name, types, values):
        [answer] = run("encode", lines=[{"abi": types, "values": values}])
        code = json.loads((ARTIFACTS / f"{name}.json").read_text())["bytecode"]
        return self.send(code + answer["data"][2:]).contractAddress

    def transact(self, contract, function, *values):
        [answer] = run("encode", lines=[{"function": function, "values": values}])
        return self.send(answer["data"], contract)

    def read(self, contract, function, kind, *values):
        [answer] = run("encode", lines=[{"function": function, "values": values}])
        data = self.web3.eth.call({"to": contract, "data": answer["data"]})
        [answer] = run("decode", lines=[{"abi": [kind], "data": hexadecimal(data)}])
        return answer["values"][0]


@pytest.fixture(scope="module")
def chain(key):
    return Chain(key[0], key[1].address)


def test_rewards_are_claimed_and_an_allowance_is_permitted_on_a_chain(chain, key):
    options, account = key
    token = chain.deploy("DOTMToken", ["address", "uint256"], [account.address, str(10_000 * DOTM)])
    distributor = chain.deploy("RewardDistributor", ["address", "address", "address", "uint256"], [account.address, token, account.address, 0])
    chain.transact(token, "setMinter(address,bool)", account.address, True)
    chain.transact(token, "mint(address,uint256)", distributor, str(1000 * DOTM))
    members = [Account.create().address for _ in range(7)]
    claims = [[member, str((place + 1) * DOTM + 1)] for place, member in enumerate(members)]
    [tree] = run("encode", lines=[{"claims": claims}])
    chain.transact(distributor, "publishRoot(bytes32,uint256)", tree["root"], str(sum(int(amount) for _, amount in claims)))
    for (member, amount), proof in zip(claims, tree["proofs"], strict=True):
        receipt = chain.transact(distributor, "claim(address,uint256,bytes32[])", member, amount, proof)
        assert any(log.topics[0] == keccak(text="Transfer(address,address,uint256)") for log in receipt.logs)
        assert chain.read(token, "balanceOf(address)", "uint256", member) == amount

    spender = members[0]
    permit = {
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"}, {"name": "version", "type": "string"}, {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"}],
            "Permit": [
                {"name": "owner", "type": "address"}, {"name": "spender", "type": "address"}, {"name": "value", "type": "uint256"},
                {"name": "nonce", "type": "uint256"}, {"name": "deadline", "type": "uint256"}]},
        "primaryType": "Permit",
        "domain": {
            "name": chain.read(token, "name()", "string"), "version": "1", "chainId": chain.web3.eth.chain_id, "verifyingContract": token},
        "message": {"owner": account.address, "spender": spender, "value": str(5 * DOTM), "nonce": 0, "deadline": str(2**255)}}
    [answer] = run("sign", *options, lines=[{"typed_data": permit}])
    signature = octets(answer["signature"])
    chain.transact(
        token, "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)", account.address, spender, str(5 * DOTM), str(2**255),
        signature[64], hexadecimal(signature[:32]), hexadecimal(signature[32:64]))
    assert chain.read(token, "allowance(address,address)", "uint256", account.address, spender) == str(5 * DOTM)


@contextlib.contextmanager
def served(answer):
    """A server whose POST is answered with the status, the headers and the body that `answer` makes of the request's."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            status, headers, body = answer(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/secret"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def node(chain):
    """Serves the chain over HTTP."""
    def plain(value):
        if isinstance(value, bytes):
            return hexadecimal(value)
        if isinstance(value, bool) or value is None or isinstance(value, str):
            return value
        if isinstance(value, int):
            return hex(value)
        if isinstance(value, (list, tuple)):
            return [plain(each) for each in value]
        return {name: plain(each) for name, each in value.items()} if hasattr(value, "items") else value

    lock = threading.Lock()

    def answer(body):
        request = json.loads(body)
        message = {"jsonrpc": "2.0", "id": request["id"]}
        try:
            with lock:
                message["result"] = plain(chain.web3.manager.request_blocking(request["method"], request["params"]))
        except Exception as error:  # Whatever it is, a node tells it.
            message["error"] = {"code": -32000, "message": str(error)}
        return 200, {}, json.dumps(message).encode()

    with served(answer) as url:
        yield url


def test_nodes_are_asked_over_http_and_one_that_is_away_is_told(chain, node):
    answer = run("nodes", node)
    block = chain.web3.eth.get_block("latest")
    assert answer.startswith(f"chain {chain.web3.eth.chain_id}, block {block.number} {hexadecimal(block.hash)}\n") and "wei" in answer
    answer = run("nodes", node, node, "http://127.0.0.1:9/secret")
    assert "127.0.0.1:9 is on another chain or away" in answer and "secret" not in answer
    alone = subprocess.run(
        [os.environ["GORSE_BINARY"], "ethereum", "nodes", node, "http://127.0.0.1:9/secret"], capture_output=True, text=True)
    assert alone.returncode != 0 and "noQuorum" in alone.stderr and "secret" not in alone.stderr + alone.stdout


@pytest.mark.parametrize("kind", ["redirect", "error", "garbage", "endless"])
def test_a_node_that_does_not_answer_as_it_should_is_not_believed(node, kind):
    answers = {
        "redirect": (307, {"location": node}, b""), "error": (500, {}, b'{"jsonrpc":"2.0","id":0,"result":"0x1"}'), "garbage": (200, {}, b"<html>"),
        "endless": (200, {}, b'{"jsonrpc":"2.0","id":0,"result":"0x1"' + b" " * (17 << 20) + b"}")}
    with served(lambda body: answers[kind]) as url:
        refused = subprocess.run([os.environ["GORSE_BINARY"], "ethereum", "nodes", url], capture_output=True, text=True)
    assert refused.returncode != 0 and "noQuorum(agreeing: 0, wanted: 1)" in refused.stderr and "secret" not in refused.stderr
