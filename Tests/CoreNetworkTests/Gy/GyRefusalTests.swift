import Charging
import Diameter
import NIOCore
import Platform
import Telecom
import TestKit
import Testing

@testable import CoreNetwork

@Suite struct GyRefusalTests {
    @Test(arguments: [
        CreditControlRequest.SubscriptionID(.imsi, "001019999999999"), .init(.e164, "12125550111"), .init(.imsi, "nobody"),
        .init(.sipURI, "mailto:a@b.test"),
    ])
    func `an unknown subscriber is 5030`(id: CreditControlRequest.SubscriptionID) async throws {
        let her = try await GyFixture()
        let answer = try await her.ask(her.request(.initial, services: [.octets(10, ask: 1000)], ids: [id]))
        #expect(answer.resultCode == .userUnknown && answer.type == .initial && answer.number == 0)
    }

    @Test func `a subscriber is known by each of her names`() async throws {
        let her = try await GyFixture()
        let (imsi, number) = (her.imsi.digits, her.msisdn.digits)
        let ids: [CreditControlRequest.SubscriptionID] = [
            .init(.imsi, imsi), .init(.e164, number), .init(.nai, "0\(imsi)@nai.epc.mnc001.mcc001.3gppnetwork.org"),
            .init(.nai, "\(imsi)@b.test"),
            .init(.sipURI, "sip:+\(number)@ims.b.test;user=phone"), .init(.sipURI, "sip:\(imsi)@ims.b.test"),
            .init(.sipURI, "tel:+\(number)"),
            .init(.privateIdentity, "\(imsi)@ims.b.test"),
        ]
        for (index, id) in ids.enumerated() {
            let answer = try await her.ask(her.request(.initial, session: "s;\(index)", services: [.octets(10, ask: 1000)], ids: [id]))
            #expect(answer.resultCode == .success, "\(id)")
        }
    }

    @Test func `the IMSI decides where a number is told too`() async throws {
        let her = try await GyFixture()
        let ids = [CreditControlRequest.SubscriptionID(.e164, her.msisdn.digits), .init(.imsi, "001019999999999")]
        #expect(try await her.ask(her.request(.initial, ids: ids)).resultCode == .userUnknown)
    }

    @Test(arguments: [
        ("32251@3gpp.org", ResultCode.success), ("ext.01.001.8.32251@3gpp.org", .success), ("15.32255@3gpp.org", .success),
        ("132251@3gpp.org", .ratingFailed), ("32251@3gpp.org.evil", .ratingFailed), ("", .ratingFailed),
    ])
    func `a service context is known by its end`(context: String, expected: ResultCode) async throws {
        let her = try await GyFixture()
        #expect(try await her.ask(her.request(.initial, context: context, services: [.octets(10, ask: 1000)])).resultCode == expected)
    }

    @Test func `the application may be named under its vendor, and words of accounting stand beside, as Kamailio has it`() async throws {
        let her = try await GyFixture()
        var message = her.request(.initial, services: [.octets(10, ask: 1000)]).message
        message.avps.removeAll { $0.code == AVPs.authApplicationID.code }
        message.append(AVPs.vendorSpecificApplicationID, AVPGroup([AVPs.vendorID(vendor3GPP), AVPs.authApplicationID(.creditControl)]))
        message.append(AVPs.accountingRecordType, 2)
        message.append(AVPs.accountingRecordNumber, 0)
        #expect(try CreditControlAnswer(try await her.ask(message)).resultCode == .success)
        message.avps.removeLast(3)
        message.append(AVPs.vendorSpecificApplicationID, AVPGroup([AVPs.vendorID(vendor3GPP), AVPs.authApplicationID(.s6a)]))
        #expect(try CreditControlAnswer(try await her.ask(message)).resultCode == .invalidAVPValue)
    }

    @Test func `what is missing is named`() async throws {
        let her = try await GyFixture()
        let complete = her.request(.event, services: [.octets(10, ask: 1000)])
        for (code, octets) in [(258, 4), (461, 0), (443, 0), (436, 4), (416, 4), (415, 4), (283, 0)] as [(UInt32, Int)] {
            var message = complete.message
            message.avps.removeAll { $0.code == code }
            let answer = try await her.ask(message)
            #expect(answer.result == .missingAVP, "\(code)")
            let failed = try #require(try answer.first(AVPs.failedAVP)?.avps.first)
            #expect(failed.code == code && failed.value.readableBytes == octets)
        }
        #expect(try await her.used() == 0)
    }

    @Test func `an unknown AVP is refused when it must be understood, else passed over`() async throws {
        let her = try await GyFixture()
        var message = her.request(.initial, services: [.octets(10, ask: 1000)]).message
        message.avps.append(AVP(code: 9999, vendorID: 4711, isMandatory: false, value: ByteBuffer(string: "who knows")))
        #expect(try await her.ask(message).result == .success)
        message.avps.append(AVP(code: 9998, vendorID: 4711, isMandatory: true, value: ByteBuffer(string: "who knows")))
        let answer = try await her.ask(message)
        #expect(answer.result == .avpUnsupported)
        #expect(try answer.first(AVPs.failedAVP)?.avps.map(\.code) == [9998])
    }

    @Test func `money cannot be rated, and what was used is charged all the same`() async throws {
        let her = try await GyFixture()
        var message = her.request(.initial).message
        let money = AVPGroup([AVPs.ccMoney(AVPGroup([AVPs.unitValue(AVPGroup([AVPs.valueDigits(5)]))]))])
        message.append(
            AVPs.multipleServicesCreditControl,
            AVPGroup([
                AVPs.requestedServiceUnit(money), AVPs.usedServiceUnit(ServiceUnits(totalOctets: 9).group), AVPs.ratingGroup(10),
            ]))
        let answer = try CreditControlAnswer(await her.ask(message))
        #expect(answer.resultCode == .success && answer.services.map(\.resultCode) == [.ratingFailed])
        #expect(try await her.used() == 9)
    }

    @Test func `requests that contradict themselves or the session are refused and change nothing`() async throws {
        let her = try await GyFixture()
        _ = try await her.ask(her.request(.initial, 5, services: [.octets(10, ask: 1000)]))
        let outOfOrder = try await her.ask(her.request(.update, 3, services: [.octets(10, used: 1)]))
        #expect(outOfOrder.resultCode == .invalidAVPValue)
        let twice = try await her.ask(her.request(.update, 6, services: [.octets(10, used: 1), .octets(10, used: 1)]))
        #expect(twice.resultCode == .ratingFailed)
        let tooMuch = try await her.ask(her.request(.update, 6, services: [.octets(10, used: .max)]))
        #expect(tooMuch.resultCode == .invalidAVPValue)
        let overflowing = CreditControlRequest.ServiceRequest(ratingGroup: 10, used: [ServiceUnits(inputOctets: .max, outputOctets: .max)])
        #expect(try await her.ask(her.request(.update, 6, services: [overflowing])).resultCode == .invalidAVPValue)
        let unknown = try await her.ask(her.request(.update, 1, session: "never opened"))
        #expect(unknown.resultCode == .invalidAVPValue, "a session identifier has no spaces")
        #expect(try await her.used() == 0)
    }
}
