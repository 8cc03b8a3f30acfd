import CSodium
import Crypto
import CryptoExtras
import Foundation
import Telecom

/// A private key under a password, in the file that every wallet reads. Source: Web3 Secret Storage Definition, version 3.
public struct Keystore: Sendable {
    private let file: KeystoreFile

    /// Whose key it says it is, without proof; `nil` in files that do not tell.
    public var address: Address? { file.address.flatMap { Address($0.hasPrefix("0x") ? $0 : "0x" + $0) } }

    /// How hard it is to try a password.
    public enum Derivation: Sendable, Hashable {
        /// `n` is a power of two from 2 to 2^20, `r` and `p` are 1...16, and 128·n·r·p is at most `maximumMemory`.
        case scrypt(n: Int, r: Int, p: Int)
        /// With HMAC-SHA256, 1...10,000,000 rounds.
        case pbkdf2(rounds: Int)

        /// What go-ethereum writes: 256 MiB for about a second.
        public static let standard = Derivation.scrypt(n: 262_144, r: 8, p: 1)
    }

    /// Octets that deriving may take, so that a hostile file cannot ask for all there are.
    public static let maximumMemory = 512 << 20
    public static let maximumFileSize = 16_384

    /// Encrypts a key. - Throws: `KeystoreError.unsupported` when the derivation is out of its bounds.
    public init(_ key: PrivateKey, password: String, derivation: Derivation = .standard, randomness: Randomness) throws(KeystoreError) {
        let (salt, iv, id) = (randomness.bytes(32), randomness.bytes(16), randomness.bytes(16))
        let derived = try Self.derived(password, derivation, salt: salt)
        var secret = key.withOctets { Array($0) }
        defer { sodium_memzero(&secret, secret.count) }
        let ciphertext = try Self.counterMode(secret, key: derived.cipher, iv: iv)
        file = KeystoreFile(
            address: hexadecimal(key.address.octets).dropFirst(2).description,
            crypto: .init(
                ciphertext: ciphertext, iv: iv, derivation: derivation, salt: salt,
                mac: keccak256(derived.authentication + ciphertext)), id: id)
    }

    /// Reads a file. - Throws: `KeystoreError.unreadable`, or `.unsupported` for another version, cipher or derivation.
    public init(json: Data) throws(KeystoreError) {
        guard json.count <= Self.maximumFileSize, let file = try? JSONDecoder().decode(KeystoreFile.self, from: json) else {
            throw .unreadable
        }
        guard file.isSupported else { throw .unsupported }
        self.file = file
    }

    /// The file.
    public var json: Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        do { return try encoder.encode(file) } catch { preconditionFailure("texts and numbers have a JSON") }
    }

    /// Decrypts the key.
    /// - Throws: `.wrongPassword`, also when the file was changed; `.unsupported` when it demands more than the bounds; `.unreadable` when its
    ///   parts have wrong lengths; `.wrongAddress` when the key is another's than the file says.
    public func privateKey(password: String) throws(KeystoreError) -> PrivateKey {
        let crypto = try file.crypto.opened()
        let derived = try Self.derived(password, crypto.derivation, salt: crypto.salt)
        // Digests are compared in constant time.
        let mac = keccak256(derived.authentication + crypto.ciphertext)
        guard SHA256.hash(data: mac) == SHA256.hash(data: crypto.mac) else { throw .wrongPassword }
        var secret = try Self.counterMode(crypto.ciphertext, key: derived.cipher, iv: crypto.iv)
        defer { sodium_memzero(&secret, secret.count) }
        guard let key = PrivateKey(octets: secret) else { throw .unreadable }
        if file.address != nil, address != key.address { throw .wrongAddress }
        return key
    }

    private struct Derived {
        /// 16 octets for AES-128.
        let cipher: SymmetricKey
        /// 16 octets that the MAC begins with.
        let authentication: [UInt8]
    }

    private static func derived(_ password: String, _ derivation: Derivation, salt: [UInt8]) throws(KeystoreError) -> Derived {
        let password = Array(password.utf8)
        let key: SymmetricKey?
        switch derivation {
        case .scrypt(let n, let r, let p):
            guard (2...1 << 20).contains(n), n.nonzeroBitCount == 1, (1...16).contains(r), (1...16).contains(p),
                128 * n * r * p <= maximumMemory
            else { throw .unsupported }
            // Not swift-crypto's, which holds N below 2^(16·r) as RFC 7914 does: the definition's own test vector is above.
            var out = [UInt8](repeating: 0, count: 32)
            let isDone = crypto_pwhash_scryptsalsa208sha256_ll(
                password, password.count, salt, salt.count, UInt64(n), UInt32(r), UInt32(p), &out, out.count)
            key = isDone == 0 ? SymmetricKey(data: out) : nil
            sodium_memzero(&out, out.count)
        case .pbkdf2(let rounds):
            guard (1...10_000_000).contains(rounds) else { throw .unsupported }
            key = try? KDF.Insecure.PBKDF2.deriveKey(
                from: password, salt: salt, using: .sha256, outputByteCount: 32, unsafeUncheckedRounds: rounds)
        }
        guard let key else { throw .unsupported }
        return key.withUnsafeBytes { Derived(cipher: SymmetricKey(data: $0.prefix(16)), authentication: Array($0.suffix(16))) }
    }

    /// AES-128-CTR, which encrypts and decrypts alike.
    private static func counterMode(_ octets: [UInt8], key: SymmetricKey, iv: [UInt8]) throws(KeystoreError) -> [UInt8] {
        guard let nonce = try? AES._CTR.Nonce(nonceBytes: iv), let out = try? AES._CTR.encrypt(octets, using: key, nonce: nonce) else {
            throw .unreadable
        }
        return Array(out)
    }
}

extension Keystore: CustomStringConvertible, CustomReflectable {
    public var description: String { "keystore of \(address?.description ?? "an account that it does not tell")" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a key is not to be had.
public enum KeystoreError: Error, Equatable {
    /// Not a keystore, or parts of wrong lengths.
    case unreadable
    /// Another version than 3, another cipher than aes-128-ctr, another derivation than scrypt and PBKDF2 with SHA-256, or one that asks for too much.
    case unsupported
    case wrongPassword
    case wrongAddress
}
