import Milenage
import Platform
import RADIUS
import Telecom
import TestKit
import Testing

@testable import CoreNetwork

/// A subscriber's phone at an access point that speaks RADIUS.
struct WiFiFixture {
    let time = ManualTime()
    let platform: Platform
    let principal: Principal
    let imsi: IMSI
    let sim: TestSIM
    let authentication: WiFiAuthentication
    let secret = RADIUSSecret(Array("a secret of some length".utf8))!

    var identity: String { "6\(imsi.digits)@wlan.mnc001.mcc001.3gppnetwork.org" }

    init(_ services: [ServiceID] = ["basic_membership", "global_data_10gb"]) async throws {
        platform = try await testPlatform(time: time)
        principal = try await platform.testSubscriber()
        _ = try await platform.testPurchase(services, as: principal)
        let account = principal.accountID
        imsi = try await platform.store.read { try $0.lines(of: account)[0] }.imsi!
        sim = try await platform.testSIM(imsi)
        authentication = WiFiAuthentication(platform: platform)
    }

    func send(_ packet: EAPPacket?, state: [UInt8]? = nil, from address: String = "192.0.2.1") async throws -> (RADIUSPacket, String) {
        let attributes = (packet.map { RADIUSPacket.eapMessage($0.encoded) } ?? []) + (state.map { [Attributes.state($0)] } ?? [])
        let request = RADIUSPacket(.accessRequest, identifier: 1, authenticator: Array(1...16), attributes: attributes)
        let exchange = WiFiAuthentication.Exchange(
            try RADIUSPacket(decoding: request.encoded), from: try #require(InternetAddress(address)), by: secret)
        let (answer, result) = try await authentication.answer(exchange)
        #expect(answer.isProvedAnswer(to: request.authenticator, by: secret))
        return (try RADIUSPacket(decoding: answer.encoded), result)
    }

    func begin(_ identity: String? = nil) async throws -> RADIUSPacket {
        try await send(EAPPacket(.response, identifier: 0, method: .identity, data: Array((identity ?? self.identity).utf8))).0
    }

    /// What the phone answers to a challenge; `nil` response to have the SIM's own.
    func answer(_ challenge: RADIUSPacket, response: [UInt8]? = nil, from address: String = "192.0.2.1") async throws -> (
        RADIUSPacket, String
    ) {
        let asked = try #require(challenge.eapMessage.flatMap { EAPPacket(decoding: $0) })
        let message = try #require(AKAMessage(decoding: asked.data))
        let rand = Array(try #require(message[.rand]).dropFirst(2)), autn = Array(try #require(message[.autn]).dropFirst(2))
        let state = challenge[Attributes.state]
        switch sim.authenticate(rand: rand, autn: autn) {
        case .wrongCode:
            Issue.record("the SIM does not know this network")
            return (challenge, "")
        case .synchronisationFailure(let auts):
            let failure = AKAMessage(.synchronizationFailure, [.init(type: AKAMessage.AttributeType.auts.rawValue, body: auts)])
            return try await send(
                EAPPacket(.response, identifier: asked.identifier, method: .akaPrime, data: failure.encoded), state: state)
        case .response(let res):
            let keys = sim.milenage.response(rand: rand)
            let (ck, ik) = EAPAuthenticationVector.keys(ck: keys.ck, ik: keys.ik, concealed: Array(autn[..<6]), networkName: "WLAN")
            let key = AKAKeys(ikPrime: ik, ckPrime: ck, identity: identity).authentication
            #expect(message.isProved(in: asked, by: key))
            let answer = AKAMessage(
                .challenge,
                [
                    .init(type: AKAMessage.AttributeType.res.rawValue, body: [0, 64] + (response ?? res)),
                    .init(type: AKAMessage.AttributeType.mac.rawValue, body: [UInt8](repeating: 0, count: 18)),
                ])
            return try await send(answer.packet(.response, identifier: asked.identifier, key: key), state: state, from: address)
        }
    }
}

@Suite struct WiFiAuthenticationTests {
    @Test func `a SIM proves itself, and its session is named for ever`() async throws {
        let phone = try await WiFiFixture()
        var words: Set<String> = []
        for _ in 0..<2 {
            let challenge = try await phone.begin()
            #expect(challenge.code == .accessChallenge)
            let (accept, result) = try await phone.answer(challenge)
            #expect(accept.code == .accessAccept && result == "accepted")
            #expect(accept.eapMessage.flatMap { EAPPacket(decoding: $0) }?.code == .success)
            #expect(accept.all(Attributes.vendorSpecific).count == 2 && accept[Attributes.userName] == phone.identity)
            words.insert(String(decoding: accept[Attributes.class] ?? [], as: UTF8.self))
        }
        #expect(words.count == 2 && words.allSatisfy { $0.hasPrefix("line_") })
    }

    @Test func `a wrong answer, a forged or an old state and what was begun elsewhere are rejected`() async throws {
        let phone = try await WiFiFixture()
        #expect(try await phone.answer(phone.begin(), response: [UInt8](repeating: 0, count: 8)).1 == "wrong")
        let challenge = try await phone.begin()
        var forged = challenge
        forged.attributes = challenge.attributes.map { $0.type == Attributes.state.type ? Attributes.state([1, 2, 3]) : $0 }
        #expect(try await phone.answer(forged).1 == "stale")
        let other = try await phone.begin()
        var mixed = try await phone.begin()
        mixed.attributes = mixed.attributes.map { $0.type == Attributes.state.type ? Attributes.state(other[Attributes.state] ?? []) : $0 }
        #expect(try await phone.answer(mixed).1 == "wrong")
        #expect(try await phone.answer(phone.begin(), from: "192.0.2.2").1 == "stale")
        let late = try await phone.begin()
        phone.time.advance(seconds: 61)
        #expect(try await phone.answer(late).1 == "stale")
    }

    @Test func `who names himself otherwise is asked for the identity that does not change`() async throws {
        let phone = try await WiFiFixture()
        let asked = try await phone.begin("anonymous@wlan.mnc001.mcc001.3gppnetwork.org")
        let request = try #require(asked.eapMessage.flatMap { EAPPacket(decoding: $0) })
        #expect(AKAMessage(decoding: request.data) == .identityRequest)
        func tell(_ identity: String) async throws -> (RADIUSPacket, String) {
            let name = Array(identity.utf8)
            let body = [UInt8(0), UInt8(name.count)] + name + [UInt8](repeating: 0, count: (4 - name.count % 4) % 4)
            let message = AKAMessage(.identity, [.init(type: AKAMessage.AttributeType.identity.rawValue, body: body)])
            return try await phone.send(
                EAPPacket(.response, identifier: request.identifier, method: .akaPrime, data: message.encoded),
                state: asked[Attributes.state])
        }
        #expect(try await tell("anonymous").1 == "unknown")
        let (challenge, _) = try await tell(phone.identity)
        #expect(try await phone.answer(challenge).1 == "accepted")
    }

    @Test func `a SIM that is ahead is met there, once`() async throws {
        let phone = try await WiFiFixture()
        phone.sim.accepted = [UInt64](repeating: 5_000, count: 32)
        let (again, word) = try await phone.answer(phone.begin())
        #expect(again.code == .accessChallenge && word == "challenge")
        #expect(try await phone.answer(again).1 == "accepted")
        phone.sim.accepted = [UInt64](repeating: 10_000, count: 32)
        let second = try await phone.answer(phone.begin()).0
        phone.sim.accepted = [UInt64](repeating: 20_000, count: 32)
        #expect(try await phone.answer(second).1 == "refused_by_sim")
    }

    @Test func `who is not known, is suspended or has nothing left is rejected`() async throws {
        let phone = try await WiFiFixture()
        let stranger = "6001019999999999@wlan.mnc001.mcc001.3gppnetwork.org"
        #expect(try await phone.begin(stranger).code == .accessReject)
        #expect(try await phone.send(nil).1 == "no_eap")
        #expect(try await phone.send(EAPPacket(.response, identifier: 0, method: .nak, data: [25])).1 == "other_method")
        let poor = try await WiFiFixture(["basic_membership"])
        #expect(try await poor.answer(poor.begin()).1 == "credit_limit_reached")
        let challenge = try await phone.begin()
        try await phone.platform.store.write { _ = try $0.execute("UPDATE lines SET state = 'suspended'") }
        #expect(try await phone.answer(challenge).1 == "line_not_active")
        #expect(try await phone.begin().code == .accessReject)
    }
}
