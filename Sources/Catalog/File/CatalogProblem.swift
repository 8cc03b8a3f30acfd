/// One rule of the catalogue file that its text breaks, said so that an operator can mend it:
/// `catalog.yaml:31: categories[0].services[1].price.CAD: a price needs every currency of the catalogue`.
public struct CatalogProblem: Sendable, Equatable, CustomStringConvertible {
    public let file: String
    /// Counted from 1; `nil` where the rule is about something that is not there.
    public let line: Int?
    /// The path to the value, from the top of the file.
    public let key: String
    public let rule: String

    public var description: String {
        "\(file)\(line.map { ":\($0)" } ?? ""): \(key.isEmpty ? "" : "\(key): ")\(rule)"
    }
}

/// Everything that is wrong with a catalogue file, one problem a line. At most `most` are told.
public struct CatalogProblems: Error, Sendable, Equatable, CustomStringConvertible {
    public static let most = 100
    public let problems: [CatalogProblem]

    init(problems: [CatalogProblem]) {
        self.problems = problems
    }

    /// The file cannot be read at all, or its text is not UTF-8.
    public init(unreadable file: String) {
        self.init(problems: [CatalogProblem(file: file, line: nil, key: "", rule: "cannot be read as UTF-8 text")])
    }

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
