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
        #expect(try await event(her, .priceEnquiry, [.octets(10)]).resultCode == .ratingFailed)
        #expect(
            try await event(her, .priceEnquiry, [.octets(10, ask: 1), .init(requested: ServiceUnits(time: 1))]).resultCode == .ratingFailed)
        #expect(try await event(her, .refundAccount, [.octets(10, ask: 1)]).services.first?.resultCode == .unableToComply)
        let unsaid = try await event(her, .directDebiting, [.octets(10)])
        #expect(unsaid.services.first?.resultCode == .ratingFailed, "how many octets is not said")
        #expect(try await her.used() == 0)
    }

    @Test func `a refund puts back what the same session was debited, once, and no more`() async throws {
        let her = try await GyFixture()
        _ = try await event(her, .directDebiting, [.octets(10, ask: 4000)])
        for _ in 0..<2 {
            #expect(try await event(her, .refundAccount, [.octets(10, ask: 1000)], number: 1).services.first?.resultCode == .success)
            #expect(try await her.used() == 3000)
        }
        #expect(try await event(her, .refundAccount, [.octets(10, ask: 3001)], number: 2).services.first?.resultCode == .unableToComply)
        #expect(try await event(her, .refundAccount, [.octets(11, ask: 1)], number: 3).services.first?.resultCode == .unableToComply)
        #expect(try await event(her, .refundAccount, [.octets(10)], number: 4).services.first?.granted == ServiceUnits(totalOctets: 3000))
        #expect(try await her.used() == 0)
        #expect(try await her.left() == 10_000_000_000)
        #expect(try await her.platform.verifyQuota().holds)
    }

    @Test func `another line's session is not refunded to this one`() async throws {
        let her = try await GyFixture()
        _ = try await event(her, .directDebiting, [.octets(10, ask: 4000)])
        let ben = try await her.platform.testSubscriber("ben@example.com")
        _ = try await her.platform.testPurchase(["basic_membership"], as: ben)
        let invitation = try await her.platform.inviteToGroup(owner: her.principal.accountID, monthlyCap: nil)
        try await her.platform.joinGroup(account: ben.accountID, code: invitation.code)
        let other = try await her.platform.store.read { try $0.lines(of: ben.accountID)[0] }
        var request = her.request(
            .event, 1, session: "smsc.a.test;9", services: [.octets(10, ask: 1)], ids: [.init(.imsi, try #require(other.imsi).digits)])
        request.requestedAction = .refundAccount
        #expect(try await her.ask(request).services.first?.resultCode == .unableToComply)
        #expect(try await her.used() == 4000)
    }

    @Test func `an enquiry tells what a use would take, and takes nothing`() async throws {
        let her = try await GyFixture(tariffs: "  rules: [{ name: here, zone: north_america, rating_groups: [10], weight: 3/2 }]")
        let answer = try await event(her, .priceEnquiry, [.octets(10, ask: 1001), .octets(11, ask: 10)])
        #expect(answer.resultCode == .success && answer.services.isEmpty)
        #expect(answer.cost == CostInformation(digits: 1502 + 10, currency: 999, unit: "octets"))
        #expect(try await event(her, .checkBalance, [.octets(10, ask: 6_666_666_666)]).isBalanceEnough == true)
        #expect(try await event(her, .checkBalance, [.octets(10, ask: 6_666_666_667)]).isBalanceEnough == false)
        #expect(try await her.left() == 10_000_000_000)
        _ = try await her.platform.suspendLine(her.lineID, reason: .lostDevice, by: her.principal)
        #expect(try await event(her, .priceEnquiry, [.octets(10, ask: 1)]).resultCode == .endUserServiceDenied)
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
