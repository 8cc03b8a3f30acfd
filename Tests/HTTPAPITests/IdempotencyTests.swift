import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Platform
import Telecom
import TestKit
import Testing

@testable import HTTPAPI

@Suite struct IdempotencyTests {
    private struct Number: APIBody {
        let value: Int
        static let schema = JSONSchema.object([.required("value", .integer(0...1_000_000))])
    }

    /// Counts how often its handler acted; the value 13 fails on our side, 14 is refused, 15 waits to be told, 16 loses the store the first time.
    private final class Counting: Sendable {
        let acted = Lock(0)
        let keys = Lock<[String?]>([])
        let store = Lock<FlakyStore?>(nil)
        let gate = AsyncStream<Void>.makeStream()
        let entered = AsyncStream<Void>.makeStream()

        var endpoint: Endpoint {
            Endpoint(.post, "/v1/numbers", "act", tag: "T", "", access: .anyone, input: Number.self, output: Number.self, status: .created)
            {
                [self] call, input in
                let count = acted.withLock {
                    $0 += 1
                    return $0
                }
                keys.withLock { $0.append(call.idempotencyKey) }
                if input.value == 13 { throw PlatformError(.unavailable, code: "down", "Down.") }
                if input.value == 14 { throw PlatformError(.paymentRequired, code: "card_declined", "Declined.") }
                if input.value == 15 {
                    entered.continuation.yield()
                    for await _ in gate.stream { break }
                }
                if input.value == 16, count == 1 { store.withLock { $0!.isDown = true } }
                return Number(value: count)
            }
        }
    }

    private let counting = Counting()
    private let time = ManualTime()
    private let people = [
        "ana": Principal(accountID: AccountID("acc_ana")!, brandID: .dotm, role: .subscriber),
        "ben": Principal(accountID: AccountID("acc_ben")!, brandID: .dotm, role: .subscriber),
    ]

    private func withDoor(
        requestTimeLimit: Duration = .seconds(30), _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let store = FlakyStore(try await memoryStore())
        counting.store.withLock { $0 = store }
        var configuration = DoorConfiguration()
        configuration.requestTimeLimit = requestTimeLimit
        let platform = try await testPlatform(store: store, time: time)
        try await testDoor(platform, endpoints: [counting.endpoint], configuration: configuration, people: people).test(.router) {
            try await body($0)
        }
    }

    private func post(
        _ client: any TestClientProtocol, _ value: Int, key: String?, by token: String = "ana"
    ) async throws -> (status: Int, body: String, isReplay: Bool) {
        var headers: HTTPFields = [.contentType: "application/json", .authorization: "Bearer \(token)"]
        headers[.idempotencyKey] = key
        let response = try await client.execute(
            uri: "/v1/numbers", method: .post, headers: headers, body: ByteBuffer(string: #"{"value":\#(value)}"#))
        return (response.status.code, String(buffer: response.body), response.headers[.idempotencyReplayed] == "true")
    }

    private func expectActed(_ count: Int, _ comment: Comment? = nil) { #expect(counting.acted.withLock { $0 } == count, comment) }

    @Test func `the same request again is answered from memory`() async throws {
        try await withDoor { client in
            let first = try await post(client, 1, key: "k1")
            let second = try await post(client, 1, key: "k1")
            #expect(first.status == 201 && second.status == 201 && first.body == second.body)
            #expect(!first.isReplay && second.isReplay)
            expectActed(1)
        }
    }

    @Test func `without a key each request acts`() async throws {
        try await withDoor { client in
            _ = try await post(client, 1, key: nil)
            _ = try await post(client, 1, key: nil)
            expectActed(2)
        }
    }

    @Test func `another body under the same key is refused`() async throws {
        try await withDoor { client in
            _ = try await post(client, 1, key: "k1")
            let other = try await post(client, 2, key: "k1")
            #expect(other.status == 422)
            #expect(other.body.contains("idempotency_key_reused"))
            expectActed(1)
        }
    }

    @Test func `keys of other callers are other keys`() async throws {
        try await withDoor { client in
            _ = try await post(client, 1, key: "k1", by: "ana")
            _ = try await post(client, 1, key: "k1", by: "ben")
            expectActed(2)
            let keys = counting.keys.withLock { $0 }
            #expect(keys[0] != keys[1] && keys.allSatisfy { $0?.count == 43 })
        }
    }

    @Test func `a refusal is an answer and is repeated`() async throws {
        try await withDoor { client in
            #expect(try await post(client, 14, key: "k1").status == 402)
            let second = try await post(client, 14, key: "k1")
            #expect(second.status == 402 && second.isReplay)
            expectActed(1)
        }
    }

    @Test func `a failure on our side is not kept`() async throws {
        try await withDoor { client in
            let first = try await post(client, 13, key: "k1")
            let second = try await post(client, 13, key: "k1")
            #expect(first.status == 503 && second.status == 503)
            expectActed(2)
        }
    }

    @Test func `of two at the same time one acts`() async throws {
        try await withDoor { client in
            async let first = post(client, 15, key: "k1")
            for await _ in counting.entered.stream { break }
            let second = try await post(client, 15, key: "k1")
            #expect(second.status == 409)
            #expect(second.body.contains("idempotency_in_progress"))
            counting.gate.continuation.yield()
            #expect(try await first.status == 201)
            #expect(try await post(client, 15, key: "k1").isReplay)
            expectActed(1)
        }
    }

    @Test func `an answer that is late is told so, comes to its end, and is there for who asks again`() async throws {
        try await withDoor(requestTimeLimit: .milliseconds(600)) { client in
            let late = try await post(client, 15, key: "k1")
            #expect(late.status == 503 && late.body.contains("request_too_slow") && late.body.contains("request_id"))
            #expect(try await post(client, 15, key: "k1").status == 409)
            counting.gate.continuation.yield()
            var again = try await post(client, 15, key: "k1")
            for _ in 0..<10_000 where again.status == 409 { again = try await post(client, 15, key: "k1") }
            #expect(again.status == 201 && again.isReplay)
            expectActed(1)
            // Others are not held up by it.
            #expect(try await post(client, 1, key: nil).status == 201)
        }
    }

    @Test func `a claim that was left behind while the store was away is taken over at once`() async throws {
        try await withDoor { client in
            // It acted, and its answer could not be kept.
            #expect(try await post(client, 16, key: "k1").status == 201)
            #expect(try await post(client, 16, key: "k1").status == 503)
            counting.store.withLock { $0!.isDown = false }
            let again = try await post(client, 16, key: "k1")
            #expect(again.status == 201 && !again.isReplay)
            #expect(try await post(client, 16, key: "k1").isReplay)
            let keys = counting.keys.withLock { $0 }
            #expect(keys.count == 2 && keys[0] == keys[1], "the verb gets the same key and can tell")
        }
    }

    @Test func `a claim that a dead run left is taken over after a minute with the same key for the verb`() async throws {
        let time = time
        try await withDoor { client in
            async let first = post(client, 15, key: "k1")
            for await _ in counting.entered.stream { break }
            time.advance(seconds: 61)
            async let second = post(client, 15, key: "k1")
            for await _ in counting.entered.stream { break }
            counting.gate.continuation.yield()
            counting.gate.continuation.yield()
            _ = try await (first, second)
            let keys = counting.keys.withLock { $0 }
            #expect(keys.count == 2 && keys[0] == keys[1])
        }
    }

    @Test func `after a day a key is forgotten`() async throws {
        let time = time
        try await withDoor { client in
            for number in 1...30 { _ = try await post(client, 1, key: "key-\(number)") }
            time.advance(seconds: 86_401)
            _ = try await post(client, 2, key: "key-1")
            expectActed(31)
        }
    }

    @Test(arguments: ["", "with space", "é", String(repeating: "a", count: 256)])
    func `a malformed key is refused`(key: String) async throws {
        try await withDoor { client in
            let response = try await post(client, 1, key: key)
            #expect(response.status == 400)
            expectActed(0)
        }
    }
}
