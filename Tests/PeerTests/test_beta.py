"""The signed record of the beta programme: read from its QR by zxing, checked by PyPI's cryptography with the published key, and by the command."""

import base64
import io
import json
import os
import re
import subprocess

import pytest
import zxingcpp
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from PIL import Image

from conftest import Gorse
from shopping import ask, join, read, until


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_anyone_can_check_a_resin_record(tmp_path):
    gorse = Gorse(str(tmp_path))
    command = lambda *words, **options: subprocess.run(
        [os.environ["GORSE_BINARY"], *words, "--data", str(tmp_path)], env={"PATH": os.environ["PATH"]}, cwd=tmp_path, capture_output=True, **options)
    boss, ana = join(gorse, "boss@example.com"), join(gorse, "ana@example.com")
    assert command("admin", "grant", read(gorse, "/v1/me", boss)["id"]).returncode == 0
    ask(gorse, "/identitytoolkit.googleapis.com/v1/accounts:sendOobCode?key=any", {"requestType": "VERIFY_EMAIL", "idToken": ana})
    mails = lambda: [mail["text"] for mail in read(gorse, "/v1/admin/mails?limit=100", boss)["data"] if "mode=verifyEmail" in mail["text"]]
    code = re.search(r"oobCode=([^&\s]+)", mails()[0]).group(1)
    ask(gorse, "/identitytoolkit.googleapis.com/v1/accounts:update?key=any", {"oobCode": code})
    password = {"email": "ana@example.com", "password": "correct horse battery", "returnSecureToken": True}
    ana = json.loads(ask(gorse, "/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=any", password)[1])["idToken"]

    request = json.loads(ask(gorse, "/api/beta-request", {}, ana)[1])["request_id"]
    ask(gorse, f"/v1/admin/beta-requests/{request}/approval", bearer=boss, method="POST")
    until(lambda: read(gorse, "/api/user-phone-numbers", ana)["phone_numbers"], "the line has its number")
    entry = read(gorse, "/api/user-phone-numbers", ana)["phone_numbers"][0]
    picture = base64.b64decode(entry["qr_codes"]["resin_qr"].removeprefix("data:image/png;base64,"))
    text = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))[0].text
    record = json.loads(text)
    assert record == entry["resin_data"] and record["phone_number"] == entry["number"] and "@" not in text

    keys = {key["kid"]: key for key in read(gorse, "/v1/resin/keys", None)["keys"]}
    key = Ed25519PublicKey.from_public_bytes(decoded(keys[record["key_id"]]["x"]))
    signature = decoded(record.pop("signature"))
    canonical = lambda record: json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    key.verify(signature, canonical(record))
    with pytest.raises(InvalidSignature):
        key.verify(signature, canonical(record | {"phone_number": "+19995550100"}))

    taken = command("resin", "verify", input=text.encode())
    assert taken.returncode == 0 and entry["number"] in taken.stdout.decode()
    refused = command("resin", "verify", input=text.replace(entry["number"], "+19995550100").encode())
    assert refused.returncode == 1 and b"signature does not fit" in refused.stderr and not refused.stdout
    assert gorse.stop() == 0
