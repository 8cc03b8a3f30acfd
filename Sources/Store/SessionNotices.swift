import Telecom

/// Something has happened that gateways with open sessions should hear of at once. Sent with the transaction that makes it happen; whoever
/// misses it hears with the next request of the session, within the validity of its grant.
public enum SessionNotice: Hashable, Sendable {
    /// The group has units that it did not have.
    case moreUnits(GroupID)
    /// The line may use nothing any more.
    case lineStopped(LineID)

    /// Of `SQLEngine.listen`.
    public static let channel = "charging_sessions"

    /// `nil` for what is no notice, such as the empty message after a new connection.
    public init?(_ text: String) {
        if let group = GroupID(text) {
            self = .moreUnits(group)
        } else if let line = LineID(text) {
            self = .lineStopped(line)
        } else {
            return nil
        }
    }

    var text: String {
        switch self {
        case .moreUnits(let group): group.text
        case .lineStopped(let line): line.text
        }
    }
}
