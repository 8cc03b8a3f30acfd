import Testing

@testable import Providers

@Suite struct NchfConsumerTests {
    @Test(arguments: [
        ("smf.example.org", "http://smf.example.org/notify"), ("smf.example.org", "https://SMF.example.org:443/a?b=c#d"),
        ("10.0.0.5:8080", "http://10.0.0.5:8080"), ("[::1]:8080", "http://[::1]:8080/"), ("smf.example.org", "http://smf.example.org:80"),
    ])
    func `a listed host is called`(_ listed: String, _ uri: String) {
        #expect(NchfConsumer(listed) != nil && NchfConsumer(listed) == NchfConsumer(uri: uri))
    }

    @Test(arguments: [
        "http://smf.example.org:81/", "http://smf.example.org.evil.test/", "http://evil.test/smf.example.org",
        "http://smf.example.org@evil.test/",
        "http://evil.test#smf.example.org", "http://evil.test?smf.example.org", "http://evil.test\\smf.example.org",
        "ftp://smf.example.org/",
        "http://smf.example.org%2eevil.test/", "https://smf.example.org:80/", "http://", "http://smf.example.org:", "http://[::1", "",
    ])
    func `what only looks like it is not`(_ uri: String) {
        #expect(NchfConsumer("smf.example.org") != nil && NchfConsumer("smf.example.org") != NchfConsumer(uri: uri))
    }

    @Test(arguments: ["", "a b", "host:0", "host:65536", "host:port", "user@host", "host/path", "*"])
    func `what is no host is not listed`(_ text: String) {
        #expect(NchfConsumer(text) == nil)
    }
}
