import Store
import Subscribers
import Telecom
import TestKit
import Testing

@Suite struct LocationsContractTests {
    private let now = ManualTime().source.now()
    private let node = ServingNode(host: "mme.v.test", realm: "v.test")
    private let network = PLMN("310260")!

    /// An active line that the own network serves.
    private func serve(_ tx: any SQLTransaction) throws -> (line: LineID, imsi: IMSI) {
        try LinesContractTests.stock(1, tx, at: now)
        let line = try tx.insertTestLine("ana", account: try tx.insertTestAccount("ana"))
        let profile = try #require(try tx.claimSIMProfile(for: line, brand: .dotm, at: now))
        let subscriber = Subscriber(
            imsi: profile.imsi, brandID: .dotm, lineID: line, msisdn: MSISDN("12125550100")!, access: .standard, isBarred: false)
        try tx.insertSubscriber(subscriber, keysOf: profile.id, amf: 0x8000, lineRevision: 1, at: now)
        return (line: line, imsi: profile.imsi)
    }

    @Test(arguments: StoreKind.allCases) func `a location is kept, moves, is purged and forgotten`(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.write { tx throws in
                let (line, imsi) = try serve(tx)
                #expect(try tx.location(of: imsi) == nil)
                try tx.informServingNode(of: line, occasion: "early", at: now)
                #expect(try tx.job(kind: LocationJob.informServingNode, key: "\(line):early") == nil)

                #expect(try tx.updateLocation(of: imsi, node, in: network, at: now) == 1)
                try tx.setGateway(of: try #require(try tx.location(of: imsi)), ServingNode(host: "pgw", realm: "h"))
                #expect(try tx.location(of: imsi)?.gateway?.host == "pgw")
                #expect(try tx.updateLocation(of: imsi, node, in: network, at: now) == 2)
                let location = try #require(try tx.location(of: imsi))
                #expect(
                    location == Location(imsi: imsi, node: node, visitedNetwork: network, revision: 2, updatedAt: now))
                try tx.informServingNode(of: line, occasion: "late", at: now)
                #expect(try tx.job(kind: LocationJob.informServingNode, key: "\(line):late")?.decode(LocationJob.self).imsi == imsi)

                try tx.markPurged(location, at: now)
                #expect(try tx.location(of: imsi)?.purgedAt == now)
                try tx.removeLocation(location)
                #expect(try tx.location(of: imsi) == nil)
            }
        }
    }

    @Test(arguments: StoreKind.allCases) func `what is said of an older location does not touch a newer one`(kind: StoreKind) async throws {
        try await withStore(kind) { store in
            try await store.write { tx throws in
                let imsi = try serve(tx).imsi
                _ = try tx.updateLocation(of: imsi, node, in: network, at: now)
                let old = try #require(try tx.location(of: imsi))
                _ = try tx.updateLocation(of: imsi, node, in: network, at: now)
                try tx.markPurged(old, at: now)
                try tx.setGateway(of: old, node)
                try tx.removeLocation(old)
                let location = try #require(try tx.location(of: imsi))
                #expect(location.purgedAt == nil && location.gateway == nil && location.revision == 2)
            }
        }
    }

    @Test(arguments: StoreKind.allCases) func `rules of a line and of its brand are kept apart and read together`(kind: StoreKind)
        async throws
    {
        try await withStore(kind) { store in
            try await store.write { tx throws in
                let (line, imsi) = try serve(tx)
                let us = RoamingArea("US")!
                try tx.setRoamingRule(us, isAllowed: true, line: nil, brand: .dotm, at: now)
                try tx.setRoamingRule(us, isAllowed: false, line: nil, brand: .dotm, at: now)
                try tx.setRoamingRule(us, isAllowed: true, line: line, brand: .dotm, at: now)
                try tx.setRoamingRule(.everywhere, isAllowed: false, line: line, brand: .dotm, at: now)
                #expect(try tx.roamingRules(of: nil, brand: .dotm) == [us: false])
                #expect(try tx.roamingRules(of: line, brand: .dotm) == [us: true, .everywhere: false])
                let (subscriber, rules) = try #require(try tx.roamingSubscriber(imsi))
                #expect(rules == RoamingRules(line: [us: true, .everywhere: false], brand: [us: false]))
                #expect(!subscriber.isBarred && subscriber.lineID == line)
                #expect(try tx.removeRoamingRule(us, line: line, brand: .dotm))
                #expect(try !tx.removeRoamingRule(us, line: line, brand: .dotm))
                #expect(try tx.roamingRules(of: nil, brand: .dotm) == [us: false])
            }
        }
    }
}
