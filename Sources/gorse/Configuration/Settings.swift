import Foundation

/// Every key with its value and where that came from. Order: command line, environment, `.env`, defaults.
struct Settings: Sendable {
    enum Source: String, Sendable {
        case commandLine = "command line"
        case environment
        case file = ".env"
        case defaults = "default"
    }

    struct Setting: Sendable {
        let key: ConfigurationKey
        /// Empty when it is not set.
        let value: String
        let source: Source
    }

    let settings: [Setting]

    /// - Parameters:
    ///   - commandLine: `KEY=VALUE` of `--set`, and what named options stand for.
    ///   - file: the text of `.env`, if there is one.
    /// - Throws: `ConfigurationError` with every mistake, named by key and place.
    init(commandLine: [String], environment: [String: String], file: String?) throws(ConfigurationError) {
        var problems: [String] = []
        let given = Self.assignments(commandLine, &problems)
        let written = Self.lines(of: file ?? "", &problems)
        let known = Set(ConfigurationKey.all.map(\.name))
        problems += given.keys.filter { !known.contains($0) }.sorted().map { "\($0) (command line) is not a key of gorse" }
        problems += environment.keys.sorted()
            .filter { name in !known.contains(name) && ConfigurationKey.ownPrefixes.contains { name.hasPrefix($0) } }
            .map { "\($0) (environment) is not a key of gorse" }
        problems += written.keys.filter { !known.contains($0) }.sorted().map { "\($0) (.env) is not a key of gorse" }

        var settings: [Setting] = []
        for key in ConfigurationKey.all {
            let places: [(Source, String?)] = [
                (.commandLine, given[key.name]), (.environment, environment[key.name]), (.file, written[key.name]),
            ]
            guard let (source, value) = places.first(where: { $0.1?.isEmpty == false }), let value else {
                settings.append(Setting(key: key, value: key.defaultValue, source: .defaults))
                continue
            }
            if let problem = key.problem(with: value) { problems.append("\(key.name) (\(source.rawValue)) \(problem)") }
            settings.append(Setting(key: key, value: value, source: source))
        }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        self.settings = settings
    }

    /// The value of a key; `nil` when it is not set and has no default.
    subscript(key: ConfigurationKey) -> String? {
        let value = settings.first { $0.key.name == key.name }?.value
        return value?.isEmpty == false ? value : nil
    }

    private static func assignments(_ texts: [String], _ problems: inout [String]) -> [String: String] {
        var values: [String: String] = [:]
        for text in texts {
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
                problems.append("--set takes KEY=VALUE")
                continue
            }
            values[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return values
    }

    /// `KEY=VALUE` a line, the value bare or in one pair of quotes; lines that are empty or begin with `#` say nothing.
    private static func lines(of file: String, _ problems: inout [String]) -> [String: String] {
        var values: [String: String] = [:]
        for (number, line) in file.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard let equals = line.firstIndex(of: "="), equals > line.startIndex else {
                problems.append("line \(number + 1) of .env is not KEY=VALUE")
                continue
            }
            let name = line[..<equals].trimmingCharacters(in: .whitespaces)
            if values[name] != nil { problems.append("\(name) (.env) stands there twice") }
            var value = line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)
            if let quote = value.first, quote == "\"" || quote == "'", value.count > 1, value.last == quote {
                value = String(value.dropFirst().dropLast())
            }
            values[name] = value
        }
        return values
    }
}

/// Why the program cannot start as it is configured. Values of secrets are never in it.
struct ConfigurationError: Error, CustomStringConvertible {
    let problems: [String]

    var description: String { problems.joined(separator: "\n") }
}
