import Crypto
import Hummingbird
import Platform
import HTTPTypes

/// An answer that is not one of the API's JSON bodies: a page, a picture, a file, a redirect.
public struct Content: Sendable {
    public var status: HTTPResponse.Status
    public var headers: HTTPFields
    public private(set) var body: ByteBuffer
    /// The same body as gzip, of what never changes.
    private var packed: ByteBuffer?
    /// Sent as they come, instead of a body; the answer then ends when they do.
    public let events: AsyncStream<ByteBuffer>?
    /// In quotation marks. With it the router answers `If-None-Match` with 304.
    public let etag: String?

    public init(
        _ type: String, _ body: ByteBuffer, status: HTTPResponse.Status = .ok, etag: String? = nil, cacheControl: String = "no-store",
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.body = body
        events = nil
        self.etag = etag
        self.headers = headers
        self.headers[.contentType] = type
        self.headers[.cacheControl] = cacheControl
        if let etag { self.headers[.eTag] = etag }
    }

    public init(_ type: String, _ text: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) {
        self.init(type, ByteBuffer(string: text), status: status, headers: headers)
    }

    /// Bytes that never change while this process lives, with the ETag of their hash. Make it once and answer it often.
    public static func fixed(_ type: String, _ bytes: some Sequence<UInt8>, cacheControl: String = "public, max-age=60") -> Content {
        let bytes = Array(bytes)
        let tag = base64URL(Array(SHA256.hash(data: bytes).prefix(12)))
        return Content(type, ByteBuffer(bytes: bytes), etag: "\"\(tag)\"", cacheControl: cacheControl)
    }

    /// The same, sent as gzip to who takes it. Packing costs more than an answer: only for what is kept.
    public func withPackedBody() -> Content {
        guard etag != nil, let octets = Gzip.packed(Array(body.readableBytesView)) else { return self }
        var content = self
        content.packed = ByteBuffer(bytes: octets)
        content.headers[.vary] = "Accept-Encoding"
        return content
    }

    /// Sends the packed body where there is one and the reader takes it. The ETag gets weak, as it then names two rows of octets. Source: RFC 9110 §8.8.3.3.
    mutating func pack(for reader: HTTPFields) {
        guard let packed, let etag, Gzip.isAccepted(reader) else { return }
        body = packed
        headers[.contentEncoding] = "gzip"
        headers[.eTag] = "W/" + etag
    }

    /// What is sent piece by piece, such as server-sent events. Whoever makes it ends it: a node that stops waits for it.
    public init(streaming type: String, _ events: AsyncStream<ByteBuffer>) {
        status = .ok
        body = ByteBuffer()
        self.events = events
        etag = nil
        headers = [.contentType: type, .cacheControl: "no-store"]
    }

    /// 303 See Other: where a form's answer can be read.
    public static func seeOther(_ location: String, headers: HTTPFields = [:]) -> Content {
        var content = Content("text/plain; charset=utf-8", "", status: .seeOther, headers: headers)
        content.headers[.location] = location
        return content
    }
}
