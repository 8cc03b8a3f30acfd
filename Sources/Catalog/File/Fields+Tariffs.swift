import Telecom
import Yams

extension Fields {
    /// What data costs of a bucket; flat when left out.
    func tariffs(_ key: String, _ zones: [Zone]) -> Tariffs {
        guard has(key), let fields = fields(key, keys: ["utc_offset", "rules"]) else { return .flat }
        let offset = fields.has("utc_offset") ? fields.utcOffset("utc_offset") : 0
        var names: Set<String> = []
        let rules = fields.list("rules", 1...100).compactMap { node, path in
            Fields(node, at: path, keys: ["name", "zone", "apn", "rating_groups", "hours", "weight"], problems)?.tariff(zones, &names)
        }
        return Tariffs(rules: rules, utcOffsetMinutes: offset ?? 0)
    }

    private func tariff(_ zones: [Zone], _ names: inout Set<String>) -> Tariffs.Rule? {
        let name = text("name", 1...40)
        if let name, !names.insert(name).inserted { report("names another tariff already", "name") }
        var countries: Set<Country>?
        if has("zone"), let id = scalar("zone", "must name a zone of this file") {
            if let zone = zones.first(where: { $0.id == id }) {
                countries = Set(zone.countries)
            } else {
                report("must name a zone of this file", "zone")
            }
        }
        var apn: APN?
        if has("apn"), let text = scalar("apn", APN.rule) {
            apn = APN(text)
            if apn == nil { report("must be a name as \(APN.rule)", "apn") }
        }
        let weightRule = "must be \(Weight.rule)"
        let weightText = scalar("weight", weightRule)
        let weight = weightText.flatMap { Weight($0) }
        if weightText != nil, weight == nil { report(weightRule, "weight") }
        let hours = has("hours") ? self.hours("hours") : nil
        let ratingGroups = has("rating_groups") ? self.ratingGroups("rating_groups") : nil
        guard let name, let weight else { return nil }
        return Tariffs.Rule(name: name, countries: countries, apn: apn, ratingGroups: ratingGroups, hours: hours, weight: weight)
    }

    private func ratingGroups(_ key: String) -> Set<UInt32> {
        var groups: Set<UInt32> = []
        for (node, path) in list(key, 1...50) {
            guard let group = node.scalar.flatMap({ UInt32($0.string) }), groups.insert(group).inserted else {
                problems.report("must be a whole number from 0 to \(UInt32.max), each once", at: path, line: node.mark?.line)
                continue
            }
        }
        return groups
    }

    /// `22:00-06:00`.
    private func hours(_ key: String) -> Tariffs.Hours? {
        let rule = "must be two different times of a day, as 22:00-06:00"
        guard let text = scalar(key, rule) else { return nil }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { minutes($0, 0...23) }
        guard ends.count == 2, let from = ends[0], let to = ends[1], from != to else {
            report(rule, key)
            return nil
        }
        return Tariffs.Hours(from: from, to: to)
    }

    /// `+02:00` or `-05:00`.
    private func utcOffset(_ key: String) -> Int64? {
        let rule = "must be the time's distance from UTC, from -12:00 to +14:00"
        guard let text = scalar(key, rule) else { return nil }
        guard let sign = text.first, sign == "+" || sign == "-", let size = minutes(text.dropFirst(), 0...14) else {
            report(rule, key)
            return nil
        }
        let offset = sign == "-" ? -size : size
        guard (-720...840).contains(offset) else {
            report(rule, key)
            return nil
        }
        return offset
    }

    /// `hh:mm` in minutes.
    private func minutes(_ text: Substring, _ hours: ClosedRange<Int64>) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int64(parts[0]), let minute = Int64(parts[1]), hours.contains(hour), minute < 60
        else { return nil }
        return hour * 60 + minute
    }
}
