import Crypto
import Foundation
import Telecom

/// RESIN: the operator's signed word that the beta programme has given a number to a group. Whoever has the public key can check it without asking; it
/// names no person.
///
/// What is signed is the record's JSON without `signature`: names in order, no white space, no escaped slash.
public struct ResinRecord: Codable, Sendable, Equatable {
    public enum Kind: String, CaseIterable, Codable, Sendable { case resin = "DOTM_RESIN" }
    public enum Version: String, CaseIterable, Codable, Sendable { case two = "2.0" }

    public let type: Kind
    public let version: Version
    /// The brand.
    public let platform: String
    /// E.164, with a plus.
    public let phoneNumber: String
    /// The accounts that share the data.
    public let groupID: GroupID
    /// When the request was approved.
    public let assignedAt: Timestamp
    /// Of the public key that checks it.
    public let keyID: String
    /// Ed25519 (RFC 8032), in base 64 for addresses.
    public let signature: String

    enum CodingKeys: String, CodingKey, CaseIterable {
        case type, version, platform, signature
        case phoneNumber = "phone_number"
        case groupID = "group_id"
        case assignedAt = "assigned_at"
        case keyID = "key_id"
    }

    init(number: MSISDN, group: GroupID, brand: BrandID, assignedAt: Timestamp, key: ResinKey) throws {
        let unsigned = ResinRecord(
            type: .resin, version: .two, platform: brand.text, phoneNumber: "+\(number.digits)", groupID: group, assignedAt: assignedAt,
            keyID: key.id, signature: "")
        self = unsigned.signed(base64URL(Array(try key.privateKey.signature(for: try unsigned.signedBytes()))))
    }

    private init(
        type: Kind, version: Version, platform: String, phoneNumber: String, groupID: GroupID, assignedAt: Timestamp, keyID: String,
        signature: String
    ) {
        self.type = type
        self.version = version
        self.platform = platform
        self.phoneNumber = phoneNumber
        self.groupID = groupID
        self.assignedAt = assignedAt
        self.keyID = keyID
        self.signature = signature
    }

    private func signed(_ signature: String) -> ResinRecord {
        ResinRecord(
            type: type, version: version, platform: platform, phoneNumber: phoneNumber, groupID: groupID, assignedAt: assignedAt,
            keyID: keyID,
            signature: signature)
    }

    /// As a QR holds it: one line of JSON, at most 600 octets.
    public var text: String {
        get throws { String(decoding: try json(), as: UTF8.self) }
    }

    func signedBytes() throws -> Data {
        guard var fields = try JSONSerialization.jsonObject(with: try json()) as? [String: Any] else { throw ResinRefusal.malformed }
        fields[CodingKeys.signature.rawValue] = nil
        return try JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes])
    }

    private func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }
}

/// Why a text is not taken for a RESIN record.
public enum ResinRefusal: Error, Equatable, CustomStringConvertible {
    case malformed
    case unknownKey
    case wrongSignature

    public var description: String {
        switch self {
        case .malformed: "this is no RESIN record of version 2.0"
        case .unknownKey: "it is signed by a key that this installation does not have"
        case .wrongSignature: "the signature does not fit: it was changed, or somebody else wrote it"
        }
    }
}

/// What signs RESIN records: derived from the master key, so older master keys still check what they signed.
public struct ResinKey: Sendable {
    /// Of the public key: the first 12 characters of its SHA-256 in base 64 for addresses.
    public let id: String
    let privateKey: Curve25519.Signing.PrivateKey

    /// 32 octets. Source: RFC 8032 §5.1.5.
    public var publicKey: [UInt8] { Array(privateKey.publicKey.rawRepresentation) }

    init(_ key: SymmetricKey) throws {
        privateKey = try Curve25519.Signing.PrivateKey(rawRepresentation: key.withUnsafeBytes { Data($0) })
        id = String(base64URL(Array(SHA256.hash(data: privateKey.publicKey.rawRepresentation))).prefix(12))
    }
}

extension MasterKey {
    /// The present one, then older ones.
    public func resinKeys() throws -> [ResinKey] { try subkeys(Purpose("RESIN signature")).map { try ResinKey($0) } }

    /// Reads a record and checks that this installation signed it.
    /// - Parameter text: JSON of at most 4,096 octets.
    /// - Throws: `ResinRefusal`.
    public func verifiedResin(_ text: String) throws -> ResinRecord {
        // No name beside those of a record: what is not signed is not there.
        guard text.utf8.count <= 4096, let fields = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
            Set(fields.keys) == Set(ResinRecord.CodingKeys.allCases.map(\.rawValue)),
            let record = try? JSONDecoder().decode(ResinRecord.self, from: Data(text.utf8)),
            let signature = base64URLDecoded(record.signature)
        else { throw ResinRefusal.malformed }
        guard let key = try resinKeys().first(where: { $0.id == record.keyID }) else { throw ResinRefusal.unknownKey }
        guard key.privateKey.publicKey.isValidSignature(signature, for: try record.signedBytes()) else { throw ResinRefusal.wrongSignature }
        return record
    }
}
