import Charging
import Telecom

extension Platform {
    /// Decides a gateway's credit-control request: debits what was used, reserves what is asked for. Source: RFC 8506 §5; TS 32.299 §6.3.
    ///
    /// The answer is durable when this returns. The same request (session and number) asked again, on any node and at any time, gets the
    /// same answer and is charged once.
    /// - Returns: an answer for each rating group; refusals such as `.creditLimitReached` are results, not errors.
    /// - Throws: `PlatformError` of kind `.conflict`, code `request_out_of_order` when the session is past this number and the request
    ///   was never decided, code `session_of_another_line`; `StoreError` when nothing could be written.
    public func authorizeUsage(_ request: UsageRequest) async throws -> UsageAnswer {
        do {
            return try await charging.authorize(request)
        } catch let error as ChargingError {
            throw PlatformError(error)
        }
    }
}

extension PlatformError {
    init(_ error: ChargingError) {
        switch error {
        case .outOfOrder(let last):
            self.init(
                .conflict, code: "request_out_of_order", "The session is already at request number \(last).", parameter: "request_number")
        case .sessionOfAnotherLine:
            self.init(
                .conflict, code: "session_of_another_line", "The session belongs to another line.", parameter: "line_id")
        }
    }

    /// What is wrong with a request, in words for its sender.
    public init(_ error: UsageRequestError) {
        switch error {
        case .sessionID:
            self = .invalid("session_id", "session_id is 1 to 255 printable ASCII characters without spaces.")
        case .tooManyItems: self = .invalid("items", "A request has at most \(UsageRequest.greatestItems) items.")
        case .repeatedRatingGroup: self = .invalid("items", "Each rating group and unit comes once.")
        case .units: self = .invalid("items", "Units are 0 to 2^50; requested units are above 0.")
        case .usedInEvent: self = .invalid("items", "An event has no used units: what it requests is debited.")
        }
    }
}
