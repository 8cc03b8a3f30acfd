import Hummingbird
import HTTPTypes
import Platform

/// One endpoint, said once: the router, the OpenAPI document, the documentation page and the tests are all made from it.
public struct Endpoint: Sendable {
    /// A refusal of this endpoint's own, for the document. The common ones (400, 401, 403, 404 for ids, 413, 415, 429, 500, 503) are added by themselves.
    public struct DocumentedError: Sendable {
        let status: Int
        let code: String
        let description: String

        public init(_ status: Int, _ code: String, _ description: String) {
            self.status = status
            self.code = code
            self.description = description
        }
    }

    /// The media type of a request's body.
    public enum InputForm: String, Sendable {
        case json = "application/json"
        /// Checked against the same schema; every value is text.
        case urlEncoded = "application/x-www-form-urlencoded"
        /// The same, with files, which are text in base 64.
        case multipart = "multipart/form-data"
        /// Checked as one text.
        case csv = "text/csv"
    }

    struct Input: Sendable {
        let schemaName: String
        let schema: JSONSchema
        let form: InputForm
        /// In octets.
        let greatestSize: Int
    }

    /// What a success looks like. Without a schema it is not JSON of ours.
    struct Output: Sendable {
        let status: HTTPResponse.Status
        let mediaTypes: [String]
        let schemaName: String?
        let schema: JSONSchema?
    }

    public let method: HTTPRequest.Method
    /// Such as `/v1/orders/{order_id}`.
    public let path: String
    /// A verb phrase in camelCase, unique: `placeOrder`.
    public let operationID: String
    /// The noun, in the plural: `Orders`.
    public let tag: String
    public let summary: String
    public let description: String
    public let access: Access
    public let parameters: [Parameter]
    let input: Input?
    let output: Output
    let errors: [DocumentedError]
    let errorFormat: ErrorFormat
    /// Whether `Idempotency-Key` is honoured: every POST unless switched off.
    let isIdempotent: Bool
    var surface = Surface.api
    var handle: @Sendable (Call, JSONValue) async throws -> Content

    init(
        _ method: HTTPRequest.Method, _ path: String, _ operationID: String, _ tag: String, _ summary: String, _ description: String,
        _ access: Access, _ parameters: [Parameter], input: Input?, output: Output, _ errors: [DocumentedError], _ errorFormat: ErrorFormat,
        _ isIdempotent: Bool?, handle: @escaping @Sendable (Call, JSONValue) async throws -> Content
    ) {
        self.method = method
        self.path = path
        self.operationID = operationID
        self.tag = tag
        self.summary = summary
        self.description = description
        self.access = access
        self.parameters = parameters
        self.input = input
        self.output = output
        self.errors = errors
        self.errorFormat = errorFormat
        self.isIdempotent = isIdempotent ?? (method == .post)
        self.handle = handle
        let names = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        precondition(
            names == parameters.filter { $0.place == .path }.map(\.name), "\(operationID): the path and its parameters do not agree")
    }
}
