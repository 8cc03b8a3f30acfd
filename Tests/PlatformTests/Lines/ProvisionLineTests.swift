import Platform
import Providers
import Store
import Subscribers
import Telecom
import TestKit
import Testing

@Suite struct ProvisionLineTests {
    @Test func `an ordered line becomes active with a number of its area code, an activation code and a subscriber`() async throws {
        let platform = try await testPlatform()
        let (id, ana) = try await platform.orderTestLine("ana", areaCode: "647")
        try await platform.runDueJobs()

        let line = try await platform.line(id, for: ana)
        #expect(line.state == .active && line.activatedAt == platform.time.now())
        #expect(line.msisdn?.digits.hasPrefix("164755501") == true)
        #expect(line.imsi?.digits.hasPrefix("00101") == true && line.iccid?.digits.hasPrefix("89999") == true)
        let (profile, subscriber, transitions) = try await platform.store.read {
            (try $0.simProfile(line.simProfileID!), try $0.subscriber(line.imsi!), try $0.lineTransitions(of: id))
        }
        #expect(line.activationCode?.text == "LPA:1$smdp.example.com$\(profile!.matchingID)")
        #expect(profile?.state == .released && profile?.lineID == id)
        #expect(subscriber?.msisdn == line.msisdn && subscriber?.access == .standard && subscriber?.isBarred == false)
        #expect(transitions.map(\.to) == [.ordered, .provisioning, .active])
    }

    @Test func `lost answers of the carrier never make a second profile, number or subscriber`() async throws {
        let time = ManualTime()
        let plain = try await testPlatform(time: time)
        let platform = try await testPlatform(store: plain.store, time: time, seed: 2, carrier: ForgetfulCarrier(plain.carrier, losing: 3))
        let (id, ana) = try await platform.orderTestLine("ana")
        for _ in 0..<4 {
            try await platform.runDueJobs()
            time.advance(seconds: 3600)
        }
        #expect(try await platform.line(id, for: ana).state == .active)
        let (profiles, numbers, subscribers) = try await platform.store.read {
            (
                try $0.simProfileCounts(of: .dotm), try $0.phoneNumberCounts(of: .dotm, at: time.source.now()),
                try $0.query("SELECT imsi FROM subscribers").count
            )
        }
        #expect(profiles == [.released: 1, .available: 19] as [SIMProfileState: Int64])
        #expect(numbers == ["assigned": 1, "available": 19])
        #expect(subscribers == 1)
    }

    @Test(arguments: [StoreKind.memory, .postgresql])
    func `a hundred lines provisioned at once, each twice, share nothing`(kind: StoreKind) async throws {
        try await withStore(kind) { try await provisionAtOnce(try await testPlatform(store: $0)) }
    }

    func provisionAtOnce(_ platform: Platform) async throws {
        var lines: [LineID] = []
        for number in 0..<100 { lines.append(try await platform.orderTestLine("a\(number)").0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for line in lines + lines { group.addTask { try await platform.provisionLine(line) } }
            try await group.waitForAll()
        }
        let done = try await platform.store.read { [lines] transaction in try lines.map { try transaction.line($0)! } }
        #expect(done.allSatisfy { $0.state == .active && $0.revision == 3 })
        #expect(Set(done.map(\.imsi)).count == 100 && Set(done.map(\.msisdn)).count == 100)
        #expect(Set(done.map(\.activationCode)).count == 100)
        let subscribers = try await platform.store.read { try $0.query("SELECT DISTINCT msisdn FROM subscribers").count }
        #expect(subscribers == 100)
    }

    @Test func `with an empty inventory and no minting the job says so, waits, and succeeds after an import`() async throws {
        let time = ManualTime()
        let plain = try await testPlatform(time: time)
        let network = OwnNetwork(
            OwnNetwork.Settings(smdpAddress: "smdp.example.com", mintsInventory: false)!, store: plain.store, masterKey: plain.masterKey,
            time: time.source, randomness: .seeded(4))
        let platform = try await testPlatform(store: plain.store, time: time, seed: 2, carrier: network)
        let (id, ana) = try await platform.orderTestLine("ana")
        let error = await #expect(throws: PlatformError.self) { try await platform.provisionLine(id) }
        #expect(error?.code == "sim_profiles_exhausted" && error?.kind == .unavailable)
        try await platform.runDueJobs()
        #expect(try await platform.line(id, for: ana).state == .ordered)

        _ = try await platform.importSIMProfiles(Array(ImportTests.simFile(1).utf8), brand: .dotm, actor: "acc_admin")
        let second = await #expect(throws: PlatformError.self) { try await platform.provisionLine(id) }
        #expect(second?.code == "phone_numbers_exhausted")
        _ = try await platform.importPhoneNumbers(Array("number\n+12125550142\n".utf8), brand: .dotm, actor: "acc_admin")
        time.advance(seconds: 3600)
        try await platform.runDueJobs()
        let line = try await platform.line(id, for: ana)
        #expect(line.state == .active && line.msisdn == MSISDN("+12125550142"))
    }

    @Test func `a line that ends while the carrier is busy is not left served`() async throws {
        let time = ManualTime()
        let plain = try await testPlatform(time: time)
        let (id, ana) = try await plain.orderTestLine("ana")
        var carrier = ForgetfulCarrier(plain.carrier, losing: 0)
        carrier.beforeProvision = {
            try await plain.terminateLine(id, by: ana)
            // The carrier hears of the end before it hears of the beginning.
            try await plain.runDueJobs(handlers: [.informCarrier])
        }
        let platform = try await testPlatform(store: plain.store, time: time, seed: 2, carrier: carrier)
        try await platform.runDueJobs()
        #expect(try await platform.line(id, for: ana).state == .terminated)
        #expect(try await platform.subscriber(of: id) == nil)
        let free = try await platform.countInventory(of: .dotm)
        #expect(free.phoneNumbers == ["available": 19, "quarantined": 1])
        #expect(free.simProfiles == [.available: 19, .retired: 1] as [SIMProfileState: Int64])
    }

    @Test func `all 800 fictional numbers are handed out before the inventory says that it is empty`() async throws {
        let platform = try await testPlatform()
        let now = platform.time.now()
        var given = 0
        while try await platform.carrier.replenishPhoneNumbers(of: .dotm, areaCode: "604") > 0 {
            given += try await platform.store.write { transaction in
                let free = try transaction.phoneNumberCounts(of: .dotm, at: now)["available"] ?? 0
                try transaction.execute("UPDATE phone_numbers SET state = 'ported_out'")
                return Int(free)
            }
        }
        #expect(given == 800)
    }
}
