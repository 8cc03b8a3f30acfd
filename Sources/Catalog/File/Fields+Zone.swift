import Telecom
import Yams

extension Fields {
    /// Zones in their order; none when left out. Each country stands in one of them at most.
    func zones(_ key: String, _ services: [ServiceID: Service]) -> [Zone] {
        var ids: Set<String> = []
        var owners: [Country: String] = [:]
        return list(key, 0...50).compactMap { node, path in
            Fields(node, at: path, keys: ["id", "name", "countries", "data", "talk_and_text"], problems)?
                .zone(services, &ids, &owners)
        }
    }

    private func zone(_ services: [ServiceID: Service], _ ids: inout Set<String>, _ owners: inout [Country: String]) -> Zone? {
        let idRule = "must be \(serviceIDRule), each once"
        let id = scalar("id", idRule)
        let name = text("name", 1...80)
        let countries = self.countries("countries", in: id ?? "", &owners)
        let data = serviceIDs("data", services)
        let talkAndText = serviceIDs("talk_and_text", services)
        guard let id, let name else { return nil }
        guard ServiceID(id) != nil, ids.insert(id).inserted else {
            report(idRule, "id")
            return nil
        }
        if data.isEmpty, talkAndText.isEmpty { report("must name a service where talk_and_text names none", "data") }
        return Zone(id: id, name: name, countries: countries.sorted { $0.code < $1.code }, data: data, talkAndText: talkAndText)
    }

    private func countries(_ key: String, in zone: String, _ owners: inout [Country: String]) -> [Country] {
        list(key, 1...250).compactMap { node, path in
            guard let code = node.scalar?.string, let country = Country(code), country.code == code, country.isAssigned else {
                problems.report("must be the two capital letters of a country (ISO 3166-1)", at: path, line: node.mark?.line)
                return nil
            }
            if let owner = owners.updateValue(zone, forKey: country) {
                problems.report("\(code) is in \(owner) already", at: path, line: node.mark?.line)
                return nil
            }
            return country
        }
    }

    private func serviceIDs(_ key: String, _ services: [ServiceID: Service]) -> [ServiceID] {
        var found: [ServiceID] = []
        for (node, path) in list(key, 0...50) {
            guard let id = node.scalar.flatMap({ ServiceID($0.string) }), services[id] != nil, !found.contains(id) else {
                problems.report("must name a service of this file, each once", at: path, line: node.mark?.line)
                continue
            }
            found.append(id)
        }
        return found
    }
}
