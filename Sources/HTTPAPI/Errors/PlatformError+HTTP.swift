import Hummingbird
import HTTPTypes
import Platform

extension Refusal {
    init(_ error: PlatformError) {
        self.init(
            error.kind.status, type: error.kind.type, code: error.code, error.message, parameter: error.parameter, detail: error.detail)
        switch error.kind {
        case .unauthenticated: headers[.wwwAuthenticate] = "Bearer"
        case .rateLimited: headers[.retryAfter] = "60"
        case .unavailable: headers[.retryAfter] = "5"
        default: break
        }
    }
}

extension PlatformError.Kind {
    public var status: HTTPResponse.Status {
        switch self {
        case .invalid: .badRequest
        case .unauthenticated: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .conflict: .conflict
        case .paymentRequired: .init(code: 402, reasonPhrase: "Payment Required")
        case .rateLimited: .tooManyRequests
        case .unavailable: .serviceUnavailable
        }
    }

    var type: String {
        switch self {
        case .invalid: "invalid_request"
        case .unauthenticated: "unauthenticated"
        case .forbidden: "forbidden"
        case .notFound: "not_found"
        case .conflict: "conflict"
        case .paymentRequired: "payment_required"
        case .rateLimited: "rate_limited"
        case .unavailable: "unavailable"
        }
    }
}
