import Hummingbird
import HTTPTypes
import NIOCore
import NIOHTTP1

/// Makes checked values of a request's path, query and body.
enum RequestReading {
    /// At most so many parameters in one query or form.
    static let greatestPairCount = 100

    static func parameters(of endpoint: Endpoint, pathValues: [String?], query: Substring?) throws -> [(name: String, value: JSONValue)] {
        guard query != nil || endpoint.parameters.contains(where: \.isRequired) else { return [] }
        var values: [(name: String, value: JSONValue)] = []
        for (parameter, text) in zip(endpoint.parameters.filter { $0.place == .path }, pathValues) {
            let value = text.map { JSONValue.string($0) } ?? .null
            do {
                try parameter.schema.check(value, at: parameter.name)
            } catch {
                throw Refusal(.notFound, type: "not_found", code: "not_found", "There is no such thing.", parameter: parameter.name)
            }
            values.append((parameter.name, value))
        }
        let pairs = try query.map { try self.pairs(in: $0) } ?? []
        let known = endpoint.parameters.filter { $0.place == .query }
        if let unknown = pairs.first(where: { pair in !known.contains { $0.name == pair.name } }) {
            throw Refusal(
                .badRequest, code: "unknown_parameter", "There is no parameter \(quoted(unknown.name)) here.",
                parameter: unknown.name.bounded)
        }
        for parameter in known {
            let texts = pairs.filter { $0.name == parameter.name }.map(\.value)
            guard let value = try value(of: texts, schema: parameter.schema, name: parameter.name) else {
                guard !parameter.isRequired else {
                    throw Refusal(.badRequest, code: "missing_parameter", "\(parameter.name) is required.", parameter: parameter.name)
                }
                continue
            }
            values.append((parameter.name, value))
        }
        return values
    }

    /// The body as JSON that fits the endpoint's schema; an empty object when the endpoint needs none.
    static func body(of endpoint: Endpoint, _ request: Request, timeLimit: Duration) async throws -> (value: JSONValue, bytes: [UInt8]) {
        guard let input = endpoint.input else {
            // A length of zero is no body.
            guard request.headers[.contentLength].map({ $0 == "0" }) ?? !request.headers.contains(.transferEncoding) else {
                throw Refusal(.badRequest, code: "unexpected_body", "This operation takes no body.")
            }
            return (.object([]), [])
        }
        try checkMediaType(request.headers, input.form)
        let bytes = try await collect(request, upTo: input.greatestSize, timeLimit)
        let value: JSONValue
        switch input.form {
        case .json: value = try json(bytes)
        case .urlEncoded:
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Refusal(.badRequest, code: "invalid_form", "The form is not UTF-8.")
            }
            value = try form(pairs(in: text[...]), schema: input.schema)
        case .multipart:
            value = try form(
                MultipartForm.fields(bytes, contentType: request.headers[.contentType] ?? ""), schema: input.schema)
        case .csv: value = .string(try text(bytes))
        }
        do {
            try input.schema.check(value)
        } catch {
            throw Refusal(.badRequest, code: error.code, error.message, parameter: error.path.isEmpty ? nil : error.path)
        }
        return (value, bytes)
    }

    /// A body that is worth no reading once the request is refused: more than 1 MB, or of no stated length.
    static func isLong(_ request: Request) -> Bool {
        if let length = request.headers[.contentLength] { return Int(length).map { $0 > 1_000_000 } ?? true }
        return request.headers.contains(.transferEncoding)
    }

    private static func checkMediaType(_ headers: HTTPFields, _ form: Endpoint.InputForm) throws {
        let type = headers[.contentType]?.split(separator: ";").first.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        guard type == form.rawValue else {
            throw Refusal(.unsupportedMediaType, code: "unsupported_media_type", "Send the body as \(form.rawValue).")
        }
        guard headers[.contentEncoding] == nil else {
            throw Refusal(.unsupportedMediaType, code: "unsupported_encoding", "Send the body without a Content-Encoding.")
        }
    }

    private static func collect(_ request: Request, upTo limit: Int, _ timeLimit: Duration) async throws -> [UInt8] {
        let tooLarge = Refusal(.contentTooLarge, code: "body_too_large", "The body may have at most \(limit) octets.")
        if let length = request.headers[.contentLength].flatMap(Int.init), length > limit { throw tooLarge }
        return try await withThrowingTaskGroup(of: [UInt8].self) { group in
            defer { group.cancelAll() }
            group.addTask {
                var bytes: [UInt8] = []
                do {
                    for try await buffer in request.body {
                        guard bytes.count + buffer.readableBytes <= limit else { throw tooLarge }
                        bytes.append(contentsOf: buffer.readableBytesView)
                    }
                } catch let fault as HTTPParserError {
                    throw Refusal(malformed: fault)
                }
                return bytes
            }
            group.addTask {
                try await Task.sleep(for: timeLimit)
                throw Refusal(.requestTimeout, type: "timeout", code: "body_too_slow", "The body did not arrive in \(timeLimit).")
            }
            return try await group.next()!
        }
    }

    private static func json(_ bytes: [UInt8]) throws -> JSONValue {
        do {
            return try JSONParser.parse(bytes)
        } catch {
            throw Refusal(.badRequest, code: "invalid_json", "The body is not valid JSON: \(error.reason) (at octet \(error.offset)).")
        }
    }

    private static func text(_ bytes: [UInt8]) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Refusal(.badRequest, code: "invalid_text", "The body is not UTF-8.")
        }
        return text
    }

    private static func form(_ pairs: [(name: String, value: String)], schema: JSONSchema) throws -> JSONValue {
        var members: [JSONValue.Member] = []
        for name in pairs.map(\.name) where !members.contains(where: { $0.key == name }) {
            let texts = pairs.filter { $0.name == name }.map(\.value)
            let schema = schema.fields.first { $0.name == name }?.schema ?? .text(0...Int.max)
            if let value = try value(of: texts, schema: schema, name: name, isChecked: false) { members.append(.init(name, value)) }
        }
        return .object(members)
    }

    private static func pairs(in text: Substring) throws -> [(name: String, value: String)] {
        let parts = text.split(separator: "&")
        guard parts.count <= greatestPairCount else {
            throw Refusal(.badRequest, code: "too_many_parameters", "At most \(greatestPairCount) parameters may be given.")
        }
        return try parts.map { part in
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(halves[0], plusIsSpace: true),
                let value = PercentEncoding.decode(halves.count == 2 ? halves[1] : "", plusIsSpace: true)
            else { throw Refusal(.badRequest, code: "invalid_encoding", "A parameter is not percent-encoded UTF-8.") }
            return (name, value)
        }
    }

    private static func value(of texts: [String], schema: JSONSchema, name: String, isChecked: Bool = true) throws -> JSONValue? {
        guard !texts.isEmpty else { return nil }
        let value: JSONValue
        if case .array(let element, _) = schema.form {
            value = .array(try texts.map { try read($0, as: element, name) })
        } else {
            guard texts.count == 1 else {
                throw Refusal(.badRequest, code: "repeated_parameter", "\(quoted(name)) may be given once only.", parameter: name.bounded)
            }
            value = try read(texts[0], as: schema, name)
        }
        guard isChecked else { return value }
        do {
            try schema.check(value, at: name)
        } catch {
            throw Refusal(.badRequest, code: error.code, error.message, parameter: name)
        }
        return value
    }

    /// Text as the type that the schema wants.
    private static func read(_ text: String, as schema: JSONSchema, _ name: String) throws -> JSONValue {
        switch schema.form {
        case .integer:
            guard let number = Int64(text), "\(number)" == text else {
                throw Refusal(.badRequest, code: "invalid_type", "\(name) must be a whole number.", parameter: name)
            }
            return .integer(number)
        case .boolean:
            guard text == "true" || text == "false" else {
                throw Refusal(.badRequest, code: "invalid_type", "\(name) must be true or false.", parameter: name)
            }
            return .boolean(text == "true")
        default: return .string(text)
        }
    }
}

extension String {
    /// Short enough for an answer.
    var bounded: String { String(quoted(self).dropFirst().dropLast()) }
}
