import Diameter
import Logging
import Milenage
import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

@testable import CoreNetwork

/// The home subscriber server on a socket, and MMEs that ask it.
@Suite(.timeLimit(.minutes(5))) struct S6aApplicationTests {
    private let identity = DiameterIdentity(host: "hss.b.test", realm: "b.test")
    private let visited = PLMN("310260")!

    private func serving(
        _ body: @escaping @Sendable (Platform, Int, Subscriber) async throws -> Void
    ) async throws {
        let platform = try await testPlatform()
        let server = DiameterServer(
            DiameterConfiguration(
                listeners: [.init(host: "127.0.0.1", port: 0)], identity: identity, peers: [AllowedPeer("*.a.test@127.0.0.0/8")!]),
            applications: [S6aApplication(platform, as: identity)], time: platform.time, randomness: platform.randomness,
            metrics: platform.metrics, log: platform.log)
        var reaching = platform
        reaching.servingNodes = S6aServingNodes(server.peers, as: identity, time: platform.time, randomness: platform.randomness)
        let connected = reaching
        let subscriber = try await connected.testSubscriber("ana")
        let (ports, port) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await server.run { _ = port.yield($0[0]) }
                return false
            }
            group.addTask {
                for await port in ports {
                    try await body(connected, port, subscriber)
                    return true
                }
                return true
            }
            while let isDone = try await group.next() { if isDone { group.cancelAll() } }
        }
    }

    private func route(_ host: String) -> S6aRoute {
        S6aRoute(sessionID: "\(host);1;1", originHost: host, originRealm: "a.test", destinationRealm: "b.test")
    }

    private func asMME<Value: Sendable>(
        _ host: String, port: Int, _ body: (TestPeer.Connection) async throws -> Value
    ) async throws -> Value {
        try await TestPeer.connected(to: port) { peer in
            let introduction = try await peer.introduce(as: host, applications: [.init(.s6a, vendorID: vendor3GPP)])
            #expect(introduction == .success)
            return try await body(peer)
        }
    }

    private func ask(_ request: some S6aRequest, _ peer: TestPeer.Connection) async throws -> DiameterMessage {
        try await peer.send(request.message)
        return try #require(try await peer.next())
    }

    private func update(_ host: String, _ imsi: IMSI, _ ratType: RATType = .eutran, _ flags: ULRFlags = .s6aIndicator)
        -> UpdateLocationRequest
    {
        UpdateLocationRequest(route: route(host), imsi: imsi, ratType: ratType, flags: flags, visitedPLMN: visited)
    }

    @Test func `an MME authenticates a SIM, also one that has to be met where it is`() async throws {
        let visited = visited
        try await serving { platform, port, subscriber in
            try await asMME("mme1.a.test", port: port) { peer in
                let sim = try await platform.testSIM(subscriber.imsi)
                func vectors(_ wish: AuthenticationInformationRequest.RequestedVectors) async throws -> AuthenticationInformationAnswer {
                    let request = AuthenticationInformationRequest(
                        route: route("mme1.a.test"), imsi: subscriber.imsi, visitedPLMN: visited, eutran: wish)
                    return try AuthenticationInformationAnswer(try await ask(request, peer))
                }
                let answer = try await vectors(.init(count: 9))
                #expect(answer.result == .success && answer.vectors.count == 5)
                for vector in answer.vectors {
                    #expect(sim.authenticate(rand: vector.rand, autn: vector.autn) == .response(vector.xres))
                    #expect(vector.kasme.count == 32)
                }
                sim.accepted = Array(repeating: 5000, count: 32)
                let old = try await vectors(.init()).vectors[0]
                guard case .synchronisationFailure(let auts) = sim.authenticate(rand: old.rand, autn: old.autn) else {
                    Issue.record("the SIM took an old number")
                    return
                }
                let new = try await vectors(.init(resynchronisation: .init(rand: old.rand, auts: auts)!)).vectors[0]
                #expect(sim.authenticate(rand: new.rand, autn: new.autn) == .response(new.xres))
                let forged = try await vectors(.init(resynchronisation: .init(rand: old.rand, auts: Array(auts.reversed()))!))
                #expect(forged.result == .experimental(ResultCode.S6a.authenticationDataUnavailable) && forged.vectors.isEmpty)
            }
        }
    }

    @Test func `a subscriber moves from one MME to another, which is told what it needs`() async throws {
        try await serving { platform, port, subscriber in
            try await asMME("mme1.a.test", port: port) { first in
                let accepted = try UpdateLocationAnswer(try await ask(update("mme1.a.test", subscriber.imsi), first))
                #expect(accepted.result == .success && accepted.flags == .separation)
                let data = try #require(accepted.subscription)
                #expect(data.status == .serviceGranted && data.barring == nil && data.msisdn == subscriber.msisdn)
                #expect(data.networkAccessMode == .onlyPacket && data.ambr == .init(uplink: 25_000_000, downlink: 50_000_000))
                let apn = try #require(data.apns?.configurations.first)
                #expect(apn.context == data.apns?.defaultContext && apn.apn == "internet" && apn.qci == 9 && apn.priority.level == 12)
                let skipped = try UpdateLocationAnswer(
                    try await ask(update("mme1.a.test", subscriber.imsi, .eutran, [.s6aIndicator, .skipSubscriberData]), first))
                #expect(skipped.result == .success && skipped.subscription == nil)

                try await asMME("mme2.a.test", port: port) { second in
                    let moved = try UpdateLocationAnswer(try await ask(update("mme2.a.test", subscriber.imsi), second))
                    #expect(moved.result == .success)
                    async let jobs = platform.runDueJobs()
                    let message = try #require(try await first.next())
                    let cancel = try CancelLocationRequest(message)
                    #expect(cancel.imsi == subscriber.imsi && cancel.type == .mmeUpdateProcedure)
                    #expect(cancel.route.destinationHost == "mme1.a.test" && cancel.route.originHost == "hss.b.test")
                    try await first.send(
                        ResultAnswer(.success).message(answering: message, originHost: "mme1.a.test", originRealm: "a.test"))
                    #expect(try await jobs == 1)

                    let late = try PurgeUEAnswer(try await ask(PurgeUERequest(route: route("mme1.a.test"), imsi: subscriber.imsi), first))
                    #expect(late.result == .success && late.flags == nil)
                    let purged = try PurgeUEAnswer(
                        try await ask(PurgeUERequest(route: route("mme2.a.test"), imsi: subscriber.imsi), second))
                    #expect(purged.result == .success && purged.flags == .freezeMTMSI)
                }
            }
        }
    }

    @Test func `a suspension and an end reach the MME that serves`() async throws {
        try await serving { platform, port, subscriber in
            let owner = try await platform.owner(of: subscriber.lineID)
            try await asMME("mme1.a.test", port: port) { peer in
                _ = try await ask(update("mme1.a.test", subscriber.imsi), peer)
                try await platform.suspendLine(subscriber.lineID, reason: .lostDevice, by: owner)
                async let barring = platform.runDueJobs()
                let message = try #require(try await peer.next())
                let data = try InsertSubscriberDataRequest(message).subscription
                #expect(data.status == .operatorDeterminedBarring && data.barring == .allPacketServices)
                try await peer.send(ResultAnswer(.success).message(answering: message, originHost: "mme1.a.test", originRealm: "a.test"))
                _ = try await barring

                let refused = try UpdateLocationAnswer(try await ask(update("mme1.a.test", subscriber.imsi), peer))
                #expect(refused.result == .experimental(ResultCode.S6a.roamingNotAllowed) && refused.diagnostic == .odbAllAPN)
                let vectors = try AuthenticationInformationAnswer(
                    try await ask(
                        AuthenticationInformationRequest(
                            route: route("mme1.a.test"), imsi: subscriber.imsi, visitedPLMN: PLMN("00101")!, eutran: .init()), peer))
                #expect(vectors.result == .base(.authorizationRejected) && vectors.vectors.isEmpty)

                try await platform.terminateLine(subscriber.lineID, by: owner)
                async let ending = platform.runDueJobs()
                let cancel = try #require(try await peer.next())
                #expect(try CancelLocationRequest(cancel).type == .subscriptionWithdrawal)
                let unknown = ResultAnswer(.experimental(ResultCode.S6a.userUnknown))
                try await peer.send(unknown.message(answering: cancel, originHost: "mme1.a.test", originRealm: "a.test"))
                _ = try await ending
                #expect(try await platform.store.read { try $0.location(of: subscriber.imsi) } == nil)
            }
        }
    }

    @Test func `an MME behind a relay is served and told through it, and is told later when nobody is there`() async throws {
        try await serving { platform, port, subscriber in
            let owner = try await platform.owner(of: subscriber.lineID)
            try await TestPeer.connected(to: port) { relay in
                let introduction = try await relay.introduce(as: "dra.a.test", applications: [.init(.relay)])
                #expect(introduction == .success)
                var request = update("mme9.v.test", subscriber.imsi).message
                request.append(AVPs.routeRecord, "mme9.v.test")
                request.append(AVPs.proxyInfo, AVPGroup([AVPs.proxyHost("dra.a.test"), AVPs.proxyState([1])]))
                try await relay.send(request)
                let answer = try #require(try await relay.next())
                #expect(try UpdateLocationAnswer(answer).result == .success)
                #expect(try answer.first(AVPs.proxyInfo)?.first(AVPs.proxyState) == [1])

                try await platform.suspendLine(subscriber.lineID, reason: .lostDevice, by: owner)
                async let barring = platform.runDueJobs()
                let message = try #require(try await relay.next())
                let route = try InsertSubscriberDataRequest(message).route
                #expect(route.destinationHost == "mme9.v.test" && route.destinationRealm == "a.test")
                // A relay that cannot deliver says so (RFC 6733 §6.1.4): the job is tried again.
                try await relay.send(message.answer(.unableToDeliver, from: DiameterIdentity(host: "dra.a.test", realm: "a.test")))
                _ = try await barring
            }
            let job = try await platform.store.read { transaction in
                try transaction.query("SELECT state, attempts FROM jobs WHERE kind = 'inform_serving_node'").first
            }
            #expect(try job?.text("state") == "waiting" && job?.integer("attempts") == 1)
        }
    }

    @Test func `what may not be is refused with the result that says so`() async throws {
        try await serving { platform, port, subscriber in
            try await asMME("mme1.a.test", port: port) { peer in
                func result(_ request: some S6aRequest) async throws -> DiameterResult { try DiameterResult(try await ask(request, peer)) }
                let stranger = IMSI("001019999999999")!
                let route = route("mme1.a.test")
                let unknown = DiameterResult.experimental(ResultCode.S6a.userUnknown)
                #expect(
                    try await result(
                        AuthenticationInformationRequest(route: route, imsi: stranger, visitedPLMN: PLMN("00101")!, eutran: .init()))
                        == unknown)
                #expect(try await result(update("mme1.a.test", stranger)) == unknown)
                #expect(try await result(PurgeUERequest(route: route, imsi: stranger)) == unknown)
                #expect(try await result(NotifyRequest(route: route, imsi: stranger)) == unknown)
                #expect(
                    try await result(
                        AuthenticationInformationRequest(route: route, imsi: subscriber.imsi, visitedPLMN: PLMN("00101")!, eutran: nil))
                        == .experimental(ResultCode.S6a.authenticationDataUnavailable))
                let wrongRadio = DiameterResult.experimental(ResultCode.S6a.ratNotAllowed)
                #expect(try await result(update("mme1.a.test", subscriber.imsi, .geran)) == wrongRadio)
                #expect(try await result(update("mme1.a.test", subscriber.imsi, .eutran, [])) == wrongRadio)
                #expect(
                    try await result(NotifyRequest(route: route, imsi: subscriber.imsi))
                        == .experimental(ResultCode.S6a.unknownServingNode))
                let now = platform.time.now()
                try await platform.store.write {
                    try $0.setRoamingRule(.country(Country("US")!), isAllowed: false, line: nil, brand: .dotm, at: now)
                }
                #expect(
                    try await result(update("mme1.a.test", subscriber.imsi)) == .experimental(ResultCode.S6a.roamingNotAllowed))
            }
        }
    }

    @Test func `what is missing, wrong or unknown comes back in Failed-AVP`() async throws {
        try await serving { _, port, subscriber in
            try await asMME("mme1.a.test", port: port) { peer in
                func answer(_ change: (inout DiameterMessage) -> Void) async throws -> (ResultCode?, AVP?) {
                    var message = update("mme1.a.test", subscriber.imsi).message
                    change(&message)
                    try await peer.send(message)
                    let answer = try #require(try await peer.next())
                    return (try answer.first(AVPs.resultCode), try answer.first(AVPs.failedAVP)?.avps.first)
                }
                let missing = try await answer { $0.avps.removeAll { $0.code == AVPs.visitedPLMNID.code } }
                #expect(missing.0 == .missingAVP && missing.1?.code == AVPs.visitedPLMNID.code)
                let wrong = AVPs.userName("ana@example.com")
                let invalid = try await answer {
                    $0.avps.removeAll { $0.code == wrong.code }
                    $0.avps.append(wrong)
                }
                #expect(invalid.0 == .invalidAVPValue && invalid.1 == wrong)
                let nameless = AVPs.originHost("mme \u{0}")
                let noName = try await answer {
                    $0.avps.removeAll { $0.code == nameless.code }
                    $0.avps.append(nameless)
                }
                #expect(noName.0 == .invalidAVPValue && noName.1 == nameless)
                let unknown = AVP(code: 77_777, vendorID: vendor3GPP, isMandatory: true, value: .init(bytes: [1]))
                let unsupported = try await answer { $0.avps.append(unknown) }
                #expect(unsupported.0 == .avpUnsupported && unsupported.1 == unknown)
            }
        }
    }
}

extension Platform {
    fileprivate func testSubscriber(_ name: String) async throws -> Subscriber {
        let now = time.now()
        let randomness = randomness
        let line = try await store.write { transaction in
            let account = try transaction.insertTestAccount(name)
            return try transaction.orderLine(account: account, brand: .dotm, order: nil, at: now, ids: randomness)
        }
        try await runDueJobs()
        return try #require(try await store.read { try $0.subscriber(of: line) })
    }

    fileprivate func owner(of line: LineID) async throws -> Principal {
        let line = try #require(try await store.read { try $0.line(line) })
        return Principal(accountID: line.accountID, brandID: .dotm, role: .subscriber)
    }
}
