import AsyncHTTPClient
import Foundation
import NIOCore
import Telecom
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized) struct ServeTests {
    private func get(_ url: String, by client: HTTPClient = .shared) async throws -> (status: UInt, body: String) {
        let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(20))
        return (response.status.code, String(buffer: try await response.body.collect(upTo: 1 << 20)))
    }

    @Test func `it starts, says that it is ready, and ends with status 0 at SIGTERM`() async throws {
        try await withTemporaryFolder { folder in
            let gorse = try await RunningGorse(data: folder)
            #expect(try await get(gorse.url + "/healthz").body == "ok\n")
            let ready = try await get(gorse.url + "/readyz")
            #expect(ready.body.contains("\"database\":\"reachable\""))
            #expect(try await get(gorse.url + "/metrics").body.contains("# TYPE gorse_dead_jobs gauge"))
            gorse.terminate()
            #expect(await gorse.exitStatus() == 0)
            #expect(gorse.output.contains("\"message\":\"stopped\""))
        }
    }

    @Test func `a wrong configuration ends with status 78 and a sentence that names the key`() async throws {
        try await withTemporaryFolder { folder in
            let wrong = try RunningGorse.run(["serve"], environment: ["PORT": "http", "GORSE_COLOUR": "red"], in: folder)
            #expect(wrong.status == 78)
            #expect(wrong.errors.contains("gorse cannot start: PORT (environment) must be a number from 0 to 65535."))
            #expect(wrong.errors.contains("gorse cannot start: GORSE_COLOUR (environment) is not a key of gorse."))
            let exposed = try RunningGorse.run(["serve", "--host", "0.0.0.0", "--port", "0"], in: folder)
            #expect(exposed.status == 78 && exposed.errors.contains("GORSE_MASTER_KEY must be set"))
        }
    }

    @Test func `a second process does not serve out of the same folder`() async throws {
        try await withTemporaryFolder { folder in
            let gorse = try await RunningGorse(data: folder)
            let second = try RunningGorse.run(["serve", "--port", "0", "--data", folder], in: folder)
            #expect(second.status == 78 && second.errors.contains("another gorse serves from this folder"))
            gorse.terminate()
            #expect(await gorse.exitStatus() == 0)
        }
    }

    /// Every request that reached the door was answered to the end: the node counts the requests that it took, the callers
    /// the whole answers that they got.
    @Test func `SIGTERM under load loses no request that was accepted`() async throws {
        try await withTemporaryFolder { folder in
            let gorse = try await RunningGorse(data: folder)
            let answered = Lock(0)
            // A closed door is not knocked at again.
            var settings = HTTPClient.Configuration()
            settings.connectionPool.retryConnectionEstablishment = false
            let client = HTTPClient(configuration: settings)
            await withDiscardingTaskGroup { group in
                for _ in 0..<16 {
                    group.addTask {
                        // Ends when the door is closed.
                        while let answer = try? await self.get(gorse.url + "/readyz", by: client), answer.body.hasSuffix("}\n") {
                            let count = answered.withLock { count in
                                count += 1
                                return count
                            }
                            if count == 200 { gorse.terminate() }
                        }
                    }
                }
            }
            try await client.shutdown()
            #expect(await gorse.exitStatus() == 0)
            let accepted = try #require(gorse.output.firstMatch(of: /"message":"stopped","requests":"(\d+)"/))
            #expect(Int(accepted.output.1) == answered.withLock { $0 })
        }
    }

    @Test func `two nodes that start together on one PostgreSQL bring its schema up once`() async throws {
        let server = try await TestPostgreSQL.shared()
        let address = ["--database", server.address(of: try server.makeNamedDatabase())]
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/a", withIntermediateDirectories: true)
            try FileManager.default.createDirectory(atPath: folder + "/b", withIntermediateDirectories: true)
            async let first = RunningGorse(data: folder + "/a", options: address)
            async let second = RunningGorse(data: folder + "/b", options: address)
            let nodes = try await [first, second]
            for node in nodes { #expect(try await get(node.url + "/readyz").body.contains("\"database\":\"reachable\"")) }
            for node in nodes { node.terminate() }
            for node in nodes { #expect(await node.exitStatus() == 0) }
            let applied = nodes.map { $0.output.contains("\"message\":\"schema brought up\"") }
            #expect(applied.contains(true))
        }
    }
}
