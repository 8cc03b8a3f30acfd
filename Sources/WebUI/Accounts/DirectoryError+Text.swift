import Platform

extension DirectoryError {
    /// For the person at the form. It tells nobody whether an address is known, except whoever tries to join with it.
    var message: String {
        switch self {
        case .emailExists: "This address has joined already. Sign in instead."
        case .invalidEmail, .missingEmail: "That is not an e-mail address."
        case .missingPassword, .weakPassword: "A password has at least 8 characters."
        case .invalidCredentials: "The address or the password is wrong."
        case .tooManyAttempts: "Too many tries. Wait a little and try again."
        case .userDisabled: "This account is closed for now. Ask support."
        case .invalidCode: "This link has been used, or it was meant for another address."
        case .expiredCode: "This link is too old. Ask for a new one."
        default: "That did not work. Try again."
        }
    }
}
