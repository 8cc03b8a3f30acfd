import Hummingbird
import HTTPTypes
import Platform

/// A refusal as a client sees it: status, and what the body says. `detail` is for the log alone.
public struct Refusal: Error, Sendable {
    public let status: HTTPResponse.Status
    public let type: String
    public let code: String
    public let message: String
    public let parameter: String?
    public var headers: HTTPFields = [:]
    public let detail: String?

    public init(
        _ status: HTTPResponse.Status, type: String = "invalid_request", code: String, _ message: String, parameter: String? = nil,
        detail: String? = nil
    ) {
        self.status = status
        self.type = type
        self.code = code
        self.message = message
        self.parameter = parameter
        self.detail = detail
    }

    /// The answer is not ready in time. What was begun is brought to its end all the same.
    static func tooSlow(_ limit: Duration) -> Refusal {
        var refusal = Refusal(
            .serviceUnavailable, type: "unavailable", code: "request_too_slow",
            "The answer took longer than \(limit). It may still be done: ask again, with the same Idempotency-Key if there was one, to find out."
        )
        refusal.headers[.retryAfter] = "5"
        return refusal
    }

    /// Every error that reaches the door, as a refusal. What is not known to be fit for clients becomes a plain 500.
    public init(_ error: any Error) {
        switch error {
        case let refusal as Refusal: self = refusal
        case let error as PlatformError: self.init(error)
        default:
            self =
                Refusal(storeError: error)
                ?? Refusal(
                    .internalServerError, type: "internal", code: "internal_error",
                    "Something went wrong on our side. The request id helps us to find out what.", detail: "\(error)")
        }
    }
}

/// How refusals are written. All of `/v1` uses `.standard`; an endpoint whose bodies another contract fixes has its own.
public struct ErrorFormat: Sendable {
    let schemaName: String
    let schema: JSONSchema
    let mediaType: String
    let body: @Sendable (_ refusal: Refusal, _ requestID: String) -> JSONValue

    public init(
        schemaName: String, schema: JSONSchema, mediaType: String = "application/json",
        _ body: @escaping @Sendable (_ refusal: Refusal, _ requestID: String) -> JSONValue
    ) {
        self.schemaName = schemaName
        self.schema = schema
        self.mediaType = mediaType
        self.body = body
    }

    /// `{"error":{"type","code","message","param","request_id"}}`
    public static let standard = ErrorFormat(
        schemaName: "Error",
        schema: .object([
            .required(
                "error",
                .object([
                    .required("type", .text(1...64), "The kind of error: one of a few words."),
                    .required("code", .text(1...64), "A stable word for programs."),
                    .required("message", .prose(1...1000), "For people. May change."),
                    .required("param", .nullable(.text(0...400)), "The field at fault."),
                    .required("request_id", .text(1...64), "Tell it to support."),
                ]))
        ])
    ) { refusal, requestID in
        [
            "error": [
                "type": .string(refusal.type), "code": .string(refusal.code), "message": .string(refusal.message),
                "param": refusal.parameter.map { .string($0) } ?? .null, "request_id": .string(requestID),
            ]
        ]
    }
}
