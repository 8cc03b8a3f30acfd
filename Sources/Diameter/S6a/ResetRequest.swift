/// Reset-Request: the home subscriber server has lost what MMEs told it, so they tell it anew. Answered with its result alone.
/// Source: 3GPP TS 29.272 §7.2.15, §5.2.4.1.
public struct ResetRequest: S6aRequest {
    public static let command = CommandCode.reset

    public var route: S6aRoute
    /// Beginnings of the IMSIs that it is about; none stands for all.
    public var userIDs: [String]

    public init(route: S6aRoute, userIDs: [String] = []) {
        self.route = route
        self.userIDs = userIDs
    }

    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        route = try S6aRoute(message)
        userIDs = try message.all(AVPs.userID)
    }

    public func append(to message: inout DiameterMessage) {
        for userID in userIDs { message.append(AVPs.userID, userID) }
    }
}
