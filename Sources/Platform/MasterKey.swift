import Crypto
import Foundation

/// Keeps secrets at rest: AES-256-GCM under keys derived from the operator's master key, one for each purpose.
///
/// Sealed bytes are: format (1 octet, 1), key id (4), nonce (12), ciphertext, tag (16). Purpose and record are authenticated with them,
/// so that one record's secret opens in no other place. Source: NIST SP 800-38D; RFC 5869.
public struct MasterKey: Sendable {
    /// What a secret is for. Each purpose has a key of its own.
    public struct Purpose: Hashable, Sendable {
        let name: String

        public init(_ name: String) {
            self.name = name
        }

        public static let subscriberK = Purpose("subscriber K")
        public static let subscriberOPc = Purpose("subscriber OPc")
    }

    /// What there is to say about a failure, whatever the cause: it tells an attacker nothing.
    public struct Failure: Error, Hashable, Sendable {
        public init() {}
    }

    /// The present key, then older ones that still open what they sealed.
    private let keys: [Key]

    private struct Key: Sendable {
        let id: [UInt8]
        let key: SymmetricKey
    }

    /// - Parameter keys: 32 octets each, the present one first.
    /// - Throws: `Failure` when there is none or one has another length.
    public init(_ keys: [[UInt8]]) throws(Failure) {
        guard !keys.isEmpty, keys.allSatisfy({ $0.count == 32 }) else { throw Failure() }
        self.keys = keys.map { octets in
            let key = SymmetricKey(data: octets)
            return Key(id: Self.derive(key, "key id", count: 4).withUnsafeBytes { Array($0) }, key: key)
        }
    }

    /// Reads 64 hexadecimal digits; behind commas follow older keys. Nothing else is accepted.
    public init(_ text: String) throws(Failure) {
        var keys: [[UInt8]] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let digits = part.compactMap(\.hexDigitValue)
            guard part.utf8.count == 64, digits.count == 64 else { throw Failure() }
            keys.append(stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
        }
        try self.init(keys)
    }

    /// - Parameter record: which record the secret belongs to, such as an IMSI; needed again to open it.
    public func seal(_ secret: [UInt8], _ purpose: Purpose, of record: String) -> [UInt8] {
        let key = keys[0]
        let head = [Self.format] + key.id
        // Fails only for a nonce or key of a wrong length.
        let box = try! AES.GCM.seal(secret, using: subkey(purpose, key), authenticating: associated(head, purpose, record))
        return head + Array(box.combined!)
    }

    /// - Throws: `Failure` when it was not sealed so, or by no key at hand.
    public func open(_ sealed: [UInt8], _ purpose: Purpose, of record: String) throws(Failure) -> [UInt8] {
        guard sealed.count >= 33, sealed[0] == Self.format, let key = keys.first(where: { $0.id == Array(sealed[1..<5]) }) else {
            throw Failure()
        }
        do {
            let box = try AES.GCM.SealedBox(combined: sealed[5...])
            let head = Array(sealed[..<5])
            return Array(try AES.GCM.open(box, using: subkey(purpose, key), authenticating: associated(head, purpose, record)))
        } catch {
            throw Failure()
        }
    }

    /// Whether the present key sealed it: after a change of keys, what is not should be sealed anew.
    public func isCurrent(_ sealed: [UInt8]) -> Bool { sealed.count > 5 && Array(sealed[1..<5]) == keys[0].id }

    /// A key of its own for another use, such as signing links: the same for the same purpose as long as the present key stays.
    public func subkey(_ purpose: Purpose) -> SymmetricKey { subkey(purpose, keys[0]) }

    /// The same of each key, the present one first: what older ones signed can still be checked.
    public func subkeys(_ purpose: Purpose) -> [SymmetricKey] { keys.map { subkey(purpose, $0) } }

    private static let format: UInt8 = 1

    private func subkey(_ purpose: Purpose, _ key: Key) -> SymmetricKey { Self.derive(key.key, "purpose " + purpose.name, count: 32) }

    private static func derive(_ key: SymmetricKey, _ info: String, count: Int) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data("gorse \(info)".utf8), outputByteCount: count)
    }

    private func associated(_ head: [UInt8], _ purpose: Purpose, _ record: String) -> Data {
        Data(head + Array(purpose.name.utf8) + [0] + Array(record.utf8))
    }
}

/// Never printed, nor looked into.
extension MasterKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "master key (not shown)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
