import Foundation
import Logging
import Telecom

/// Writes log lines to standard error: JSON objects, one a line, for machines; words when a person looks at a terminal.
struct LineLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    let label: String
    let output: LogOutput

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata.merging(event.metadata ?? [:]) { $1 }
        if let error = event.error { fields["error"] = "\(error)" }
        output.write(level: event.level, label: label, message: event.message.description, fields: fields)
    }
}

/// Where lines go, and in which of the two forms.
struct LogOutput: Sendable {
    let isTerminal: Bool
    /// Texts that are replaced, should an error quote them.
    let secrets: [String]
    let time: TimeSource
    let writeLine: @Sendable (String) -> Void

    init(
        isTerminal: Bool = isatty(STDERR_FILENO) == 1, secrets: [String], time: TimeSource = .system,
        writeLine: @escaping @Sendable (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }
    ) {
        self.isTerminal = isTerminal
        self.secrets = secrets
        self.time = time
        self.writeLine = writeLine
    }

    /// Every logger of the process from now on, the libraries' too. To be called once.
    static func start(_ configuration: Configuration) {
        let output = LogOutput(secrets: configuration.secrets)
        LoggingSystem.bootstrap { LineLogHandler(logLevel: configuration.logLevel, label: $0, output: output) }
    }

    func write(level: Logger.Level, label: String, message: String, fields: Logger.Metadata) {
        let fields = fields.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        let now = time.now().description
        var line: String
        if isTerminal {
            let words = fields.map { " \($0.0)=\($0.1)" }.joined()
            line = "\(now) \(level.rawValue.uppercased()) \(message)\(words)".replacing("\n", with: "\\n")
        } else {
            let pairs = [("time", now), ("level", level.rawValue), ("logger", label), ("message", message)] + fields
            line = "{" + pairs.map { "\(Self.json($0.0)):\(Self.json($0.1))" }.joined(separator: ",") + "}"
        }
        for secret in secrets { line = line.replacing(secret, with: "(secret)") }
        writeLine(line + "\n")
    }

    private static func json(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case "\u{0}"..<" ": json += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }
}
