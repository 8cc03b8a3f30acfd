import Charging
import Platform
import Telecom

/// The JSON twin of Gy: for gateways that do not speak Diameter, for tests and for the demonstration. Both become the same `UsageRequest`.
enum NetworkUsageRoutes {
    static let endpoints: [Endpoint] = [authorize]

    static let authorize = Endpoint(
        .post, "/v1/network/usage", "authorizeUsage", tag: "Network", "Report what a session used and ask for more",
        description:
            "Credit control as in RFC 8506, in JSON. The pair of `session_id` and `request_number` identifies a request for ever: sent again, "
            + "it gets the stored answer and is charged once, so no `Idempotency-Key` is needed. A refusal such as `credit_limit_reached` "
            + "is an answer of status 200, for the whole request or for a rating group. Used units are always debited, whatever the answer.",
        access: .role(.admin, scope: "network:charging"), input: UsageRequestBody.self, output: UsageAnswerBody.self,
        errors: [
            .init(409, "request_out_of_order", "The session is past this number, and the request was never decided."),
            .init(409, "session_of_another_line", "The session is open for another line."),
        ], isIdempotent: false
    ) { call, input in
        UsageAnswerBody(try await call.platform.authorizeUsage(input.request()))
    }.forNetwork()
}

struct UsageRequestBody: APIBody {
    enum Kind: String, CaseIterable, Codable { case initial, update, termination, event, refund }

    struct Used: APIBody {
        let input: Int64?
        let output: Int64?
        let total: Int64?
        let afterTariffChange: Int64?

        static let schemaName = "UsedUnits"
        static let schema = JSONSchema.object([
            .optional("input", .units, "Octets from the subscriber."), .optional("output", .units, "Octets to the subscriber."),
            .optional("total", .units, "What is charged for; `input` and `output` together unless given."),
            .optional("after_tariff_change", .units, "Of the total, what was used from `tariff_change_at` on."),
        ])
    }

    struct Item: APIBody {
        let ratingGroup: UInt32?
        let unit: ChargingUnit?
        let requestedUnits: Int64?
        let usedUnits: Used?

        static let schemaName = "UsageRequestItem"
        static let schema = JSONSchema.object([
            .optional("rating_group", .integer(0...4_294_967_295)),
            .optional("unit", .oneOf(ChargingUnit.self), "`octets` unless given."),
            .optional("requested_units", .units, "At most so many are granted; 0 lets the server decide. Without it, nothing is wanted."),
            .optional("used_units", .body(Used.self), "What was used since the last request."),
        ])
    }

    let sessionID: String
    let requestNumber: UInt32
    let kind: Kind
    let lineID: LineID
    let items: [Item]
    let apn: APN?
    let country: Country?
    let servingNetwork: PLMN?
    let isRetransmission: Bool?

    static let schema = JSONSchema.object([
        .required(
            "session_id",
            .text(1...255, TextPattern("^[!-~]{1,255}$", UsageRequest.isSessionID)),
            "The gateway's name of the session, never used for another."),
        .required("request_number", .integer(0...4_294_967_295), "Grows with every request of the session."),
        .required("kind", .oneOf(Kind.self)), .required("line_id", .id(Noun.Line.self)),
        .required("items", .array(of: .body(Item.self), count: 0...UsageRequest.greatestItems), "One for each rating group and unit."),
        .optional("apn", .text(1...63)),
        .optional("serving_network", .plmn, "MCC and MNC of the visited network; usage is counted under the country of its MCC."),
        .optional("country", .country, "Of the visited network, in place of `serving_network`."),
        .optional("is_retransmission", .boolean, "It has been sent before. Only a hint."),
    ])

    /// - Throws: `PlatformError` of kind `.invalid`.
    func request() throws -> UsageRequest {
        guard country == nil || servingNetwork == nil else {
            throw PlatformError.invalid("country", "Give serving_network or country, not both.")
        }
        let kind: UsageRequest.Kind =
            switch self.kind {
            case .initial: .initial
            case .update: .update
            case .termination: .termination
            case .event: .event
            case .refund: .refund
            }
        do {
            return try UsageRequest(
                sessionID: sessionID, requestNumber: requestNumber, kind: kind, lineID: lineID,
                items: items.map { item in
                    UsageRequest.Item(
                        ratingGroup: item.ratingGroup, unit: item.unit ?? .octets,
                        requested: item.requestedUnits.map { $0 == 0 ? .any : .units($0) } ?? .nothing,
                        used: item.usedUnits.map {
                            UsedUnits(input: $0.input ?? 0, output: $0.output ?? 0, total: $0.total, afterChange: $0.afterTariffChange ?? 0)
                        })
                }, apn: apn, country: country ?? servingNetwork?.country, isRetransmission: isRetransmission ?? false)
        } catch {
            throw PlatformError(error)
        }
    }
}

struct UsageAnswerBody: APIBody {
    struct Item: APIBody {
        let ratingGroup: UInt32?
        let unit: ChargingUnit
        let grantedUnits: Int64?
        let validitySeconds: Int64?
        let isFinal: Bool
        let refusal: String?
        let tariffChangeAt: Timestamp?

        static let schemaName = "UsageAnswerItem"
        static let schema = JSONSchema.object([
            .optional("rating_group", .integer(0...4_294_967_295)), .required("unit", .oneOf(ChargingUnit.self)),
            .optional("granted_units", .units, "Absent when nothing was asked for or given."),
            .optional("validity_seconds", .integer(1...31_536_000), "The gateway reports by then."),
            .required("is_final", .boolean, "The last units: when they are used up the service ends."),
            .optional("refusal", .refusal),
            .optional(
                "tariff_change_at", .time, "When an octet of the grant begins to cost otherwise; report what is used from then on apart."),
        ])
    }

    let sessionID: String
    let requestNumber: UInt32
    let refusal: String?
    let items: [Item]

    static let schema = JSONSchema.object([
        .required("session_id", .text(1...255)), .required("request_number", .integer(0...4_294_967_295)),
        .optional("refusal", .refusal, "Why the whole request was refused."),
        .required("items", .array(of: .body(Item.self), count: 0...UsageRequest.greatestItems)),
    ])

    init(_ answer: UsageAnswer) {
        sessionID = answer.sessionID
        requestNumber = answer.requestNumber
        refusal = answer.refusal?.word
        items = answer.items.map { item in
            Item(
                ratingGroup: item.ratingGroup, unit: item.unit, grantedUnits: item.granted, validitySeconds: item.validitySeconds,
                isFinal: item.isFinal, refusal: item.refusal?.word, tariffChangeAt: item.tariffChange)
        }
    }
}

extension JSONSchema {
    static let plmn = text(
        5...6,
        TextPattern("^[0-9]{5,6}$") { text in (5...6).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) } })
    fileprivate static let refusal = oneOf(UsageAnswer.Refusal.allCases.map(\.word))
    /// Octets, seconds or messages.
    static let units: JSONSchema = .integer(0...ChargingUnit.greatestCount)
}
