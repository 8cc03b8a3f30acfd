import HTTPAPI

/// A packet gateway's side of one data session: it asks for quota, uses it, reports, asks again.
struct DemoSession {
    let client: DemoClient
    let line: String
    let name: String
    let country: String

    private(set) var used: Int64 = 0
    /// Why the gateway got nothing, the last time.
    private(set) var refusal: String?
    private var number: Int64 = 0
    /// Octets granted and not used yet.
    private var granted: Int64 = 0

    init(client: DemoClient, line: String, name: String, country: String) {
        self.client = client
        self.line = line
        self.name = name
        self.country = country
    }

    /// Uses as many octets and ends the session; less when the quota ends.
    mutating func use(_ octets: Int64) async throws {
        let end = used + octets
        while used < end, try await obtain() {
            let part = min(granted, end - used)
            try await report(part, isLast: used + part == end)
        }
    }

    /// Uses what there is until the gateway is told that there is no more. The session stays open.
    mutating func useAll() async throws {
        while try await obtain() { try await report(granted, isLast: false) }
    }

    /// Asks for quota when there is none. - Returns: whether there is some now.
    private mutating func obtain() async throws -> Bool {
        if granted == 0 { try await request(number == 0 ? "initial" : "update", used: 0, wants: true) }
        return granted > 0
    }

    private mutating func report(_ octets: Int64, isLast: Bool) async throws {
        used += octets
        granted = 0
        try await request(isLast ? "termination" : "update", used: octets, wants: !isLast)
    }

    private mutating func request(_ kind: String, used: Int64, wants: Bool) async throws {
        var item: [JSONValue.Member] = [.init("rating_group", 1)]
        if wants { item.append(.init("requested_units", 0)) }
        if used > 0 { item.append(.init("used_units", ["input": .integer(used / 10), "output": .integer(used - used / 10)])) }
        let answer = try await client.post(
            "/v1/network/usage",
            [
                "session_id": .string(name), "request_number": .integer(number), "kind": .string(kind), "line_id": .string(line),
                "items": [.object(item)], "apn": "internet", "country": .string(country),
            ], as: DemoAnswers.Usage.self)
        number += 1
        granted = answer.items.first?.grantedUnits ?? 0
        refusal = answer.refusal ?? answer.items.first?.refusal
    }
}
