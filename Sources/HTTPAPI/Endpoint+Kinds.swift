import HTTPTypes
import Hummingbird
import Platform

/// The kinds of endpoints. Common to all:
/// - `description`: Markdown-free text of a few sentences.
/// - `bodyLimit`: in octets.
/// - `errors`: refusals of its own, for the document.
/// - `isIdempotent`: switch off only for a POST that changes nothing, or whose answer holds a secret that must not be kept.
extension Endpoint {
    /// Takes a JSON body and answers with one.
    public init<In: APIBody, Out: APIBody>(
        _ method: HTTPRequest.Method, _ path: String, _ operationID: String, tag: String, _ summary: String, description: String = "",
        access: Access, parameters: [Parameter] = [], input: In.Type, inputForm: InputForm = .json, bodyLimit: Int = 64_000,
        output: Out.Type, status: HTTPResponse.Status = .ok, errors: [DocumentedError] = [],
        errorFormat: ErrorFormat = .standard, isIdempotent: Bool? = nil,
        handle: @escaping @Sendable (_ call: Call, _ input: In) async throws -> Out
    ) {
        self.init(
            method, path, operationID, tag, summary, description, access, parameters,
            input: Input(input, form: inputForm, greatestSize: bodyLimit),
            output: Output(output, status), errors, errorFormat, isIdempotent
        ) { call, body in
            let answer = try await handle(call, try In.decoded(from: body))
            return Content(json: try JSONValue(encoding: answer, naming: Out.naming), status: status)
        }
    }

    /// Takes no body and answers with a JSON body.
    public init<Out: APIBody>(
        _ method: HTTPRequest.Method, _ path: String, _ operationID: String, tag: String, _ summary: String, description: String = "",
        access: Access, parameters: [Parameter] = [], output: Out.Type, status: HTTPResponse.Status = .ok, errors: [DocumentedError] = [],
        errorFormat: ErrorFormat = .standard, isIdempotent: Bool? = nil,
        handle: @escaping @Sendable (_ call: Call) async throws -> Out
    ) {
        self.init(
            method, path, operationID, tag, summary, description, access, parameters, input: nil,
            output: Output(output, status), errors, errorFormat, isIdempotent
        ) { call, _ in
            Content(json: try JSONValue(encoding: try await handle(call), naming: Out.naming), status: status)
        }
    }

    /// Takes a JSON body and answers 204.
    public init<In: APIBody>(
        _ method: HTTPRequest.Method, _ path: String, _ operationID: String, tag: String, _ summary: String, description: String = "",
        access: Access, parameters: [Parameter] = [], input: In.Type, inputForm: InputForm = .json, bodyLimit: Int = 64_000,
        errors: [DocumentedError] = [],
        errorFormat: ErrorFormat = .standard, isIdempotent: Bool? = nil,
        handle: @escaping @Sendable (_ call: Call, _ input: In) async throws -> Void
    ) {
        self.init(
            method, path, operationID, tag, summary, description, access, parameters,
            input: Input(input, form: inputForm, greatestSize: bodyLimit),
            output: .none, errors, errorFormat, isIdempotent
        ) { call, body in
            try await handle(call, try In.decoded(from: body))
            return Content(status: .noContent)
        }
    }

    /// Takes no body and answers 204.
    public init(
        _ method: HTTPRequest.Method, _ path: String, _ operationID: String, tag: String, _ summary: String, description: String = "",
        access: Access, parameters: [Parameter] = [], errors: [DocumentedError] = [],
        errorFormat: ErrorFormat = .standard, isIdempotent: Bool? = nil,
        handle: @escaping @Sendable (_ call: Call) async throws -> Void
    ) {
        self.init(
            method, path, operationID, tag, summary, description, access, parameters, input: nil,
            output: .none, errors, errorFormat, isIdempotent
        ) { call, _ in
            try await handle(call)
            return Content(status: .noContent)
        }
    }

    /// Takes no body and answers with content of its own: a page, a picture, precomputed JSON.
    /// - Parameter produces: the media types it may answer with.
    public init(
        _ method: HTTPRequest.Method, _ path: String, _ operationID: String, tag: String, _ summary: String, description: String = "",
        access: Access, parameters: [Parameter] = [], produces: [String], schema: JSONSchema? = nil, status: HTTPResponse.Status = .ok,
        errors: [DocumentedError] = [],
        errorFormat: ErrorFormat = .standard, isIdempotent: Bool? = nil,
        content: @escaping @Sendable (_ call: Call) async throws -> Content
    ) {
        self.init(
            method, path, operationID, tag, summary, description, access, parameters, input: nil,
            output: Output(status: status, mediaTypes: produces, schemaName: nil, schema: schema), errors, errorFormat, isIdempotent
        ) { call, _ in
            try await content(call)
        }
    }

    /// Takes a body, such as a form, and answers with content of its own.
    public init<In: APIBody>(
        _ method: HTTPRequest.Method, _ path: String, _ operationID: String, tag: String, _ summary: String, description: String = "",
        access: Access, parameters: [Parameter] = [], input: In.Type, inputForm: InputForm = .json, bodyLimit: Int = 64_000,
        produces: [String], schema: JSONSchema? = nil, status: HTTPResponse.Status = .ok, errors: [DocumentedError] = [],
        errorFormat: ErrorFormat = .standard, isIdempotent: Bool? = nil,
        content: @escaping @Sendable (_ call: Call, _ input: In) async throws -> Content
    ) {
        self.init(
            method, path, operationID, tag, summary, description, access, parameters,
            input: Input(input, form: inputForm, greatestSize: bodyLimit),
            output: Output(status: status, mediaTypes: produces, schemaName: nil, schema: schema), errors, errorFormat, isIdempotent
        ) { call, body in
            try await content(call, try In.decoded(from: body))
        }
    }
}

extension Endpoint.Input {
    init<Body: APIBody>(_ body: Body.Type, form: Endpoint.InputForm, greatestSize: Int) {
        self.init(schemaName: body.schemaName, schema: body.schema, form: form, greatestSize: greatestSize)
    }
}

extension Endpoint.Output {
    static let none = Endpoint.Output(status: .noContent, mediaTypes: [], schemaName: nil, schema: nil)

    init<Body: APIBody>(_ body: Body.Type, _ status: HTTPResponse.Status) {
        self.init(status: status, mediaTypes: ["application/json"], schemaName: body.schemaName, schema: body.schema)
    }
}

extension APIBody {
    fileprivate static func decoded(from body: JSONValue) throws -> Self {
        do {
            return try body.decode(Self.self, naming: naming)
        } catch let error as DecodingError {
            throw Refusal(error, naming: naming)
        }
    }
}

extension Content {
    init(status: HTTPResponse.Status) {
        self.init("", ByteBuffer(), status: status)
        headers[.contentType] = nil
    }

    /// A JSON body of the API. Never cached: it belongs to one caller.
    public init(json: JSONValue, status: HTTPResponse.Status = .ok) {
        self.init("application/json", ByteBuffer(bytes: json.bytes), status: status)
    }
}

extension Refusal {
    /// A value that fits its schema but not its type, such as the 31st of February.
    init(_ error: DecodingError, naming: KeyNaming) {
        let context: DecodingError.Context
        switch error {
        case .dataCorrupted(let found), .keyNotFound(_, let found), .typeMismatch(_, let found), .valueNotFound(_, let found):
            context = found
        @unknown default: context = .init(codingPath: [], debugDescription: "is not valid")
        }
        let path = context.codingPath.reduce("") { path, key in
            key.intValue.map { "\(path)[\($0)]" } ?? (path.isEmpty ? "" : path + ".") + naming.name(key.stringValue)
        }
        self.init(
            .badRequest, code: "invalid_value", "\(path.isEmpty ? "The body" : path) is not valid: \(context.debugDescription).",
            parameter: path.isEmpty ? nil : path)
    }
}
