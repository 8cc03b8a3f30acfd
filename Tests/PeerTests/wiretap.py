"""A relay between a peer and gorse that keeps every message."""

import socket
import struct
import threading


class Wiretap:
    """Listens on a free port, relays one connection after another, and keeps what passes as (from the peer, octets of a message)."""

    def __init__(self, port):
        self.target = port
        self.wire = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                # The one behind it was killed.
                near.close()
                continue
            threading.Thread(target=self._relay, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._relay, args=(far, near, False), daemon=True).start()

    def _relay(self, source, sink, is_peers):
        octets = b""
        try:
            while chunk := source.recv(65536):
                octets += chunk
                while len(octets) >= 4 and len(octets) >= (length := struct.unpack(">I", octets[:4])[0] & 0xFFFFFF):
                    self.wire.append((is_peers, octets[:length]))
                    octets = octets[length:]
                # Only now: who has got an answer finds it here.
                sink.sendall(chunk)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        self.listener.close()
