import Store

/// What runs jobs of one kind.
public struct JobHandler: Sendable {
    public let kind: String
    /// After this the run is cancelled and counts as failed.
    public let timeoutSeconds: Int64
    /// Does the effect. It may be called again for a job whose effect happened already (a crash before the job was marked done),
    /// so it hands `job.id` on as the idempotency key of what it calls.
    /// - Throws: anything for another try later; `JobAbandoned` when trying again is of no use.
    public let run: @Sendable (Platform, Job) async throws -> Void

    public init(kind: String, timeoutSeconds: Int64 = 30, run: @escaping @Sendable (Platform, Job) async throws -> Void) {
        self.kind = kind
        self.timeoutSeconds = timeoutSeconds
        self.run = run
    }
}

/// A job that no further try will mend.
public struct JobAbandoned: Error, Sendable {
    public let reason: String

    public init(_ reason: String) {
        self.reason = reason
    }
}

extension JobHandler {
    /// Every kind of job that there is.
    public static let all: [JobHandler] = [
        abandonPayment,
        cancelLocation,
        collectPaymentEvents,
        fulfilOrder,
        informCarrier,
        informServingNode,
        provisionLine,
        recogniseRevenue,
        removeExpired,
        renewSubscription,
        resolvePayment,
        sendMail,
        sendRefund,
        tellLostPeer,
    ]
}
