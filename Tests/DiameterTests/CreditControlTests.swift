import NIOCore
import Telecom
import Testing

@testable import Diameter

@Suite struct CreditControlRequestTests {
    private let request = CreditControlRequest(
        sessionID: "pgw.a.test;1;2;app_gy", originHost: "pgw.a.test", originRealm: "a.test", destinationRealm: "b.test",
        serviceContextID: "32251@3gpp.org", type: .update, number: 3, eventTimestamp: Timestamp("2026-11-23T12:00:00.000Z"),
        subscriptionIDs: [.init(.imsi, "001010000000001"), .init(.e164, "12125550100")],
        services: [
            .init(
                ratingGroup: 10, requested: ServiceUnits(totalOctets: 1_000_000),
                used: [ServiceUnits(totalOctets: 900_000, inputOctets: 400_000, outputOctets: 500_000)], reportingReason: .quotaExhausted),
            .init(requested: ServiceUnits()),
        ], calledStationID: "internet", servingNetwork: PLMN("302720"))

    @Test func `a request survives its octets`() throws {
        #expect(try CreditControlRequest(DiameterMessage(decoding: encoded(request.message))) == request)
    }

    @Test(arguments: ["Session-Id", "Origin-Host", "Origin-Realm", "Destination-Realm", "CC-Request-Type", "CC-Request-Number"])
    func `each AVP that must be there is named when it is not`(name: String) throws {
        let codes: [String: UInt32] = [
            "Session-Id": 263, "Origin-Host": 264, "Origin-Realm": 296, "Destination-Realm": 283, "CC-Request-Type": 416,
            "CC-Request-Number": 415,
        ]
        var message = request.message
        message.avps.removeAll { $0.code == codes[name] }
        let failure = #expect(throws: DiameterFailure.self) { try CreditControlRequest(message) }
        #expect(failure?.resultCode == .missingAVP)
        #expect(failure?.failedAVP?.code == codes[name])
    }

    @Test func `a reason inside the used units is found as Open5GS sends it`() throws {
        var message = request.message
        message.avps.removeAll { $0.code == AVPs.multipleServicesCreditControl.code }
        let used = AVPGroup([AVPs.ccInputOctets(7), AVPs.ccOutputOctets(8), AVPs.reportingReason(.final)])
        message.append(AVPs.multipleServicesCreditControl, AVPGroup([AVPs.usedServiceUnit(used)]))
        let service = try #require(CreditControlRequest(message).services.first)
        #expect(service.ratingGroup == nil)
        #expect(service.reportingReason == .final)
        #expect(service.used == [ServiceUnits(inputOctets: 7, outputOctets: 8)])
    }

    @Test func `a repeated Origin-Host is tolerated as Kamailio sends it`() throws {
        var message = request.message
        message.append(AVPs.originHost, "pgw.a.test")
        #expect(try CreditControlRequest(message) == request)
    }

    @Test func `more services than the bound are refused`() {
        var message = request.message
        for _ in 0..<CreditControlRequest.mostServices { message.append(AVPs.multipleServicesCreditControl, AVPGroup([])) }
        let failure = #expect(throws: DiameterFailure.self) { try CreditControlRequest(message) }
        #expect(failure?.resultCode == .avpOccursTooManyTimes)
    }
}

@Suite struct CreditControlAnswerTests {
    @Test(arguments: [nil, .terminate, .restrictAccess, .redirect(url: "https://a.test/top-up")] as [CreditControlAnswer.FinalUnit?])
    func `an answer with mixed results survives its octets`(finalUnit: CreditControlAnswer.FinalUnit?) throws {
        let answer = CreditControlAnswer(
            sessionID: "s;1", resultCode: .success, originHost: "ocs.b.test", originRealm: "b.test", type: .update, number: 3,
            services: [
                .init(
                    ratingGroup: 10, resultCode: .success, granted: ServiceUnits(totalOctets: 5), validityTime: 3600,
                    volumeQuotaThreshold: 1,
                    finalUnit: finalUnit),
                .init(ratingGroup: 11, resultCode: .creditLimitReached),
            ])
        let request = DiameterMessage(flags: .request, command: .creditControl, applicationID: .creditControl, hopByHop: 1, endToEnd: 2)
        #expect(try CreditControlAnswer(DiameterMessage(decoding: encoded(answer.message(answering: request)))) == answer)
    }
}

@Suite struct SingleServiceTests {
    @Test func `a service in the request itself survives its octets`() throws {
        var request = CreditControlRequest(
            sessionID: "s;1", originHost: "as.a.test", originRealm: "a.test", destinationRealm: "b.test",
            serviceContextID: "32260@3gpp.org", type: .update, number: 1, subscriptionIDs: [], services: [])
        request.service = .init(
            ratingGroup: 100, serviceIdentifiers: [1000], requested: ServiceUnits(time: 30), used: [ServiceUnits(time: 4)])
        #expect(try CreditControlRequest(DiameterMessage(decoding: encoded(request.message))) == request)
    }

    @Test func `it is answered in the answer itself`() throws {
        let request = DiameterMessage(flags: .request, command: .creditControl, applicationID: .creditControl)
        let answer = CreditControlAnswer(
            sessionID: "s;1", resultCode: .success, originHost: "ocs.b.test", originRealm: "b.test", type: .initial, number: 0,
            services: [],
            service: .init(
                ratingGroup: 100, resultCode: .success, granted: ServiceUnits(time: 30), validityTime: 60, finalUnit: .terminate),
            isBalanceEnough: false, supportsFailover: true)
        let message = try DiameterMessage(decoding: encoded(answer.message(answering: request)))
        #expect(message.avps.count { $0.code == AVPs.resultCode.code } == 1)
        #expect(try CreditControlAnswer(message) == answer)
    }

    @Test func `an example of a missing AVP is as long as its shortest value`() {
        #expect(AVPs.ccRequestNumber.missing.failedAVP?.value.readableBytes == 4)
        #expect(AVPs.ccTotalOctets.missing.failedAVP?.value.readableBytes == 8)
        #expect(AVPs.sessionID.missing.failedAVP?.value.readableBytes == 0)
    }
}
