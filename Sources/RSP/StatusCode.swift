/// What a function of the SM-DP+ refuses with: a subject and a reason. Source: GSMA SGP.22 §5.2.6.
public struct StatusCode: Error, Hashable, Sendable {
    /// Dotted, as in `8.10.1`.
    public let subject: String
    public let reason: String
    /// For whoever reads a log; no identity is in it.
    public let message: String

    init(_ subject: String, _ reason: String, _ message: String) {
        self.subject = subject
        self.reason = reason
        self.message = message
    }

    // What more than one function refuses with.
    static let unknownTransaction = StatusCode("8.10.1", "3.9", "The transaction is unknown or over")
    static let euiccSignature = StatusCode("8.1", "6.1", "The eUICC's signature is not valid")
    static let unknownProfile = StatusCode("8.2.1", "3.9", "No such profile")

    /// A structure that a field carries and that is not one.
    public static func malformed(_ error: MalformedMessage) -> StatusCode { StatusCode("1.6", "2.1", error.description) }
}
