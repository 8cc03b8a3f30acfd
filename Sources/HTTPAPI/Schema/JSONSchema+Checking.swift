extension JSONSchema {
    /// What is wrong with a value, and where: `items[0].service_id`.
    struct Violation: Error, Equatable {
        let path: String
        /// A stable word: `invalid_type`, `missing_field`, `unknown_field`, `out_of_range`, `invalid_length`, `invalid_value`.
        let code: String
        let message: String
    }

    /// - Throws: the first violation, in the order of the fields.
    func check(_ value: JSONValue, at path: String = "") throws(Violation) {
        switch form {
        case .any: return
        case .named(_, let schema): try schema.check(value, at: path)
        case .nullable(let schema): if value != .null { try schema.check(value, at: path) }
        case .boolean:
            guard case .boolean = value else { throw wrongType("boolean", value, path) }
        case .integer(let range):
            switch value {
            case .integer(let number):
                guard range.contains(number) else { throw outOfRange("\(range.lowerBound)", "\(range.upperBound)", path) }
            // Whole, but beyond 64 bits.
            case .number(let number) where number.rounded() == number: throw outOfRange("\(range.lowerBound)", "\(range.upperBound)", path)
            default: throw wrongType("integer", value, path)
            }
        case .number(let range):
            let number: Double
            switch value {
            case .integer(let whole): number = Double(whole)
            case .number(let real): number = real
            default: throw wrongType("number", value, path)
            }
            guard range.contains(number) else { throw outOfRange("\(range.lowerBound)", "\(range.upperBound)", path) }
        case .string(let rule):
            guard case .string(let text) = value else { throw wrongType("string", value, path) }
            try rule.check(text, at: path)
        case .array(let element, let count):
            guard case .array(let elements) = value else { throw wrongType("array", value, path) }
            guard count.contains(elements.count) else {
                throw violation(path, "invalid_length", "must have \(count.lowerBound) to \(count.upperBound) elements")
            }
            for (index, value) in elements.enumerated() { try element.check(value, at: "\(path)[\(index)]") }
        case .object(let fields, let isOpen): try checkObject(value, fields, isOpen, path)
        case .map(let element, let greatestCount):
            guard case .object(let members) = value else { throw wrongType("object", value, path) }
            guard members.count <= greatestCount else { throw violation(path, "invalid_length", "must have at most \(greatestCount) keys") }
            for member in members { try element.check(member.value, at: joined(path, shortened(member.key))) }
        }
    }

    private func checkObject(_ value: JSONValue, _ fields: [Field], _ isOpen: Bool, _ path: String) throws(Violation) {
        guard case .object(let members) = value else { throw wrongType("object", value, path) }
        for field in fields {
            guard let value = members.first(where: { $0.key == field.name })?.value else {
                guard !field.isRequired else { throw violation(joined(path, field.name), "missing_field", "is required") }
                continue
            }
            try field.schema.check(value, at: joined(path, field.name))
        }
        guard !isOpen, let unknown = members.first(where: { member in !fields.contains { $0.name == member.key } }) else { return }
        throw violation(joined(path, shortened(unknown.key)), "unknown_field", "is not a field of this object")
    }

    private func wrongType(_ expected: String, _ value: JSONValue, _ path: String) -> Violation {
        violation(path, "invalid_type", "must be of type \(expected), not \(value.typeName)")
    }

    private func outOfRange(_ low: String, _ high: String, _ path: String) -> Violation {
        violation(path, "out_of_range", "must be between \(low) and \(high)")
    }
}

extension JSONSchema.TextRule {
    func check(_ text: String, at path: String) throws(JSONSchema.Violation) {
        guard choices.isEmpty else {
            guard choices.contains(text) else {
                throw violation(path, "invalid_value", "must be one of \(choices.prefix(20).joined(separator: ", "))")
            }
            return
        }
        guard length.contains(text.unicodeScalars.count) else {
            throw violation(path, "invalid_length", "must have \(length.lowerBound) to \(length.upperBound) characters")
        }
        guard let pattern, !pattern.accepts(text) else { return }
        throw violation(path, "invalid_value", format.map { "must be a valid \($0)" } ?? "must match \(pattern.expression)")
    }
}

private func violation(_ path: String, _ code: String, _ message: String) -> JSONSchema.Violation {
    JSONSchema.Violation(path: path, code: code, message: path.isEmpty ? "The body \(message)." : "\(path) \(message).")
}

private func joined(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

/// A field name of the caller's, short and without control characters.
private func shortened(_ name: String) -> String { String(quoted(name).dropFirst().dropLast()) }
