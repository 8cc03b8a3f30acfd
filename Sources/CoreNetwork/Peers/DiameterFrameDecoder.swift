import Diameter
import NIOCore

/// What the octets of a connection are cut into.
enum DiameterFrame: Sendable {
    /// One whole message, not yet decoded.
    case message(ByteBuffer)
    /// The stream cannot be cut any further; with the header of the message that broke it, where that is whole.
    case broken(DiameterMessage?, DiameterFailure)
}

/// Cuts octets into messages of at most `DiameterMessage.maximumLength`, without copying. After a broken frame it takes nothing more.
struct DiameterFrameDecoder: ByteToMessageDecoder {
    typealias InboundOut = DiameterFrame

    private var isBroken = false

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) -> DecodingState {
        guard !isBroken else {
            buffer.clear()
            return .needMoreData
        }
        do throws(DiameterFailure) {
            guard let length = try DiameterMessage.length(atStartOf: buffer), let frame = buffer.readSlice(length: length) else {
                return .needMoreData
            }
            context.fireChannelRead(wrapInboundOut(.message(frame)))
            return .continue
        } catch {
            isBroken = true
            context.fireChannelRead(wrapInboundOut(.broken(DiameterMessage.header(of: buffer), error)))
            buffer.clear()
            return .needMoreData
        }
    }

    mutating func decodeLast(context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool) -> DecodingState {
        while decode(context: context, buffer: &buffer) == .continue {}
        return .needMoreData
    }
}
