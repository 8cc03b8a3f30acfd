import Foundation
import Platform
import Subscribers
import Telecom

struct BetaRequestBody: APIBody {
    let email: String?
    let firebaseUID: String?
    let name: String?

    static let schema = JSONSchema.object([
        .optional("email", .email, "Accepted and not believed: your account's address counts."),
        .optional("firebase_uid", .text(0...128), "Accepted and not believed."), .optional("name", .text(0...200), "The same."),
    ])
}

struct BetaRequestedBody: APIBody {
    let success: Bool
    let requestID: BetaRequestID
    let message: String
    let emailSent: Bool

    static let schema = JSONSchema.object([
        .required("success", .boolean), .required("request_id", .id(Noun.BetaRequest.self)), .required("message", .text(0...500)),
        .required("email_sent", .boolean, "Whether an admin was mailed. Without one the request stands in the console's queue."),
    ])
}

/// The signed record of the assignment, or `{}` until there is one.
struct BetaResin: Codable, Sendable {
    let record: ResinRecord?

    init(_ record: ResinRecord?) {
        self.record = record
    }

    init(from decoder: any Decoder) throws {
        record = try? ResinRecord(from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
        if let record {
            try record.encode(to: encoder)
        } else {
            try [String: String]().encode(to: encoder)
        }
    }

    static let schema = JSONSchema.object([
        .optional("type", .oneOf(ResinRecord.Kind.self)), .optional("version", .oneOf(ResinRecord.Version.self)),
        .optional("platform", .id(Noun.Brand.self)), .optional("phone_number", .text(1...20)), .optional("group_id", .id(Noun.Group.self)),
        .optional("assigned_at", .time), .optional("key_id", .text(12...12), "Of `GET /v1/resin/keys`."),
        .optional("signature", .text(86...86), "Ed25519 over the record without it, in base 64 for addresses."),
    ])
}

/// Every field is there once there is a request, `null` where nothing is known.
struct BetaStatusBody: APIBody {
    enum Status: String, CaseIterable, Codable, Sendable { case none, pending, approved, rejected }

    let hasRequest: Bool
    let status: Status
    let phoneNumber: String?
    let groupID: GroupID?
    let reason: String?
    let requestedAt: Timestamp?
    let approvedAt: Timestamp?
    let resin: BetaResin

    init(_ standing: BetaStanding) {
        let request = standing.request
        let isApproved = request?.state == .approved
        hasRequest = request != nil
        status = request.flatMap { Status(rawValue: $0.state.rawValue) } ?? .none
        phoneNumber = standing.line?.msisdn.map { "+\($0.digits)" }
        groupID = isApproved ? standing.groupID : nil
        reason = request?.reason
        requestedAt = request?.requestedAt
        approvedAt = isApproved ? request?.decidedAt : nil
        resin = BetaResin(standing.resin)
    }

    static let schema = JSONSchema.object([
        .required("has_request", .boolean), .required("status", .oneOf(Status.self)),
        .optional("phone_number", .nullable(.text(1...20))),
        .optional("oxio_user_id", .nullable(.text(1...100)), "Always null with the own network."),
        .optional("group_id", .nullable(.id(Noun.Group.self)), "The accounts that share the data."),
        .optional("resin_data", BetaResin.schema), .optional("reason", .nullable(.prose(1...500)), "Why it was rejected."),
        .optional("requested_at", .nullable(.time)), .optional("approved_at", .nullable(.time)),
    ])

    private enum CodingKeys: CodingKey {
        case hasRequest, status, phoneNumber, oxioUserID, groupID, resinData, reason, requestedAt, approvedAt
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        hasRequest = try container.decode(Bool.self, forKey: .hasRequest)
        status = try container.decode(Status.self, forKey: .status)
        phoneNumber = try container.decodeIfPresent(String.self, forKey: .phoneNumber)
        groupID = try container.decodeIfPresent(GroupID.self, forKey: .groupID)
        reason = try container.decodeIfPresent(String.self, forKey: .reason)
        requestedAt = try container.decodeIfPresent(Timestamp.self, forKey: .requestedAt)
        approvedAt = try container.decodeIfPresent(Timestamp.self, forKey: .approvedAt)
        resin = try container.decodeIfPresent(BetaResin.self, forKey: .resinData) ?? BetaResin(nil)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(hasRequest, forKey: .hasRequest)
        try container.encode(status, forKey: .status)
        guard hasRequest else { return }
        try container.encode(phoneNumber, forKey: .phoneNumber)
        try container.encodeNil(forKey: .oxioUserID)
        try container.encode(groupID, forKey: .groupID)
        try container.encode(resin, forKey: .resinData)
        try container.encode(reason, forKey: .reason)
        try container.encode(requestedAt, forKey: .requestedAt)
        try container.encode(approvedAt, forKey: .approvedAt)
    }
}

struct BetaPhoneNumbersBody: APIBody {
    struct Codes: Codable, Sendable {
        /// The signed record.
        let resinQR: String?
        /// A `tel:` link that a camera dials.
        let simpleQR: String

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(resinQR, forKey: .resinQR)
            try container.encode(simpleQR, forKey: .simpleQR)
        }
    }

    struct Entry: Codable, Sendable {
        let number: String
        let groupID: GroupID
        let resinData: BetaResin
        let qrCodes: Codes
        let approvedAt: Timestamp?
    }

    let success: Bool
    private(set) var phoneNumbers: [Entry]

    init(_ standing: BetaStanding) throws {
        success = true
        phoneNumbers = []
        guard let msisdn = standing.line?.msisdn, let simple = Self.picture("tel:+\(msisdn.digits)") else { return }
        phoneNumbers.append(
            Entry(
                number: "+\(msisdn.digits)", groupID: standing.groupID, resinData: BetaResin(standing.resin),
                qrCodes: Codes(resinQR: try standing.resin.flatMap { Self.picture(try $0.text) }, simpleQR: simple),
                approvedAt: standing.request?.decidedAt))
    }

    /// A QR as a data URI.
    private static func picture(_ text: String) -> String? {
        QRCode(text).map { "data:image/png;base64,\(Data($0.png()).base64EncodedString())" }
    }

    static let schema = JSONSchema.object([
        .required("success", .boolean),
        .required(
            "phone_numbers",
            .array(
                of: .object([
                    .required("number", .text(1...20), "With a plus."),
                    .required("group_id", .id(Noun.Group.self), "The accounts that share the data."),
                    .required("resin_data", BetaResin.schema),
                    .required(
                        "qr_codes",
                        .object([
                            .required("resin_qr", .nullable(.text(1...100_000)), "A PNG as a data URI: the JSON of `resin_data`."),
                            .required("simple_qr", .text(1...100_000), "A PNG as a data URI: a `tel:` link."),
                        ])), .optional("approved_at", .time),
                ]), count: 0...1)),
    ])
}

struct BetaApplicationBody: APIBody {
    let id: BetaRequestID
    let accountID: AccountID
    let state: BetaRequest.State
    let requestedAt: Timestamp
    let decidedAt: Timestamp?
    let decidedBy: AccountID?
    let reason: String?
    let orderID: OrderID?

    init(_ request: BetaRequest) {
        id = request.id
        accountID = request.accountID
        state = request.state
        requestedAt = request.requestedAt
        decidedAt = request.decidedAt
        decidedBy = request.decidedBy
        reason = request.reason
        orderID = request.orderID
    }

    static let schemaName = "BetaApplication"
    static let schema = JSONSchema.object([
        .required("id", .id(Noun.BetaRequest.self)), .required("account_id", .id(Noun.Account.self)),
        .required("state", .oneOf(BetaRequest.State.self)), .required("requested_at", .time), .optional("decided_at", .time),
        .optional("decided_by", .id(Noun.Account.self), "The admin."),
        .optional("reason", .prose(1...500), "Why it was rejected, as the person is told."),
        .optional("order_id", .id(Noun.Order.self), "What an approval gave."),
    ])
}

struct BetaRejectionBody: APIBody {
    let reason: String

    static let schemaName = "BetaRejection"
    static let schema = JSONSchema.object([.required("reason", .text(1...500), "Told to the person.")])
}

/// The keys that RESIN records are signed with, the present one first. Source: RFC 8037 §2.
struct ResinKeysBody: APIBody {
    enum KeyType: String, CaseIterable, Codable, Sendable { case okp = "OKP" }
    enum Curve: String, CaseIterable, Codable, Sendable { case ed25519 = "Ed25519" }
    enum Use: String, CaseIterable, Codable, Sendable { case signature = "sig" }

    struct Key: Codable, Sendable {
        let kty: KeyType
        let crv: Curve
        let use: Use
        let kid: String
        let x: String
    }

    let keys: [Key]

    init(_ keys: [ResinKey]) {
        self.keys = keys.map { Key(kty: .okp, crv: .ed25519, use: .signature, kid: $0.id, x: base64URL($0.publicKey)) }
    }

    static let schemaName = "ResinKeys"
    static let schema = JSONSchema.object([
        .required(
            "keys",
            .array(
                of: .object([
                    .required("kty", .oneOf(KeyType.self)), .required("crv", .oneOf(Curve.self)), .required("use", .oneOf(Use.self)),
                    .required("kid", .text(12...12)), .required("x", .text(43...43), "The public key, in base 64 for addresses."),
                ]), count: 1...100))
    ])
}
