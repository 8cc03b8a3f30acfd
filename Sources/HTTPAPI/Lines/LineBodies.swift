import Platform
import Subscribers
import Telecom

/// A line as its owner sees it.
struct LineBody: APIBody {
    let id: LineID
    let name: String?
    let state: LineState
    let suspensions: [SuspensionReason]
    let number: MSISDN?
    let iccid: ICCID?
    let activationCode: String?
    let orderID: OrderID?
    let createdAt: Timestamp
    let activatedAt: Timestamp?
    let endedAt: Timestamp?

    init(_ line: Line, for principal: Principal) {
        id = line.id
        name = line.name
        state = line.state
        suspensions = line.suspensions.sorted { $0.rawValue < $1.rawValue }
        number = line.msisdn
        iccid = line.iccid
        activationCode = principal.mayInstall(line) ? line.activationCode?.text : nil
        orderID = line.orderID
        createdAt = line.createdAt
        activatedAt = line.activatedAt
        endedAt = line.endedAt
    }

    static let schema = JSONSchema.object([
        .required("id", .id(Noun.Line.self)),
        .optional("name", .text(1...60), "What its owner calls it."),
        .required("state", .oneOf(LineState.self)),
        .required(
            "suspensions", .array(of: .oneOf(SuspensionReason.self), count: 0...SuspensionReason.allCases.count),
            "Why it is suspended; it resumes when the last reason is lifted."),
        .optional("number", .number, "ITU-T E.164, with +."),
        .optional("iccid", .text(19...20, .digits(19...20)), "Of its SIM profile."),
        .optional(
            "activation_code", .text(9...255),
            "What a device installs the SIM profile with (GSMA SGP.22 §4.1). Only the owner sees it: whoever has it can install the profile."
        ),
        .optional("order_id", .id(Noun.Order.self)),
        .required("created_at", .time),
        .optional("activated_at", .time),
        .optional("ended_at", .time),
    ])
}

extension JSONSchema {
    /// A number in E.164 with its plus sign.
    fileprivate static let number = text(8...16, TextPattern("^\\+[1-9][0-9]{6,14}$") { $0.hasPrefix("+") && MSISDN($0) != nil })
}

extension TextPattern {
    fileprivate static func digits(_ count: ClosedRange<Int>) -> TextPattern {
        TextPattern("^[0-9]{\(count.lowerBound),\(count.upperBound)}$") { text in
            count.contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
    }
}

struct LineNameBody: APIBody {
    let name: String?

    static let schema = JSONSchema.object([
        .required("name", .nullable(.text(0...60)), "What its owner calls it; null or empty for no name.")
    ])
}

struct SuspensionBody: APIBody {
    let reason: SuspensionReason
    let note: String?

    static let schema = JSONSchema.object([
        .required("reason", .oneOf(SuspensionReason.self), "Owners may give `lost_device` and `owner_request`, staff any."),
        .optional("note", .text(0...200)),
    ])
}

struct TerminationBody: APIBody {
    let note: String?

    static let schema = JSONSchema.object([.optional("note", .text(0...200))])
}

/// A line as the staff of its brand sees it, with every change of its state.
struct LineHistoryBody: APIBody {
    let line: LineBody
    let accountID: AccountID
    let imsi: IMSI?
    let transitions: [LineTransitionBody]

    static let schema = JSONSchema.object([
        .required("line", .body(LineBody.self)),
        .required("account_id", .id(Noun.Account.self)),
        .optional("imsi", .text(15...15, .digits(15...15))),
        .required("transitions", .array(of: .body(LineTransitionBody.self), count: 0...1000), "Oldest first."),
    ])
}

struct LineTransitionBody: APIBody {
    let sequence: Int64
    let from: LineState?
    let to: LineState
    let reason: SuspensionReason?
    let actor: String
    let note: String?
    let at: Timestamp

    init(_ transition: LineTransition) {
        sequence = transition.sequence
        from = transition.from
        to = transition.to
        reason = transition.reason
        actor = transition.actor
        note = transition.note
        at = transition.at
    }

    static let schema = JSONSchema.object([
        .required("sequence", .integer(1...1_000_000)),
        .optional("from", .oneOf(LineState.self), "Absent in the first."),
        .required("to", .oneOf(LineState.self)),
        .optional("reason", .oneOf(SuspensionReason.self), "The suspension that began or was lifted."),
        .required("actor", .text(1...64), "An account's id, `system` or the job that did it."),
        .optional("note", .text(0...200)),
        .required("at", .time),
    ])
}
