import Store
import Telecom
import TestKit
import Testing

@Suite struct NetworkPeersContractTests {
    private func peer(_ name: String, requests: Int64 = 0, openedAt: Int64 = 100, seenAt: Int64 = 100) -> NetworkPeer {
        NetworkPeer(
            node: "ocs.b.test", name: name, realm: "a.test", address: "10.0.0.1", transport: "tls", applications: ["Gx", "Gy"],
            openedAt: Timestamp(secondsSince1970: openedAt), seenAt: Timestamp(secondsSince1970: seenAt), requests: requests,
            results: requests == 0 ? [:] : [2001: requests],
            latency: requests == 0 ? nil : .init(medianMicroseconds: 5, p99Microseconds: 9))
    }

    @Test(arguments: StoreKind.allCases) func `peers are kept as their node last said, with their pace, lost ones first`(kind: StoreKind)
        async throws
    {
        try await withStore(kind) { store in
            try await store.write { tx throws in
                try tx.saveNetworkPeer(peer("a.test"))
                try tx.saveNetworkPeer(peer("B.test", requests: 30))
                try tx.saveNetworkPeer(peer("b.test", requests: 45, seenAt: 130))
            }
            let peers = try await store.read { try $0.networkPeers() }
            #expect(peers.map(\.name) == ["a.test", "b.test"] && peers.map(\.requestsPerMinute) == [0, 30])
            #expect(peers.last?.results == [2001: 45] && peers.first?.applications == ["Gx", "Gy"])
            #expect(peers.map { $0.latency?.p99Microseconds } == [nil, 9])
            let silent = try await store.read { try $0.silentNetworkPeers(seenBefore: Timestamp(secondsSince1970: 130)) }
            #expect(silent.map(\.name) == ["a.test"])
            try await store.write { tx throws in
                let at = Timestamp(secondsSince1970: 140)
                func lose(_ name: String, openedAt: Int64) throws -> Bool {
                    try tx.markNetworkPeerLost(
                        name, of: "ocs.b.test", openedAt: Timestamp(secondsSince1970: openedAt), reason: "lost", at: at)
                }
                // The end of a connection that has been replaced says nothing, and a loss is one loss.
                #expect(
                    try [lose("a.test", openedAt: 99), lose("b.test", openedAt: 100), lose("b.test", openedAt: 100)] == [
                        false, true, false,
                    ])
                try tx.markNetworkPeerTold(peer("b.test"), at: at)
            }
            #expect(try await store.read { try $0.networkPeers() }.map { $0.lost?.reason } == ["lost", nil])
            try await store.write { try $0.saveNetworkPeer(peer("b.test", openedAt: 150, seenAt: 150)) }
            let back = try await store.read { try $0.networkPeer("b.test", of: "ocs.b.test") }
            #expect(back?.lost == nil && back?.toldAt == Timestamp(secondsSince1970: 140))
            try await store.write { tx throws in
                try tx.removeNetworkPeer("b.test", of: "ocs.b.test", openedAt: Timestamp(secondsSince1970: 100))
                #expect(try tx.networkPeers(named: "B.test").count == 1)
                try tx.removeNetworkPeers(seenBefore: Timestamp(secondsSince1970: 150))
                #expect(try tx.networkPeers().map(\.name) == ["b.test"])
                try tx.removeNetworkPeers(of: "ocs.b.test")
                #expect(try tx.networkPeers().isEmpty)
            }
        }
    }
}
