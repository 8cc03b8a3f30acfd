import Charging
import Diameter
import Platform
import Telecom
import TestKit
import Testing

@testable import CoreNetwork

@Suite struct GyEventTests {
    private func event(_ her: GyFixture, _ action: RequestedAction, _ services: [CreditControlRequest.ServiceRequest], number: UInt32 = 0)
        async throws -> CreditControlAnswer
    {
        var request = her.request(.event, number, session: "smsc.a.test;9", services: services)
        request.requestedAction = action
        return try await her.ask(request)
    }

    @Test func `a direct debit takes all or nothing, once`() async throws {
        let her = try await GyFixture()
        for _ in 0..<2 {
            let answer = try await event(her, .directDebiting, [.octets(10, ask: 4000)])
            #expect(answer.resultCode == .success && answer.services.first?.granted == ServiceUnits(totalOctets: 4000))
        }
        #expect(try await her.used() == 4000)
        let tooMuch = try await event(her, .directDebiting, [.octets(10, ask: 10_000_000_001)], number: 1)
        #expect(tooMuch.services.first?.resultCode == .creditLimitReached && tooMuch.services.first?.granted == nil)
        #expect(try await her.used() == 4000)
    }

    @Test func `a balance is checked and nothing is taken`() async throws {
        let her = try await GyFixture()
        #expect(try await event(her, .checkBalance, [.octets(10, ask: 10_000_000_000)]).isBalanceEnough == true)
        #expect(try await event(her, .checkBalance, [.octets(10, ask: 10_000_000_001)]).isBalanceEnough == false)
        #expect(try await her.left() == 10_000_000_000)
        _ = try await her.platform.suspendLine(her.lineID, reason: .lostDevice, by: her.principal)
        #expect(try await event(her, .checkBalance, [.octets(10, ask: 1)]).resultCode == .endUserServiceDenied)
    }

    @Test func `what cannot be done is not said to be done`() async throws {
        let her = try await GyFixture()
        #expect(try await event(her, .priceEnquiry, [.octets(10, ask: 1)]).resultCode == .ratingFailed)
        #expect(try await event(her, .refundAccount, [.octets(10, ask: 1)]).resultCode == .invalidAVPValue)
        let unsaid = try await event(her, .directDebiting, [.octets(10)])
        #expect(unsaid.services.first?.resultCode == .ratingFailed, "how many octets is not said")
        #expect(try await her.used() == 0)
    }

    @Test func `a message is one unit unless said otherwise`() async throws {
        let her = try await GyFixture()
        let line = try await her.platform.store.read { try $0.chargeableLine(her.lineID) }
        let bucket = Bucket(
            id: BucketID("bkt_messages")!, groupID: try #require(line).groupID, accountID: her.principal.accountID, unit: .messages,
            granted: 2,
            priority: 1, startsAt: her.time.source.now(), expiresAt: nil, serviceID: "messages", orderID: nil)
        try await her.platform.store.write { try $0.grantBucket(bucket, at: her.time.source.now()) }
        var request = her.request(.event, session: "smsc.a.test;1", context: "32274@3gpp.org")
        request.requestedAction = .directDebiting
        for expected in [ResultCode.success, .success, .creditLimitReached] {
            #expect(try await her.ask(request).resultCode == expected)
            request.number += 1
        }
    }
}
