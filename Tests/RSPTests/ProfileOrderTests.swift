import Telecom
import Testing

@testable import RSP

@Suite struct ProfileOrderTests {
    private static let iccid = ICCID("8910390000000000018")!

    private func order(in state: ProfileOrder.State) -> ProfileOrder {
        ProfileOrder(
            iccid: Self.iccid, profileType: nil, state: state, eid: nil, matchingID: "M", confirmationCodeHash: nil,
            wrongConfirmationCodes: 0,
            downloads: 0, expiresAt: nil, lastDownload: nil, lastNotification: nil)
    }

    @Test func `An order goes from available over confirmed to released`() throws {
        var order = ProfileOrder(iccid: Self.iccid)
        try order.order(eid: nil)
        #expect(order.state == .allocated)
        try order.confirm(eid: Laboratory.eid, matchingID: "A-1", confirmationCode: "1", release: false)
        #expect(order.state == .confirmed)
        #expect(order.eid == Laboratory.eid)
        try order.release()
        #expect(order.state == .released)
        try order.cancel(eid: Laboratory.eid, matchingID: "A-1", final: .available)
        #expect(order == ProfileOrder(iccid: Self.iccid))
        try order.order(eid: Laboratory.eid)
        #expect(order.state == .linked)
        try order.confirm(eid: nil, matchingID: "", confirmationCode: nil, release: true)
        #expect(order.state == .released)
    }

    /// What each function answers in each state; `nil` when it does it.
    @Test(arguments: ProfileOrder.State.allCases)
    func `A function that the state does not allow is refused and changes nothing`(state: ProfileOrder.State) {
        let functions: [(String, (inout ProfileOrder) throws -> Void, [ProfileOrder.State])] = [
            ("order", { try $0.order(eid: nil) }, [.available]),
            ("confirm", { try $0.confirm(eid: nil, matchingID: "X", confirmationCode: nil, release: true) }, [.allocated, .linked]),
            ("release", { try $0.release() }, [.confirmed]),
            ("cancel", { try $0.cancel(eid: nil, matchingID: nil, final: .unavailable) }, [.allocated, .linked, .confirmed, .released]),
        ]
        for (name, function, allowed) in functions {
            var order = order(in: state)
            let answer = refusal { try function(&order) }
            #expect((answer == nil) == allowed.contains(state), "\(name) in \(state)")
            if answer != nil { #expect(order == self.order(in: state)) }
        }
    }

    @Test func `What a confirmation must have is checked`() throws {
        var order = ProfileOrder(iccid: Self.iccid)
        try order.order(eid: Laboratory.eid)
        func confirm(eid: EID? = nil, _ matchingID: String, code: String? = nil) -> String? {
            var copy = order
            return refusal { try copy.confirm(eid: eid, matchingID: matchingID, confirmationCode: code, release: true) }
        }
        #expect(confirm("abc") == "8.2.6/2.1")
        #expect(confirm(String(repeating: "A", count: 256)) == "8.2.6/2.1")
        #expect(confirm("A", code: "") == "8.2.7/2.1")
        #expect(confirm("A") == nil)
        order = ProfileOrder(iccid: Self.iccid)
        try order.order(eid: nil)
        #expect(confirm("") == "8.1.1/2.2")
        #expect(confirm(eid: Laboratory.eid, "") == nil)
        var linked = ProfileOrder(iccid: Self.iccid)
        try linked.order(eid: Laboratory.eid)
        #expect(refusal { try linked.cancel(eid: nil, matchingID: "Z", final: .available) } == "8.2.6/3.10")
        #expect(refusal { try linked.cancel(eid: nil, matchingID: nil, final: .released) } == "8.2/2.1")
    }
}
