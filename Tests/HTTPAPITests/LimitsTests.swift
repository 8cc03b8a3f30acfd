import Telecom
import TestKit
import Testing

@testable import HTTPAPI

@Suite struct LimitsTests {
    private let start = Timestamp(secondsSince1970: 6000)

    @Test func `the hundredth request of a minute passes and the next waits`() {
        let limiter = RateLimiter()
        for count in 1...100 { #expect(limiter.take(.client(1), limit: 100, at: start).remaining == 100 - count) }
        let refused = limiter.take(.client(1), limit: 100, at: start.adding(seconds: 20))
        #expect(refused == .init(isAllowed: false, limit: 100, remaining: 0, resetSeconds: 40))
        #expect(limiter.take(.client(2), limit: 100, at: start).isAllowed)
    }

    @Test func `no span of a minute has more than the limit and a few`() {
        let limiter = RateLimiter()
        var allowed: [Int64] = []
        for second in Int64(0)..<300 {
            for _ in 0..<10 where limiter.take(.client(1), limit: 100, at: start.adding(seconds: second)).isAllowed {
                allowed.append(second)
            }
        }
        for begin in Int64(0)..<240 {
            let count = allowed.count { (begin..<begin + 60).contains($0) }
            #expect(count <= 110, "from \(begin)")
        }
        #expect(allowed.count >= 5 * 90)
    }

    @Test func `after a quiet minute the whole limit is back`() {
        let limiter = RateLimiter()
        for _ in 0..<150 { _ = limiter.take(.client(1), limit: 100, at: start) }
        #expect(limiter.take(.client(1), limit: 100, at: start.adding(seconds: 120)).remaining == 99)
    }

    @Test func `addresses without number do not fill the memory`() {
        let limiter = RateLimiter()
        for address in 0..<UInt128(200_000) { _ = limiter.take(.client(address), limit: 100, at: start) }
        #expect(limiter.count <= 2 * RateLimiter.greatestCount)
    }

    @Test func `the client is the right-most address that is not a trusted proxy`() throws {
        let proxy = try #require(InternetAddress("10.0.0.1"))
        let trusted = try ["10.0.0.0/8", "2001:db8::/32"].map { try #require(AddressRange($0)) }
        func client(_ forwarded: [String], peer: InternetAddress? = nil) -> String? {
            InternetAddress.client(peer: peer ?? proxy, forwardedFor: forwarded, trusted: trusted)?.description
        }
        #expect(client([]) == "10.0.0.1")
        #expect(client(["203.0.113.7"]) == "203.0.113.7")
        #expect(client(["198.51.100.1, 203.0.113.7, 10.2.2.2"]) == "203.0.113.7")
        #expect(client(["6.6.6.6", "203.0.113.7"]) == "203.0.113.7")
        #expect(client(["203.0.113.7, rubbish, 10.2.2.2"]) == "10.2.2.2")
        #expect(client(["2001:db8::1"]) == "2001:db8::1")
        #expect(client(["1.1.1.1"], peer: InternetAddress("203.0.113.9")) == "203.0.113.9", "an untrusted peer is not believed")
    }

    @Test func `an IPv6 network is one client`() {
        #expect(InternetAddress("2001:db8:1:2::1")?.client == InternetAddress("2001:db8:1:2:ffff::9")?.client)
        #expect(InternetAddress("2001:db8:1:2::1")?.client != InternetAddress("2001:db8:1:3::1")?.client)
        #expect(InternetAddress("192.0.2.1")?.client != InternetAddress("192.0.2.2")?.client)
        #expect(InternetAddress("::ffff:192.0.2.1")?.client == InternetAddress("192.0.2.1")?.client)
    }

    @Test(arguments: ["", "10.0.0.0/33", "10.0.0.0/", "10.0.0", "2001:db8::/129", "host", "10.0.0.1:80", "10.0.0.0/8/8", "10.0.0.0/-1"])
    func `what is not a range is refused`(text: String) {
        #expect(AddressRange(text) == nil)
    }
}
