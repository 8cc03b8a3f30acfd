"""A Diameter peer on a socket: python-diameter is its codec, and tshark judges every octet that went either way."""

import os
import shutil
import socket
import struct
import subprocess
import tempfile
import threading

from diameter.message import Message
from diameter.message.avp.grouped import VendorSpecificApplicationId
from diameter.message.commands import CapabilitiesExchangeRequest, DisconnectPeerRequest

VENDOR_3GPP = 10415


class DiameterPeer:
    """Connects, introduces itself and then asks and is asked. Watchdogs are not answered: a test is shorter than one.
    `tls` is an ssl context and the name that the server's certificate must have."""

    def __init__(self, port, host, realm, application, vendor=VENDOR_3GPP, tls=None):
        self.host, self.realm, self.application, self.vendor = host, realm, application, vendor
        self.wire = []
        self.requests = []
        self.lock = threading.Lock()
        self.identifier = 0
        self.session = 0
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        if tls:
            self.socket = tls[0].wrap_socket(self.socket, server_hostname=tls[1])
        introduction = CapabilitiesExchangeRequest()
        introduction.origin_host, introduction.origin_realm = host.encode(), realm.encode()
        introduction.host_ip_address = ["127.0.0.1"]
        introduction.vendor_id, introduction.product_name = vendor, "python-diameter"
        introduction.supported_vendor_id = [vendor]
        introduction.vendor_specific_application_id = [VendorSpecificApplicationId(vendor, auth_application_id=application)]
        answer = self.ask(introduction)
        assert answer.result_code == 2001, f"{answer.result_code} {answer}"
        self.server_host, self.server_realm = answer.origin_host, answer.origin_realm

    def request(self, kind, **avps):
        """A request of the application with what every one has."""
        self.session += 1
        message = kind()
        message.header.application_id = self.application
        message.session_id = f"{self.host};{id(self)};{self.session}"
        message.vendor_specific_application_id = VendorSpecificApplicationId(self.vendor, auth_application_id=self.application)
        message.auth_session_state = 1
        message.origin_host, message.origin_realm = self.host.encode(), self.realm.encode()
        message.destination_realm = self.server_realm
        for name, value in avps.items():
            setattr(message, name, value)
        return message

    def ask(self, message):
        """Sends a request and waits for its answer; requests of the server that come before are kept."""
        self.identifier += 1
        message.header.hop_by_hop_identifier = message.header.end_to_end_identifier = self.identifier
        self.send(message)
        while True:
            received = self.receive()
            if not received.header.is_request:
                assert received.header.hop_by_hop_identifier == self.identifier
                return received
            self.requests.append(received)

    def next_request(self):
        return self.requests.pop(0) if self.requests else self.receive()

    def answer(self, request, **avps):
        answer = request.to_answer()
        answer.session_id = request.session_id
        answer.vendor_specific_application_id = VendorSpecificApplicationId(self.vendor, auth_application_id=self.application)
        answer.auth_session_state = 1
        answer.origin_host, answer.origin_realm = self.host.encode(), self.realm.encode()
        for name, value in avps.items():
            setattr(answer, name, value)
        self.send(answer)

    def send(self, message):
        octets = message.as_bytes()
        self.wire.append((True, octets))
        self.socket.sendall(octets)

    def receive(self):
        head = self.read(4)
        octets = head + self.read(int.from_bytes(head[1:], "big") - 4)
        self.wire.append((False, octets))
        return Message.from_bytes(octets)

    def read(self, count):
        octets = b""
        while len(octets) < count:
            part = self.socket.recv(count - len(octets))
            if not part:
                raise ConnectionError("gorse has closed the connection")
            octets += part
        return octets

    def leave(self):
        goodbye = DisconnectPeerRequest()
        goodbye.origin_host, goodbye.origin_realm = self.host.encode(), self.realm.encode()
        goodbye.disconnect_cause = 2
        self.ask(goodbye)
        self.socket.close()


def write_capture(path, wire):
    """The messages as packets of one TCP connection to port 3868 (pcap, link type 101: raw IP)."""
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 101))
        sequence = {True: 1, False: 1}
        for number, (is_ours, octets) in enumerate(wire):
            ports = (50000, 3868) if is_ours else (3868, 50000)
            addresses = (b"\x7f\0\0\1", b"\x7f\0\0\2") if is_ours else (b"\x7f\0\0\2", b"\x7f\0\0\1")
            tcp = struct.pack(">HHIIHHHH", *ports, sequence[is_ours], sequence[not is_ours], 0x5018, 65535, 0, 0) + octets
            ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), number, 0, 64, 6, 0) + b"".join(addresses)
            file.write(struct.pack("<IIII", number, 0, len(ip) + len(tcp), len(ip) + len(tcp)) + ip + tcp)
            sequence[is_ours] += len(octets)


def judge(*peers, may_warn=False):
    """Every message that went either way is a Diameter message to tshark, none malformed, and none with a warning unless it may be."""
    assert shutil.which("tshark"), "tshark is missing: bin/test installs it"
    for peer in peers:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "wire.pcap")
            write_capture(path, peer.wire)
            command = ["tshark", "-n", "-r", path]
            commands = subprocess.run(
                command + ["-Y", "diameter", "-T", "fields", "-e", "diameter.cmd.code"], capture_output=True, text=True, check=True)
            assert len(commands.stdout.split()) == len(peer.wire) > 0, commands.stdout + commands.stderr
            complaints = subprocess.run(
                command + ["-Y", "_ws.malformed" + ("" if may_warn else " || _ws.expert.severity >= 0x600000"), "-V"], capture_output=True, text=True, check=True)
            assert not complaints.stdout, complaints.stdout
