import Platform
import Subscribers
import Telecom

enum NetworkAccessRoutes {
    static let endpoints: [Endpoint] = [get, change]

    static let get = Endpoint(
        .get, "/v1/admin/lines/{line_id}/network-access", "getNetworkAccess", tag: "Lines",
        "Get a line's quality on the own network, and where it is", access: .role(.support, .admin, scope: "lines:admin"),
        parameters: [.id("line_id", Noun.Line.self, "The line.")], output: NetworkAccessBody.self, errors: [.notServed]
    ) { call in
        let (subscriber, location) = try await call.platform.networkAccess(of: try call.id("line_id"), for: try call.principal)
        return NetworkAccessBody(subscriber, location)
    }

    static let change = Endpoint(
        .put, "/v1/admin/lines/{line_id}/network-access", "changeNetworkAccess", tag: "Lines",
        "Change a line's access point and quality on the own network",
        description: """
            The network that serves the line is told at once. Without a quality, what the line has bought decides it.
            """,
        access: .role(.admin, scope: "lines:admin"), parameters: [.id("line_id", Noun.Line.self, "The line.")],
        input: AccessProfileBody.self, output: NetworkAccessBody.self, errors: [.notServed]
    ) { call, input in
        let principal = try call.principal
        let id: LineID = try call.id("line_id")
        try await call.platform.changeAccess(of: id, to: try input.profile(), isOwnQuality: input.qci != nil, by: principal)
        let (subscriber, location) = try await call.platform.networkAccess(of: id, for: principal)
        return NetworkAccessBody(subscriber, location)
    }
}

struct AccessProfileBody: APIBody {
    let apn: String
    let qci: Int64?
    let allocationRetentionPriority: Int64?
    let uplinkBitsPerSecond: Int64?
    let downlinkBitsPerSecond: Int64?

    init(_ access: AccessProfile) {
        apn = access.apn.name
        qci = Int64(access.qci)
        allocationRetentionPriority = Int64(access.allocationRetentionPriority)
        uplinkBitsPerSecond = access.uplinkBitsPerSecond
        downlinkBitsPerSecond = access.downlinkBitsPerSecond
    }

    /// - Throws: `invalid_value`.
    func profile() throws -> AccessProfile {
        guard let apn = APN(apn) else { throw PlatformError.invalid("apn", "apn: \(APN.rule).") }
        let standard = AccessProfile.standard
        let profile: AccessProfile?
        switch (qci, allocationRetentionPriority, uplinkBitsPerSecond, downlinkBitsPerSecond) {
        case (let qci?, let priority?, let uplink?, let downlink?):
            profile = AccessProfile(
                apn: apn, qci: Int(qci), allocationRetentionPriority: Int(priority), uplinkBitsPerSecond: uplink,
                downlinkBitsPerSecond: downlink)
        case (nil, nil, nil, nil):
            profile = AccessProfile(
                apn: apn, qci: standard.qci, allocationRetentionPriority: standard.allocationRetentionPriority,
                uplinkBitsPerSecond: standard.uplinkBitsPerSecond, downlinkBitsPerSecond: standard.downlinkBitsPerSecond)
        default: throw PlatformError.invalid("qci", "A quality is said whole: qci, priority and both rates, or none of them.")
        }
        guard let profile else { throw PlatformError.invalid("qci", "A value is out of its range.") }
        return profile
    }

    /// Diameter's 32 bits hold no higher rate (3GPP TS 29.214 §5.3.14).
    private static let rate = JSONSchema.integer(1...Int64(UInt32.max))

    static let schemaName = "AccessProfile"
    static let schema = JSONSchema.object([
        .required("apn", .text(1...63), "The access point name."),
        .optional("qci", .integer(1...9), "QoS class identifier of the default bearer (3GPP TS 23.203 table 6.1.7)."),
        .optional("allocation_retention_priority", .integer(1...15), "1 is the highest."),
        .optional("uplink_bits_per_second", rate), .optional("downlink_bits_per_second", rate),
    ])
}

struct NetworkAccessBody: APIBody {
    /// Where a line was last heard of.
    struct LocationBody: APIBody {
        let network: PLMN
        let country: String?
        let mme: String
        let updatedAt: Timestamp
        let purgedAt: Timestamp?

        static let schemaName = "NetworkLocation"
        static let schema = JSONSchema.object([
            .required("network", .text(5...6), "MCC and MNC."), .optional("country", .country),
            .required("mme", .text(1...255), "Its Diameter name."), .required("updated_at", .time),
            .optional("purged_at", .time, "Since when the network has forgotten the line."),
        ])
    }

    let imsi: IMSI
    let isBarred: Bool
    let access: AccessProfileBody
    let hasOwnQuality: Bool
    let location: LocationBody?

    init(_ subscriber: Subscriber, _ location: Location?) {
        imsi = subscriber.imsi
        isBarred = subscriber.isBarred
        access = AccessProfileBody(subscriber.access)
        hasOwnQuality = subscriber.hasOwnQuality
        self.location = location.map {
            LocationBody(
                network: $0.visitedNetwork, country: $0.visitedNetwork.country?.code, mme: $0.node.host, updatedAt: $0.updatedAt,
                purgedAt: $0.purgedAt)
        }
    }

    static let schemaName = "NetworkAccess"
    static let schema = JSONSchema.object([
        .required("imsi", .text(15...15)), .required("is_barred", .boolean), .required("access", .body(AccessProfileBody.self)),
        .required("has_own_quality", .boolean, "False: the catalogue's policy decides it by what the line has bought."),
        .optional("location", .body(LocationBody.self), "Absent until a network has said that it serves the line."),
    ])
}

extension Endpoint.DocumentedError {
    fileprivate static let notServed = Self(404, "subscriber_not_found", "The own network does not serve the line, or no longer.")
}
