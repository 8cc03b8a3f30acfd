import NIOCore
import Telecom
import Testing

@testable import Diameter

@Suite struct GxRequestTests {
    private let request = GxCreditControlRequest(
        sessionID: "pgw.a.test;1;2;app_gx", originHost: "pgw.a.test", originRealm: "a.test", destinationRealm: "b.test",
        destinationHost: "gorse.b.test", type: .update, number: 3,
        subscriptionIDs: [.init(.imsi, "001010000000001"), .init(.e164, "12125550100")],
        supportedFeatures: [SupportedFeatures(listID: 1, features: 0b1011)], framedIPAddress: [10, 45, 0, 2],
        framedIPv6Prefix: [0, 64, 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1], ipCANType: .eps, ratType: .eutran, servingNetwork: PLMN("302720"),
        calledStationID: "internet", defaultBearer: BearerQoS(qci: 9, priority: AllocationRetentionPriority(level: 8)),
        ambr: APNAggregateMaxBitrate(uplink: 50_000_000, downlink: 100_000_000), networkRequestSupport: true,
        eventTriggers: [.usageReport, EventTrigger(rawValue: 45)],
        ruleReports: [ChargingRuleReport(names: ["hotspot"], baseNames: ["security"], status: .inactive, failure: .unknownRuleName)],
        monitoring: [UsageMonitoring(key: "fair_use", used: [ServiceUnits(totalOctets: 5_000)])])

    @Test func `a request survives its octets`() throws {
        #expect(try GxCreditControlRequest(DiameterMessage(decoding: encoded(request.message))) == request)
    }

    @Test(arguments: ["Session-Id", "Auth-Application-Id", "Origin-Host", "Destination-Realm", "CC-Request-Type", "CC-Request-Number"])
    func `each AVP that must be there is named when it is not`(name: String) throws {
        let codes: [String: UInt32] = [
            "Session-Id": 263, "Auth-Application-Id": 258, "Origin-Host": 264, "Destination-Realm": 283, "CC-Request-Type": 416,
            "CC-Request-Number": 415,
        ]
        var message = request.message
        message.avps.removeAll { $0.code == codes[name] }
        let failure = #expect(throws: DiameterFailure.self) { try GxCreditControlRequest(message) }
        #expect(failure?.resultCode == .missingAVP)
        #expect(failure?.failedAVP?.code == codes[name])
    }

    @Test func `an event and another application's number are refused`() {
        var event = request
        event.type = .event
        #expect(#expect(throws: DiameterFailure.self) { try GxCreditControlRequest(event.message) }?.resultCode == .invalidAVPValue)
        var message = request.message
        message.avps.removeAll { $0.code == AVPs.authApplicationID.code }
        message.append(AVPs.authApplicationID, .creditControl)
        let failure = #expect(throws: DiameterFailure.self) { try GxCreditControlRequest(message) }
        #expect(failure?.failedAVP == AVPs.authApplicationID(.creditControl))
    }

    @Test func `more reports than the bound are refused`() {
        var many = request
        many.monitoring = (0...GxCreditControlRequest.mostReports).map { UsageMonitoring(key: "\($0)") }
        #expect(#expect(throws: DiameterFailure.self) { try GxCreditControlRequest(many.message) }?.resultCode == .avpOccursTooManyTimes)
    }
}

@Suite struct GxAnswerTests {
    private let provision = PolicyProvision(
        defaultBearer: BearerQoS(qci: 6, priority: AllocationRetentionPriority(level: 5, mayPreempt: true, isPreemptable: false)),
        ambr: APNAggregateMaxBitrate(uplink: 1_000_000, downlink: 2_000_000),
        installed: [
            .dynamic(
                .init(
                    name: "everything", flows: [.init(filter: "permit out ip from any to any")],
                    bearer: BearerQoS(qci: 6, priority: AllocationRetentionPriority(level: 5)), precedence: 1000, monitoringKey: "fair_use")
            ),
            .predefined("hotspot"), .base("security"),
        ], removed: [.predefined("roaming"), .base("parental")],
        monitoring: [
            UsageMonitoring(key: "fair_use", granted: ServiceUnits(totalOctets: 1 << 33)), UsageMonitoring(key: "x", isDisabled: true),
        ],
        eventTriggers: [.plmnChange, .usageReport], revalidationTime: Timestamp("2026-12-01T00:00:00.000Z"))

    @Test func `an answer survives its octets`() throws {
        let answer = GxCreditControlAnswer(
            sessionID: "s;1", result: .success, originHost: "pcrf.b.test", originRealm: "b.test", type: .initial, number: 0,
            supportedFeatures: [SupportedFeatures(listID: 1, features: 0b1011)], bearerControlMode: .subscriberAndNetwork,
            provision: provision)
        let request = DiameterMessage(flags: .request, command: .creditControl, applicationID: .gx, hopByHop: 1, endToEnd: 2)
        let message = try DiameterMessage(decoding: encoded(answer.message(answering: request)))
        #expect(try GxCreditControlAnswer(message) == answer)
        #expect(message.applicationID == .gx && message.hopByHop == 1 && message.endToEnd == 2)
    }

    @Test func `a re-authorisation and its answer survive their octets`() throws {
        let request = GxReAuthRequest(
            sessionID: "s;1", originHost: "pcrf.b.test", originRealm: "b.test", destinationHost: "pgw.a.test", destinationRealm: "a.test",
            releaseCause: .subscription, provision: provision)
        let message = try DiameterMessage(decoding: encoded(request.message))
        #expect(try GxReAuthRequest(message) == request)
        let answer = GxReAuthAnswer(
            sessionID: "s;1", result: .success, originHost: "pgw.a.test", originRealm: "a.test",
            ruleReports: [ChargingRuleReport(names: ["hotspot"], status: .inactive, failure: .unknownRuleName)])
        #expect(try GxReAuthAnswer(DiameterMessage(decoding: encoded(answer.message(answering: message)))) == answer)
    }

    @Test func `no rating group is in anything that a server can say`() throws {
        let request = DiameterMessage(flags: .request, command: .creditControl, applicationID: .gx)
        let answer = GxCreditControlAnswer(
            sessionID: "s;1", result: .success, originHost: "h", originRealm: "r", type: .initial, number: 0,
            supportedFeatures: [SupportedFeatures(listID: 1, features: 1)], bearerControlMode: .subscriberOnly, provision: provision)
        let reAuth = GxReAuthRequest(
            sessionID: "s;1", originHost: "h", originRealm: "r", destinationHost: "p", destinationRealm: "q", provision: provision)
        #expect(!codes(answer.message(answering: request).avps).contains(AVPs.ratingGroup.code))
        #expect(!codes(reAuth.message.avps).contains(AVPs.ratingGroup.code))
    }

    /// Every code in every group; the groups of Gx are known by their definitions.
    private func codes(_ avps: [AVP]) -> Set<UInt32> {
        avps.reduce(into: []) { found, avp in
            found.insert(avp.code)
            if let group = AVPGroup(avpValue: avp.value) { found.formUnion(codes(group.avps)) }
        }
    }
}
