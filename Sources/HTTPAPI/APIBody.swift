/// A JSON body of the API. Its properties are written in snake_case: `accountID` is `account_id`.
/// ```swift
/// struct OrderBody: APIBody {
///     let id: OrderID
///     let total: Money
///     static let schema = JSONSchema.object([.required("id", .id(Noun.Order.self)), .required("total", .money)])
/// }
/// ```
public protocol APIBody: Codable, Sendable {
    /// What it looks like. A request is checked against it before it is decoded; in tests every answer is checked too.
    static var schema: JSONSchema { get }
    /// The name in the document's components; the type's name unless given. Two bodies must not share one.
    static var schemaName: String { get }
    static var naming: KeyNaming { get }
}

extension APIBody {
    public static var schemaName: String { String(describing: Self.self).replacing("<", with: "Of").replacing(">", with: "") }
    public static var naming: KeyNaming { .snakeCase }
}
