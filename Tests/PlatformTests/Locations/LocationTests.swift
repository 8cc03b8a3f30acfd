import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

/// MMEs that write down what they are told, and lose the first answers when they shall.
final class RecordingNodes: ServingNodes {
    enum Told: Hashable, Sendable {
        case data(String, isBarred: Bool, downlink: Int64)
        case cancelled(String, LocationCancellation)
    }
    struct AnswerLost: Error {}

    private let state: Lock<(told: [Told], losses: Int, answer: ServingNodeAnswer)>

    init(losing losses: Int = 0, answering answer: ServingNodeAnswer = .done) {
        state = Lock((told: [], losses: losses, answer: answer))
    }

    var told: [Told] { state.withLock { $0.told } }

    private func note(_ told: Told) throws -> ServingNodeAnswer {
        try state.withLock { state in
            state.told.append(told)
            state.losses -= 1
            if state.losses >= 0 { throw AnswerLost() }
            return state.answer
        }
    }

    func insertSubscriberData(_ subscriber: Subscriber, at node: ServingNode) async throws -> ServingNodeAnswer {
        try note(.data(node.host, isBarred: subscriber.isBarred, downlink: subscriber.access.downlinkBitsPerSecond))
    }

    func cancelLocation(
        of imsi: IMSI, _ cause: LocationCancellation, at node: ServingNode
    ) async throws -> ServingNodeAnswer { try note(.cancelled(node.host, cause)) }
}

@Suite struct LocationTests {
    private let first = ServingNode(host: "mme1.v.test", realm: "v.test")
    private let second = ServingNode(host: "mme2.v.test", realm: "v.test")
    private let network = PLMN("310260")!
    /// What the shipped catalogue's policy gives a line that has bought nothing.
    private let access = AccessProfile(
        apn: APN("internet")!, qci: 9, allocationRetentionPriority: 12, uplinkBitsPerSecond: 25_000_000, downlinkBitsPerSecond: 50_000_000)!

    private func attach(_ platform: Platform, _ imsi: IMSI, at node: ServingNode) async throws -> LocationUpdateOutcome {
        try await platform.updateLocation(LocationUpdate(imsi: imsi, node: node, visitedNetwork: network))
    }

    private func location(_ platform: Platform, _ imsi: IMSI) async throws -> Location? {
        try await platform.store.read { try $0.location(of: imsi) }
    }

    @Test func `an MME is given the subscriber and the one before is told once`() async throws {
        let nodes = RecordingNodes(losing: 1)
        let time = ManualTime()
        let platform = try await testPlatform(time: time, servingNodes: nodes)
        let (imsi, line, _) = try await platform.activeSubscriber()
        let subscriber = try #require(try await platform.subscriber(of: line)).with(access)
        #expect(try await attach(platform, imsi, at: first) == .accepted(subscriber))
        #expect(try await attach(platform, imsi, at: ServingNode(host: "MME1.v.test", realm: "v.test")) == .accepted(subscriber))
        try await platform.runDueJobs()
        #expect(nodes.told.isEmpty)

        #expect(try await attach(platform, imsi, at: second) == .accepted(subscriber))
        try await platform.runDueJobs()
        time.advance(seconds: 60)
        try await platform.runDueJobs()
        // The first answer was lost, so it was told again.
        #expect(nodes.told == [.cancelled("MME1.v.test", .mmeUpdate), .cancelled("MME1.v.test", .mmeUpdate)])
        let location = try #require(try await location(platform, imsi))
        #expect(location.node == second && location.visitedNetwork == network && location.revision == 3)
    }

    @Test func `an MME that a subscriber has come back to is not told to forget`() async throws {
        let nodes = RecordingNodes()
        let platform = try await testPlatform(servingNodes: nodes)
        let imsi = try await platform.activeSubscriber().imsi
        for node in [first, second, first] { _ = try await attach(platform, imsi, at: node) }
        try await platform.runDueJobs()
        #expect(nodes.told == [.cancelled("mme2.v.test", .mmeUpdate)])
    }

    /// Eight MMEs say it at once, to two nodes: one is last, and each of the others has been told.
    @Test(arguments: StoreKind.lasting) func `of many MMEs at once one serves and every other is told`(kind: StoreKind) async throws {
        let database = try await TestDatabase(kind)
        let engines = [try database.open(), try database.open()]
        let nodes = RecordingNodes()
        let platforms = [
            try await testPlatform(store: engines[0], servingNodes: nodes),
            try await testPlatform(store: engines[1], seed: 2, servingNodes: nodes),
        ]
        let (imsi, line, _) = try await platforms[0].activeSubscriber()
        let subscriber = try #require(try await platforms[0].subscriber(of: line)).with(access)
        let mmes = (1...8).map { ServingNode(host: "mme\($0).v.test", realm: "v.test") }
        try await withThrowingTaskGroup(of: LocationUpdateOutcome.self) { tasks in
            for (index, mme) in mmes.enumerated() { tasks.addTask { try await attach(platforms[index % 2], imsi, at: mme) } }
            for try await outcome in tasks { #expect(outcome == .accepted(subscriber)) }
        }
        try await platforms[1].runDueJobs()
        let serving = try #require(try await location(platforms[0], imsi))
        #expect(serving.revision == 8)
        #expect(Set(nodes.told) == Set(mmes.filter { $0 != serving.node }.map { .cancelled($0.host, .mmeUpdate) }))
        #expect(nodes.told.count == 7)
        for engine in engines { await engine.close() }
    }

    @Test func `who may not be served is refused and recorded nowhere`() async throws {
        let platform = try await testPlatform()
        let (imsi, line, ana) = try await platform.activeSubscriber()
        #expect(try await attach(platform, IMSI("001019999999999")!, at: first) == .unknownSubscriber)
        let update = LocationUpdate(imsi: imsi, node: first, visitedNetwork: network, isEUTRAN: false)
        #expect(try await platform.updateLocation(update) == .radioAccessNotAllowed)
        try await platform.suspendLine(line, reason: .lostDevice, by: ana)
        #expect(try await attach(platform, imsi, at: first) == .barred)
        try await platform.terminateLine(line, by: ana)
        try await platform.runDueJobs()
        #expect(try await attach(platform, imsi, at: first) == .unknownSubscriber)
        #expect(try await location(platform, imsi) == nil)
    }

    @Test func `rules of the line and of the brand say where it may roam`() async throws {
        let platform = try await testPlatform()
        let (imsi, line, _) = try await platform.activeSubscriber()
        let now = platform.time.now()
        try await platform.store.write {
            try $0.setRoamingRule(.country(Country("US")!), isAllowed: false, line: nil, brand: .dotm, at: now)
        }
        #expect(try await attach(platform, imsi, at: first) == .roamingNotAllowed)
        let network = network
        try await platform.store.write { transaction in
            try transaction.setRoamingRule(.network(network), isAllowed: false, line: line, brand: .dotm, at: now)
            try transaction.setRoamingRule(.network(network), isAllowed: true, line: line, brand: .dotm, at: now)
        }
        guard case .accepted = try await attach(platform, imsi, at: first) else {
            Issue.record("the line's own rule allows it")
            return
        }
        let removed = try await platform.store.write { transaction in
            [
                try transaction.removeRoamingRule(.network(network), line: line, brand: .dotm),
                try transaction.removeRoamingRule(.network(network), line: line, brand: .dotm),
                try transaction.removeRoamingRule(.everywhere, line: nil, brand: .dotm),
            ]
        }
        #expect(removed == [true, false, false])
        #expect(try await attach(platform, imsi, at: first) == .roamingNotAllowed)
    }

    @Test func `a zone of the catalogue is barred and opened as a whole`() async throws {
        let platform = try await testPlatform()
        let (imsi, _, _) = try await platform.activeSubscriber()
        let admin = Principal(accountID: AccountID("acc_admin")!, brandID: .dotm, role: .admin)
        let europe = RoamingArea.zone("europe")
        try await platform.setRoamingRule(.everywhere, isAllowed: false, of: nil, by: admin)
        #expect(try await attach(platform, imsi, at: first) == .roamingNotAllowed)
        try await platform.setRoamingRule(.zone("north_america"), isAllowed: true, of: nil, by: admin)
        try await platform.setRoamingRule(europe, isAllowed: false, of: nil, by: admin)
        guard case .accepted = try await attach(platform, imsi, at: first) else {
            Issue.record("the zone allows it")
            return
        }
        #expect(try await platform.roamingRules(of: nil, for: admin)[europe] == false)
        let refusal = await #expect(throws: PlatformError.self) {
            try await platform.setRoamingRule(.zone("atlantis"), isAllowed: true, of: nil, by: admin)
        }
        #expect(refusal?.parameter == "area")
    }

    @Test func `the serving MME hears of suspension, resumption and end, though answers are lost`() async throws {
        let nodes = RecordingNodes(losing: 1)
        let time = ManualTime()
        let platform = try await testPlatform(time: time, servingNodes: nodes)
        let (imsi, line, ana) = try await platform.activeSubscriber()
        _ = try await attach(platform, imsi, at: first)

        try await platform.suspendLine(line, reason: .lostDevice, by: ana)
        try await platform.runDueJobs()
        time.advance(seconds: 60)
        try await platform.runDueJobs()
        try await platform.resumeLine(line, by: ana)
        try await platform.runDueJobs()
        try await platform.terminateLine(line, by: ana)
        try await platform.runDueJobs()
        #expect(
            nodes.told == [
                .data("mme1.v.test", isBarred: true, downlink: 50_000_000), .data("mme1.v.test", isBarred: true, downlink: 50_000_000),
                .data("mme1.v.test", isBarred: false, downlink: 50_000_000), .cancelled("mme1.v.test", .subscriptionWithdrawn),
            ])
        #expect(try await location(platform, imsi) == nil)
    }

    @Test func `what is bought and lapses reaches the MME when it changes the quality, and only then`() async throws {
        let nodes = RecordingNodes()
        let time = ManualTime()
        let platform = try await testPlatform(time: time, servingNodes: nodes)
        let ana = try await platform.testSubscriber()
        _ = try await platform.testPurchase(["basic_membership"], as: ana)
        let line = try #require(try await platform.store.read { try $0.lines(of: ana.accountID).first })
        let imsi = try #require(line.imsi)
        guard case .accepted(let subscriber) = try await attach(platform, imsi, at: first) else {
            Issue.record("not accepted")
            return
        }
        #expect(subscriber.access.qci == 8 && subscriber.access.allocationRetentionPriority == 10)
        #expect(subscriber.access.downlinkBitsPerSecond == 100_000_000 && subscriber.access.uplinkBitsPerSecond == 50_000_000)

        // It changes nothing for the bearer.
        _ = try await platform.testPurchase(["network_monitoring"], as: ana)
        #expect(nodes.told.isEmpty)
        _ = try await platform.testPurchase(["network_optimization"], as: ana)
        #expect(nodes.told == [.data("mme1.v.test", isBarred: false, downlink: 200_000_000)])
        let optimization = try await platform.store.read { try $0.runningSubscriptions(of: ana.accountID) }
            .first { $0.serviceID == "network_optimization" }
        _ = try await platform.setCancellation(of: try #require(optimization).id, true, as: ana)
        try await platform.runDueJobs()
        #expect(nodes.told.count == 1)
        time.advance(seconds: 32 * 86_400)
        try await platform.runDueJobs()
        #expect(nodes.told.last == .data("mme1.v.test", isBarred: false, downlink: 100_000_000))
    }

    @Test func `abroad a line has what roaming allows, and an operator's own quality holds anywhere`() async throws {
        let nodes = RecordingNodes()
        let time = ManualTime()
        let platform = try await testPlatform(time: time, servingNodes: nodes)
        let (imsi, line, _) = try await platform.activeSubscriber()
        let abroad = LocationUpdate(imsi: imsi, node: first, visitedNetwork: PLMN("20801")!)
        guard case .accepted(let subscriber) = try await platform.updateLocation(abroad) else {
            Issue.record("not accepted")
            return
        }
        #expect(subscriber.access.downlinkBitsPerSecond == 20_000_000 && subscriber.access.qci == 9)
        let admin = try await platform.testSubscriber("boss@example.com", role: .admin)
        let own = try #require(
            AccessProfile(
                apn: APN("work")!, qci: 5, allocationRetentionPriority: 2, uplinkBitsPerSecond: 1000, downlinkBitsPerSecond: 2000))
        try await platform.changeAccess(of: line, to: own, by: admin)
        try await platform.runDueJobs()
        #expect(nodes.told == [.data("mme1.v.test", isBarred: false, downlink: 2000)])
        time.advance(seconds: 1)
        try await platform.changeAccess(of: line, to: .standard, isOwnQuality: false, by: admin)
        try await platform.runDueJobs()
        #expect(nodes.told.last == .data("mme1.v.test", isBarred: false, downlink: 20_000_000))
    }

    @Test func `an MME that does not know the subscriber counts as having forgotten`() async throws {
        let nodes = RecordingNodes(answering: .unknownSubscriber)
        let platform = try await testPlatform(servingNodes: nodes)
        let (imsi, line, ana) = try await platform.activeSubscriber()
        _ = try await attach(platform, imsi, at: first)
        try await platform.suspendLine(line, reason: .lostDevice, by: ana)
        try await platform.runDueJobs()
        #expect(try await location(platform, imsi)?.purgedAt != nil)
        try await platform.resumeLine(line, by: ana)
        try await platform.runDueJobs()
        #expect(nodes.told.count == 1)
    }

    @Test func `where an ended line was is forgotten though no MME is left to be told`() async throws {
        let nodes = RecordingNodes()
        let platform = try await testPlatform(servingNodes: nodes)
        let (imsi, line, ana) = try await platform.activeSubscriber()
        _ = try await attach(platform, imsi, at: first)
        #expect(try await platform.purgeUE(imsi, by: first) == .purged)
        try await platform.terminateLine(line, by: ana)
        try await platform.runDueJobs()
        #expect(try await location(platform, imsi) == nil && nodes.told.isEmpty)
    }

    @Test func `only the serving MME can purge, and a purged one is not told to forget`() async throws {
        let nodes = RecordingNodes()
        let platform = try await testPlatform(servingNodes: nodes)
        let imsi = try await platform.activeSubscriber().imsi
        #expect(try await platform.purgeUE(imsi, by: first) == .servedElsewhere)
        _ = try await attach(platform, imsi, at: first)
        #expect(try await platform.purgeUE(imsi, by: second) == .servedElsewhere)
        #expect(try await location(platform, imsi)?.purgedAt == nil)
        #expect(try await platform.purgeUE(imsi, by: first) == .purged)
        #expect(try await platform.purgeUE(imsi, by: first) == .purged)
        #expect(try await platform.purgeUE(IMSI("001019999999999")!, by: first) == .unknownSubscriber)
        _ = try await attach(platform, imsi, at: second)
        try await platform.runDueJobs()
        #expect(nodes.told.isEmpty)
        #expect(try await location(platform, imsi)?.purgedAt == nil)
    }

    @Test func `the gateway that an MME chose is noted until it moves`() async throws {
        let platform = try await testPlatform()
        let imsi = try await platform.activeSubscriber().imsi
        let gateway = ServingNode(host: "pgw.h.test", realm: "h.test")
        #expect(try await platform.notify(imsi, by: first, gateway: gateway) == .unknownServingNode)
        _ = try await attach(platform, imsi, at: first)
        #expect(try await platform.notify(imsi, by: second, gateway: gateway) == .unknownServingNode)
        #expect(try await platform.notify(IMSI("001019999999999")!, by: first, gateway: nil) == .unknownSubscriber)
        #expect(try await platform.notify(imsi, by: first, gateway: gateway) == .noted)
        #expect(try await platform.notify(imsi, by: first, gateway: nil) == .noted)
        #expect(try await location(platform, imsi)?.gateway == gateway)
        _ = try await attach(platform, imsi, at: second)
        #expect(try await location(platform, imsi)?.gateway == nil)
    }
}
