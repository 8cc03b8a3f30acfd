import Telecom

/// A part of the path or of the query, with its schema.
public struct Parameter: Sendable {
    enum Place: String, Sendable { case path, query }

    let name: String
    let place: Place
    let schema: JSONSchema
    let description: String
    let isRequired: Bool

    /// A segment of the path written `{name}`.
    public static func path(_ name: String, _ schema: JSONSchema, _ description: String) -> Parameter {
        Parameter(name: name, place: .path, schema: schema, description: description, isRequired: true)
    }

    /// The identifier of a noun in the path. A malformed one is answered like one that does not exist: 404.
    public static func id<Noun: IdentifiedNoun>(_ name: String, _ noun: Noun.Type, _ description: String) -> Parameter {
        path(name, .id(noun), description)
    }

    /// An optional query parameter. One whose schema is an array may be repeated, another may stand once.
    public static func query(_ name: String, _ schema: JSONSchema, _ description: String, isRequired: Bool = false) -> Parameter {
        Parameter(name: name, place: .query, schema: schema, description: description, isRequired: isRequired)
    }
}

extension [Parameter] {
    /// `limit` and `cursor`, as `Call.pageRequest` reads them.
    public static let page: [Parameter] = [
        .query("limit", .integer(1...100), "How many to return, 1 to 100; 20 unless given."),
        .query(
            "cursor", .text(1...512, TextPattern("^[A-Za-z0-9_-]+$") { $0.isURLSafe(1...512) }),
            "`next_cursor` of the page before."),
    ]
}

extension String {
    /// Letters, digits, `-` and `_` alone, so many of them: the characters of base64url.
    func isURLSafe(_ length: ClosedRange<Int>) -> Bool {
        length.contains(utf8.count)
            && utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
                    || byte == 0x5F
            }
    }
}
