import CryptoExtras
import Foundation
import Platform
import Store
import Telecom
import X509

/// The RSA keys that sign ID tokens: made on first use, shared by all nodes through the database, sealed under the master key.
///
/// A key signs for 30 days. Its successor is published a day before it begins, and a key stays published a day after its last signature,
/// so that verifiers that cache the certificates for an hour never meet an unknown key.
actor SigningKeys {
    struct Key: Sendable {
        let row: SigningKeyRow
        let privateKey: _RSA.Signing.PrivateKey
        let publicKey: _RSA.Signing.PublicKey
    }

    static let signingDays: Int64 = 30
    static let overlapDays: Int64 = 1
    static let purpose = MasterKey.Purpose("identity signing key")

    private let store: any SQLEngine
    private let masterKey: MasterKey
    private let time: TimeSource
    private let randomness: Randomness
    private let keySize: _RSA.Signing.KeySize
    private var keys: [Key] = []
    private var readAt: Timestamp?

    init(store: any SQLEngine, masterKey: MasterKey, time: TimeSource, randomness: Randomness, keySize: _RSA.Signing.KeySize = .bits2048) {
        self.store = store
        self.masterKey = masterKey
        self.time = time
        self.randomness = randomness
        self.keySize = keySize
    }

    /// The key that signs now.
    func signing() async throws -> Key {
        let now = time.now()
        try await refresh(at: now, after: 60)
        return keys.last { $0.row.signsFrom <= now && now < $0.row.signsUntil }!
    }

    /// Every key that a token in use may be signed with.
    func published() async throws -> [Key] {
        try await refresh(at: time.now(), after: 60)
        return keys
    }

    /// The key with this id; an unknown one makes it look into the database, at most every five seconds.
    func published(_ id: String) async throws -> Key? {
        let now = time.now()
        try await refresh(at: now, after: 60)
        if let key = keys.first(where: { $0.row.id == id }) { return key }
        try await refresh(at: now, after: 5)
        return keys.first { $0.row.id == id }
    }

    private func refresh(at now: Timestamp, after seconds: Int64) async throws {
        let isFresh = readAt.map { now.seconds(since: $0) < seconds } ?? false
        let signsOn = keys.contains { $0.row.signsFrom <= now && now < $0.row.signsUntil }
        guard !isFresh || !signsOn else { return }
        var rows = try await store.read { try $0.signingKeys(publishedAt: now) }
        if let missing = Self.missingStart(rows, at: now) {
            let made = try makeKey(signsFrom: missing)
            rows = try await store.write { transaction in
                // Another node may have made it meanwhile.
                let present = try transaction.signingKeys(publishedAt: now)
                if Self.missingStart(present, at: now) != nil { try transaction.insertSigningKey(made) }
                try transaction.removeSigningKeys(publishedUntil: now)
                return try transaction.signingKeys(publishedAt: now)
            }
        }
        let known = Dictionary(keys.map { ($0.row.id, $0) }, uniquingKeysWith: { a, _ in a })
        keys = try rows.map { try known[$0.id] ?? open($0) }
        readAt = now
    }

    /// When the next key must begin to sign, if it is time to make it.
    private static func missingStart(_ rows: [SigningKeyRow], at now: Timestamp) -> Timestamp? {
        guard let last = rows.map(\.signsUntil).max(), last > now else { return now }
        return last <= now.adding(days: overlapDays) ? last : nil
    }

    private func makeKey(signsFrom: Timestamp) throws -> SigningKeyRow {
        let id = base64URL(randomness.bytes(15))
        let key = try _RSA.Signing.PrivateKey(keySize: keySize)
        let signsUntil = signsFrom.adding(days: Self.signingDays)
        let publishedUntil = signsUntil.adding(days: Self.overlapDays)
        return SigningKeyRow(
            id: id, sealedKey: masterKey.seal(Array(key.derRepresentation), Self.purpose, of: id),
            certificate: try Self.certificate(of: key, id: id, from: signsFrom.adding(days: -Self.overlapDays), until: publishedUntil),
            signsFrom: signsFrom, signsUntil: signsUntil, publishedUntil: publishedUntil)
    }

    private func open(_ row: SigningKeyRow) throws -> Key {
        let der = try masterKey.open(row.sealedKey, Self.purpose, of: row.id)
        let key = try _RSA.Signing.PrivateKey(derRepresentation: Data(der))
        return Key(row: row, privateKey: key, publicKey: key.publicKey)
    }

    /// Self-signed: it carries the key and its time, and vouches for nothing.
    private static func certificate(of key: _RSA.Signing.PrivateKey, id: String, from: Timestamp, until: Timestamp) throws -> String {
        let name = try DistinguishedName { CommonName("gorse identity \(id)") }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: Date(timeIntervalSince1970: TimeInterval(from.secondsSince1970)),
            notValidAfter: Date(timeIntervalSince1970: TimeInterval(until.secondsSince1970)), issuer: name, subject: name,
            signatureAlgorithm: .sha256WithRSAEncryption,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
            }, issuerPrivateKey: Certificate.PrivateKey(key))
        return try certificate.serializeAsPEM().pemString
    }
}
