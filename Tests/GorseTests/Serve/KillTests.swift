import AsyncHTTPClient
import Foundation
import HTTPAPI
import Store
import Telecom
import TestKit
import Testing

/// Kills the serving process under load, again and again, and holds what its clients were told against what it left behind.
@Suite(.timeLimit(.minutes(5)), .serialized) struct KillTests {
    private static let isLong = ProcessInfo.processInfo.environment["GORSE_SIMULATION"] == "long"
    private static let kills = isLong ? 40 : 6
    private static let people = 4

    private struct Bucket: Decodable { let grantedUnits, usedUnits, reservedUnits: Int64 }
    private struct Order: Decodable {
        let id: String
        let state: String
    }
    private struct OrderDetails: Decodable { let payments: [KilledShopper.Payment] }
    private struct Rewards: Decodable { let balance: String }
    private struct List<Element: Decodable>: Decodable { let data: [Element] }

    @Test(arguments: StoreKind.lasting)
    func `whatever was answered stands, however often the server is killed`(kind: StoreKind) async throws {
        var options = ["--set", "PUBLIC_URL=http://127.0.0.1:8080"]
        var address: String?
        if kind == .postgresql {
            let server = try await TestPostgreSQL.shared()
            address = server.address(of: try server.makeNamedDatabase())
            options += ["--database", address!]
        }
        try await withTemporaryFolder { folder in
            try await withHTTPClient { client in
                try await live(client, folder, options, database: address)
            }
        }
    }

    private func live(_ client: HTTPClient, _ folder: String, _ options: [String], database: String?) async throws {
        var gorse = try await RunningGorse(data: folder, options: options)
        var network = try await Caller(client: client, server: gorse.url).join("operator")
        let me = try await network.accountID()
        #expect(try RunningGorse.run(["admin", "grant", me, "--data", folder] + options, in: folder).status == 0)
        var people: [Caller] = []
        var gateways: [KilledGateway] = []
        var shoppers: [KilledShopper] = []
        for number in 0..<Self.people {
            let person = try await network.join("person\(number)")
            let chance = Randomness.seeded(UInt64(number))
            gateways.append(KilledGateway(line: try await person.buyLine(), chance: chance))
            shoppers.append(KilledShopper(person, name: "person\(number)"))
            people.append(person)
        }

        for life in 0..<Self.kills {
            if life > 0 { gorse = try await RunningGorse(data: folder, options: options) }
            network.server = gorse.url
            let answers = Lock(0)
            let heard: @Sendable () -> Void = { [gorse] in
                let count = answers.withLock { count in
                    count += 1
                    return count
                }
                if count == 40 + 23 * (life % 6) { gorse.kill() }
            }
            await withDiscardingTaskGroup { group in
                for gateway in gateways { group.addTask { [network] in await gateway.work(network, heard: heard) } }
                for shopper in shoppers { group.addTask { [gorse] in await shopper.work(at: gorse.url, heard: heard) } }
            }
            #expect(await gorse.exitStatus() == SIGKILL)
        }

        // Where nodes share a database, what a dead one held is free when its time is over. Nobody is alive here to hold anything.
        if let database {
            let store = try DatabaseLocation(database).open(log: .silent)
            try await store.write {
                try $0.endJobLeases(at: TimeSource.system.now())
                try $0.releaseIdempotencyKeys()
            }
            await store.close()
        }
        gorse = try await RunningGorse(data: folder, options: options)
        network.server = gorse.url
        for gateway in gateways { await gateway.finish(network) }
        for shopper in shoppers { await shopper.finish(at: gorse.url) }
        try await verify(people, shoppers, gateways, network)
        gorse.terminate()
        #expect(await gorse.exitStatus() == 0)
        try await verifyBooks(folder, options, gateways)
    }

    /// What clients were told is what the server says now, over HTTP.
    private func verify(
        _ people: [Caller], _ shoppers: [KilledShopper], _ gateways: [KilledGateway], _ network: Caller
    ) async throws {
        var answers = 0
        for gateway in gateways { answers += try await gateway.repeatAll(network) }
        #expect(answers > Self.kills * 10)
        for (index, person) in people.enumerated() {
            var person = person
            person.server = network.server
            let paid = await shoppers[index].paid
            #expect(!paid.isEmpty)
            var orders: [Order] = []
            for _ in 0..<2000 {
                orders = try await person.get("/v1/orders?limit=100").read(List<Order>.self).data
                if orders.allSatisfy({ $0.state == "fulfilled" }) { break }
            }
            // One order of each key, and the membership.
            #expect(orders.allSatisfy { $0.state == "fulfilled" } && orders.count == paid.count + 1)
            #expect(Set(paid.keys).isSubset(of: Set(orders.map(\.id))))
            for order in orders {
                let details: OrderDetails = try await person.get("/v1/orders/\(order.id)").read()
                let succeeded = details.payments.filter { $0.state == "succeeded" }.map(\.id)
                #expect(succeeded.count == 1 && (paid[order.id].map { succeeded == [$0] } ?? true))
            }
            let buckets: [Bucket] = try await person.get("/v1/buckets").read(List<Bucket>.self).data
            #expect(buckets.count == paid.count && buckets.allSatisfy { $0.grantedUnits == 10_000_000_000 && $0.reservedUnits == 0 })
            let reported = await gateways[index].reported
            #expect(buckets.reduce(0) { $0 + $1.usedUnits } == reported && reported > 0)
            // 10.33 for joining, 10.33 % of $24.00, and of $20.00 for each pack: nothing twice.
            let expected = 10.33 + 2.4792 + 2.066 * Double(paid.count)
            let rewards: Rewards = try await person.get("/v1/rewards").read()
            #expect(abs((Double(rewards.balance) ?? 0) - expected) < 1e-6)
        }
    }

    /// The books hold by the operator's own commands.
    private func verifyBooks(_ folder: String, _ options: [String], _ gateways: [KilledGateway]) async throws {
        for noun in ["quota", "ledger", "audit"] {
            let verification = try RunningGorse.run([noun, "verify", "--data", folder] + options, in: folder)
            #expect(verification.status == 0, "\(verification.output)")
            guard noun == "quota" else { continue }
            var reported: Int64 = 0
            for gateway in gateways { reported += await gateway.reported }
            #expect(verification.output.contains("\(reported) octets used, 0 reserved, 0 beyond what was left"))
        }
    }
}
