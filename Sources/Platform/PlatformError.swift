/// Why a verb refused, in words that fit every door. `message` may be shown to the caller; `detail` is for the log alone.
public struct PlatformError: Error, Sendable, Equatable {
    public enum Kind: String, Sendable {
        /// What was asked is wrong in itself; asking again changes nothing.
        case invalid
        case unauthenticated
        case forbidden
        /// Also for things that the caller may not know of.
        case notFound
        /// It does not fit the present state.
        case conflict
        case paymentRequired
        case rateLimited
        case unavailable
    }

    public let kind: Kind
    /// A stable word for programs, such as `card_declined`.
    public let code: String
    public let message: String
    /// The field of the request that is at fault.
    public let parameter: String?
    public let detail: String?

    public init(_ kind: Kind, code: String, _ message: String, parameter: String? = nil, detail: String? = nil) {
        self.kind = kind
        self.code = code
        self.message = message
        self.parameter = parameter
        self.detail = detail
    }

    public static func invalid(_ parameter: String, _ message: String, code: String = "invalid_value") -> PlatformError {
        PlatformError(.invalid, code: code, message, parameter: parameter)
    }

    public static func notFound(_ noun: String) -> PlatformError {
        PlatformError(.notFound, code: "\(noun)_not_found", "There is no such \(noun.replacing("_", with: " ")).")
    }
}
