"""`gorse diameter trace`: what it writes is what went over the wire, and tshark reads it; `gorse diameter peers` tells who is there."""

import os
import signal
import subprocess

import pytest
from conftest import Gorse
from diameter.message.commands import PurgeUeRequest
from diameter_peer import DiameterPeer
from shopping import until

S6A = 16777251


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    gorse = Gorse(str(tmp_path_factory.mktemp("gorse")), CORE_DIAMETER_LISTEN="127.0.0.1:0")
    yield gorse
    assert gorse.stop() == 0


def command(server, *arguments, **options):
    return subprocess.Popen(
        [os.environ["GORSE_BINARY"], "diameter", *arguments, "--data", str(server.folder)], cwd=server.folder, text=True,
        env={"PATH": os.environ["PATH"]}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def tshark(file, *arguments):
    return subprocess.run(["tshark", "-n", "-r", str(file), *arguments], capture_output=True, text=True, check=True).stdout


def test_a_trace_holds_every_message_and_no_other(server, tmp_path):
    file = tmp_path / "trace.pcap"
    trace = command(server, "trace", str(file))
    assert trace.stderr.readline().strip() == "tracing"
    peers = [DiameterPeer(server.diameter_port, f"mme{number}.visited.test", "visited.test", S6A) for number in (1, 2)]
    for _ in range(3):
        for peer in peers:
            peer.ask(peer.request(PurgeUeRequest, user_name="001019999999999"))
    for peer in peers:
        peer.leave()
    wire = sum(len(peer.wire) for peer in peers)
    until(lambda: len(tshark(file, "-Y", "diameter", "-T", "fields", "-e", "diameter.cmd.code").split()) == wire, "the trace is whole")
    trace.send_signal(signal.SIGINT)
    trace.wait(timeout=20)
    assert tshark(file, "-Y", "_ws.malformed || _ws.expert.severity >= 0x600000", "-V") == ""
    hosts = set(tshark(file, "-Y", "diameter.cmd.code == 321", "-T", "fields", "-e", "diameter.Origin-Host").split())
    assert {peer.host for peer in peers} < hosts
    again = command(server, "trace", str(file))
    assert again.wait(timeout=20) == 64 and "is there already" in again.stderr.read()


def test_peers_are_listed_and_a_lost_one_is_an_alarm(server):
    peer = DiameterPeer(server.diameter_port, "pgw.visited.test", "visited.test", S6A)

    def listed():
        process = command(server, "peers")
        return process.communicate(timeout=30)[0], process.returncode

    until(lambda: "pgw.visited.test" in listed()[0], "the peer is listed")
    assert "open since" in [line for line in listed()[0].splitlines() if "pgw.visited" in line][0]
    peer.socket.close()
    until(lambda: "(lost)" in listed()[0], "its loss is listed")
    assert listed()[1] == 1
