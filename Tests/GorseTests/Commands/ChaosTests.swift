import Foundation
import TestKit
import Testing

/// The fault run, as the operator starts it: short here, and for minutes behind `bin/test --long`.
@Suite(.timeLimit(.minutes(15)), .serialized) struct ChaosTests {
    private static let seconds = ProcessInfo.processInfo.environment["GORSE_SIMULATION"] == "long" ? 300 : 4

    @Test(arguments: StoreKind.lasting)
    func `every octet is charged once, whatever is killed, lost, repeated and cut`(kind: StoreKind) async throws {
        var options = ["bench", "chaos", "--seconds", "\(Self.seconds)", "--kill-every", "1000", "--gateways", "8"]
        if kind == .postgresql {
            let server = try await TestPostgreSQL.shared()
            options += ["--nodes", "2", "--database", server.address(of: try server.makeNamedDatabase())]
        }
        try await withTemporaryFolder { folder in
            let run = try RunningGorse.run(options, in: folder)
            #expect(run.status == 0, "\(run.output)\(run.errors)")
            #expect(run.output.contains("every octet was charged once"))
            // It was trouble indeed.
            let trouble = try #require(
                run.output.firstMatch(
                    of: /(\d+) requests, (\d+) sessions, (\d+) kills, (\d+) answers lost, (\d+) repetitions, (\d+) connections cut/))
            let counts = [trouble.1, trouble.2, trouble.3, trouble.4, trouble.5, trouble.6].compactMap { Int($0) }
            #expect(counts.count == 6 && counts.allSatisfy { $0 > 0 }, "\(run.output)")
        }
    }
}
