import AsyncHTTPClient
import Ethereum
import NIOCore

/// Questions to Ethereum nodes over HTTP.
public struct EthereumHTTP: EthereumTransport {
    private struct NotOK: Error { let status: UInt }

    private let client: HTTPClient

    /// Follows no redirect, as where questions go is the operator's choice, and does not try again where nobody listens: another endpoint is asked.
    public static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(3)))
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    /// - Parameter client: made with `configuration`.
    public init(client: HTTPClient) { self.client = client }

    /// Within ten seconds; more than `EthereumClient.maximumAnswer` octets are not read.
    public func post(_ body: [UInt8], to endpoint: EthereumEndpoint) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: endpoint.url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: body))
        let response = try await client.execute(request, timeout: .seconds(10))
        guard response.status == .ok else { throw NotOK(status: response.status.code) }
        return Array(try await response.body.collect(upTo: EthereumClient.maximumAnswer).readableBytesView)
    }
}
