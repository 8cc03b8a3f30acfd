import Crypto
import CryptoExtras
import Foundation
import Telecom

/// SCP03t: what a bound profile package is protected by. Each side keeps one and goes through the segments in their order.
/// Source: GSMA SGP.22 §2.6.4 (SCP03t), annex G (keys).
public struct SecureChannel: Sendable {
    /// The keys of a channel, 16 octets each. Not shown when printed.
    public struct Keys: Hashable, Sendable, CustomStringConvertible {
        let initialChainingValue: [UInt8]
        let encryption: [UInt8]
        let authentication: [UInt8]

        public var description: String { "SecureChannel.Keys" }

        /// `nil` when one has not 16 octets.
        public init?(initialChainingValue: [UInt8], encryption: [UInt8], authentication: [UInt8]) {
            guard initialChainingValue.count == 16, encryption.count == 16, authentication.count == 16 else { return nil }
            self.initialChainingValue = initialChainingValue
            self.encryption = encryption
            self.authentication = authentication
        }

        /// Agreed on by elliptic-curve key agreement and derived by X9.63 with SHA-256. Source: GSMA SGP.22 annex G; BSI TR-03111 §4.3.3.
        public init(privateKey: P256.KeyAgreement.PrivateKey, otherPublicKey: P256.KeyAgreement.PublicKey, hostID: [UInt8], eid: EID) throws
        {
            let secret = try privateKey.sharedSecretFromKeyAgreement(with: otherPublicKey)
            let info =
                [InitialiseSecureChannelRequest.keyType, InitialiseSecureChannelRequest.keyLength] + [UInt8(hostID.count)] + hostID
                + [UInt8(eid.octets.count)] + eid.octets
            let derived = secret.withUnsafeBytes { x963(secret: Array($0), info: info, count: 48) }
            initialChainingValue = Array(derived[0..<16])
            encryption = Array(derived[16..<32])
            authentication = Array(derived[32..<48])
        }
    }

    public enum Fault: Error, Hashable, Sendable {
        /// No tag, length and authentication code where one should be.
        case structure
        /// Somebody changed, repeated, left out or reordered a segment.
        case authentication
        /// What was encrypted does not end as it should.
        case padding
    }

    /// With tag, length and authentication code. Source: §2.5.2.
    public static let longestSegment = 1020
    private static let codeLength = 8
    /// What fits in a segment: tag and length take four octets; encrypted, an octet of padding and whole blocks of 16.
    private static let longestPlain = longestSegment - 4 - codeLength
    private static let longestEncrypted = longestPlain / 16 * 16 - 1

    private let keys: Keys
    private var chainingValue: [UInt8]
    private var block: UInt64 = 1

    public init(_ keys: Keys) {
        self.keys = keys
        chainingValue = keys.initialChainingValue
    }

    /// Segments under `tag`, encrypted and authenticated.
    public mutating func encrypt(_ octets: [UInt8], tag: UInt8) -> [[UInt8]] {
        pieces(octets, Self.longestEncrypted).map { piece in
            let padding = [0x80] + [UInt8](repeating: 0, count: 15 - piece.count % 16)
            return seal(crypt(piece + padding) { try AES._CBC.encrypt($0, using: $1, iv: $2, noPadding: true) }, tag)
        }
    }

    /// Segments under `tag`, authenticated only. They count as blocks of encryption all the same.
    public mutating func authenticate(_ octets: [UInt8], tag: UInt8) -> [[UInt8]] {
        pieces(octets, Self.longestPlain).map { piece in
            block += 1
            return seal(piece, tag)
        }
    }

    /// The content of a segment that was encrypted and authenticated.
    public mutating func decrypt(_ content: [UInt8], tag: UInt8) throws(Fault) -> [UInt8] {
        let encrypted = try open(content, tag)
        guard !encrypted.isEmpty, encrypted.count.isMultiple(of: 16) else { throw .structure }
        let plain = crypt(encrypted) { try AES._CBC.decrypt($0, using: $1, iv: $2, noPadding: true) }
        guard let end = plain.lastIndex(where: { $0 != 0 }), plain[end] == 0x80, plain.count - end <= 16 else { throw .padding }
        return Array(plain[..<end])
    }

    /// The content of a segment that was authenticated only.
    public mutating func verify(_ content: [UInt8], tag: UInt8) throws(Fault) -> [UInt8] {
        defer { block += 1 }
        return try open(content, tag)
    }

    private func pieces(_ octets: [UInt8], _ longest: Int) -> [[UInt8]] {
        stride(from: 0, to: max(octets.count, 1), by: longest).map { Array(octets[$0..<min($0 + longest, octets.count)]) }
    }

    private mutating func seal(_ content: [UInt8], _ tag: UInt8) -> [UInt8] {
        let head = [tag] + Self.length(content.count + Self.codeLength)
        return head + content + code(head + content)
    }

    private mutating func open(_ content: [UInt8], _ tag: UInt8) throws(Fault) -> [UInt8] {
        guard content.count >= Self.codeLength, content.count <= Self.longestSegment - 2 else { throw .structure }
        let covered = Array(content.dropLast(Self.codeLength))
        guard constantTimeEqual(code([tag] + Self.length(content.count) + covered), Array(content.suffix(Self.codeLength))) else {
            throw .authentication
        }
        return covered
    }

    /// The first eight octets; the whole goes into the next.
    private mutating func code(_ octets: [UInt8]) -> [UInt8] {
        do {
            var cmac = try AES.CMAC(key: SymmetricKey(data: keys.authentication))
            cmac.update(data: chainingValue + octets)
            chainingValue = Array(cmac.finalize())
        } catch {
            preconditionFailure("AES-CMAC takes a key of 16 octets: \(error)")
        }
        return Array(chainingValue.prefix(Self.codeLength))
    }

    private mutating func crypt(_ octets: [UInt8], _ run: ([UInt8], SymmetricKey, AES._CBC.IV) throws -> Data) -> [UInt8] {
        var counter = [UInt8](repeating: 0, count: 8) + (0..<8).reversed().map { UInt8(truncatingIfNeeded: block >> ($0 * 8)) }
        block += 1
        do {
            let key = SymmetricKey(data: keys.encryption)
            try AES.permute(&counter, key: key)
            return Array(try run(octets, key, AES._CBC.IV(ivBytes: counter)))
        } catch {
            preconditionFailure("AES-CBC takes a key of 16 octets and whole blocks: \(error)")
        }
    }

    static func length(_ count: Int) -> [UInt8] {
        switch count {
        case ..<0x80: [UInt8(count)]
        case ..<0x100: [0x81, UInt8(count)]
        default: [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
        }
    }
}

/// ANSI X9.63 key derivation with SHA-256. Source: SEC 1 §3.6.1; BSI TR-03111 §4.3.3.
func x963(secret: [UInt8], info: [UInt8], count: Int) -> [UInt8] {
    var output: [UInt8] = []
    var counter: UInt32 = 1
    while output.count < count {
        output += SHA256.hash(data: secret + withUnsafeBytes(of: counter.bigEndian, Array.init) + info)
        counter += 1
    }
    return Array(output.prefix(count))
}
