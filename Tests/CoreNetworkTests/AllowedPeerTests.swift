import CoreNetwork
import Telecom
import Testing

@Suite struct AllowedPeerTests {
    private let inside = InternetAddress("10.1.2.3")!
    private let outside = InternetAddress("192.0.2.1")!

    @Test func `a peer is its name at its address`() throws {
        let peer = try #require(AllowedPeer("pgw.a.test@10.0.0.0/8"))
        #expect(peer.allows("PGW.a.test", from: inside))
        #expect(!peer.allows("pgw.a.test", from: outside))
        #expect(!peer.allows("other.a.test", from: inside))
    }

    @Test func `a star stands for a whole name or for what is below a domain`() throws {
        let below = try #require(AllowedPeer("*.a.test@10.0.0.0/8"))
        #expect(below.allows("smf1.a.test", from: inside) && below.allows("x.smf1.A.test", from: inside))
        #expect(
            !below.allows("a.test", from: inside) && !below.allows("eviLa.test", from: inside) && !below.allows(".a.test", from: inside))
        #expect(try #require(AllowedPeer("*@10.1.2.3")).allows("anyone", from: inside))
    }

    @Test func `a peer with a certificate may come from anywhere, over TLS alone`() throws {
        let peer = try #require(AllowedPeer("pgw.a.test@tls"))
        #expect(peer.allows("pgw.a.test", from: outside, over: .tls) && !peer.allows("pgw.a.test", from: outside))
        #expect(!peer.allows("other.a.test", from: outside, over: .tls))
        #expect(!(try #require(AllowedPeer("pgw.a.test@10.0.0.0/8"))).allows("pgw.a.test", from: outside, over: .tls))
    }

    @Test(arguments: [
        "", "pgw.a.test", "@10.0.0.0/8", "pgw..test@10.0.0.0/8", "*pgw@10.0.0.0/8", "pgw@host", "a@b@10.0.0.1", "p w@10.0.0.1",
    ])
    func `what is not a name and a range is refused`(text: String) {
        #expect(AllowedPeer(text) == nil)
    }
}
