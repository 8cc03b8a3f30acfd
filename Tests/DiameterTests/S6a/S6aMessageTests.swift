import NIOCore
import Telecom
import TestKit
import Testing

@testable import Diameter

/// Messages of S6a that say all that they can say.
enum S6aExamples {
    static let imsi = IMSI("001010000000001")!
    static let route = S6aRoute(
        sessionID: "mme.v.test;1;2", originHost: "mme.v.test", originRealm: "v.test", destinationHost: "hss.h.test",
        destinationRealm: "h.test")

    static let resynchronisation = AuthenticationInformationRequest.Resynchronisation(
        rand: Array(repeating: 1, count: 16), auts: Array(repeating: 2, count: 14))!
    static let subscription = SubscriptionData(
        status: .operatorDeterminedBarring, msisdn: MSISDN("12125550100")!, barring: .allPacketServices,
        accessRestrictions: [.utran, .geran], networkAccessMode: .onlyPacket, ambr: .init(uplink: 50_000_000, downlink: 150_000_000),
        apns: .init(
            defaultContext: 1,
            configurations: [
                .init(
                    context: 1, pdnType: .ipv4v6, apn: "internet", qci: 9, priority: .init(level: 8), isVisitedGatewayAllowed: false,
                    ambr: .init(uplink: 1, downlink: 2)),
                .init(
                    context: 2, pdnType: .ipv4, apn: "*", qci: 5, priority: .init(level: 1, mayPreempt: true, isPreemptable: false),
                    isVisitedGatewayAllowed: true, ambr: .init(uplink: .max, downlink: 0)),
            ]))

    static let requests: [any S6aRequest] = [
        AuthenticationInformationRequest(
            route: route, imsi: imsi, visitedPLMN: PLMN("310260")!, eutran: .init(count: 3, resynchronisation: resynchronisation)),
        UpdateLocationRequest(
            route: route, imsi: imsi, ratType: .eutran, flags: [.s6aIndicator, .initialAttach], visitedPLMN: PLMN("00101")!),
        CancelLocationRequest(route: route, imsi: imsi, type: .mmeUpdateProcedure),
        InsertSubscriberDataRequest(route: route, imsi: imsi, subscription: subscription, flags: .epsUserState),
        DeleteSubscriberDataRequest(route: route, imsi: imsi, flags: .pdnSubscriptionContexts, contexts: [2, 3]),
        PurgeUERequest(route: route, imsi: imsi),
        NotifyRequest(
            route: route, imsi: imsi, flags: .ueReachableFromMME, alertReason: .ueMemoryAvailable,
            gateway: .init(
                host: "pgw.h.test", realm: "h.test", addresses: [DiameterAddress(octets: [10, 0, 0, 1])!], apn: "internet", context: 1)),
        ResetRequest(route: route, userIDs: ["00101", "310"]),
    ]
}

@Suite struct S6aRequestTests {
    private func roundTrip<Request: S6aRequest>(_ request: Request) throws {
        let message = try DiameterMessage(decoding: encoded(request.message))
        #expect(try Request(message) == request)
        #expect(message.isRequest && message.applicationID == .s6a && message.flags.contains(.proxiable))
        #expect(message.avps.first?.code == AVPs.sessionID.code)
        #expect(try message.first(AVPs.authSessionState) == .noStateMaintained)
        let application = try #require(try message.first(AVPs.vendorSpecificApplicationID))
        #expect(try application.required(AVPs.vendorID) == vendor3GPP && application.required(AVPs.authApplicationID) == .s6a)
        try message.refuseUnknownMandatoryAVPs()
    }

    @Test func `every request survives its octets`() throws {
        #expect(Set(S6aExamples.requests.map { type(of: $0).command.rawValue }) == Set(316...323))
        for request in S6aExamples.requests { try roundTrip(request) }
    }

    @Test func `what may be left out may be left out`() throws {
        var route = S6aExamples.route
        route.destinationHost = nil
        try roundTrip(AuthenticationInformationRequest(route: route, imsi: S6aExamples.imsi, visitedPLMN: PLMN("00101")!, eutran: nil))
        try roundTrip(CancelLocationRequest(route: route, imsi: S6aExamples.imsi, type: .subscriptionWithdrawal, flags: nil))
        try roundTrip(InsertSubscriberDataRequest(route: route, imsi: S6aExamples.imsi, subscription: .init(status: .serviceGranted)))
        try roundTrip(NotifyRequest(route: route, imsi: S6aExamples.imsi))
        try roundTrip(ResetRequest(route: route))
    }

    private func failure(_ type: any S6aRequest.Type, of message: DiameterMessage) -> DiameterFailure? {
        do throws(DiameterFailure) {
            _ = try type.init(message)
            return nil
        } catch {
            return error
        }
    }

    /// AVPs that a request cannot do without: those of the way, and by command.
    private let needed: [CommandCode: [UInt32]] = [
        .authenticationInformation: [1, 1407], .updateLocation: [1, 1032, 1405, 1407], .cancelLocation: [1, 1420],
        .insertSubscriberData: [1, 1400], .deleteSubscriberData: [1, 1421], .purgeUE: [1], .notify: [1], .reset: [],
    ]

    private func missing<Request: S6aRequest>(from request: Request) {
        for code in needed[Request.command]! + [263, 264, 296, 283] {
            var message = request.message
            message.avps.removeAll { $0.code == code }
            let failure = failure(Request.self, of: message)
            #expect(failure?.resultCode == .missingAVP, "\(Request.self) without \(code)")
            #expect(failure?.failedAVP?.code == code)
        }
    }

    @Test func `what is missing is refused with 5005 and named`() {
        for request in S6aExamples.requests { missing(from: request) }
    }

    @Test func `wrong values are refused with 5004 and sent back`() throws {
        let examples: [(any S6aRequest.Type, CommandCode, AVP)] = [
            (AuthenticationInformationRequest.self, .authenticationInformation, AVPs.userName("00101")),
            (AuthenticationInformationRequest.self, .authenticationInformation, AVPs.userName("anna")),
            (
                UpdateLocationRequest.self, .updateLocation,
                AVP(code: 1407, vendorID: vendor3GPP, isMandatory: true, value: ByteBuffer(bytes: [0xFF, 0xFF, 0xFF]))
            ),
            (
                UpdateLocationRequest.self, .updateLocation,
                AVP(code: 1407, vendorID: vendor3GPP, isMandatory: true, value: ByteBuffer(bytes: [0x00, 0xF1]))
            ),
            (
                CancelLocationRequest.self, .cancelLocation,
                AVP(code: 1420, vendorID: vendor3GPP, isMandatory: true, value: ByteBuffer(integer: Int32(9)))
            ),
        ]
        for (type, command, wrong) in examples {
            var message = try #require(S6aExamples.requests.first { Swift.type(of: $0).command == command }).message
            message.avps.removeAll { $0.code == wrong.code }
            message.avps.append(wrong)
            let failure = failure(type, of: message)
            #expect(failure?.resultCode == .invalidAVPValue && failure?.failedAVP == wrong)
        }
    }

    @Test func `a wish for no vectors and half an AUTS are refused`() {
        for group in [
            AVPGroup([AVPs.numberOfRequestedVectors(0)]), AVPGroup([AVPs.reSynchronizationInfo(Array(repeating: 0, count: 29))]),
            AVPGroup([AVPs.reSynchronizationInfo([])]),
        ] {
            var message = S6aExamples.requests[0].message
            message.avps.removeAll { $0.code == 1408 }
            message.append(AVPs.requestedEUTRANAuthenticationInfo, group)
            let failure = failure(AuthenticationInformationRequest.self, of: message)
            #expect(failure?.resultCode == .invalidAVPValue && failure?.failedAVP == group.avps[0])
        }
    }

    @Test func `no octets crash the messages, and what is refused is refused with a permanent failure`() throws {
        let randomness = Randomness.seeded(29_272)
        var accepted = 0
        var refused = 0
        for round in 0..<16_000 {
            let example = S6aExamples.requests[round % S6aExamples.requests.count]
            var octets = Array(encoded(example.message).readableBytesView)
            for _ in 0..<(1 + randomness.number(below: 3)) {
                octets[20 + Int(randomness.number(below: UInt64(octets.count - 20)))] = randomness.bytes(1)[0]
            }
            guard let message = try? DiameterMessage(decoding: ByteBuffer(bytes: octets)) else { continue }
            if let failure = failure(Swift.type(of: example), of: message) {
                #expect([.missingAVP, .invalidAVPValue].contains(failure.resultCode) && failure.failedAVP != nil)
                refused += 1
            } else {
                accepted += 1
            }
        }
        #expect(accepted > 1000 && refused > 1000)
    }

    @Test func `a profile of too many APNs is refused`() throws {
        var subscription = S6aExamples.subscription
        subscription.apns = .init(
            defaultContext: 1, configurations: Array(repeating: subscription.apns!.configurations[0], count: SubscriptionData.mostAPNs + 1))
        let request = InsertSubscriberDataRequest(route: S6aExamples.route, imsi: S6aExamples.imsi, subscription: subscription)
        #expect(failure(InsertSubscriberDataRequest.self, of: request.message)?.resultCode == .avpOccursTooManyTimes)
    }
}

@Suite struct S6aAnswerTests {
    private let request = S6aExamples.requests[0].message

    private func roundTrip<Answer: S6aAnswer>(_ answer: Answer) throws -> DiameterMessage {
        let message = try DiameterMessage(
            decoding: encoded(answer.message(answering: request, originHost: "hss.h.test", originRealm: "h.test")))
        #expect(try Answer(message) == answer)
        #expect(!message.isRequest && !message.flags.contains(.error) && message.avps.first == AVPs.sessionID("mme.v.test;1;2"))
        try message.refuseUnknownMandatoryAVPs()
        return message
    }

    @Test func `every answer survives its octets`() throws {
        let vector = AuthenticationInformationAnswer.EUTRANVector(
            rand: Array(repeating: 1, count: 16), xres: Array(repeating: 2, count: 8), autn: Array(repeating: 3, count: 16),
            kasme: Array(repeating: 4, count: 32))
        let other = AuthenticationInformationAnswer.EUTRANVector(rand: [], xres: [5], autn: [], kasme: [])
        _ = try roundTrip(AuthenticationInformationAnswer(.success, vectors: [vector, other]))
        _ = try roundTrip(UpdateLocationAnswer(.success, flags: .separation, subscription: S6aExamples.subscription))
        _ = try roundTrip(DeleteSubscriberDataAnswer(.success, flags: .networkNodeAreaRestricted))
        _ = try roundTrip(PurgeUEAnswer(.success, flags: .freezeMTMSI))
        _ = try roundTrip(ResultAnswer(.success))
    }

    @Test func `a result of 3GPP stands in Experimental-Result and never beside a Result-Code`() throws {
        let message = try roundTrip(
            UpdateLocationAnswer(.experimental(ResultCode.S6a.roamingNotAllowed), diagnostic: .odbAllAPN))
        #expect(try message.first(AVPs.resultCode) == nil)
        #expect(
            try message.first(AVPs.experimentalResult)
                == AVPGroup([AVPs.vendorID(10_415), AVPs.experimentalResultCode(.init(rawValue: 5004))]))
        #expect(DiameterResult.experimental(ResultCode.S6a.authenticationDataUnavailable).isTransient)
        #expect(DiameterResult.experimental(ResultCode.S6a.userUnknown) != .base(.avpUnsupported))
    }

    @Test func `an answer without any result is refused`() {
        var message = ResultAnswer(.success).message(answering: request, originHost: "h", originRealm: "r")
        message.avps.removeAll { $0.code == AVPs.resultCode.code }
        #expect(throws: DiameterFailure.self) { try ResultAnswer(message) }
    }

    @Test func `vectors are read in the order of their item numbers, and never printed`() throws {
        var message = request.answer(sessionID: nil, result: .success, originHost: "h", originRealm: "r")
        func item(_ number: UInt32) -> AVP {
            AVPs.eUTRANVector(
                AVPGroup([
                    AVPs.itemNumber(number), AVPs.rand([UInt8(number)]), AVPs.xres([0xAB]), AVPs.autn([]), AVPs.kasme([0xCD]),
                ]))
        }
        message.append(AVPs.authenticationInfo, AVPGroup([item(2), item(1)]))
        let answer = try AuthenticationInformationAnswer(message)
        #expect(answer.vectors.map(\.rand) == [[1], [2]])
        var dumped = ""
        dump(answer, to: &dumped)
        #expect(!"\(answer)\(dumped)".contains("205") && !"\(answer)\(dumped)".contains("171"))
    }
}
