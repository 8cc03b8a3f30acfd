import AsyncHTTPClient
import Foundation
import HTTPAPI
import NIOCore

/// One who speaks to a running gorse over a socket, and is told at once when nobody listens.
struct Caller: Sendable {
    struct Answer: Sendable {
        let status: UInt
        let body: Data

        /// - Throws: what is not such an answer, for the reader of a failed test.
        func read<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            do {
                return try decoder.decode(Value.self, from: body)
            } catch {
                throw RunningGorse.Failure(description: "\(status): \(String(decoding: body, as: UTF8.self).prefix(500))")
            }
        }

        /// The code of a refusal.
        var code: String? { (try? read(Refusal.self))?.error.code }
    }

    private struct Refusal: Decodable {
        struct Body: Decodable { let code: String }
        let error: Body
    }

    let client: HTTPClient
    /// Such as `http://127.0.0.1:8080`.
    var server: String
    var bearer: String?

    func get(_ path: String) async throws -> Answer { try await send(HTTPClientRequest(url: server + path)) }

    func post(_ path: String, _ body: JSONValue, key: String? = nil) async throws -> Answer {
        var request = HTTPClientRequest(url: server + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        if let key { request.headers.add(name: "Idempotency-Key", value: key) }
        request.body = .bytes(body.bytes)
        return try await send(request)
    }

    private func send(_ request: HTTPClientRequest) async throws -> Answer {
        var request = request
        if let bearer { request.headers.add(name: "Authorization", value: "Bearer \(bearer)") }
        let response = try await client.execute(request, timeout: .seconds(20))
        return Answer(status: response.status.code, body: Data(buffer: try await response.body.collect(upTo: 1 << 20)))
    }
}

/// A client of its own, shut down after the test.
func withHTTPClient<Value>(
    _ configuration: HTTPClient.Configuration = .init(), _ body: (HTTPClient) async throws -> Value
) async throws -> Value {
    var configuration = configuration
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
    let client = HTTPClient(configuration: configuration)
    do {
        let value = try await body(client)
        try await client.shutdown()
        return value
    } catch {
        try? await client.shutdown()
        throw error
    }
}
