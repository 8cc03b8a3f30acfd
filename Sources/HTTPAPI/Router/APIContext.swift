import Hummingbird
import NIOCore

/// What the server knows of a request besides the request itself.
public struct APIContext: RequestContext {
    public typealias Source = ApplicationRequestContextSource
    public var coreContext: CoreRequestContextStorage
    /// The address of the other end of the connection; `nil` in tests without a socket.
    let peerAddress: SocketAddress?
    private let channel: any Channel

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peerAddress = source.channel.remoteAddress
        channel = source.channel
    }

    /// Ends the connection when its answer has had time to arrive.
    func closeSoon() {
        channel.eventLoop.scheduleTask(in: .seconds(2)) { [channel] in channel.close(promise: nil) }
    }
}
