import AsyncHTTPClient
import Foundation
import HTTPAPI
import NIOCore

/// What the demonstration knows of the API: JSON over HTTP, as any client would speak it.
struct DemoClient: Sendable {
    /// Such as `http://127.0.0.1:8080`.
    let server: String
    /// An ID token; `nil` before the sign-in.
    var bearer: String?

    struct Refusal: Error, Decodable {
        struct Body: Decodable {
            let code: String
            let message: String
        }

        let error: Body
    }

    /// Seconds that an answer may take.
    private static let patience: Int64 = 10
    private static let greatestAnswer = 1 << 20

    func get<Answer: Decodable>(_ path: String, as type: Answer.Type = Answer.self) async throws -> Answer {
        try await send(HTTPClientRequest(url: server + path))
    }

    func post<Answer: Decodable>(_ path: String, _ body: JSONValue, as type: Answer.Type = Answer.self) async throws -> Answer {
        var request = HTTPClientRequest(url: server + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(body.bytes)
        return try await send(request)
    }

    /// The code of the refusal that `post` gets; `nil` when it is not refused.
    func refusal(_ path: String, _ body: JSONValue) async throws -> String? {
        do {
            _ = try await post(path, body, as: Anything.self)
            return nil
        } catch let refusal as Refusal {
            return refusal.error.code
        }
    }

    private struct Anything: Decodable {}

    /// - Throws: `Refusal` for an answer that is not 2xx.
    private func send<Answer: Decodable>(_ request: HTTPClientRequest) async throws -> Answer {
        var request = request
        if let bearer { request.headers.add(name: "Authorization", value: "Bearer \(bearer)") }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(Self.patience))
        let body = Data(buffer: try await response.body.collect(upTo: Self.greatestAnswer))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard (200..<300).contains(response.status.code) else { throw try decoder.decode(Refusal.self, from: body) }
        return try decoder.decode(Answer.self, from: body)
    }
}
