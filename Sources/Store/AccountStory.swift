import Telecom

/// Something that happened to an account.
public struct AccountEvent: Sendable, Equatable {
    public enum Kind: String, CaseIterable, Codable, Sendable {
        case account, audit, bucket, invoice, line, mail, notification, order, payment, refund, reward, subscription
    }

    /// Where it stands in the story: events are told by time, then by kind, subject and number.
    public struct Place: Sendable, Equatable {
        public let at: Timestamp
        public let kind: Kind
        /// The id of what it happened to: an order, a line, …
        public let subject: String
        public let number: Int64

        public init(at: Timestamp, kind: Kind, subject: String, number: Int64) {
            self.at = at
            self.kind = kind
            self.subject = subject
            self.number = number
        }
    }

    public let place: Place
    /// What came of it: the state that a line or order went into, the action of an audit event, what a mail is about.
    public let what: String
    /// A reason, a name or a title in words, as it is kept; from people, so of any content.
    public let text: String?
    public let money: Money?
    public let tokens: TokenAmount?
    /// Units granted by a bucket, in its own unit.
    public let units: Int64?
    public let actor: String?
}

extension SQLTransaction {
    /// What happened to an account, newest first.
    /// - Parameters:
    ///   - kinds: those to tell; not empty.
    ///   - before: only what stands behind this place.
    public func story(
        of account: AccountID, kinds: Set<AccountEvent.Kind>, before: AccountEvent.Place?, limit: Int
    ) throws -> [AccountEvent] {
        let parts = kinds.sorted { $0.rawValue < $1.rawValue }.flatMap { kind in
            Self.storyParts(kind).map { "SELECT * FROM (\($0)) AS part_\(kind.rawValue)" }
        }
        // The columns of an empty first part give the others their types.
        let types = """
            SELECT CAST(NULL AS BIGINT) AS at, CAST(NULL AS TEXT) AS kind, CAST(NULL AS TEXT) AS subject, CAST(NULL AS BIGINT) AS number,
            CAST(NULL AS TEXT) AS what, CAST(NULL AS TEXT) AS text, CAST(NULL AS BIGINT) AS amount, CAST(NULL AS TEXT) AS currency,
            CAST(NULL AS BIGINT) AS gwei, CAST(NULL AS BIGINT) AS wei, CAST(NULL AS BIGINT) AS units, CAST(NULL AS TEXT) AS actor WHERE 1 = 0
            """
        let place = before ?? AccountEvent.Place(at: Timestamp(microsecondsSince1970: .max), kind: .account, subject: "", number: 0)
        return try query(
            """
            SELECT * FROM (\(([types] + parts).joined(separator: "\nUNION ALL\n"))) AS story
            WHERE at < $2 OR (at = $2 AND (kind, subject, number) < ($3, $4, $5))
            ORDER BY at DESC, kind DESC, subject DESC, number DESC LIMIT $6
            """, account, place.at, place.kind.rawValue, place.subject, place.number, limit
        ).map { row in
            AccountEvent(
                place: .init(
                    at: try row.time("at"), kind: try row.choice("kind"), subject: try row.text("subject"),
                    number: try row.integer("number")),
                what: try row.text("what"), text: try row.optionalText("text"),
                money: try row.optionalText("currency").map { _ in try row.money("amount") },
                tokens: try row.optionalInteger("gwei").map { _ in try row.tokens() }, units: try row.optionalInteger("units"),
                actor: try row.optionalText("actor"))
        }
    }

    /// The statements that find a kind's events; `$1` is the account.
    private static func storyParts(_ kind: AccountEvent.Kind) -> [String] {
        func part(
            at: String, subject: String, number: String = "0", what: String, text: String = "NULL", amount: String? = nil,
            currency: String = "currency", tokens: (String, String)? = nil, units: String = "NULL", actor: String = "NULL", from: String
        ) -> String {
            """
            SELECT \(at) AS at, '\(kind.rawValue)' AS kind, \(subject) AS subject, \(number) AS number, \(what) AS what, \(text) AS text,
            \(amount ?? "CAST(NULL AS BIGINT)") AS amount, \(amount == nil ? "NULL" : currency) AS currency,
            \(tokens?.0 ?? "CAST(NULL AS BIGINT)") AS gwei, \(tokens?.1 ?? "CAST(NULL AS BIGINT)") AS wei,
            \(units == "NULL" ? "CAST(NULL AS BIGINT)" : units) AS units, \(actor) AS actor
            FROM \(from)
            """
        }
        switch kind {
        case .account:
            return [
                part(at: "created_at", subject: "id", what: "'joined'", from: "accounts WHERE id = $1"),
                part(
                    at: "deleted_at", subject: "id", number: "1", what: "'deleted'",
                    from: "accounts WHERE id = $1 AND deleted_at IS NOT NULL"),
            ]
        case .audit:
            let event = (at: "at", subject: "subject", number: "id", what: "action", text: "detail", actor: "actor")
            let conditions = [
                "actor = $1", "subject = $1 AND actor <> $1",
                "subject IN (SELECT id FROM orders WHERE account_id = $1) AND actor <> $1",
                "subject IN (SELECT id FROM lines WHERE account_id = $1) AND actor <> $1",
            ]
            return conditions.map {
                part(
                    at: event.at, subject: event.subject, number: event.number, what: event.what, text: event.text, actor: event.actor,
                    from: "audit_events WHERE \($0)")
            }
        case .bucket:
            return [
                part(
                    at: "created_at", subject: "id", what: "unit", text: "service_id", units: "granted",
                    from: "buckets WHERE group_id IN (SELECT group_id FROM accounts WHERE id = $1) AND account_id = $1")
            ]
        case .invoice:
            return [
                part(
                    at: "issued_at", subject: "id", number: "number", what: "kind", amount: "total", from: "invoices WHERE account_id = $1")
            ]
        case .line:
            return [
                part(
                    at: "t.at", subject: "t.line_id", number: "t.sequence", what: "t.to_state", text: "COALESCE(t.note, t.reason)",
                    actor: "t.actor", from: "lines l JOIN line_transitions t ON t.line_id = l.id WHERE l.account_id = $1")
            ]
        case .mail:
            return [part(at: "created_at", subject: "id", what: "kind", text: "subject", from: "mails WHERE account_id = $1")]
        case .notification:
            return [part(at: "created_at", subject: "id", what: "kind", text: "title", from: "notifications WHERE account_id = $1")]
        case .order:
            return [
                part(
                    at: "c.at", subject: "c.order_id", number: "c.sequence", what: "c.state", text: "c.reason", amount: "o.total",
                    currency: "o.currency", actor: "c.actor",
                    from: "orders o JOIN order_changes c ON c.order_id = o.id WHERE o.account_id = $1")
            ]
        case .payment:
            let payments = "orders o JOIN payments p ON p.order_id = o.id WHERE o.account_id = $1"
            return [
                part(
                    at: "p.created_at", subject: "p.id", what: "'tried'", text: "p.order_id", amount: "p.amount", currency: "p.currency",
                    from: payments),
                part(
                    at: "p.settled_at", subject: "p.id", number: "1", what: "p.state", text: "p.decline_code", amount: "p.amount",
                    currency: "p.currency", from: payments + " AND p.settled_at IS NOT NULL"),
            ]
        case .refund:
            let refunds = "orders o JOIN refunds r ON r.order_id = o.id WHERE o.account_id = $1"
            return [
                part(
                    at: "r.created_at", subject: "r.id", what: "'decided'", text: "r.reason", amount: "r.amount", currency: "r.currency",
                    actor: "r.actor", from: refunds),
                part(
                    at: "r.settled_at", subject: "r.id", number: "1", what: "r.state", text: "r.order_id", amount: "r.amount",
                    currency: "r.currency", from: refunds + " AND r.settled_at IS NOT NULL"),
            ]
        case .reward:
            return [
                part(
                    at: "created_at", subject: "id", what: "kind", text: "order_id", tokens: ("granted_gwei", "granted_wei"),
                    from: "rewards WHERE account_id = $1"),
                part(
                    at: "v.created_at", subject: "v.reward_id", number: "1", what: "'reversed'", text: "v.cause_id",
                    tokens: ("v.gwei", "v.wei"),
                    from: "rewards w JOIN reward_reversals v ON v.reward_id = w.id WHERE w.account_id = $1"),
            ]
        case .subscription:
            let subscriptions = "subscriptions WHERE account_id = $1"
            return [
                part(at: "created_at", subject: "id", what: "'began'", text: "name", amount: "price", from: subscriptions),
                part(
                    at: "cancel_requested_at", subject: "id", number: "1", what: "'cancelled'", text: "name", amount: "price",
                    from: subscriptions + " AND cancel_requested_at IS NOT NULL"),
                part(
                    at: "ended_at", subject: "id", number: "2", what: "'ended'", text: "name", amount: "price",
                    from: subscriptions + " AND ended_at IS NOT NULL"),
            ]
        }
    }
}
