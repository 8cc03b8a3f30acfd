"""Diameter over TLS 1.3: Python's ssl, with certificates of openssl, is the peer that must prove its name."""

import ssl
import subprocess

import pytest
from conftest import Gorse
from diameter.message.commands import PurgeUeRequest
from diameter_peer import DiameterPeer, judge

S6A, OCS = 16777251, "gorse.epc.mnc001.mcc001.3gppnetwork.org"


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=True)


def authority(folder, name):
    openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={name}",
            "-keyout", f"{name}.key", "-out", f"{name}.pem")


def issue(folder, authority, host):
    """A certificate for this host from the authority, and its key."""
    openssl(folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=peer", "-keyout", f"{host}.key", "-out", "request.pem")
    (folder / "names").write_text(f"subjectAltName=DNS:{host}")
    openssl(folder, "x509", "-req", "-in", "request.pem", "-CA", f"{authority}.pem", "-CAkey", f"{authority}.key", "-CAcreateserial",
            "-days", "2", "-extfile", "names", "-out", f"{host}.{authority}.pem")
    return str(folder / f"{host}.{authority}.pem"), str(folder / f"{host}.key")


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    authority(folder, "trusted")
    authority(folder, "stranger")
    return folder


@pytest.fixture(scope="module")
def server(papers, tmp_path_factory):
    certificate, key = issue(papers, "trusted", OCS)
    gorse = Gorse(
        str(tmp_path_factory.mktemp("gorse")), CORE_DIAMETER_TLS_LISTEN="127.0.0.1:0", CORE_DIAMETER_TLS_CERT=certificate, CORE_DIAMETER_TLS_KEY=key,
        CORE_DIAMETER_TLS_TRUST=str(papers / "trusted.pem"), CORE_DIAMETER_PEERS="mme.visited.test@tls,pgw.visited.test@10.0.0.0/8")
    yield gorse
    assert gorse.stop() == 0


def context(papers, host=None, authority="trusted", newest=ssl.TLSVersion.TLSv1_3):
    context = ssl.create_default_context(cafile=str(papers / "trusted.pem"))
    context.maximum_version = newest
    if host:
        context.load_cert_chain(*issue(papers, authority, host))
    return context


def connect(server, context, host="mme.visited.test"):
    return DiameterPeer(server.diameter_tls_port, host, "visited.test", S6A, tls=(context, OCS))


def test_a_peer_whose_certificate_names_it_is_served(server, papers):
    peer = connect(server, context(papers, "mme.visited.test"))
    assert peer.socket.version() == "TLSv1.3"
    answer = peer.ask(peer.request(PurgeUeRequest, user_name="001019999999999"))
    assert answer.experimental_result.experimental_result_code == 5001
    peer.leave()
    judge(peer)


def test_whoever_cannot_prove_its_name_is_not(server, papers):
    refused = (ssl.SSLError, ConnectionError)
    with pytest.raises(refused):
        connect(server, context(papers))
    with pytest.raises(refused):
        connect(server, context(papers, "mme.visited.test", authority="stranger"))
    with pytest.raises(ssl.SSLError):
        connect(server, context(papers, "mme.visited.test", newest=ssl.TLSVersion.TLSv1_2))
    with pytest.raises(AssertionError, match="3010"):
        connect(server, context(papers, "other.visited.test"))
    with pytest.raises(AssertionError, match="3010"):
        connect(server, context(papers, "pgw.visited.test"), "pgw.visited.test")
    with pytest.raises(ConnectionError):
        DiameterPeer(server.diameter_tls_port, "mme.visited.test", "visited.test", S6A)
    # Others are unaffected.
    connect(server, context(papers, "mme.visited.test")).leave()
