import Telecom
import Yams

/// Gathers what is wrong while a file is read.
final class Problems {
    let file: String
    private(set) var found: [CatalogProblem] = []

    init(file: String) {
        self.file = file
    }

    func report(_ rule: String, at key: String, line: Int? = nil) {
        guard found.count < CatalogProblems.most else { return }
        found.append(CatalogProblem(file: file, line: line, key: key, rule: rule))
    }
}

/// One mapping of the file. Reading a key that is missing or breaks its rule reports the problem and gives `nil`, so that reading goes on.
struct Fields {
    let path: String
    let problems: Problems
    private let mapping: Node.Mapping

    /// `nil`, and reported, when `node` is not a mapping. Keys that are not in `keys` are reported.
    init?(_ node: Node, at path: String, keys: [String], _ problems: Problems) {
        guard let mapping = node.mapping else {
            problems.report("must be a mapping with \(keys.joined(separator: ", "))", at: path, line: node.mark?.line)
            return nil
        }
        self.init(mapping, at: path, problems)
        for (key, _) in mapping where !keys.contains(key.scalar?.string ?? "") {
            problems.report(
                "unknown key; allowed are \(keys.joined(separator: ", "))", at: inside(key.scalar?.string ?? "?"), line: key.mark?.line)
        }
    }

    private init(_ mapping: Node.Mapping, at path: String, _ problems: Problems) {
        self.path = path
        self.problems = problems
        self.mapping = mapping
    }

    func inside(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func report(_ rule: String, _ key: String) {
        problems.report(rule, at: inside(key), line: (mapping[key]?.mark ?? mapping.mark)?.line)
    }

    func has(_ key: String) -> Bool { mapping[key] != nil }

    func node(_ key: String) -> Node? {
        guard let node = mapping[key] else {
            report("is required", key)
            return nil
        }
        return node
    }

    /// The scalar as it is written: `20.00` stays `20.00` and never becomes a floating-point number.
    func scalar(_ key: String, _ rule: String) -> String? {
        guard let node = node(key) else { return nil }
        guard let scalar = node.scalar?.string else {
            report(rule, key)
            return nil
        }
        return scalar
    }

    func text(_ key: String, _ length: ClosedRange<Int>) -> String? {
        let rule = "must be text of \(length.lowerBound) to \(length.upperBound) characters on one line"
        guard let text = scalar(key, rule) else { return nil }
        guard length.contains(text.count), !text.contains(where: \.isNewline) else {
            report(rule, key)
            return nil
        }
        return text
    }

    func optionalText(_ key: String, _ length: ClosedRange<Int>) -> String? { has(key) ? text(key, length) : nil }

    func integer(_ key: String, _ range: ClosedRange<Int>) -> Int? {
        let rule = "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let text = scalar(key, rule) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            report(rule, key)
            return nil
        }
        return value
    }

    func flag(_ key: String) -> Bool? {
        guard let text = scalar(key, "must be true or false") else { return nil }
        guard let value = Bool(text) else {
            report("must be true or false", key)
            return nil
        }
        return value
    }

    func choice<Value: RawRepresentable & CaseIterable>(_ key: String, _: Value.Type = Value.self) -> Value?
    where Value.RawValue == String {
        let rule = "must be one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))"
        guard let text = scalar(key, rule) else { return nil }
        guard let value = Value(rawValue: text) else {
            report(rule, key)
            return nil
        }
        return value
    }

    /// The elements of a list with their paths; a missing optional list is empty.
    func list(_ key: String, _ count: ClosedRange<Int>) -> [(node: Node, path: String)] {
        if count.lowerBound == 0, !has(key) { return [] }
        guard let node = node(key) else { return [] }
        guard let sequence = node.sequence, count.contains(sequence.count) else {
            report("must be a list of \(count.lowerBound) to \(count.upperBound) entries", key)
            return []
        }
        return sequence.enumerated().map { ($0.element, "\(inside(key))[\($0.offset)]") }
    }

    /// The entries of an optional mapping whose keys the operator chooses.
    func entries(_ key: String, most: Int) -> [(key: String, node: Node)] {
        guard has(key), let node = node(key) else { return [] }
        guard let mapping = node.mapping, mapping.count <= most else {
            report("must be a mapping of at most \(most) entries", key)
            return []
        }
        return mapping.compactMap { pair in
            guard let name = pair.key.scalar?.string else {
                report("has a key that is not text", key)
                return nil
            }
            return (name, pair.value)
        }
    }

    /// A mapping inside this one.
    func fields(_ key: String, keys: [String]) -> Fields? {
        node(key).flatMap { Fields($0, at: inside(key), keys: keys, problems) }
    }
}
