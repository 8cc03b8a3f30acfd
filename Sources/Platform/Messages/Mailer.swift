import Store

/// Takes mails to people.
public protocol Mailer: Sendable {
    /// Written beside each mail that it took, such as `outbox`.
    var name: String { get }

    /// Whether people read the mail in the outbox itself, so that its body stays there.
    var keepsMailsInOutbox: Bool { get }

    /// Hands one mail over. May be called again for a mail that was taken: `mail.id` is the idempotency key.
    /// - Throws: anything for another try later; `JobAbandoned` for an address that will never take it.
    func send(_ mail: Mail) async throws
}

/// The default: mails stay in the outbox, where an admin reads them. Nothing leaves the machine.
public struct OutboxMailer: Mailer {
    public let name = "outbox"
    public let keepsMailsInOutbox = true

    public init() {}

    public func send(_ mail: Mail) async throws {}
}
