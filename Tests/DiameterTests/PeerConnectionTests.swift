import Telecom
import Testing

@testable import Diameter

@Suite struct PeerConnectionTests {
    private let ocs = Capabilities(
        originHost: "ocs.b.test", originRealm: "b.test", hostAddresses: [DiameterAddress(octets: [127, 0, 0, 1])!],
        applications: [.init(.creditControl), .init(.gx, vendorID: vendor3GPP)])
    private let gateway = Capabilities(
        originHost: "pgw.a.test", originRealm: "a.test", hostAddresses: [DiameterAddress(octets: [127, 0, 0, 2])!],
        applications: [.init(.creditControl)])
    private let start = Timestamp(secondsSince1970: 0)

    private func responder(refusal: @escaping @Sendable (Capabilities) -> ResultCode? = { _ in nil }) -> PeerConnection {
        PeerConnection(role: .responder, own: ocs, at: start, refusal: refusal)
    }

    private func opened() -> PeerConnection {
        var connection = responder()
        _ = connection.handle(.received(gateway.request), at: start)
        return connection
    }

    /// The messages among `actions` that are sent.
    private func sent(_ actions: [PeerConnection.Action]) -> [DiameterMessage] {
        actions.compactMap { if case .send(let message) = $0 { message } else { nil } }
    }

    private func closes(_ actions: [PeerConnection.Action]) -> Bool {
        actions.contains { if case .close = $0 { true } else { false } }
    }

    @Test func `capabilities survive their octets`() throws {
        #expect(try Capabilities(DiameterMessage(decoding: encoded(ocs.request))) == ocs)
    }

    @Test func `two ends agree on what both serve`() throws {
        var server = responder()
        var client = PeerConnection(role: .initiator, own: gateway, at: start) { $0.originHost == "ocs.b.test" ? nil : .unknownPeer }
        let request = try #require(sent(client.handle(.connected, at: start)).first)
        let answer = server.handle(.received(request), at: start)
        #expect(answer.last == .opened(peer: gateway, applications: [.creditControl]))
        let end = client.handle(.received(sent(answer)[0]), at: start)
        #expect(end == [.opened(peer: ocs, applications: [.creditControl])])
        #expect(server.state == .open && client.state == .open)
    }

    @Test func `a stranger is told so and sent away`() throws {
        var server = responder { $0.originHost == "someone.else" ? nil : .unknownPeer }
        let actions = server.handle(.received(gateway.request), at: start)
        #expect(try sent(actions)[0].first(AVPs.resultCode) == .unknownPeer)
        #expect(closes(actions) && server.state == .closed)
    }

    @Test func `without an application in common there is no connection`() throws {
        var server = responder()
        var other = gateway
        other.applications = [.init(.s6a, vendorID: vendor3GPP)]
        let actions = server.handle(.received(other.request), at: start)
        #expect(try sent(actions)[0].first(AVPs.resultCode) == .noCommonApplication)
        #expect(closes(actions))
    }

    @Test func `a relay serves every application`() {
        var relay = gateway
        relay.applications = [.init(.relay)]
        #expect(ocs.common(with: relay) == [.creditControl, .gx])
    }

    @Test func `anything before the capabilities exchange ends the connection`() {
        var server = responder()
        let request = DiameterMessage(flags: .request, command: .creditControl, applicationID: .creditControl)
        #expect(closes(server.handle(.received(request), at: start)))
    }

    @Test func `who does not introduce himself in time is dropped`() {
        var server = responder()
        #expect(server.deadline == start.adding(seconds: 10))
        #expect(closes(server.handle(.timeElapsed, at: start.adding(seconds: 10))))
    }

    @Test func `a silent peer is asked once and then given up`() {
        var server = opened()
        let first = server.handle(.timeElapsed, at: start.adding(seconds: 30))
        #expect(sent(first).first?.command == .deviceWatchdog)
        #expect(closes(server.handle(.timeElapsed, at: start.adding(seconds: 60))))
    }

    @Test func `a doubted connection that is alive stays, a dead one ends`() {
        var alive = opened()
        let asked = alive.handle(.doubted, at: start)
        #expect(sent(asked).first?.command == .deviceWatchdog && alive.deadline == start.adding(seconds: 5))
        #expect(sent(alive.handle(.doubted, at: start)).isEmpty, "asked once")
        _ = alive.handle(.received(DiameterMessage(flags: [], command: .deviceWatchdog, applicationID: .base)), at: start)
        #expect(alive.state == .open && alive.deadline == start.adding(seconds: 30))
        var dead = opened()
        _ = dead.handle(.doubted, at: start)
        #expect(closes(dead.handle(.timeElapsed, at: start.adding(seconds: 5))))
    }

    @Test func `any message is a sign of life`() {
        var server = opened()
        _ = server.handle(.timeElapsed, at: start.adding(seconds: 30))
        let request = DiameterMessage(flags: .request, command: .creditControl, applicationID: .creditControl)
        #expect(server.handle(.received(request), at: start.adding(seconds: 31)) == [.deliver(request)])
        #expect(server.deadline == start.adding(seconds: 61))
        #expect(!closes(server.handle(.timeElapsed, at: start.adding(seconds: 61))))
    }

    @Test func `a peer that leaves is answered and let go`() throws {
        var server = opened()
        let leave = DiameterMessage(flags: .request, command: .disconnectPeer, applicationID: .base)
        let actions = server.handle(.received(leave), at: start)
        #expect(try sent(actions)[0].first(AVPs.resultCode) == .success)
        #expect(closes(actions))
    }

    @Test func `leaving waits for answers and takes no new requests`() throws {
        var server = opened()
        #expect(sent(server.handle(.disconnect(.rebooting), at: start)).first?.command == .disconnectPeer)
        let late = DiameterMessage(flags: [], command: .reAuth, applicationID: .creditControl)
        #expect(server.handle(.received(late), at: start) == [.deliver(late)])
        let request = DiameterMessage(flags: .request, command: .creditControl, applicationID: .creditControl)
        #expect(try sent(server.handle(.received(request), at: start))[0].first(AVPs.resultCode) == .tooBusy)
        #expect(closes(server.handle(.received(DiameterMessage(flags: [], command: .disconnectPeer, applicationID: .base)), at: start)))
    }

    @Test func `of two connections the higher name's listener keeps its own`() {
        #expect(PeerConnection.winsElection(own: "pgw.a.test", peer: "ocs.b.test"))
        #expect(!PeerConnection.winsElection(own: "ocs.b.test", peer: "PGW.a.test"))
        #expect(!PeerConnection.winsElection(own: "same", peer: "SAME"))
    }
}
