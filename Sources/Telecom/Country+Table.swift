extension Country {
    /// A mobile network as it is known, which says nothing of whether anyone may use it.
    public struct Network: Hashable, Sendable {
        public let plmn: PLMN
        /// Names under which operators sell it, at most 6.
        public let brands: [String]
    }

    /// Every country and area that has a code, by code: ISO 3166-1, and XK for Kosovo, which the standard leaves to its users.
    public static let all: [Country] = table.keys.sorted { $0.code < $1.code }

    /// Whether the code is anyone's.
    public var isAssigned: Bool { Country.table[self] != nil }

    /// What the country is called; its code where it has no name.
    public func name(in language: Language = .english) -> String {
        guard let row = Country.table[self] else { return code }
        switch language {
        case .english: return row.english
        case .spanish: return row.spanish
        case .french: return row.french
        }
    }

    /// Networks that are known in the country, by their PLMN. Not complete: what a public list of access points names.
    public var knownNetworks: [Network] { Country.table[self]?.networks ?? [] }

    private struct Row {
        let english: String
        let spanish: String
        let french: String
        var networks: [Network] = []
    }

    private static let table: [Country: Row] = {
        var table: [Country: Row] = [:]
        var last: Country?
        for line in countryTable.split(separator: "\n") {
            let fields = line.split(separator: "|").map(String.init)
            if line.first == " ", let country = last, let plmn = PLMN(String(fields[0].dropFirst())) {
                table[country]?.networks.append(Network(plmn: plmn, brands: Array(fields.dropFirst())))
            } else if fields.count == 4, let country = Country(fields[0]) {
                table[country] = Row(english: fields[1], spanish: fields[2], french: fields[3])
                last = country
            } else {
                preconditionFailure("the table of countries holds \(line)")
            }
        }
        return table
    }()
}
