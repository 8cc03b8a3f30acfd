import Hummingbird
import HTTPTypes
import Store

extension Refusal {
    /// A database that cannot answer now is 503: asking again may help. `nil` for what is our own mistake.
    init?(storeError error: any Error) {
        guard let error = error as? StoreError else { return nil }
        let (code, message): (String, String)
        switch error {
        case .unavailable:
            (code, message) = ("store_unavailable", "The service cannot reach its records at the moment. Nothing was changed.")
        case .conflict: (code, message) = ("store_busy", "Others changed the same thing at the same time. Nothing was changed.")
        case .outcomeUnknown:
            (code, message) = (
                "outcome_unknown", "It is not known if this was done. Ask again with the same Idempotency-Key to find out."
            )
        case .constraint, .statement, .corrupt: return nil
        }
        self.init(.serviceUnavailable, type: "unavailable", code: code, message, detail: "\(error)")
        headers[.retryAfter] = "2"
    }
}
