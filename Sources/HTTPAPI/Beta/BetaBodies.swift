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

/// What a carrier knows beside the number; nothing with the own network, which has no users of its own.
struct BetaResin: Codable, Sendable {}

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
    }

    static let schema = JSONSchema.object([
        .required("has_request", .boolean), .required("status", .oneOf(Status.self)),
        .optional("phone_number", .nullable(.text(1...20))),
        .optional("oxio_user_id", .nullable(.text(1...100)), "Always null with the own network."),
        .optional("group_id", .nullable(.id(Noun.Group.self)), "The accounts that share the data."),
        .optional("resin_data", .object([])), .optional("reason", .nullable(.prose(1...500)), "Why it was rejected."),
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
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(hasRequest, forKey: .hasRequest)
        try container.encode(status, forKey: .status)
        guard hasRequest else { return }
        try container.encode(phoneNumber, forKey: .phoneNumber)
        try container.encodeNil(forKey: .oxioUserID)
        try container.encode(groupID, forKey: .groupID)
        try container.encode(BetaResin(), forKey: .resinData)
        try container.encode(reason, forKey: .reason)
        try container.encode(requestedAt, forKey: .requestedAt)
        try container.encode(approvedAt, forKey: .approvedAt)
    }
}

struct BetaPhoneNumbersBody: APIBody {
    struct Codes: Codable, Sendable {
        /// A `tel:` link that a camera dials.
        let simpleQR: String

        private enum CodingKeys: CodingKey { case resinQR, simpleQR }

        init(simpleQR: String) {
            self.simpleQR = simpleQR
        }

        init(from decoder: any Decoder) throws {
            simpleQR = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .simpleQR)
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encodeNil(forKey: .resinQR)
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
    let phoneNumbers: [Entry]

    init(_ standing: BetaStanding) {
        success = true
        phoneNumbers = [standing.line?.msisdn].compactMap(\.self).compactMap { msisdn in
            let number = "+\(msisdn.digits)"
            guard let qr = QRCode("tel:\(number)") else { return nil }
            return Entry(
                number: number, groupID: standing.groupID, resinData: BetaResin(),
                qrCodes: Codes(simpleQR: "data:image/png;base64,\(Data(qr.png()).base64EncodedString())"),
                approvedAt: standing.request?.decidedAt)
        }
    }

    static let schema = JSONSchema.object([
        .required("success", .boolean),
        .required(
            "phone_numbers",
            .array(
                of: .object([
                    .required("number", .text(1...20), "With a plus."),
                    .required("group_id", .id(Noun.Group.self), "The accounts that share the data."),
                    .required("resin_data", .object([])),
                    .required(
                        "qr_codes",
                        .object([
                            .required("resin_qr", .nullable(.text(1...100_000))),
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
