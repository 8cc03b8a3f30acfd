import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import Platform
import Telecom

/// Says in the door's own form what is wrong with octets that are no HTTP request. The server's answer to them is a bare 400, which this
/// handler, next to the codec in a connection's pipeline, replaces; the connection ends after it.
public final class MalformedRequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
    public typealias InboundIn = HTTPRequestPart
    public typealias InboundOut = HTTPRequestPart
    public typealias OutboundIn = HTTPResponsePart
    public typealias OutboundOut = HTTPResponsePart

    private let randomness: Randomness
    private let log: Logger
    private var fault: HTTPParserError?
    /// The door itself has answered the request whose body is at fault.
    private var isAnswered = false
    private var isDropping = false

    public init(randomness: Randomness, log: Logger) {
        self.randomness = randomness
        self.log = log
    }

    public func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if fault == nil { fault = error as? HTTPParserError }
        context.fireErrorCaught(error)
    }

    public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard let fault else { return context.write(data, promise: promise) }
        let part = unwrapOutboundIn(data)
        guard case .head(let head) = part, head.status == .badRequest, head.headerFields[.contentLength] == "0" else {
            if case .head = part { isAnswered = true }
            if isDropping { promise?.succeed() } else { context.write(data, promise: promise) }
            return
        }
        guard !isAnswered else {
            isDropping = true
            promise?.succeed()
            return
        }
        let requestID = RequestIDs(randomness).id(for: [:])
        log.info("not a request", metadata: ["request_id": "\(requestID)", "error": "\(fault)"])
        let refusal = Refusal(malformed: fault)
        var content = Content(json: ErrorFormat.standard.body(refusal, requestID), status: refusal.status)
        content.headers[.requestID] = requestID
        content.headers[.connection] = "close"
        content.headers[.contentLength] = String(content.body.readableBytes)
        SecurityHeaders.add(to: &content.headers, isSecure: false)
        context.write(wrapOutboundOut(.head(HTTPResponse(status: content.status, headerFields: content.headers))), promise: nil)
        context.write(wrapOutboundOut(.body(content.body)), promise: promise)
    }
}

extension Refusal {
    /// What the parser of HTTP/1 does not take. Source: RFC 9112; RFC 6585 §5.
    init(malformed fault: HTTPParserError) {
        switch fault {
        case .headerOverflow:
            self.init(
                .requestHeaderFieldsTooLarge, code: "headers_too_large",
                "A request may have at most \(HeaderBounds.fieldCount) headers of \(HeaderBounds.fieldSize) octets each, \(HeaderBounds.listSize) in all."
            )
        case .invalidMethod: self.init(.badRequest, code: "malformed_request", "The method is not one of HTTP's.")
        case .invalidVersion: self.init(.httpVersionNotSupported, code: "http_version_not_supported", "Speak HTTP/1.1.")
        case .invalidContentLength, .unexpectedContentLength:
            self.init(.badRequest, code: "malformed_request", "The length of the body is not clear.")
        case .invalidChunkSize: self.init(.badRequest, code: "malformed_request", "A chunk of the body has no valid size.")
        default: self.init(.badRequest, code: "malformed_request", "This is not an HTTP/1.1 request.")
        }
    }
}

/// What a request's headers may take.
public enum HeaderBounds {
    public static let fieldCount = 100
    /// Octets.
    public static let fieldSize = 32_768
    /// Octets.
    public static let listSize = 65_536
}
