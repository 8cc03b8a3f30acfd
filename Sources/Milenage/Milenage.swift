import Crypto
import CryptoExtras

/// The MILENAGE functions f1…f5* of one SIM profile, with AES-128 as kernel. Source: 3GPP TS 35.206 §4.
///
/// Holds the subscriber's secrets; never logged, printed or encoded.
public struct Milenage: Sendable {
    private let key: SymmetricKey
    private let opc: [UInt8]

    /// - Parameters:
    ///   - k: the subscriber key K, 16 octets.
    ///   - opc: OPc, 16 octets, made from K and the operator's OP by `opc(k:op:)`.
    /// - Returns: `nil` when a length is wrong.
    public init?(k: [UInt8], opc: [UInt8]) {
        guard k.count == 16, opc.count == 16 else { return nil }
        key = SymmetricKey(data: k)
        self.opc = opc
    }

    /// OPc = OP ⊕ E_K(OP). Both are 16 octets; `nil` when a length is wrong.
    public static func opc(k: [UInt8], op: [UInt8]) -> [UInt8]? {
        guard k.count == 16, op.count == 16 else { return nil }
        return encrypted(op, SymmetricKey(data: k)) ^ op
    }

    /// What f2, f3, f4 and f5 give for one challenge.
    public struct Response: Sendable, Equatable {
        /// RES, 8 octets (f2).
        public let res: [UInt8]
        /// CK, 16 octets (f3).
        public let ck: [UInt8]
        /// IK, 16 octets (f4).
        public let ik: [UInt8]
        /// AK, 6 octets (f5).
        public let ak: [UInt8]
    }

    /// f2, f3, f4 and f5. - Parameter rand: the challenge, 16 octets.
    public func response(rand: [UInt8]) -> Response {
        let temp = temp(rand)
        let out2 = output(temp, rotation: 0, constant: 1)
        return Response(
            res: Array(out2[8...]), ck: output(temp, rotation: 4, constant: 2), ik: output(temp, rotation: 8, constant: 4),
            ak: Array(out2[..<6]))
    }

    /// f1: the network's authentication code MAC-A, 8 octets. `sqn` is 6 octets, `amf` 2.
    public func macA(rand: [UInt8], sqn: [UInt8], amf: [UInt8]) -> [UInt8] {
        Array(out1(rand, sqn, amf)[..<8])
    }

    /// f1*: the code MAC-S of a resynchronisation, 8 octets. `sqn` is 6 octets, `amf` 2.
    public func macS(rand: [UInt8], sqn: [UInt8], amf: [UInt8]) -> [UInt8] {
        Array(out1(rand, sqn, amf)[8...])
    }

    /// f5*: the anonymity key of a resynchronisation, 6 octets.
    public func resynchronisationAK(rand: [UInt8]) -> [UInt8] {
        Array(output(temp(rand), rotation: 12, constant: 8)[..<6])
    }

    private func temp(_ rand: [UInt8]) -> [UInt8] {
        precondition(rand.count == 16)
        return Self.encrypted(rand ^ opc, key)
    }

    private func out1(_ rand: [UInt8], _ sqn: [UInt8], _ amf: [UInt8]) -> [UInt8] {
        precondition(sqn.count == 6 && amf.count == 2)
        let in1 = sqn + amf + sqn + amf
        return Self.encrypted(temp(rand) ^ Self.rotated(in1 ^ opc, by: 8), key) ^ opc
    }

    /// OUT2 to OUT5: `rotation` in octets, `constant` the last octet of c2 to c5.
    private func output(_ temp: [UInt8], rotation: Int, constant: UInt8) -> [UInt8] {
        var block = Self.rotated(temp ^ opc, by: rotation)
        block[15] ^= constant
        return Self.encrypted(block, key) ^ opc
    }

    private static func rotated(_ block: [UInt8], by octets: Int) -> [UInt8] {
        Array(block[octets...] + block[..<octets])
    }

    private static func encrypted(_ block: [UInt8], _ key: SymmetricKey) -> [UInt8] {
        var block = block
        do { try AES.permute(&block, key: key) } catch { preconditionFailure("one block of 16 octets under a key of 16") }
        return block
    }
}

extension Milenage: CustomStringConvertible, CustomReflectable {
    public var description: String { "subscriber keys (not shown)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

func ^ (a: [UInt8], b: [UInt8]) -> [UInt8] {
    precondition(a.count == b.count)
    return zip(a, b).map { $0 ^ $1 }
}
