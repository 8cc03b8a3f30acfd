import AsyncHTTPClient
import Logging
import NIOCore
import Telecom

extension FirebaseCertificates {
    private struct NotOK: Error { let status: UInt }

    /// Certificates from a URL, within five seconds.
    /// - Parameter url: Google's, unless a test or a sandbox has another.
    public init(url: String = FirebaseCertificates.googleURL, client: HTTPClient, time: TimeSource, log: Logger) {
        self.init(time: time, log: log) {
            let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(5))
            guard response.status == .ok else { throw NotOK(status: response.status.code) }
            let body = try await response.body.collect(upTo: 100_000)
            return Answer(body: Array(body.readableBytesView), cacheControl: response.headers.first(name: "cache-control"))
        }
    }
}
