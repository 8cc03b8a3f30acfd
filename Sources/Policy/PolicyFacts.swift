import Telecom

/// What is known of a line's session when its policy is decided.
public struct PolicyFacts: Hashable, Sendable {
    /// Memberships and add-ons that run.
    public var services: Set<ServiceID>
    /// Of the network that serves the line; `nil` when unknown, which counts as home.
    public var servingCountry: Country?
    /// By the line in this month, over all its sessions.
    public var used: DataVolume
    public var time: Timestamp
    /// When in the first hour of a month the gateway asks again, seconds, 0..<3600: apart for each session, so that not all ask at once.
    public var revalidationDelaySeconds: Int64

    public init(
        services: Set<ServiceID>, servingCountry: Country? = nil, used: DataVolume = .zero, time: Timestamp,
        revalidationDelaySeconds: Int64 = 0
    ) {
        precondition((0..<3600).contains(revalidationDelaySeconds))
        self.services = services
        self.servingCountry = servingCountry
        self.used = used
        self.time = time
        self.revalidationDelaySeconds = revalidationDelaySeconds
    }
}
