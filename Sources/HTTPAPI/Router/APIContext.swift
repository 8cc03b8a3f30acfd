import Hummingbird
import NIOCore

/// What the server knows of a request besides the request itself.
public struct APIContext: RequestContext {
    public typealias Source = ApplicationRequestContextSource
    public var coreContext: CoreRequestContextStorage
    /// The address of the other end of the connection; `nil` in tests without a socket.
    let peerAddress: SocketAddress?

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peerAddress = source.channel.remoteAddress
    }
}
