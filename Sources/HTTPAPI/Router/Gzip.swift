import CZlib
import HTTPTypes

/// What never changes is packed once, and sent so to who can read it. Pages with anything of a person's in them are not: how short they get would
/// tell of what they hold. Sources: RFC 1952, RFC 9110 §12.5.3.
enum Gzip {
    /// What fits into one packet of a network gains nothing.
    static let leastLength = 1400

    /// `nil` when that is no shorter by a tenth.
    static func packed(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count >= leastLength else { return nil }
        var stream = z_stream()
        let windowBits: Int32 = 15 + 16  // 16 asks for gzip's frame.
        guard
            deflateInit2_(
                &stream, Z_BEST_COMPRESSION, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)
            )
                == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        var source = bytes
        var packed = [UInt8](repeating: 0, count: bytes.count * 9 / 10)
        let ended = source.withUnsafeMutableBufferPointer { source in
            packed.withUnsafeMutableBufferPointer { packed in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = packed.baseAddress
                stream.avail_out = UInt32(packed.count)
                return deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
        }
        return ended ? Array(packed.prefix(Int(stream.total_out))) : nil
    }

    /// Whether `Accept-Encoding` names gzip, and not with a weight of zero.
    static func isAccepted(_ headers: HTTPFields) -> Bool {
        headers[.acceptEncoding]?.split(separator: ",").contains { coding in
            let parts = coding.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            guard parts.first == "gzip" else { return false }
            return !parts.dropFirst().contains { $0.hasPrefix("q=") && $0.dropFirst(2).allSatisfy { $0 == "0" || $0 == "." } }
        } ?? false
    }
}
