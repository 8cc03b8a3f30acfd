import Foundation
import Telecom
import Yams

/// Every text of the pages, or of the mails and notifications, in every language, read once from a folder `Texts` of YAML.
///
/// A file is a noun, and a text's key begins with it: `title` in `lines.yaml` is `lines.title`. The languages of a text stand side by side,
/// so that who adds one sees what is missing. `{name}` is a parameter; a text that counts has a form for `one` and one for `other`, in
/// which `{count}` is the number.
public struct Texts: Sendable {
    public struct Text: Sendable, Equatable {
        /// For a count of one; `nil` for a text that does not count.
        public var one: String?
        public var other: String

        /// The names in braces.
        public var parameters: Set<String> {
            Set([one, other].compactMap(\.self).flatMap { $0.matches(of: Texts.parameter).map { String($0.1) } })
        }
    }

    /// By language, then by key.
    public let texts: [Language: [String: Text]]

    /// A name in braces.
    public static var parameter: Regex<(Substring, Substring)> { /\{([a-z][A-Za-z0-9]*)\}/ }

    public struct Fault: Error, CustomStringConvertible {
        public let description: String

        public init(description: String) {
            self.description = description
        }
    }

    /// - Throws: `Fault` for a file that is no file of texts.
    public init(folder: URL) throws {
        var texts: [Language: [String: Text]] = [:]
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        where file.pathExtension == "yaml" {
            let noun = file.deletingPathExtension().lastPathComponent
            guard let node = try Yams.compose(yaml: String(contentsOf: file, encoding: .utf8)) else { continue }
            try Self.read(node, noun, into: &texts)
        }
        self.texts = texts
    }

    /// The texts of a target: ones that do not load are a programmer's mistake.
    public init(of bundle: Bundle) {
        do {
            try self.init(folder: bundle.resourceURL!.appendingPathComponent("Texts"))
        } catch {
            preconditionFailure("the texts do not load: \(error)")
        }
    }

    private static func read(_ node: Node, _ key: String, into texts: inout [Language: [String: Text]]) throws {
        guard let mapping = node.mapping else { throw Fault(description: "\(key) is neither a text nor a group of texts") }
        for (name, value) in mapping {
            guard let name = name.scalar?.string else { throw Fault(description: "\(key) holds a key that is not text") }
            guard let language = Language(rawValue: name) else {
                try read(value, "\(key).\(name)", into: &texts)
                continue
            }
            guard texts[language]?[key] == nil else { throw Fault(description: "\(key) stands twice in \(name)") }
            texts[language, default: [:]][key] = try text(value, key)
        }
    }

    private static func text(_ node: Node, _ key: String) throws -> Text {
        if let text = node.scalar?.string { return Text(other: text) }
        guard let forms = node.mapping, let one = forms["one"]?.scalar?.string, let other = forms["other"]?.scalar?.string, forms.count == 2
        else { throw Fault(description: "\(key) has neither one text nor the forms one and other") }
        return Text(one: one, other: other)
    }
}

extension Texts {
    /// An unknown key stands for itself, which a test of the sources does not let happen.
    public func text(_ key: String, in language: Language, _ parameters: [String: String] = [:]) -> String {
        guard let text = texts[language]?[key] else { return key }
        return parameters.isEmpty ? text.other : Self.filled(text.other, parameters)
    }

    /// A text that counts, in the form for the number. Source: Unicode CLDR, plural rules of en, es and fr.
    public func text(_ key: String, in language: Language, count: Int64, _ parameters: [String: String] = [:]) -> String {
        guard let text = texts[language]?[key] else { return key }
        let isOne = language == .french ? count == 0 || count == 1 : count == 1
        return Self.filled(isOne ? text.one ?? text.other : text.other, parameters.merging(["count": language.number(count)]) { $1 })
    }

    private static func filled(_ text: String, _ parameters: [String: String]) -> String {
        var (filled, rest) = ("", text[...])
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            filled += parameters[String(rest[rest.index(after: open)..<close])] ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }
}
