import Charging
import Diameter
import Platform
import Telecom
import TestKit
import Testing

@testable import CoreNetwork

@Suite struct GySessionTests {
    @Test func `a session is granted, used, reported and ended to the octet`() async throws {
        let her = try await GyFixture()
        let opened = try await her.ask(her.request(.initial, services: [.octets(10, ask: 50_000_000)]))
        #expect(opened.resultCode == .success && opened.supportsFailover)
        let grant = try #require(opened.services.first)
        #expect(grant.ratingGroup == 10 && grant.resultCode == .success && grant.granted == ServiceUnits(totalOctets: 50_000_000))
        #expect(grant.validityTime == 3600 && grant.volumeQuotaThreshold == 5_000_000 && grant.finalUnit == nil)
        let updated = try await her.ask(her.request(.update, 1, services: [.octets(10, ask: 50_000_000, used: 45_000_000)]))
        #expect(updated.services.first?.granted == ServiceUnits(totalOctets: 50_000_000) && !updated.supportsFailover)
        let ended = try await her.ask(her.request(.termination, 2, services: [.octets(10, used: 1_000_001)]))
        #expect(ended.resultCode == .success && ended.services.isEmpty)
        #expect(try await her.used() == 46_000_001)
        #expect(try await her.left() == 10_000_000_000 - 46_000_001)
        #expect(try await her.platform.verifyQuota().holds)
        let (from, to) = (her.time.source.now(), her.time.source.now().adding(seconds: 3600))
        let usage = try await her.platform.usage(of: her.lineID, account: her.principal.accountID, by: .hour, from: from, to: to)
        #expect(usage.map(\.apn) == [APN("internet")] && usage.map(\.country) == [Country("CA")])
    }

    @Test func `a service without a rating group is served as Open5GS asks`() async throws {
        let her = try await GyFixture()
        let opened = try await her.ask(her.request(.initial, services: [.octets(ask: 1_000_000)]))
        #expect(opened.services.first?.ratingGroup == nil && opened.services.first?.granted == ServiceUnits(totalOctets: 1_000_000))
        // Both directions and no total, the reason inside the used units.
        let used = CreditControlRequest.ServiceRequest(
            requested: ServiceUnits(totalOctets: 1_000_000), used: [ServiceUnits(inputOctets: 300_000, outputOctets: 700_000)])
        _ = try await her.ask(her.request(.update, 1, services: [used]))
        #expect(try await her.used() == 1_000_000)
    }

    @Test func `rating groups have results of their own`() async throws {
        let her = try await GyFixture()
        let unrated = CreditControlRequest.ServiceRequest(ratingGroup: 12, requested: ServiceUnits(time: 60))
        let answer = try await her.ask(her.request(.initial, services: [.octets(10, ask: 1000), unrated, .octets(11, ask: 1000)]))
        #expect(answer.resultCode == .success)
        #expect(answer.services.map(\.ratingGroup) == [10, 12, 11])
        #expect(answer.services.map(\.resultCode) == [.success, .creditLimitReached, .success], "she has data and no seconds")
        #expect(answer.services.map { $0.granted != nil } == [true, false, true])
    }

    @Test(arguments: [.terminate, .redirect(url: "https://a.test/top-up")] as [CreditControlAnswer.FinalUnit])
    func `the last units carry the final action, and then there are none`(action: CreditControlAnswer.FinalUnit) async throws {
        let her = try await GyFixture(finalUnit: action)
        var number: UInt32 = 0
        var used: UInt64 = 0
        var answer = try await her.ask(her.request(.initial, services: [.octets(10, ask: .max)]))
        while let granted = answer.services.first?.granted?.totalOctets {
            used += granted
            number += 1
            #expect((answer.services[0].finalUnit == action) == (used == 10_000_000_000))
            answer = try await her.ask(her.request(.update, number, services: [.octets(10, ask: .max, used: granted)]))
        }
        #expect(answer.services.first?.resultCode == .creditLimitReached && answer.resultCode == .success)
        #expect(try await her.used() == 10_000_000_000 && used == 10_000_000_000)
        // A top-up lets the same session go on.
        _ = try await her.platform.testPurchase(["global_data_10gb"], as: her.principal)
        answer = try await her.ask(her.request(.update, number + 1, services: [.octets(10, ask: 1000)]))
        #expect(answer.services.first?.granted == ServiceUnits(totalOctets: 1000))
    }

    @Test func `a request sent again gets the stored answer and is charged once, with or without the T bit`() async throws {
        let her = try await GyFixture()
        _ = try await her.ask(her.request(.initial, services: [.octets(10, ask: 1_000_000)]))
        let update = her.request(.update, 1, services: [.octets(10, ask: 1_000_000, used: 900_000)])
        let first = try await her.ask(update)
        var again = update.message
        again.flags.insert(.retransmitted)
        for message in [again, update.message, again] { #expect(try CreditControlAnswer(await her.ask(message)) == first) }
        _ = try await her.ask(her.request(.termination, 2))
        #expect(try CreditControlAnswer(await her.ask(again)) == first, "after the end of the session too")
        #expect(try await her.used() == 900_000)
    }

    @Test func `what was used in parts of a tariff is summed`() async throws {
        let her = try await GyFixture()
        _ = try await her.ask(her.request(.initial, services: [.octets(10, ask: 1_000_000)]))
        let parts = [ServiceUnits(time: 3, totalOctets: 100, inputOctets: 60, outputOctets: 40), ServiceUnits(time: 4, totalOctets: 11)]
        _ = try await her.ask(her.request(.update, 1, services: [.init(ratingGroup: 10, used: parts)]))
        #expect(try await her.used() == 111)
    }

    @Test func `a suspended line is refused and its usage charged`() async throws {
        let her = try await GyFixture()
        _ = try await her.ask(her.request(.initial, services: [.octets(10, ask: 1_000_000)]))
        _ = try await her.platform.suspendLine(her.lineID, reason: .lostDevice, by: her.principal)
        let answer = try await her.ask(her.request(.update, 1, services: [.octets(10, ask: 1_000_000, used: 500)]))
        #expect(answer.resultCode == .endUserServiceDenied && answer.services.isEmpty)
        #expect(try await her.used() == 500)
    }

    @Test func `one service in the request itself is answered there`() async throws {
        let her = try await GyFixture()
        var request = her.request(.initial)
        request.service = .init(requested: ServiceUnits(totalOctets: 5000))
        var answer = try await her.ask(request)
        #expect(answer.service?.granted == ServiceUnits(totalOctets: 5000) && answer.services.isEmpty && answer.resultCode == .success)
        request = her.request(.initial, session: "pgw.a.test;1;3", context: "32260@3gpp.org")
        request.service = .init(requested: ServiceUnits(time: 60))
        answer = try await her.ask(request)
        #expect(answer.resultCode == .creditLimitReached && answer.service == nil, "she has no seconds")
    }

    @Test func `an update without a Subscription-Id belongs to its session's line`() async throws {
        let her = try await GyFixture()
        _ = try await her.ask(her.request(.initial, services: [.octets(10, ask: 1000)]))
        let answer = try await her.ask(her.request(.update, 1, services: [.octets(10, ask: 1000, used: 7)], ids: []))
        #expect(answer.resultCode == .success)
        #expect(try await her.used() == 7)
        let stranger = try await her.ask(her.request(.update, 1, session: "other;1", services: [.octets(10, used: 7)], ids: []))
        #expect(stranger.resultCode == .unknownSessionID)
    }
}
