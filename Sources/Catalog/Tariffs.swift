import Telecom

/// What data costs of a bucket, by where, how and when it is used. Of the rules that match, the first counts; where none does, an octet is an
/// octet. Seconds and messages are always counted as they are.
public struct Tariffs: Hashable, Sendable {
    public struct Rule: Hashable, Sendable {
        public let name: String
        /// Of the network that serves the line; `nil` is any, also an unknown one.
        public let countries: Set<Country>?
        public let apn: APN?
        /// `nil` is any, also none.
        public let ratingGroups: Set<UInt32>?
        public let hours: Hours?
        public let weight: Weight

        public init(
            name: String, countries: Set<Country>? = nil, apn: APN? = nil, ratingGroups: Set<UInt32>? = nil, hours: Hours? = nil,
            weight: Weight
        ) {
            self.name = name
            self.countries = countries
            self.apn = apn
            self.ratingGroups = ratingGroups
            self.hours = hours
            self.weight = weight
        }
    }

    /// A part of every day, in minutes since midnight, each 0..<1440 and not the same: it begins with `from` and ends before `to`, on the
    /// next day where that is not later.
    public struct Hours: Hashable, Sendable {
        public let from: Int64
        public let to: Int64

        public init(from: Int64, to: Int64) {
            precondition((0..<1440).contains(from) && (0..<1440).contains(to) && from != to, "hours out of range")
            self.from = from
            self.to = to
        }

        func contain(_ minute: Int64) -> Bool { from < to ? (from..<to).contains(minute) : minute >= from || minute < to }
    }

    /// What is used, as far as a tariff looks at it.
    public struct Use: Hashable, Sendable {
        public let country: Country?
        public let apn: APN?
        public let ratingGroup: UInt32?

        public init(country: Country?, apn: APN?, ratingGroup: UInt32?) {
            self.country = country
            self.apn = apn
            self.ratingGroup = ratingGroup
        }

        /// Of which nothing is known.
        public static let anywhere = Use(country: nil, apn: nil, ratingGroup: nil)
    }

    public let rules: [Rule]
    /// The clock that hours are told by, in minutes east of UTC, -720...840. It knows no summer time.
    public let utcOffsetMinutes: Int64

    public init(rules: [Rule], utcOffsetMinutes: Int64 = 0) {
        self.rules = rules
        self.utcOffsetMinutes = utcOffsetMinutes
    }

    /// An octet is an octet, everywhere and always.
    public static let flat = Tariffs(rules: [])

    /// Whether going to another country may change what something costs.
    public var dependOnCountry: Bool { rules.contains { $0.countries != nil } }
}

/// What a grant is charged by: one weight, or two where it changes while the grant is valid.
public struct Tariff: Hashable, Sendable {
    public struct Change: Hashable, Sendable {
        /// A whole second.
        public let at: Timestamp
        public let weight: Weight

        public init(at: Timestamp, weight: Weight) {
            self.at = at
            self.weight = weight
        }
    }

    public let weight: Weight
    public let change: Change?

    public init(_ weight: Weight, change: Change? = nil) {
        self.weight = weight
        self.change = change
    }

    public static let standard = Tariff(.one)

    /// What every unit of a grant may come to cost.
    public var heaviest: Weight { change.map { $0.weight.parts > weight.parts ? $0.weight : weight } ?? weight }

    /// Use under this tariff.
    /// - Parameter after: of the `units`, those used after the change.
    public func weighed(_ units: Int64, after: Int64) -> [WeighedUnits] {
        guard let change, after > 0 else { return [WeighedUnits(units: units, weight: weight)] }
        return [WeighedUnits(units: units - after, weight: weight), WeighedUnits(units: after, weight: change.weight)]
            .filter { $0.units > 0 }
    }
}

extension Tariffs {
    public func weight(of use: Use, at time: Timestamp) -> Weight {
        weight(matching(use), minute: minute(of: time))
    }

    /// The tariff of a grant, and how long it may be valid under it: to the second change at most.
    /// - Parameter seconds: how long the grant would be valid, above 0.
    public func tariff(of use: Use, at time: Timestamp, for seconds: Int64) -> (tariff: Tariff, seconds: Int64) {
        let matching = matching(use)
        let now = weight(matching, minute: minute(of: time))
        guard let first = change(matching, from: now, after: time), first.at < time.adding(seconds: seconds) else {
            return (Tariff(now), seconds)
        }
        let second = change(matching, from: first.weight, after: first.at)
        return (Tariff(now, change: first), second.map { min(seconds, $0.at.seconds(since: time)) } ?? seconds)
    }

    /// When the weight is next another one, within a day.
    private func change(_ matching: [Rule], from weight: Weight, after time: Timestamp) -> Tariff.Change? {
        let start = minute(of: time)
        let day = Self.minutesInDay
        let waits = matching.compactMap(\.hours).flatMap { [$0.from, $0.to] }.map { (edge: $0, wait: ($0 - start + day - 1) % day + 1) }
        for (edge, wait) in waits.sorted(by: { $0.wait < $1.wait }) {
            let next = self.weight(matching, minute: edge)
            if next != weight {
                let seconds = time.secondsSince1970
                let startOfMinute = seconds - (seconds % 60 + 60) % 60
                return Tariff.Change(at: Timestamp(secondsSince1970: startOfMinute + wait * 60), weight: next)
            }
        }
        return nil
    }

    private static let minutesInDay: Int64 = 1440

    private func minute(of time: Timestamp) -> Int64 {
        let seconds = time.secondsSince1970 + utcOffsetMinutes * 60
        return (seconds % 86_400 + 86_400) % 86_400 / 60
    }

    /// Rules that match at some hour.
    private func matching(_ use: Use) -> [Rule] {
        rules.filter { rule in
            if let countries = rule.countries {
                guard let country = use.country, countries.contains(country) else { return false }
            }
            if let apn = rule.apn, apn != use.apn { return false }
            if let groups = rule.ratingGroups {
                guard let group = use.ratingGroup, groups.contains(group) else { return false }
            }
            return true
        }
    }

    private func weight(_ matching: [Rule], minute: Int64) -> Weight {
        matching.first { $0.hours?.contain(minute) ?? true }?.weight ?? .one
    }
}
