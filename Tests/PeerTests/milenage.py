"""MILENAGE as 3GPP TS 35.206 §4.1 writes it, and a SIM that uses it: written apart from gorse, to judge its vectors."""

import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


class SIM:
    """TS 33.102 §6.3.3, with one counter in place of an array: it takes ascending numbers."""

    def __init__(self, k, opc):
        self.k, self.opc, self.highest = k, opc, 0

    def encrypted(self, block):
        encryptor = Cipher(algorithms.AES(self.k), modes.ECB()).encryptor()
        return encryptor.update(block) + encryptor.finalize()

    def out(self, rand, rotation, constant):
        """OUT2 to OUT5, by their rotation in bits and the last octet of their constant."""
        block = xor(self.encrypted(xor(rand, self.opc)), self.opc)
        turned = int.from_bytes(block, "big")
        turned = (turned << rotation | turned >> (128 - rotation)) & ((1 << 128) - 1)
        return xor(self.encrypted(xor(turned.to_bytes(16, "big"), bytes(15) + bytes([constant]))), self.opc)

    def out1(self, rand, sqn, amf):
        block = xor(sqn + amf + sqn + amf, self.opc)
        turned = block[8:] + block[:8]
        return xor(self.encrypted(xor(self.encrypted(xor(rand, self.opc)), turned)), self.opc)

    def authenticate(self, rand, autn, plmn):
        """RES and KASME, or an error that says what is wrong with AUTN. KASME: TS 33.401 annex A.2."""
        out2 = self.out(rand, 0, 1)
        concealed, amf, mac = autn[:6], autn[6:8], autn[8:]
        sqn = xor(concealed, out2[:6])
        assert self.out1(rand, sqn, amf)[:8] == mac, "MAC-A is wrong"
        assert amf[0] & 0x80, "the separation bit is not set"
        number = int.from_bytes(sqn, "big")
        if number >> 5 <= self.highest >> 5:
            raise SynchronisationFailure(self.auts(rand))
        self.highest = number
        text = b"\x10" + plmn + b"\0\3" + concealed + b"\0\6"
        keys = self.out(rand, 32, 2) + self.out(rand, 64, 4)
        return out2[8:], hmac.new(keys, text, hashlib.sha256).digest()

    def auts(self, rand):
        sqn = self.highest.to_bytes(6, "big")
        return xor(sqn, self.out(rand, 96, 8)[:6]) + self.out1(rand, sqn, bytes(2))[8:]


class SynchronisationFailure(Exception):
    def __init__(self, auts):
        super().__init__("the sequence number is used")
        self.auts = auts
