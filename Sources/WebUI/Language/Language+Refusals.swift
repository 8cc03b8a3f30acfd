import Billing
import HTTPAPI
import HTTPTypes
import Platform
import Telecom

/// Refusals in the reader's words: by their code where there is a text for it, else by their kind.
extension Language {
    func refusal(_ error: PlatformError) -> String {
        refusal(code: error.code, english: error.message) ?? text("refusals.kind.invalid")
    }

    func refusal(_ refusal: Refusal) -> String {
        if let message = self.refusal(code: refusal.code, english: refusal.message) { return message }
        switch refusal.status {
        case .notFound: return text("refusals.kind.not_found")
        case .forbidden: return text("refusals.kind.forbidden")
        case .tooManyRequests: return text("refusals.kind.rate_limited")
        case _ where refusal.status.code >= 500: return text("refusals.kind.internal")
        default: return text("refusals.kind.invalid")
        }
    }

    private func refusal(code: String, english: String) -> String? {
        textIfAny("refusals.code.\(code)") ?? (self == .english ? english : nil)
    }

    /// It tells nobody whether an address is known, except whoever tries to join with it.
    func refusal(_ error: DirectoryError) -> String {
        switch error {
        case .emailExists: text("refusals.directory.email_exists")
        case .invalidEmail, .missingEmail: text("refusals.directory.invalid_email")
        case .missingPassword, .weakPassword: text("refusals.directory.weak_password")
        case .invalidCredentials: text("refusals.directory.invalid_credentials")
        case .tooManyAttempts: text("refusals.directory.too_many_attempts")
        case .userDisabled: text("refusals.directory.user_disabled")
        case .invalidCode: text("refusals.directory.invalid_code")
        case .expiredCode: text("refusals.directory.expired_code")
        default: text("refusals.kind.invalid")
        }
    }

    func refusal(_ refusal: Card.Refusal) -> String {
        switch refusal {
        case .number: text("refusals.card.number")
        case .expiry: text("refusals.card.expiry")
        case .expired: text("refusals.card.expired")
        case .cvc: text("refusals.card.cvc")
        }
    }
}
