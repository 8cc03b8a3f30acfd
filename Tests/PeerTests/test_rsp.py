"""A whole download of a SIM profile, read, checked and decrypted by OpenSSL, PyPI cryptography and asn1tools with GSMA's and TCA's own ASN.1."""

import hashlib
import json
import os
import pathlib
import subprocess

import asn1tools
import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import cmac, hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF

SPECS = pathlib.Path(os.environ.get("GORSE_SPECS") or pathlib.Path(__file__).resolve().parents[2].parent / "shared/reference/specs") / "asn1"
published = pytest.mark.skipif(not (SPECS / "rsp.asn").exists(), reason="specification files not there")
ROLES = {"ci": 0, "euicc": 1, "eum": 2, "dp-tls": 3, "dp-auth": 4, "dp-pb": 5}


def gorse(*arguments):
    return subprocess.run([os.environ["GORSE_BINARY"], *arguments], env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=60)


def openssl(*arguments, **options):
    return subprocess.run(["openssl", *arguments], capture_output=True, text=True, timeout=30, **options)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rsp") / "download"
    done = gorse("rsp", "rehearse", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def rsp():
    return asn1tools.compile_files([str(SPECS / name) for name in ("rsp.asn", "PKIX1Explicit88.asn", "PKIX1Implicit88.asn")], "der")


def read(folder, name):
    return (folder / name).read_bytes()


def certificate(folder, name):
    return x509.load_pem_x509_certificate(read(folder, name + ".pem"))


def signed_by(key, signature, octets):
    assert len(signature) == 64
    r, s = (int.from_bytes(signature[i:i + 32], "big") for i in (0, 32))
    key.verify(encode_dss_signature(r, s), octets, ec.ECDSA(hashes.SHA256()))


def tlv(octets):
    """Splits octets into (tag, value, all octets) of each element."""
    while octets:
        tag_end = 1
        if octets[0] & 0x1F == 0x1F:
            while octets[tag_end] & 0x80:
                tag_end += 1
            tag_end += 1
        length, start = octets[tag_end], tag_end + 1
        if length & 0x80:
            count = length & 0x7F
            length, start = int.from_bytes(octets[start:start + count], "big"), start + count
        assert start + length <= len(octets)
        yield octets[:tag_end].hex(), octets[start:start + length], octets[:start + length]
        octets = octets[start + length:]


def inside(octets, *path):
    for tag in path:
        octets = next(value for t, value, _ in tlv(octets) if t == tag)
    return list(tlv(octets))


def tagged(signature):
    return b"\x5f\x37\x40" + signature


def test_openssl_trusts_the_chains_and_the_manufacturer_says_which_eids_are_its_own(folder):
    for name in ("eum", "dp-auth", "dp-pb", "dp-tls"):
        done = openssl("verify", "-x509_strict", "-CAfile", f"{folder}/ci.pem", f"{folder}/{name}.pem")
        assert done.returncode == 0, done.stderr
    # GSMA's manufacturers permit EIDs by their beginning (SGP.22 §4.5.2.1), where RFC 5280 wants the whole: that alone OpenSSL must object to.
    done = openssl("verify", "-x509_strict", "-CAfile", f"{folder}/ci.pem", "-untrusted", f"{folder}/eum.pem", f"{folder}/euicc.pem")
    assert "error 47 at 0 depth lookup: permitted subtree violation" in done.stderr and done.stderr.count("lookup:") == 1, done.stderr
    manufacturer, euicc = certificate(folder, "eum"), certificate(folder, "euicc")
    euicc.verify_directly_issued_by(manufacturer)
    constraints = manufacturer.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = {attribute.oid: attribute.value for attribute in constraints.permitted_subtrees[0].value}
    named = {attribute.oid: attribute.value for attribute in euicc.subject}
    assert permitted.keys() == {x509.NameOID.ORGANIZATION_NAME, x509.NameOID.SERIAL_NUMBER}
    assert permitted[x509.NameOID.ORGANIZATION_NAME] == named[x509.NameOID.ORGANIZATION_NAME]
    assert len(permitted[x509.NameOID.SERIAL_NUMBER]) == 8 and named[x509.NameOID.SERIAL_NUMBER].startswith(permitted[x509.NameOID.SERIAL_NUMBER])
    assert openssl("verify", "-CAfile", f"{folder}/ci.pem", f"{folder}/euicc.pem").returncode != 0
    tls = openssl("verify", "-purpose", "sslserver", "-verify_hostname", "rsp.example.com", "-CAfile", f"{folder}/ci.pem", f"{folder}/dp-tls.pem")
    assert tls.returncode == 0, tls.stderr


def test_certificates_say_their_role_and_keys_belong_to_them(folder):
    for name, role in ROLES.items():
        one = certificate(folder, name)
        policies = one.extensions.get_extension_for_class(x509.CertificatePolicies)
        assert policies.critical
        assert [p.policy_identifier.dotted_string for p in policies.value] == [f"2.23.146.1.2.1.{role}"]
        key = openssl("pkey", "-in", f"{folder}/{name}.key", "-pubout")
        assert key.stdout == openssl("x509", "-in", f"{folder}/{name}.pem", "-pubkey", "-noout").stdout
        assert (folder / f"{name}.key").stat().st_mode & 0o777 == 0o600
    assert json.loads(read(folder, "sim.json"))["eid"] in certificate(folder, "euicc").subject.rfc4514_string()


def test_an_empty_revocation_list_is_signed_by_the_root(tmp_path):
    done = gorse("rsp", "issue-test-certificates", str(tmp_path / "made"))
    assert done.returncode == 0, done.stderr
    crl = x509.load_der_x509_crl(read(tmp_path / "made", "ci.crl"))
    assert crl.is_signature_valid(certificate(tmp_path / "made", "ci").public_key())
    assert len(list(crl)) == 0
    again = gorse("rsp", "issue-test-certificates", str(tmp_path / "made"))
    assert again.returncode != 0 and "is not empty" in again.stderr


@published
def test_every_message_is_what_gsma_publishes(folder, rsp):
    for name, file in {
        "EUICCInfo1": "euicc-info-1", "ServerSigned1": "server-signed-1", "AuthenticateServerResponse": "authenticate-server-response",
        "StoreMetadataRequest": "store-metadata-request", "SmdpSigned2": "smdp-signed-2", "PrepareDownloadResponse": "prepare-download-response",
        "BoundProfilePackage": "bound-profile-package",
    }.items():
        octets = read(folder, file + ".der")
        assert rsp.encode(name, rsp.decode(name, octets)) == octets, name
    for file, choice in (("profile-installation-result", "profileInstallationResult"), ("other-signed-notification", "otherSignedNotification")):
        octets = read(folder, file + ".der")
        decoded = rsp.decode("PendingNotification", octets)
        assert decoded[0] == choice
        assert rsp.encode("PendingNotification", decoded) == octets
    assert rsp.decode("PendingNotification", read(folder, "profile-installation-result.der"))[1]["profileInstallationResultData"]["finalResult"][0] == "successResult"


@published
def test_each_signature_is_over_what_the_standard_says(folder, rsp):
    auth, binding, euicc = (certificate(folder, name).public_key() for name in ("dp-auth", "dp-pb", "euicc"))
    server = rsp.decode("ServerSigned1", read(folder, "server-signed-1.der"))
    assert server["euiccChallenge"] == read(folder, "euicc-challenge")
    signed_by(auth, read(folder, "server-signature-1"), read(folder, "server-signed-1.der"))

    (_, _, euicc_signed_1), (_, signature_1, _), *_ = inside(read(folder, "authenticate-server-response.der"), "bf38", "a0")
    signed_by(euicc, signature_1, euicc_signed_1)
    assert rsp.decode("EuiccSigned1", euicc_signed_1)["serverChallenge"] == server["serverChallenge"]

    signature_2 = read(folder, "smdp-signature-2")
    signed_by(binding, signature_2, read(folder, "smdp-signed-2.der") + tagged(signature_1))
    (_, _, euicc_signed_2), (_, signature, _) = inside(read(folder, "prepare-download-response.der"), "bf21", "a0")
    signed_by(euicc, signature, euicc_signed_2 + tagged(signature_2))
    code = hashlib.sha256(b"4711").digest() + server["transactionId"]
    assert rsp.decode("EUICCSigned2", euicc_signed_2)["hashCc"] == hashlib.sha256(code).digest()

    for file, outer in (("profile-installation-result", "bf37"), ("other-signed-notification", "30")):
        (_, _, signed), (_, signature, _), *_ = inside(read(folder, file + ".der"), outer)
        signed_by(euicc, signature, signed)
        with pytest.raises(InvalidSignature):
            signed_by(euicc, signature, signed + b"\x00")


class Channel:
    """SCP03t from the standard's text: SGP.22 §2.6.4."""

    def __init__(self, secret, host, eid):
        info = bytes([0x88, 16, len(host)]) + host + bytes([len(eid)]) + eid
        derived = X963KDF(hashes.SHA256(), 48, info).derive(secret)
        self.chain, self.encryption, self.authentication = derived[:16], derived[16:32], derived[32:]
        self.block = 0

    def verify(self, segment):
        assert len(segment) <= 1020
        code = cmac.CMAC(algorithms.AES(self.authentication))
        code.update(self.chain + segment[:-8])
        self.chain = code.finalize()
        assert self.chain[:8] == segment[-8:]
        self.block += 1
        return next(tlv(segment))[1][:-8]

    def decrypt(self, segment):
        content = self.verify(segment)
        counter = Cipher(algorithms.AES(self.encryption), modes.ECB()).encryptor().update(self.block.to_bytes(16, "big"))
        plain = Cipher(algorithms.AES(self.encryption), modes.CBC(counter)).decryptor().update(content).rstrip(b"\x00")
        assert plain[-1] == 0x80
        return plain[:-1]


@pytest.fixture(scope="module")
def opened(folder):
    """The bound package's opening, and its contents in the clear."""
    (_, opening, _), *lists = inside(read(folder, "bound-profile-package.der"), "bf36")
    fields = {tag: value for tag, value, _ in tlv(opening)}
    key = ec.derive_private_key(int.from_bytes(read(folder, "euicc-one-time-key"), "big"), ec.SECP256R1())
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), fields["5f49"])
    host = next(value for tag, value, _ in tlv(fields["a6"]) if tag == "84")
    channel = Channel(key.exchange(ec.ECDH(), theirs), host, bytes.fromhex(json.loads(read(folder, "sim.json"))["eid"]))
    contents = []
    assert [tag for tag, _, _ in lists] == ["a0", "a1", "a3"]
    for tag, value, _ in lists:
        segments = [segment for _, _, segment in tlv(value)]
        contents.append(b"".join((channel.verify if tag == "a1" else channel.decrypt)(segment) for segment in segments))
    return opening, key, contents


def test_the_package_is_signed_for_this_euicc_and_opens_with_its_key(folder, opened):
    opening, key, (isdp, metadata, profile) = opened
    *signed, (_, signature, _) = tlv(opening)
    point = key.public_key().public_numbers()
    own = b"\x5f\x49\x41\x04" + point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big")
    signed_by(certificate(folder, "dp-pb").public_key(), signature, b"".join(octets for _, _, octets in signed) + own)
    assert isdp == bytes.fromhex("bf2400")
    assert metadata == read(folder, "store-metadata-request.der")
    assert profile == read(folder, "profile.der")


@published
def test_the_profile_is_what_tca_publishes_and_holds_the_sim(folder, opened):
    elements = asn1tools.compile_files(str(SPECS / "PE_Definitions-3.3.1.asn"), "der")
    decoded = []
    for _, _, octets in tlv(opened[2][2]):
        decoded.append(elements.decode("ProfileElement", octets))
        if isinstance(decoded[-1][1].get("sqnInit"), str):
            # The published default is not of its type: one value where 32 belong.
            del decoded[-1][1]["sqnInit"]
        assert elements.encode("ProfileElement", decoded[-1]) == octets, decoded[-1][0]
    kinds = [kind for kind, _ in decoded]
    assert kinds == ["header", "mf", "pukCodes", "pinCodes", "securityDomain", "telecom", "usim", "opt-usim", "pinCodes", "akaParameter", "end"]
    numbers = [header["identification"] for _, element in decoded for name, header in element.items() if name.lower().endswith("-header")]
    assert numbers == list(range(1, 11)), "each element has a number of its own"

    sim = json.loads(read(folder, "sim.json"))
    element = dict(decoded)
    swapped = lambda digits: bytes.fromhex("".join(b + a for a, b in zip(*[iter(digits + "F" * (len(digits) % 2))] * 2)))
    assert element["header"]["iccid"] == swapped(sim["iccid"])
    content = lambda file: b"".join(value for kind, value in file if kind == "fillFileContent")
    assert content(element["mf"]["ef-iccid"]) == swapped(sim["iccid"])
    assert content(element["usim"]["ef-imsi"]) == b"\x08" + swapped("9" + sim["imsi"])
    kind, algorithm = element["akaParameter"]["algoConfiguration"]
    assert (kind, algorithm["algorithmID"]) == ("algoParameter", 1)
    assert algorithm["key"].hex() == sim["k"] and algorithm["opc"].hex() == sim["opc"]
    assert algorithm["rotationConstants"].hex() == "4000204060"
