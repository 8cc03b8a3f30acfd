import Diameter
import Telecom
import TestKit
import Testing

@testable import CoreNetwork

@Suite(.timeLimit(.minutes(5))) struct DiameterClientTests {
    private let tool = DiameterIdentity(host: "tool.a.test", realm: "a.test")

    @Test func `our client and our server understand each other, from hello to goodbye`() async throws {
        let her = try await GyFixture()
        try await withDiameterServer([her.gy], metrics: her.platform.metrics) { port, server in
            let answer = try await DiameterClient.connected(
                to: "127.0.0.1", port: port, as: tool, applications: [.init(.creditControl)]
            ) { peer in
                #expect(peer.originHost == "ocs.b.test" && peer.applications == [.creditControl])
                return try await peer.send(her.request(.initial, services: [.octets(10, ask: 1000)]).message)
            }
            #expect(try CreditControlAnswer(answer).services.first?.granted == ServiceUnits(totalOctets: 1000))
        }
        #expect(her.platform.metrics.text().contains("gorse_diameter_connection_ends_total{reason=\"left\"} 1"))
    }

    @Test func `who is refused is told why`() async throws {
        try await withDiameterServer([], allowing: ["other.test@127.0.0.1"]) { port, _ in
            await #expect(throws: DiameterClient.NotConnected.self) {
                try await DiameterClient.connected(to: "127.0.0.1", port: port, as: tool, applications: [.init(.creditControl)]) { _ in }
            }
        }
    }
}
