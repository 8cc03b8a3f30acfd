import Platform
import Telecom

/// One page of a list, newest or oldest first as the endpoint says.
public struct Page<Element: APIBody>: APIBody {
    public let data: [Element]
    public let hasMore: Bool
    /// Give it as `cursor` to get the next page; `null` on the last one.
    public let nextCursor: String?

    public init(data: [Element], hasMore: Bool, nextCursor: String?) {
        self.data = data
        self.hasMore = hasMore
        self.nextCursor = nextCursor
    }

    public static var schemaName: String { "PageOf\(Element.schemaName)" }

    public static var schema: JSONSchema {
        .object([
            .required("data", .array(of: .body(Element.self), count: 0...100)),
            .required("has_more", .boolean),
            .required("next_cursor", .nullable(.text(1...512)), "Give it as `cursor` to get the next page; null on the last one."),
        ])
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(data, forKey: .data)
        try container.encode(hasMore, forKey: .hasMore)
        try container.encode(nextCursor, forKey: .nextCursor)
    }
}

/// What a caller asks of a list: at most `limit` elements that come after `after` (the sort key of the last one seen).
///
/// A verb selects `limit + 1` rows after the key, in the order of the key, and `page` makes of them what is answered.
public struct PageRequest: Sendable {
    /// 1...100, 20 unless given.
    public let limit: Int
    public let after: String?

    public init(limit: Int, after: String?) {
        self.limit = limit
        self.after = after
    }

    /// How many rows to ask the store for: one more than the page has, to know if there is more.
    public var fetchLimit: Int { limit + 1 }

    /// - Parameter key: the sort key of an element, such as its id; at most 300 bytes.
    public func page<Row, Element: APIBody>(_ rows: [Row], key: (Row) -> String, _ body: (Row) throws -> Element) rethrows -> Page<Element>
    {
        let shown = rows.prefix(limit)
        let hasMore = rows.count > limit
        return Page(
            data: try shown.map(body), hasMore: hasMore,
            nextCursor: hasMore ? shown.last.map { Cursor.text(after: key($0)) } : nil)
    }
}

/// The opaque text of a cursor: URL-safe base 64 of the sort key.
enum Cursor {
    static func text(after key: String) -> String { base64URL(Array(("1:" + key).utf8)) }

    /// - Throws: `invalid_cursor` for anything that `text(after:)` did not make.
    static func key(_ text: String) throws -> String {
        guard let bytes = base64URLDecoded(text), let key = String(validating: bytes, as: UTF8.self), key.hasPrefix("1:"),
            key.utf8.allSatisfy({ $0 >= 0x20 })
        else { throw PlatformError.invalid("cursor", "cursor is not one that this list gave.", code: "invalid_cursor") }
        return String(key.dropFirst(2))
    }
}
