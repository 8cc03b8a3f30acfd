import HTTPTypes

extension JSONSchema {
    /// As JSON Schema 2020-12. A named schema is put into `components` and referred to.
    func document(_ components: inout SchemaComponents) -> JSONValue {
        var members: [JSONValue.Member]
        switch form {
        case .any: members = []
        case .boolean: members = [.init("type", "boolean")]
        case .integer(let range):
            members = [
                .init("type", "integer"), .init("format", "int64"), .init("minimum", .integer(range.lowerBound)),
                .init("maximum", .integer(range.upperBound)),
            ]
        case .number(let range):
            members = [.init("type", "number")]
            if range.lowerBound.isFinite { members.append(.init("minimum", .number(range.lowerBound))) }
            if range.upperBound.isFinite { members.append(.init("maximum", .number(range.upperBound))) }
        case .string(let rule): members = rule.document
        case .array(let element, let count):
            members = [
                .init("type", "array"), .init("items", element.document(&components)), .init("minItems", .integer(Int64(count.lowerBound))),
                .init("maxItems", .integer(Int64(count.upperBound))),
            ]
        case .object(let fields, let isOpen):
            members = [
                .init("type", "object"), .init("properties", .object(fields.map { .init($0.name, $0.schema.document(&components)) })),
                .init("required", .array(fields.filter(\.isRequired).map { .string($0.name) })),
                .init("additionalProperties", .boolean(isOpen)),
            ]
        case .map(let element, let greatestCount):
            members = [
                .init("type", "object"), .init("additionalProperties", element.document(&components)),
                .init("maxProperties", .integer(Int64(greatestCount))),
            ]
        case .named(let name, let schema): members = [.init("$ref", .string(components.reference(name, schema)))]
        case .nullable(let schema): members = [.init("anyOf", [schema.document(&components), ["type": "null"]])]
        }
        if let description { members.append(.init("description", .string(description))) }
        if let example { members.append(.init("examples", [example])) }
        return .object(members)
    }

    /// A small value that fits, for examples.
    var sample: JSONValue {
        if let example { return example }
        switch form {
        case .any: return .object([])
        case .boolean: return true
        case .integer(let range): return .integer(range.contains(1) ? 1 : range.lowerBound)
        case .number(let range): return .number(range.contains(1) ? 1 : range.lowerBound)
        case .string(let rule): return .string(rule.sample)
        case .array(let element, let count): return .array(count.upperBound == 0 ? [] : [element.sample])
        case .object(let fields, _): return .object(fields.filter(\.isRequired).map { .init($0.name, $0.schema.sample) })
        case .map: return .object([])
        case .named(_, let schema), .nullable(let schema): return schema.sample
        }
    }

    /// In a few words, for people: `integer 1…100`.
    var shortDescription: String {
        switch form {
        case .any: return "any JSON"
        case .boolean: return "true or false"
        case .integer(let range): return "integer \(range.lowerBound)…\(range.upperBound)"
        case .number: return "number"
        case .string(let rule):
            if !rule.choices.isEmpty { return rule.choices.map { "“\($0)”" }.joined(separator: " | ") }
            if let format = rule.format { return format }
            guard let start = rule.pattern?.identifierPrefix else {
                return "text, \(rule.length.lowerBound)…\(rule.length.upperBound) characters"
            }
            return "id \(start)…"
        case .array(let element, let count): return "list of \(element.shortDescription), \(count.lowerBound)…\(count.upperBound)"
        case .object(let fields, _): return fields.isEmpty ? "object" : "object {\(fields.map(\.name).joined(separator: ", "))}"
        case .map(let element, _): return "object of \(element.shortDescription)"
        case .named(let name, _): return name
        case .nullable(let schema): return "\(schema.shortDescription) or null"
        }
    }
}

extension JSONSchema.TextRule {
    fileprivate var document: [JSONValue.Member] {
        var members: [JSONValue.Member] = [.init("type", "string")]
        guard choices.isEmpty else { return members + [.init("enum", .array(choices.map { .string($0) }))] }
        members += [.init("minLength", .integer(Int64(length.lowerBound))), .init("maxLength", .integer(Int64(length.upperBound)))]
        if let format { members.append(.init("format", .string(format))) }
        if let pattern { members.append(.init("pattern", .string(pattern.expression))) }
        return members
    }

    fileprivate var sample: String {
        if let choice = choices.first { return choice }
        if format == "date-time" { return "2026-11-23T12:00:00.000Z" }
        if format == "email" { return "ana@example.com" }
        if let start = pattern?.identifierPrefix { return start + "01jd0000000000000000000000" }
        for candidate in ["text", "1", "10.33", "US", "310260", "+15550100"]
        where length.contains(candidate.count) && pattern?.accepts(candidate) != false {
            return candidate
        }
        return String(repeating: "x", count: length.lowerBound)
    }
}

extension TextPattern {
    /// `ord_` of the pattern for an order's identifier.
    fileprivate var identifierPrefix: String? {
        let end = "_[a-z0-9_-]{1,40}$"
        guard expression.hasPrefix("^"), expression.hasSuffix(end) else { return nil }
        return String(expression.dropFirst().dropLast(end.count)) + "_"
    }
}

/// The named schemas of a document, in the order in which they were met.
struct SchemaComponents {
    private(set) var schemas: [JSONValue.Member] = []

    mutating func reference(_ name: String, _ schema: JSONSchema) -> String {
        if !schemas.contains(where: { $0.key == name }) {
            // The place is taken first, so that a schema may speak of itself.
            let index = schemas.count
            schemas.append(.init(name, .null))
            schemas[index] = .init(name, schema.document(&self))
        }
        return "#/components/schemas/\(name)"
    }
}
