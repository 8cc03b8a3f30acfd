"""Wi-Fi over RADIUS: wpa_supplicant's EAP-AKA' with a SIM that is not ours, FreeRADIUS's radclient for accounting, and tshark as judge."""

import hashlib
import os
import re
import secrets
import shutil
import socket
import sqlite3
import struct
import subprocess
import tempfile
import threading
import time
import urllib.request

import pytest
from conftest import Gorse
from milenage import SIM, SynchronisationFailure
from shopping import ask, buy_line, join, read

SECRET = "a secret of access points"
REALM = "wlan.mnc001.mcc001.3gppnetwork.org"
ICCID, IMSI = "8999901000000000013", "001010123456789"
K, OPC = bytes(range(16)), bytes(range(16, 32))


class Tap:
    """Relays datagrams between clients and gorse, and keeps them as (to gorse, octets, the client's port)."""

    def __init__(self, port):
        self.port_of_server, self.wire, self.far = port, [], {}
        self.near = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.near.bind(("127.0.0.1", 0))
        self.port = self.near.getsockname()[1]
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self):
        while True:
            octets, client = self.near.recvfrom(65535)
            if client not in self.far:
                self.far[client] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                self.far[client].connect(("127.0.0.1", self.port_of_server))
                threading.Thread(target=self._answer, args=(self.far[client], client), daemon=True).start()
            self.wire.append((True, octets, client[1]))
            self.far[client].send(octets)

    def _answer(self, far, client):
        while True:
            octets = far.recv(65535)
            self.wire.append((False, octets, client[1]))
            self.near.sendto(octets, client)

    def judge(self):
        """0 malformed, 0 warnings, and what tshark says of every packet."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "radius.pcap")
            with open(path, "wb") as file:
                file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))
                for number, (to_server, octets, port) in enumerate(self.wire):
                    ports = (port, 1812) if to_server else (1812, port)
                    udp = struct.pack(">HHHH", *ports, 8 + len(octets), 0) + octets
                    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), number & 0xFFFF, 0, 64, 17, 0, b"\x7f\0\0\1", b"\x7f\0\0\1")
                    file.write(struct.pack("<IIII", number, 0, len(ip + udp), len(ip + udp)) + ip + udp)
            shark = ["tshark", "-r", path, "-o", "ip.check_checksum:FALSE", "-o", "udp.check_checksum:FALSE"]
            bad = subprocess.run(
                [*shark, "-o", f"radius.shared_secret:{SECRET}", "-o", "radius.validate_authenticator:TRUE", "-Y",
                 "_ws.malformed || _ws.expert.severity >= 0x600000 || radius.authenticator.invalid == 1"],
                capture_output=True, text=True, timeout=60)
            assert bad.returncode == 0 and bad.stdout == "", bad.stdout + bad.stderr
            return subprocess.run([*shark, "-T", "fields", "-e", "radius.code"], capture_output=True, text=True).stdout.split()


class AccessPoint:
    """Takes Disconnect-Requests, and acknowledges what radclient's own secret would."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(20)
        self.port = self.socket.getsockname()[1]

    def disconnected(self):
        """The attributes of the next request, proved and acknowledged."""
        octets, server = self.socket.recvfrom(4096)
        code, identifier, length = struct.unpack(">BBH", octets[:4])
        assert (code, length) == (40, len(octets))
        proof = hashlib.md5(octets[:4] + bytes(16) + octets[20:] + SECRET.encode()).digest()
        assert proof == octets[4:20]
        head = struct.pack(">BBH", 41, identifier, 20)
        self.socket.sendto(head + hashlib.md5(head + octets[4:20] + SECRET.encode()).digest(), server)
        attributes, at = {}, 20
        while at < length:
            attributes[octets[at]] = octets[at + 2:at + octets[at + 1]]
            at += octets[at + 1]
        return attributes


@pytest.fixture(scope="module")
def point():
    return AccessPoint()


@pytest.fixture(scope="module")
def server(tmp_path_factory, point):
    folder = tmp_path_factory.mktemp("radius")
    settings = {
        "CORE_RADIUS_LISTEN": "127.0.0.1:0", "CORE_RADIUS_CLIENTS": f"127.0.0.0/8={SECRET}", "CORE_RADIUS_DISCONNECT_PORT": str(point.port),
        "PUBLIC_REQUESTS_PER_MINUTE": "10000"}
    file = folder / "sims.csv"
    file.write_text(f"iccid,imsi,k,opc\n{ICCID},{IMSI},{K.hex()},{OPC.hex()}\n")
    done = subprocess.run(
        [os.environ["GORSE_BINARY"], "import", "sims", str(file), "--data", str(folder)], cwd=folder, env={"PATH": os.environ["PATH"]},
        capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    gorse = Gorse(str(folder), **settings)
    yield gorse
    assert gorse.stop() == 0


@pytest.fixture(scope="module")
def ana(server):
    bearer = join(server, "ana@example.com")
    line = buy_line(server, bearer, "global_data_10gb")
    with sqlite3.connect(f"file:{server.folder}/gorse.sqlite?mode=ro", uri=True) as database:
        assert database.execute("SELECT imsi FROM sim_profiles WHERE line_id = ?", [line["id"]]).fetchone()[0] == IMSI
    return bearer, line


@pytest.fixture(scope="module")
def tap(server):
    return Tap(server.radius_port)


def phone(tap, sim, identity, forged=False):
    """wpa_supplicant's state machine on the phone's side; the SIM's side is Python's. Its status, and what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        configuration = os.path.join(folder, "phone.conf")
        with open(configuration, "w") as file:
            file.write(
                f"ctrl_interface={folder}/control\nexternal_sim=1\nnetwork={{\n key_mgmt=WPA-EAP\n eap=AKA'\n identity=\"{identity}\"\n}}\n")
        process = subprocess.Popen(
            ["stdbuf", "-oL", "eapol_test", "-c", configuration, "-a", "127.0.0.1", "-p", str(tap.port), "-s", SECRET, "-t", "15",
             "-r", "0"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        control = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        control.bind(os.path.join(folder, "mine"))
        said = []

        def answer_for_the_sim():
            for line in process.stdout:
                said.append(line)
                asked = re.search(r"CTRL-REQ-SIM-(\d+):UMTS-AUTH:([0-9a-f]{32}):([0-9a-f]{32})", line)
                if not asked:
                    continue
                number, rand, autn = asked[1], bytes.fromhex(asked[2]), bytes.fromhex(asked[3])
                try:
                    res, _ = sim.authenticate(rand, autn, b"\0\xf1\x10")
                    if forged:
                        res = bytes(8)
                    keys = sim.out(rand, 64, 4).hex() + ":" + sim.out(rand, 32, 2).hex()
                    answer = f"UMTS-AUTH:{keys}:{res.hex()}"
                except SynchronisationFailure as failure:
                    answer = f"UMTS-AUTS:{failure.auts.hex()}"
                name = os.listdir(os.path.join(folder, "control"))[0]
                control.sendto(f"CTRL-RSP-SIM-{number}:{answer}".encode(), os.path.join(folder, "control", name))

        reader = threading.Thread(target=answer_for_the_sim, daemon=True)
        reader.start()
        try:
            status = process.wait(timeout=30)
        finally:
            process.kill()
            reader.join(timeout=10)
            control.close()
        return status, "".join(said)


@pytest.mark.skipif(not shutil.which("eapol_test"), reason="eapol_test is not installed")
def test_a_sim_proves_itself_over_wifi_and_both_sides_have_the_same_keys(server, ana, tap):
    sim = SIM(K, OPC)
    status, said = phone(tap, sim, f"6{IMSI}@{REALM}")
    assert status == 0 and "SUCCESS" in said.splitlines()[-1], said[-4000:]
    # eapol_test holds the key that gorse sent against its own.
    assert "WPA: 0 mismatch" in said or "MPPE keys OK: 1  mismatch: 0" in said, said[-1000:]
    # A phone that first names itself otherwise is asked for its identity; one whose SIM is ahead is met there.
    sim.highest += 1000 << 5
    status, said = phone(tap, sim, f"6{IMSI}@{REALM}")
    assert status == 0 and "MPPE keys OK: 1  mismatch: 0" in said, said[-4000:]
    for identity, wrong in ((f"6{IMSI}@{REALM}", True), (f"6001019999999999@{REALM}", False)):
        status, said = phone(tap, sim, identity, forged=wrong)
        assert status != 0 and "FAILURE" in said.splitlines()[-1], said[-2000:]
    codes = tap.judge()
    assert {"1", "2", "3", "11"} <= set(codes)


def radclient(port, kind, attributes, secret=SECRET, retries=2):
    done = subprocess.run(
        ["radclient", "-x", "-r", str(retries), "-t", "3", f"127.0.0.1:{port}", kind, secret],
        input="\n".join(f"{name} = {value}" for name, value in attributes.items()) + "\n", capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def left(server, bearer):
    return sum(bucket["available_units"] or 0 for bucket in read(server, "/v1/buckets", bearer)["data"] if bucket["unit"] == "octets")


def report(session, status, octets_in=0, octets_out=0, seconds=0):
    return {
        "User-Name": f'"6{IMSI}@{REALM}"', "NAS-IP-Address": "127.0.0.1", "Acct-Session-Id": f'"{session}"', "Acct-Status-Type": status,
        "Acct-Session-Time": seconds, "Acct-Input-Octets": octets_in & 0xFFFFFFFF, "Acct-Input-Gigawords": octets_in >> 32,
        "Acct-Output-Octets": octets_out & 0xFFFFFFFF, "Acct-Output-Gigawords": octets_out >> 32}


def test_what_access_points_count_is_charged_once(server, ana, tap):
    bearer, _ = ana
    before = left(server, bearer)
    session = secrets.token_hex(8)
    reports = [
        ("Start", 0, 0), ("Interim-Update", 1000, 2000), ("Interim-Update", 1000, 2000), ("Interim-Update", 2**32 + 5, 7000),
        # One that was overtaken.
        ("Interim-Update", 1500, 3000), ("Stop", 2**32 + 6, 8001), ("Stop", 2**32 + 6, 8001), ("Interim-Update", 2**32 + 6, 8001)]
    for number, (status, octets_in, octets_out) in enumerate(reports):
        code, said = radclient(tap.port, "acct", report(session, status, octets_in, octets_out, number))
        assert code == 0 and "Accounting-Response" in said, said
    assert before - left(server, bearer) == 2**32 + 6 + 8001
    # A session whose Start was lost is charged too.
    code, said = radclient(tap.port, "acct", report(session + "x", "Stop", 10, 20))
    assert code == 0, said
    assert before - left(server, bearer) == 2**32 + 6 + 8001 + 30
    verified = subprocess.run(
        [os.environ["GORSE_BINARY"], "quota", "verify", "--data", str(server.folder)], cwd=server.folder, env={"PATH": os.environ["PATH"]},
        capture_output=True, text=True, timeout=60)
    assert verified.returncode == 0, verified.stdout
    assert {"4", "5"} <= set(tap.judge())


def metric(server, name):
    with urllib.request.urlopen(server.url + "/metrics") as metrics:
        return sum(float(row.rsplit(" ", 1)[1]) for row in metrics.read().decode().splitlines() if row.startswith(name))


def test_what_is_not_proved_or_is_no_packet_gets_no_answer(server, ana):
    port = server.radius_port
    # radclient 3.2 sends a Message-Authenticator of its own; a wrong secret makes it wrong.
    code, said = radclient(port, "auth", {"User-Name": '"bob"', "User-Password": '"hello"'}, retries=1)
    assert "Access-Reject" in said or metric(server, 'gorse_radius_dropped_total{reason="unproved"}') > 0, said
    before = metric(server, 'gorse_radius_dropped_total{reason="unproved"}')
    for kind, attributes in (("auth", {"User-Name": '"bob"'}), ("acct", report("s", "Start"))):
        code, said = radclient(port, kind, attributes, secret="another secret that is wrong", retries=1)
        assert code != 0 and "Received" not in said, said
    assert metric(server, 'gorse_radius_dropped_total{reason="unproved"}') >= before + 2
    hostile = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    hostile.connect(("127.0.0.1", port))
    hostile.settimeout(0.2)
    for octets in (b"", b"\1", bytes(20), b"\1\0\0\x13" + bytes(15), b"\1\0\xff\xff" + bytes(5000), b"\1\0\0\x16" + bytes(16) + b"\1\0",
                   b"\x63\0\0\x14" + bytes(16), b"\2\0\0\x14" + bytes(16), *(secrets.token_bytes(200) for _ in range(300))):
        hostile.send(octets)
    with pytest.raises(TimeoutError):
        hostile.recv(4096)
    assert metric(server, 'gorse_radius_dropped_total{reason="malformed"}') > 20
    code, said = radclient(port, "acct", report("after", "Accounting-On"))
    assert code == 0, said


def test_a_session_that_may_not_go_on_is_disconnected(server, ana, point):
    bearer, line = ana
    radclient(server.radius_port, "acct", report("spent", "Start"))
    rest = left(server, bearer) + 100_000_000
    code, said = radclient(server.radius_port, "acct", report("spent", "Interim-Update", rest, 0, 60))
    assert code == 0, said
    assert point.disconnected()[44] == b"spent"
    ask(server, f"/v1/lines/{line['id']}/suspension", {"reason": "lost_device"}, bearer=bearer)
    assert point.disconnected()[44] == b"spent"
    deadline = time.monotonic() + 10
    while metric(server, 'gorse_radius_disconnects_total{result="ack"}') < 2 and time.monotonic() < deadline:
        threading.Event().wait(0.1)
    assert metric(server, 'gorse_radius_disconnects_total{result="ack"}') == 2
