import Subscribers
import Telecom
import TestKit
import Testing

struct SignInThrottleTests {
    let start = ManualTime().source.now()

    private func fail(_ times: Int, _ subject: SignInThrottle.Subject) -> SignInThrottle {
        (0..<times).reduce(nil as SignInThrottle?) { known, _ in SignInThrottle.failed(after: known, subject, at: start) }!
    }

    @Test func `the first failures cost nothing, then each one doubles the wait, up to a quarter of an hour`() {
        #expect(!fail(4, .account).isBlocked(at: start))
        #expect((5...8).map { fail($0, .account).blockedUntil.seconds(since: start) } == [1, 2, 4, 8])
        #expect(fail(1000, .account).blockedUntil == start.adding(seconds: 900))
    }

    @Test func `an address that many share is given more`() {
        #expect(!fail(29, .address).isBlocked(at: start))
        #expect(fail(30, .address).isBlocked(at: start))
    }

    @Test func `a day without a failure forgets`() {
        let later = SignInThrottle.failed(after: fail(100, .account), .account, at: start.adding(days: 1))
        #expect(later.failures == 1)
    }
}
