import Charging
import Diameter
import Platform
import Telecom
import TestKit
import Testing

@testable import CoreNetwork

@Suite struct GyTariffTests {
    @Test func `the zone of the serving network, by either AVP that tells it, decides what an octet costs`() async throws {
        let her = try await GyFixture(tariffs: "  rules: [{ name: abroad, zone: europe, weight: 2 }]")
        var request = her.request(.initial, services: [.octets(10, ask: 1000)])
        let home = try #require(try await her.ask(request).services.first)
        #expect(home.granted == ServiceUnits(totalOctets: 1000))
        #expect(home.asksOnCountryChange, "the gateway says when the country changes")

        // 3GPP-SGSN-MCC-MNC of a network in Germany.
        request = her.request(.update, 1, services: [.octets(10, ask: 1000, used: 1000)])
        request.servingNetwork = PLMN("26201")
        #expect(try await her.ask(request).resultCode == .success)
        #expect(try await her.used() == 1000, "what was granted at home is charged as at home")

        // 3GPP-User-Location-Info: TAI and ECGI of one in France.
        request = her.request(.update, 2, services: [.octets(10, ask: 1000, used: 100)])
        request.servingNetwork = nil
        var message = request.message
        message.avps.removeAll { $0.code == AVPs.serviceInformation.code }
        let location: [UInt8] =
            [130] + (try #require(PLMN("20801"))).octets + [0, 1] + (try #require(PLMN("20801"))).octets + [0, 0, 0, 1]
        message.append(AVPs.serviceInformation, AVPGroup([AVPs.psInformation(AVPGroup([AVPs.threeGPPUserLocationInfo(location)]))]))
        #expect(try CreditControlRequest(message).servingNetwork == PLMN("20801"))
        _ = try await her.ask(message)
        #expect(try await her.used() == 1000 + 200)
        _ = try await her.ask(her.request(.termination, 3, services: [.octets(10, used: 50)]))
        #expect(try await her.used() == 1300)
        #expect(try await her.platform.verifyQuota().holds)
    }

    @Test(arguments: [[], [130], [130, 0xFF, 0xFF, 0xFF], [7, 0x62, 0xF2, 0x10], [0, 0x62, 0xF2]] as [[UInt8]])
    func `a location that names no network tells none`(_ octets: [UInt8]) async throws {
        let her = try await GyFixture()
        var request = her.request(.initial)
        request.servingNetwork = nil
        request.calledStationID = nil
        var message = request.message
        message.append(AVPs.serviceInformation, AVPGroup([AVPs.psInformation(AVPGroup([AVPs.threeGPPUserLocationInfo(octets)]))]))
        #expect(try CreditControlRequest(message).servingNetwork == nil)
    }

    @Test func `a change of tariff is told with the grant, and use before and after it is charged each as it was`() async throws {
        let her = try await GyFixture(tariffs: "  rules: [{ name: all, hours: \"00:00-12:00\", weight: 1/2 }]")
        let noon = try #require(Timestamp("2027-01-01T12:00:00.000Z"))
        her.time.advance(seconds: noon.seconds(since: her.time.source.now()) - 600)
        let granted = try #require(try await her.ask(her.request(.initial, services: [.octets(10, ask: 1000)])).services.first)
        #expect(granted.granted == ServiceUnits(totalOctets: 1000, tariffTimeChange: noon))
        #expect(!granted.asksOnCountryChange, "no tariff looks at the country")
        her.time.advance(seconds: 900)
        let report = CreditControlRequest.ServiceRequest(
            ratingGroup: 10, requested: ServiceUnits(totalOctets: 1000),
            used: [
                ServiceUnits(totalOctets: 600, tariffChangeUsage: .before), ServiceUnits(totalOctets: 100, tariffChangeUsage: .after),
            ])
        let next = try #require(try await her.ask(her.request(.update, 1, services: [report])).services.first)
        #expect(next.granted == ServiceUnits(totalOctets: 1000))
        #expect(try await her.used() == 300 + 100)
        #expect(try await her.platform.verifyQuota().holds)
    }

    @Test func `the app works when nothing is left`() async throws {
        let her = try await GyFixture(tariffs: "  rules: [{ name: app, rating_groups: [100], weight: 0 }]")
        var request = her.request(.event, session: "all", services: [.octets(1, ask: 10_000_000_000)])
        request.requestedAction = .directDebiting
        _ = try await her.ask(request)
        let answer = try await her.ask(her.request(.initial, services: [.octets(100, ask: 500), .octets(1, ask: 500)]))
        #expect(answer.services.map(\.resultCode) == [.success, .creditLimitReached])
        #expect(answer.services[0].granted == ServiceUnits(totalOctets: 500))
        _ = try await her.ask(her.request(.termination, 1, services: [.octets(100, used: 500)]))
        #expect(try await her.used() == 10_000_000_000)
        #expect(try await her.platform.verifyQuota().holds)
    }
}
