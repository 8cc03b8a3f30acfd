"""A relay between a peer and gorse that keeps every octet, and tshark's opinion of what gorse sent."""

import socket
import struct
import subprocess
import threading


class Wiretap:
    """Listens on a free port, relays one connection after another, and keeps what passes as (from gorse, octets)."""

    def __init__(self, port):
        self.target = port
        self.passed = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self._relay, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._relay, args=(far, near, True), daemon=True).start()

    def _relay(self, source, sink, is_ours):
        octets = b""
        try:
            while chunk := source.recv(65536):
                sink.sendall(chunk)
                octets += chunk
                while len(octets) >= 4 and len(octets) >= (length := struct.unpack(">I", octets[:4])[0] & 0xFFFFFF):
                    self.passed.append((is_ours, octets[:length]))
                    octets = octets[length:]
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def ours(self):
        return [octets for is_ours, octets in self.passed if is_ours]

    def close(self):
        self.listener.close()


def assert_tshark_approves(messages, folder, may_echo=False):
    """Each message is a packet of its own, from Diameter's port. What is echoed in Failed-AVP may be what tshark warns of."""
    dump = "".join(
        "".join(f"{at:06x} {message[at:at + 16].hex(' ')}\n" for at in range(0, len(message), 16)) + "\n" for message in messages
    )
    capture = folder / "gorse.pcap"
    run(["text2pcap", "-q", "-T", "3868,40000", "-", str(capture)], dump)
    decoded = run(["tshark", "-n", "-r", str(capture), "-Y", "diameter", "-T", "fields", "-e", "diameter.cmd.code"])
    assert sum(len(line.split(",")) for line in decoded.splitlines()) == len(messages), "tshark decodes each of them"
    assert run(["tshark", "-n", "-r", str(capture), "-Y", "_ws.malformed"]) == ""
    if may_echo:
        return
    experts = run(["tshark", "-n", "-r", str(capture), "-q", "-z", "expert,warn,diameter"])
    assert "Warns (" not in experts and "Errors (" not in experts, experts


def run(command, given=None):
    ended = subprocess.run(command, input=given, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout
