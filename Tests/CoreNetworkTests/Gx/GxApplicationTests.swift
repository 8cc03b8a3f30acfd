import Diameter
import Platform
import Store
import Subscribers
import Telecom
import TestKit
import Testing

@testable import CoreNetwork

/// The policy rules function on a socket, and a gateway that asks it.
@Suite(.timeLimit(.minutes(5))) struct GxApplicationTests {
    private let identity = DiameterIdentity(host: "pcrf.b.test", realm: "b.test")

    private func serving(
        _ body: @escaping @Sendable (Platform, Int, Principal, Line) async throws -> Void
    ) async throws {
        let platform = try await testPlatform()
        let server = DiameterServer(
            DiameterConfiguration(
                listeners: [.init(host: "127.0.0.1", port: 0)], identity: identity, peers: [AllowedPeer("*.a.test@127.0.0.0/8")!]),
            applications: [GxApplication(platform, as: identity)], time: platform.time, randomness: platform.randomness,
            metrics: platform.metrics, log: platform.log)
        let ana = try await platform.testSubscriber()
        _ = try await platform.testPurchase(["basic_membership"], as: ana)
        let line = try #require(try await platform.store.read { try $0.lines(of: ana.accountID).first })
        let (ports, port) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await server.run { _ = port.yield($0[0]) }
                return false
            }
            group.addTask {
                for await port in ports {
                    try await body(platform, port, ana, line)
                    return true
                }
                return true
            }
            while let isDone = try await group.next() { if isDone { group.cancelAll() } }
        }
    }

    private func asGateway(_ port: Int, _ body: (TestPeer.Connection) async throws -> Void) async throws {
        try await TestPeer.connected(to: port) { peer in
            let introduction = try await peer.introduce(as: "pgw.a.test", applications: [.init(.gx, vendorID: vendor3GPP)])
            #expect(introduction == .success)
            try await body(peer)
        }
    }

    private func request(_ type: CCRequestType, _ number: UInt32, of line: Line) -> GxCreditControlRequest {
        GxCreditControlRequest(
            sessionID: "pgw.a.test;1;1", originHost: "pgw.a.test", originRealm: "a.test", destinationRealm: "b.test", type: type,
            number: number, subscriptionIDs: type == .initial ? [.init(.imsi, line.imsi!.digits)] : [],
            supportedFeatures: [SupportedFeatures(listID: 1, features: 0b1111_1111)], framedIPAddress: [10, 45, 0, 2], ipCANType: .eps,
            ratType: .eutran, servingNetwork: PLMN("310260"), calledStationID: "internet", networkRequestSupport: true)
    }

    private func ask(_ request: GxCreditControlRequest, _ peer: TestPeer.Connection) async throws -> DiameterMessage {
        try await peer.send(request.message)
        let answer = try #require(try await peer.next())
        #expect(!holdsRatingGroup(answer.avps), "\(answer)")
        return answer
    }

    private func holdsRatingGroup(_ avps: [AVP]) -> Bool {
        avps.contains { avp in
            (avp.code == AVPs.ratingGroup.code && avp.vendorID == nil)
                || AVPGroup(avpValue: avp.value).map { holdsRatingGroup($0.avps) } == true
        }
    }

    @Test func `a session begins with its rules, hears of a purchase at once, and ends`() async throws {
        try await serving { platform, port, ana, line in
            try await asGateway(port) { peer in
                let opening = try GxCreditControlAnswer(try await ask(request(.initial, 0, of: line), peer))
                #expect(opening.result == .success && opening.bearerControlMode == .subscriberAndNetwork)
                #expect(opening.supportedFeatures == [SupportedFeatures(listID: 1, features: 0b1011)])
                #expect(opening.provision.defaultBearer?.qci == 8)
                #expect(opening.provision.ambr == APNAggregateMaxBitrate(uplink: 50_000_000, downlink: 100_000_000))
                #expect(opening.provision.installed.map(\.name) == ["everything", "hotspot"])
                #expect(opening.provision.eventTriggers == [.plmnChange, .revalidationTimeout, .usageReport])
                #expect(opening.provision.monitoring.first?.granted?.totalOctets == 5_000_000_000)

                _ = try await platform.testPurchase(["network_security_basic"], as: ana)
                let message = try #require(try await peer.next())
                let change = try GxReAuthRequest(message)
                #expect(!holdsRatingGroup(message.avps))
                #expect(change.sessionID == "pgw.a.test;1;1" && change.destinationHost == "pgw.a.test" && change.releaseCause == nil)
                #expect(change.provision.installed == [.base("security")] && change.provision.removed.isEmpty)
                let done = GxReAuthAnswer(sessionID: change.sessionID, result: .success, originHost: "pgw.a.test", originRealm: "a.test")
                try await peer.send(done.message(answering: message))

                try await platform.suspendLine(line.id, reason: .lostDevice, by: ana)
                let release = try #require(try await peer.next())
                #expect(try GxReAuthRequest(release).releaseCause == .subscription)
                try await peer.send(done.message(answering: release))
                let end = try GxCreditControlAnswer(try await ask(request(.termination, 1, of: line), peer))
                #expect(end.result == .success && end.provision == PolicyProvision())
            }
        }
    }

    @Test func `what cannot be granted is refused with the reason's code`() async throws {
        try await serving { platform, port, ana, line in
            try await asGateway(port) { peer in
                func code(_ request: GxCreditControlRequest) async throws -> ResultCode? {
                    try await ask(request, peer).first(AVPs.resultCode)
                }
                var stranger = request(.initial, 0, of: line)
                stranger.subscriptionIDs = [.init(.imsi, "001019999999999")]
                #expect(try await code(stranger) == .userUnknown)
                stranger.subscriptionIDs = []
                #expect(try await code(stranger) == .missingAVP)
                #expect(try await code(request(.update, 1, of: line)) == .unknownSessionID)
                #expect(try await code(request(.initial, 5, of: line)) == .success)
                let late = try await ask(request(.update, 4, of: line), peer)
                #expect(try late.first(AVPs.resultCode) == .invalidAVPValue)
                #expect(try late.first(AVPs.failedAVP)?.avps == [AVPs.ccRequestNumber(4)])
                #expect(try late.first(AVPs.ccRequestNumber) == 4)
                try await platform.suspendLine(line.id, reason: .lostDevice, by: ana)
                #expect(try await code(request(.update, 6, of: line)) == .authorizationRejected)
            }
        }
    }
}
