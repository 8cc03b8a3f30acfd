import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

@Suite struct ChangeLineTests {
    func active(_ name: String, on platform: Platform) async throws -> (LineID, Principal) {
        let (id, owner) = try await platform.orderTestLine(name)
        try await platform.runDueJobs()
        return (id, owner)
    }

    @Test func `a lost phone is barred and found again, and the carrier follows though its answers are lost`() async throws {
        let time = ManualTime()
        let plain = try await testPlatform(time: time)
        let platform = try await testPlatform(store: plain.store, time: time, seed: 2, carrier: ForgetfulCarrier(plain.carrier, losing: 1))
        let (id, ana) = try await active("ana", on: plain)

        let suspended = try await platform.suspendLine(id, reason: .lostDevice, note: "on the train", by: ana)
        #expect(suspended.state == .suspended)
        #expect(try await platform.store.read { try $0.chargeableLine(id)?.state } == .suspended)
        try await platform.runDueJobs()
        #expect(try await platform.subscriber(of: id)?.isBarred == true)

        #expect(try await platform.resumeLine(id, by: ana).state == .active)
        time.advance(seconds: 3600)
        try await platform.runDueJobs()
        #expect(try await platform.subscriber(of: id)?.isBarred == false)

        let history = try await platform.lineHistory(id, for: admin)
        #expect(history.transitions.map(\.to) == [.ordered, .provisioning, .active, .suspended, .active])
        #expect(history.transitions[3].actor == "acc_ana" && history.transitions[3].note == "on the train")
    }

    @Test func `an old message that arrives late does not undo a newer state`() async throws {
        let platform = try await testPlatform()
        let (id, ana) = try await active("ana", on: platform)
        let line = try await platform.line(id, for: ana)
        let profile = try await platform.store.read { try $0.simProfile(line.simProfileID!)! }
        func message(_ revision: Int64) -> CarrierLine {
            CarrierLine(id: id, brandID: .dotm, simProfile: profile, msisdn: line.msisdn!, revision: revision)
        }
        try await platform.carrier.suspend(message(5))
        try await platform.carrier.resume(message(4))
        _ = try await platform.carrier.provision(message(2))
        #expect(try await platform.subscriber(of: id)?.isBarred == true)
        try await platform.carrier.terminate(message(6))
        try await platform.carrier.resume(message(7))
        #expect(try await platform.subscriber(of: id) == nil)
    }

    @Test func `owners give and lift their own reasons alone`() async throws {
        let platform = try await testPlatform()
        let (id, ana) = try await active("ana", on: platform)
        await #expect(throws: PlatformError.self) { try await platform.suspendLine(id, reason: .fraud, by: ana) }
        try await platform.suspendLine(id, reason: .fraud, by: admin)
        try await platform.suspendLine(id, reason: .ownerRequest, by: ana)
        let still = try await platform.resumeLine(id, by: ana)
        #expect(still.state == .suspended && still.suspensions == [.fraud])
        let error = await #expect(throws: PlatformError.self) { try await platform.resumeLine(id, by: ana) }
        #expect(error?.code == "suspension_reason" && error?.kind == .forbidden)
        #expect(try await platform.resumeLine(id, by: admin).state == .active)
    }

    @Test func `other people's lines are not found, whatever is asked of them`() async throws {
        let platform = try await testPlatform()
        let (id, _) = try await active("ana", on: platform)
        let bo = Principal(accountID: AccountID("acc_bo")!, brandID: .dotm, role: .subscriber)
        let stranger = Principal(accountID: AccountID("acc_x")!, brandID: BrandID("brd_other")!, role: .admin)
        for principal in [bo, stranger] {
            let asked: [@Sendable () async throws -> Void] = [
                { _ = try await platform.line(id, for: principal) },
                { _ = try await platform.suspendLine(id, reason: .lostDevice, by: principal) },
                { _ = try await platform.resumeLine(id, by: principal) },
                { _ = try await platform.terminateLine(id, by: principal) },
                { _ = try await platform.renameLine(id, to: "mine", by: principal) },
                { _ = try await platform.lineHistory(id, for: principal) },
            ]
            for ask in asked {
                let error = await #expect(throws: PlatformError.self) { try await ask() }
                #expect(error?.code == "line_not_found")
            }
        }
        #expect(try await platform.line(id, for: admin).revision == 3)
    }

    @Test func `an ended line is served no more and cannot come back`() async throws {
        let platform = try await testPlatform()
        let (id, ana) = try await active("ana", on: platform)
        #expect(try await platform.terminateLine(id, by: ana).state == .terminated)
        #expect(try await platform.terminateLine(id, by: ana).state == .terminated)
        try await platform.runDueJobs()
        #expect(try await platform.subscriber(of: id) == nil)
        for attempt in [
            { _ = try await platform.resumeLine(id, by: ana) }, { _ = try await platform.suspendLine(id, reason: .lostDevice, by: ana) },
        ] as [@Sendable () async throws -> Void] {
            let error = await #expect(throws: PlatformError.self) { try await attempt() }
            #expect(error?.code == "line_state" && error?.kind == .conflict)
        }
        #expect(try await platform.provisionLine(id)?.state == .terminated)
    }

    @Test func `a line is named by its owner`() async throws {
        let platform = try await testPlatform()
        let (id, ana) = try await active("ana", on: platform)
        #expect(try await platform.renameLine(id, to: "  Ana's   phone ", by: ana).name == "Ana's phone")
        #expect(try await platform.renameLine(id, to: "", by: ana).name == nil)
        for name in [String(repeating: "a", count: 61), "a\u{0}b", "a\nb"] {
            await #expect(throws: PlatformError.self) { try await platform.renameLine(id, to: name, by: ana) }
        }
        #expect(try await platform.lines(of: ana.accountID).map(\.revision) == [3])
    }
}
