import Telecom

/// Answers of the last seconds: a client that asks again gets the same octets, and nothing is done twice. Source: RFC 5080 §2.2.2.
struct RecentAnswers {
    struct Key: Hashable {
        let address: InternetAddress
        let port: Int
        let identifier: UInt8
        let authenticator: [UInt8]
    }

    enum Entry {
        case underWay
        case answered([UInt8])
    }

    static let seconds: Int64 = 10
    static let mostEntries = 8192

    private var entries: [Key: (entry: Entry, until: Timestamp)] = [:]

    /// - Returns: what is known of a request that has come before; `nil` for a new one, which is under way from now on.
    mutating func begin(_ key: Key, at now: Timestamp) -> Entry? {
        if let known = entries[key], known.until > now { return known.entry }
        if entries.count >= Self.mostEntries { entries = entries.filter { $0.value.until > now } }
        if entries.count >= Self.mostEntries { entries.removeAll(keepingCapacity: true) }
        entries[key] = (.underWay, now.adding(seconds: Self.seconds))
        return nil
    }

    /// - Parameter octets: `nil` for a request that got no answer: asked again, it is tried again.
    mutating func end(_ key: Key, _ octets: [UInt8]?, at now: Timestamp) {
        entries[key] = octets.map { (.answered($0), now.adding(seconds: Self.seconds)) }
    }
}
