"""freeDiameter as the relay between a gateway and gorse, as a host operator has one."""

import concurrent.futures
import contextlib
import itertools
import os
import random
import shutil
import socket
import subprocess
import threading

import pytest
from diameter.message import Message
from diameter.message.constants import *

from conftest import Gorse
from diameter_peer import judge
from postgresql import running_postgresql
from shopping import buy, buy_line, join, until
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


@contextlib.contextmanager
def relaying(folder, ports):
    """A relay in front of nodes, the first of `ports` (by Origin-Host) preferred. Yields its port, and the wires between it and the nodes."""
    assert shutil.which("freeDiameterd"), "freeDiameterd is missing: bin/test installs it"
    taps, port = {name: Wiretap(target) for name, target in ports.items()}, free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={RELAY}", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=folder, capture_output=True, check=True)
    (folder / "acl.conf").write_text("ALLOW_IPSEC *.visited.test\n")
    scores = zip(ports, range(100, 0, -10))
    (folder / "routes.conf").write_text("".join(f'dr="{REALM}" : "{name}" += {score} ;\n' for name, score in scores))
    nodes = "".join(f'ConnectPeer = "{name}" {{ ConnectTo = "127.0.0.1"; Port = {tap.port}; No_TLS; }};\n' for name, tap in taps.items())
    (folder / "fd.conf").write_text(f"""
        Identity = "{RELAY}"; Realm = "visited.test"; Port = {port}; SecPort = 0; No_SCTP; No_IPv6; TcTimer = 5; TwTimer = 6;
        ListenOn = "127.0.0.1"; TLS_Cred = "cert.pem", "key.pem"; TLS_CA = "cert.pem";
        LoadExtension = "dict_nasreq.fdx"; LoadExtension = "dict_dcca.fdx"; LoadExtension = "dict_dcca_3gpp.fdx";
        LoadExtension = "acl_wl.fdx" : "acl.conf"; LoadExtension = "rt_default.fdx" : "routes.conf";
        {nodes}""")
    with open(folder / "relay.log", "w") as log:
        process = subprocess.Popen(["freeDiameterd", "-c", "fd.conf"], cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        for tap in taps.values():
            until(lambda: len(tap.wire) >= 2, "the relay and gorse have exchanged capabilities\n" + (folder / "relay.log").read_text())
        yield port, taps
    finally:
        process.terminate()
        process.wait(timeout=20)
        for tap in taps.values():
            tap.close()


@pytest.fixture
def relay(server, tmp_path):
    """The relay's port, and the wire between it and gorse."""
    with relaying(tmp_path, {OCS: server.diameter_port}) as (port, taps):
        yield port, taps[OCS]


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
    gateway.stop()
    asked_of_us = [Message.from_bytes(octets) for is_peers, octets in tap.wire if is_peers]
    routes = [message.route_record for message in asked_of_us if message.header.command_code == 272]
    assert routes == [[b"pgw.visited.test"]] * 3
    judge(tap)


class Load:
    """Sessions of one gateway that go on whatever becomes of an answer: a request is repeated until it has one that says what became of it."""

    def __init__(self, gateway, subscribers, ends_after):
        self.gateway, self.subscribers, self.ends_after = gateway, subscribers, ends_after
        self.lock, self.answered, self.used, self.repeated = threading.Lock(), 0, 0, 0
        self.half = threading.Event()

    def ask(self, *arguments, **service):
        for attempt in range(30):
            message = self.gateway.request(*arguments, **service)
            message.header.is_retransmit = attempt > 0
            try:
                answer = self.gateway.app.send_request(message, timeout=5)
            except Exception:  # python-diameter has one exception for each way of having no answer
                answer = None
            # 3002 and 3004 are the relay's and the node's way of saying: ask again.
            if answer is not None and answer.result_code not in (3002, 3004):
                assert answer.result_code == 2001, answer.result_code
                with self.lock:
                    self.answered += 1
                    self.repeated += attempt > 0
                    if self.answered == self.ends_after // 2:
                        self.half.set()
                return answer
        raise AssertionError("no answer in thirty attempts")

    def run(self, worker):
        initial, update, end = (
            E_CC_REQUEST_TYPE_INITIAL_REQUEST, E_CC_REQUEST_TYPE_UPDATE_REQUEST, E_CC_REQUEST_TYPE_TERMINATION_REQUEST)
        chance, who = random.Random(worker), self.subscribers[worker % len(self.subscribers)]
        for count in itertools.count():
            session = f"pgw.visited.test;{worker};{count}"
            answer = self.ask(session, initial, 0, who, rating_group=10, requested_service_unit=asked(1_000_000))
            for number in range(1, 7):
                octets = chance.randint(1, answer.multiple_services_credit_control[0].granted_service_unit.cc_total_octets)
                with self.lock:
                    self.used += octets
                if number < 6:
                    answer = self.ask(
                        session, update, number, who, rating_group=10, requested_service_unit=asked(1_000_000), used_service_unit=used(octets))
                else:
                    self.ask(session, end, number, who, rating_group=10, used_service_unit=used(octets))
            if self.answered >= self.ends_after:
                return


def test_two_nodes_on_one_database_behind_a_relay_charge_every_octet_once_when_one_is_killed(tmp_path_factory):
    identities = [f"node{number}.{REALM}" for number in (1, 2)]
    with running_postgresql() as database, contextlib.ExitStack() as stack:
        nodes = [
            Gorse(
                str(tmp_path_factory.mktemp("node")), CORE_DIAMETER_LISTEN="127.0.0.1:0", CORE_DIAMETER_IDENTITY=identity,
                PUBLIC_REQUESTS_PER_MINUTE="10000", DATABASE_URL=database.url, GORSE_MASTER_KEY="5a" * 32, PUBLIC_URL="http://127.0.0.1")
            for identity in identities]
        stack.callback(lambda: [node.process.kill() for node in nodes if node.process.poll() is None])
        subscribers = []
        for name in ("dee", "eli", "fay"):
            line = buy_line(nodes[0], join(nodes[0], f"{name}@example.com"), "global_data_10gb")
            subscribers.append((database.query(f"SELECT imsi FROM sim_profiles WHERE line_id = '{line['id']}'")[0], line["number"].lstrip("+")))
        port, taps = stack.enter_context(
            relaying(tmp_path_factory.mktemp("relay"), {identity: node.diameter_port for identity, node in zip(identities, nodes)}))
        gateway = Gateway(port, "pgw.visited.test", server=RELAY, realm="visited.test", reaches=REALM)
        load = Load(gateway, subscribers, ends_after=400)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            sessions = [pool.submit(load.run, worker) for worker in range(8)]
            assert load.half.wait(timeout=120), [session.exception() for session in sessions if session.done()]
            nodes[0].process.kill()
            for session in sessions:
                session.result(timeout=240)
        gateway.stop()
        requests = [
            sum(is_peers and Message.from_bytes(octets).header.command_code == 272 for is_peers, octets in list(taps[name].wire)) for name in identities]
        assert all(count > 100 for count in requests), requests
        assert nodes[1].stop() == 0
        verified = subprocess.run(
            [os.environ["GORSE_BINARY"], "quota", "verify", "--database", database.url, "--data", str(nodes[1].folder)], cwd=nodes[1].folder,
            env={"PATH": os.environ["PATH"], "HOME": str(nodes[1].folder), "GORSE_MASTER_KEY": "5a" * 32}, capture_output=True, text=True)
        assert verified.returncode == 0, verified.stdout + verified.stderr
        assert f"{load.used} octets used, 0 reserved, 0 beyond what was left" in verified.stdout, (load.used, verified.stdout)
