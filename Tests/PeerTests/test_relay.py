"""freeDiameter as the relay between a gateway and gorse, as a host operator has one."""

import shutil
import socket
import subprocess

import pytest
from diameter.message import Message
from diameter.message.constants import *

from conftest import Gorse
from diameter_peer import judge
from shopping import buy, until
from test_gy import OCS, REALM, Gateway, asked, octets_left, subscriber, used
from wiretap import Wiretap

RELAY = "dra.visited.test"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@pytest.fixture
def server(tmp_path_factory):
    gorse = Gorse(str(tmp_path_factory.mktemp("gorse")), CORE_DIAMETER_LISTEN="127.0.0.1:0", PUBLIC_REQUESTS_PER_MINUTE="10000")
    yield gorse
    assert gorse.stop() == 0


@pytest.fixture
def relay(server, tmp_path):
    """The relay's port, and the wire between it and gorse."""
    assert shutil.which("freeDiameterd"), "freeDiameterd is missing: bin/test installs it"
    tap, port = Wiretap(server.diameter_port), free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={RELAY}", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=tmp_path, capture_output=True, check=True)
    (tmp_path / "acl.conf").write_text("ALLOW_IPSEC *.visited.test\n")
    (tmp_path / "routes.conf").write_text(f'dr="{REALM}" : "{OCS}" += 100 ;\n')
    (tmp_path / "fd.conf").write_text(f"""
        Identity = "{RELAY}"; Realm = "visited.test"; Port = {port}; SecPort = 0; No_SCTP; No_IPv6; TcTimer = 5; TwTimer = 6;
        ListenOn = "127.0.0.1"; TLS_Cred = "cert.pem", "key.pem"; TLS_CA = "cert.pem";
        LoadExtension = "dict_nasreq.fdx"; LoadExtension = "dict_dcca.fdx"; LoadExtension = "dict_dcca_3gpp.fdx";
        LoadExtension = "acl_wl.fdx" : "acl.conf"; LoadExtension = "rt_default.fdx" : "routes.conf";
        ConnectPeer = "{OCS}" {{ ConnectTo = "127.0.0.1"; Port = {tap.port}; No_TLS; }};
        """)
    with open(tmp_path / "relay.log", "w") as log:
        process = subprocess.Popen(["freeDiameterd", "-c", "fd.conf"], cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        until(lambda: len(tap.wire) >= 2, "the relay and gorse have exchanged capabilities\n" + (tmp_path / "relay.log").read_text())
        yield port, tap
    finally:
        process.terminate()
        process.wait(timeout=20)
        tap.close()


def test_a_session_through_a_relay_is_charged_and_told_of_a_top_up(server, relay):
    port, tap = relay
    bearer, *who = subscriber(server, "cy")
    gateway = Gateway(port, "pgw.visited.test", server=RELAY, realm="visited.test", reaches=REALM)
    initial, update, end = (
        E_CC_REQUEST_TYPE_INITIAL_REQUEST, E_CC_REQUEST_TYPE_UPDATE_REQUEST, E_CC_REQUEST_TYPE_TERMINATION_REQUEST)
    answer = gateway.ask("pgw.visited.test;r1", initial, 0, who, rating_group=10, requested_service_unit=asked(1_000_000))
    assert answer.multiple_services_credit_control[0].granted_service_unit.cc_total_octets == 1_000_000
    assert answer.origin_host == OCS.encode()
    buy(server, bearer, "global_data_10gb")
    assert gateway.told.get(timeout=10) == (258, "pgw.visited.test;r1"), "the relay carries it to the gateway"
    gateway.ask("pgw.visited.test;r1", update, 1, who, rating_group=10, used_service_unit=used(400_000))
    assert gateway.ask("pgw.visited.test;r1", end, 2, who).result_code == 2001
    assert octets_left(server, bearer) == 20_000_000_000 - 400_000
    gateway.node.stop(wait_timeout=5)
    asked_of_us = [Message.from_bytes(octets) for is_peers, octets in tap.wire if is_peers]
    routes = [message.route_record for message in asked_of_us if message.header.command_code == 272]
    assert routes == [[b"pgw.visited.test"]] * 3
    judge(tap)
