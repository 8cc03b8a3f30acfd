import Telecom

/// What a JSON value must look like: the part of JSON Schema 2020-12 that this API speaks. The same value checks requests
/// and is printed in the OpenAPI document, so that the two cannot drift apart.
public struct JSONSchema: Sendable {
    public indirect enum Form: Sendable {
        /// Any JSON at all.
        case any
        case boolean
        case integer(ClosedRange<Int64>)
        case number(ClosedRange<Double>)
        case string(TextRule)
        case array(of: JSONSchema, count: ClosedRange<Int>)
        /// Unknown fields are refused unless `isOpen`.
        case object([Field], isOpen: Bool)
        /// An object whose keys are data.
        case map(of: JSONSchema, greatestCount: Int)
        /// A schema of the document's components.
        case named(String, JSONSchema)
        case nullable(JSONSchema)
    }

    /// What a text must look like. Lengths are in Unicode code points.
    public struct TextRule: Sendable {
        let length: ClosedRange<Int>
        var choices: [String] = []
        var format: String?
        var pattern: TextPattern?
    }

    public struct Field: Sendable {
        let name: String
        let schema: JSONSchema
        let isRequired: Bool

        public static func required(_ name: String, _ schema: JSONSchema, _ description: String? = nil) -> Field {
            Field(name: name, schema: schema.described(description), isRequired: true)
        }

        public static func optional(_ name: String, _ schema: JSONSchema, _ description: String? = nil) -> Field {
            Field(name: name, schema: schema.described(description), isRequired: false)
        }
    }

    let form: Form
    var description: String?
    var example: JSONValue?

    init(_ form: Form) {
        self.form = form
    }

    public func described(_ description: String?) -> JSONSchema {
        var schema = self
        if let description { schema.description = description }
        return schema
    }

    public func example(_ example: JSONValue) -> JSONSchema {
        var schema = self
        schema.example = example
        return schema
    }

    /// The fields of an object, through names; empty for anything else.
    var fields: [Field] {
        switch form {
        case .object(let fields, _): fields
        case .named(_, let schema), .nullable(let schema): schema.fields
        default: []
        }
    }
}

/// A rule for a whole text, said twice: as the regular expression that the document shows (ECMA 262, without look-around)
/// and as the check that is made. A test holds the two together.
public struct TextPattern: Sendable {
    let expression: String
    let accepts: @Sendable (String) -> Bool

    public init(_ expression: String, _ accepts: @escaping @Sendable (String) -> Bool) {
        self.expression = expression
        self.accepts = accepts
    }
}

extension JSONSchema {
    public static let any = JSONSchema(.any)
    public static let boolean = JSONSchema(.boolean)

    public static func integer(_ range: ClosedRange<Int64>) -> JSONSchema { JSONSchema(.integer(range)) }
    public static func number(_ range: ClosedRange<Double>) -> JSONSchema { JSONSchema(.number(range)) }

    /// One line of text without control characters.
    public static func text(_ length: ClosedRange<Int>) -> JSONSchema { JSONSchema(.string(TextRule(length: length, pattern: .oneLine))) }

    /// Text of several lines; tabs and line ends are the only control characters.
    public static func prose(_ length: ClosedRange<Int>) -> JSONSchema { JSONSchema(.string(TextRule(length: length, pattern: .lines))) }

    /// Text of a form that a pattern gives.
    public static func text(_ length: ClosedRange<Int>, _ pattern: TextPattern) -> JSONSchema {
        JSONSchema(.string(TextRule(length: length, pattern: pattern)))
    }

    /// One of some words.
    public static func oneOf(_ choices: [String]) -> JSONSchema {
        JSONSchema(.string(TextRule(length: 0...200, choices: choices)))
    }

    public static func oneOf<Choice: CaseIterable & RawRepresentable>(_ type: Choice.Type) -> JSONSchema where Choice.RawValue == String {
        oneOf(Choice.allCases.map(\.rawValue))
    }

    public static func array(of schema: JSONSchema, count: ClosedRange<Int> = 0...100) -> JSONSchema {
        JSONSchema(.array(of: schema, count: count))
    }

    public static func object(_ fields: [Field]) -> JSONSchema { JSONSchema(.object(fields, isOpen: false)) }

    /// An object that may carry fields of any other name, which are ignored: for bodies that another standard fixes.
    public static func openObject(_ fields: [Field]) -> JSONSchema { JSONSchema(.object(fields, isOpen: true)) }

    public static func map(of schema: JSONSchema, greatestCount: Int = 100) -> JSONSchema {
        JSONSchema(.map(of: schema, greatestCount: greatestCount))
    }

    /// The schema of another body, by its name.
    public static func body<Body: APIBody>(_ body: Body.Type) -> JSONSchema { JSONSchema(.named(body.schemaName, body.schema)) }

    public static func nullable(_ schema: JSONSchema) -> JSONSchema { JSONSchema(.nullable(schema)) }
}

extension JSONSchema {
    /// An identifier with the prefix of its noun.
    public static func id<Noun: IdentifiedNoun>(_ noun: Noun.Type) -> JSONSchema {
        text(
            noun.prefix.count + 2...noun.prefix.count + 41, TextPattern("^\(noun.prefix)_[a-z0-9_-]{1,40}$") { ID<Noun>($0) != nil })
    }

    /// A moment in UTC, RFC 3339.
    public static let time: JSONSchema = JSONSchema(
        .string(TextRule(length: 20...35, format: "date-time", pattern: TextPattern(timeExpression) { Timestamp($0) != nil })))

    /// Money in minor units (cents) with its currency.
    public static let money: JSONSchema = object([
        .required("minor_units", integer(-1_000_000_000_000...1_000_000_000_000), "Cents of the currency."),
        .required("currency", oneOf(Currency.self), "ISO 4217."),
    ])

    /// An exact decimal amount of DOTM.
    public static let tokens: JSONSchema = text(
        1...32, TextPattern("^-?[0-9]{1,12}(\\.[0-9]{1,18})?$") { TokenAmount($0) != nil })

    /// A volume of data in octets; one GB is 10^9.
    public static let octets: JSONSchema = integer(0...1_000_000_000_000_000)

    /// An e-mail address as people have them: at most 254 characters, one @, no spaces.
    public static let email: JSONSchema = JSONSchema(
        .string(TextRule(length: 3...254, format: "email", pattern: .email)))

    /// ISO 3166-1 alpha-2.
    public static let country: JSONSchema = text(
        2...2, TextPattern("^[A-Z]{2}$") { $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x41...0x5A).contains($0) } })
}

private let timeExpression =
    "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])$"

extension TextPattern {
    static let oneLine = TextPattern("^[^\\u0000-\\u001F\\u007F]*$") { text in
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    static let lines = TextPattern("^[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F]*$") { text in
        text.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    }

    static let email = TextPattern("^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$") { text in
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count) else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return parts[0].utf8.allSatisfy { isAlphanumeric($0) || emailMarks.contains($0) } && labels.count >= 2
            && labels.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") } }
    }
}

private let emailMarks = Array(".!#$%&'*+/=?^_`{|}~-".utf8)

private func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
}
