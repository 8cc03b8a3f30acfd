import Billing

/// What each test number does. The numbers are the ones that payment providers publish for tests.
enum TestCardBehaviour: String {
    case succeeds
    case declined
    case insufficientFunds = "insufficient_funds"
    /// The owner must confirm once; after that the card may be charged without them.
    case authenticateOnce = "authenticate_once"
    /// The owner must confirm every time.
    case authenticateAlways = "authenticate_always"
    /// Succeeds, and its owner disputes it an hour later.
    case disputed

    init?(number: String) {
        switch number {
        case "4242424242424242", "5555555555554444", "378282246310005", "6011111111111117": self = .succeeds
        case "4000000000000002": self = .declined
        case "4000000000009995": self = .insufficientFunds
        case "4000002500003155": self = .authenticateOnce
        case "4000002760003184": self = .authenticateAlways
        case "4000000000000259": self = .disputed
        default: return nil
        }
    }

    enum Answer: Equatable {
        case succeeded
        case requiresAction
        case failed(DeclineCode)
    }

    func answer(isOffSession: Bool, wasAuthenticated: Bool) -> Answer {
        switch self {
        case .succeeds, .disputed: .succeeded
        case .declined: .failed(.cardDeclined)
        case .insufficientFunds: .failed(.insufficientFunds)
        case .authenticateOnce where isOffSession && wasAuthenticated: .succeeded
        case .authenticateOnce, .authenticateAlways: isOffSession ? .failed(.authenticationRequired) : .requiresAction
        }
    }
}
