/// What an account may do beyond its own affairs. Given by an admin, never by the account itself.
public enum Role: String, CaseIterable, Codable, Sendable {
    /// Uses the service: its own account, orders and lines.
    case subscriber
    /// Helps subscribers: sees their accounts.
    case support
    /// Runs the platform.
    case admin
    /// A business partner: a brand that sells with us.
    case partner
}
