import Subscribers
import Telecom
import TestKit
import Testing

@Suite struct BetaRequestTests {
    let now = ManualTime().source.now()
    let admin = AccountID("acc_admin")!

    func request() -> BetaRequest {
        BetaRequest(id: BetaRequestID("beta_1")!, brandID: .dotm, accountID: AccountID("acc_ana")!, requestedAt: now)
    }

    @Test func `a request is decided once, by somebody and at some time`() throws {
        var request = request()
        #expect(request.state == .pending && request.decidedAt == nil)
        try request.decide(.approved(OrderID("ord_1")!), by: admin, at: now.adding(days: 1))
        #expect(request.state == .approved && request.orderID == OrderID("ord_1"))
        #expect(request.decidedBy == admin && request.decidedAt == now.adding(days: 1))
        let decided = request
        #expect(throws: BetaRequest.Refusal.decidedAlready) { try request.decide(.rejected("no"), by: admin, at: now) }
        #expect(request == decided)
    }

    @Test(arguments: ["", String(repeating: "x", count: 501)]) func `a rejection has a reason of 1 to 500 characters`(_ reason: String) {
        var request = request()
        #expect(throws: BetaRequest.Refusal.reasonOutOfRange) { try request.decide(.rejected(reason), by: admin, at: now) }
        #expect(request.state == .pending)
    }

    @Test func `who was rejected may ask again; who waits or is in may not`() throws {
        var request = request()
        try BetaRequest.checkMayAsk(after: nil)
        #expect(throws: BetaRequest.Refusal.pendingAlready) { try BetaRequest.checkMayAsk(after: request) }
        try request.decide(.rejected("Not yet"), by: admin, at: now)
        try BetaRequest.checkMayAsk(after: request)
        var other = self.request()
        try other.decide(.approved(OrderID("ord_1")!), by: admin, at: now)
        #expect(throws: BetaRequest.Refusal.approvedAlready) { try BetaRequest.checkMayAsk(after: other) }
    }
}
