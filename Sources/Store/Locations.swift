import Subscribers
import Telecom

extension SQLTransaction {
    public func location(of imsi: IMSI) throws -> Location? {
        try first("SELECT * FROM locations WHERE imsi = $1", imsi).map { row in
            var gateway: ServingNode?
            if let host = try row.optionalText("gateway_host"), let realm = try row.optionalText("gateway_realm") {
                gateway = ServingNode(host: host, realm: realm)
            }
            return Location(
                imsi: imsi, node: ServingNode(host: try row.text("mme_host"), realm: try row.text("mme_realm")),
                visitedNetwork: try row.number("visited_plmn"), revision: try row.integer("revision"),
                updatedAt: try row.time("updated_at"),
                purgedAt: try row.optionalTime("purged_at"), gateway: gateway, told: try row.optionalText("told"))
        }
    }

    /// An MME serves a subscriber from now on.
    /// - Parameter told: what it is given of the subscriber with the answer; `nil` when nothing is.
    /// - Returns: the location's revision.
    public func updateLocation(of imsi: IMSI, _ node: ServingNode, in network: PLMN, told: String? = nil, at time: Timestamp) throws
        -> Int64
    {
        try first(
            """
            INSERT INTO locations (imsi, mme_host, mme_realm, visited_plmn, revision, updated_at, told) VALUES ($1, $2, $3, $4, 1, $5, $6)
            ON CONFLICT (imsi) DO UPDATE SET mme_host = $2, mme_realm = $3, visited_plmn = $4, revision = locations.revision + 1,
                updated_at = $5, purged_at = NULL, gateway_host = NULL, gateway_realm = NULL, told = $6
            RETURNING revision
            """, imsi, node.host, node.realm, network, time, told)!.integer("revision")
    }

    public func markPurged(_ location: Location, at time: Timestamp) throws {
        try execute("UPDATE locations SET purged_at = $3 WHERE imsi = $1 AND revision = $2", location.imsi, location.revision, time)
    }

    /// What the MME has been given, where it still is the one that serves.
    public func setTold(of location: Location, _ treatment: String?) throws {
        try execute("UPDATE locations SET told = $3 WHERE imsi = $1 AND revision = $2", location.imsi, location.revision, treatment)
    }

    public func setGateway(of location: Location, _ gateway: ServingNode) throws {
        try execute(
            "UPDATE locations SET gateway_host = $3, gateway_realm = $4 WHERE imsi = $1 AND revision = $2", location.imsi,
            location.revision, gateway.host, gateway.realm)
    }

    /// Forgets where a subscriber is, unless it has been heard of since.
    public func removeLocation(_ location: Location) throws {
        try execute("DELETE FROM locations WHERE imsi = $1 AND revision = $2", location.imsi, location.revision)
    }

    /// A subscriber that has not ended, barred also while the line is not active whatever the carrier has been told, and where it may be.
    public func roamingSubscriber(_ imsi: IMSI) throws -> (subscriber: Subscriber, rules: RoamingRules)? {
        let row = try first(
            """
            SELECT subscribers.*, lines.state AS line_state FROM subscribers JOIN lines ON lines.id = subscribers.line_id
            WHERE subscribers.imsi = $1 AND subscribers.state <> 'ended'
            """, imsi)
        guard let row else { return nil }
        let isActive = try row.text("line_state") == LineState.active.rawValue
        let subscriber = try subscriber(row, isBarred: !isActive || row.text("state") == NetworkState.barred.rawValue)
        return (subscriber: subscriber, rules: try roamingRules(for: subscriber.lineID, of: subscriber.brandID))
    }

    /// Has the MME that serves a line, if any does, told how things are with the line now. Where an ended line was is forgotten when none does.
    /// - Parameter occasion: what has changed; a second call for the same does nothing.
    public func informServingNode(of line: LineID, occasion: String, at time: Timestamp) throws {
        let row = try first(
            """
            SELECT locations.imsi, locations.purged_at, subscribers.state FROM locations
            JOIN subscribers ON subscribers.imsi = locations.imsi WHERE subscribers.line_id = $1
            """, line)
        guard let row else { return }
        guard try row.optionalTime("purged_at") == nil else {
            if try row.text("state") == NetworkState.ended.rawValue {
                try execute("DELETE FROM locations WHERE imsi = $1", row.number("imsi", IMSI.self))
            }
            return
        }
        let job = LocationJob(imsi: try row.number("imsi"))
        try enqueue(NewJob(kind: LocationJob.informServingNode, key: "\(line.text):\(occasion)", payload: job), at: time)
    }

    /// The same for every line of an account that something was bought for, or lapsed.
    func informServingNodes(of account: AccountID, occasion: String, at time: Timestamp) throws {
        let lines = try query(
            """
            SELECT subscribers.line_id FROM lines JOIN subscribers ON subscribers.line_id = lines.id
            JOIN locations ON locations.imsi = subscribers.imsi WHERE lines.account_id = $1
            """, account)
        for line in lines { try informServingNode(of: try line.id("line_id"), occasion: occasion, at: time) }
    }
}

/// What a job about a location carries.
public struct LocationJob: Codable, Sendable {
    public let imsi: IMSI
    /// The MME that is left; `nil` for the one that serves now.
    public let node: ServingNode?

    public init(imsi: IMSI, node: ServingNode? = nil) {
        self.imsi = imsi
        self.node = node
    }

    /// Tells the MME that serves a subscriber how things are now.
    public static let informServingNode = "inform_serving_node"
    /// Tells an MME that another one serves the subscriber.
    public static let cancelLocation = "cancel_location"
}
