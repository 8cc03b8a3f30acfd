import NIOCore

/// An attribute-value pair: its header and its value as octets, a view into the message it came in. Source: RFC 6733 §4.1.
public struct AVP: Hashable, Sendable {
    public let code: UInt32
    /// The vendor of the code's name space; `nil` is the IETF's.
    public let vendorID: UInt32?
    /// The M bit: a receiver that does not know the AVP must refuse the message.
    public let isMandatory: Bool
    /// The value without header and padding.
    public let value: ByteBuffer

    public init(code: UInt32, vendorID: UInt32? = nil, isMandatory: Bool, value: ByteBuffer) {
        self.code = code
        self.vendorID = vendorID
        self.isMandatory = isMandatory
        self.value = value
    }

    /// An AVP with as many zeros as its shortest value has octets, for Failed-AVP (RFC 6733 §7.1.5).
    static func example(code: UInt32, vendorID: UInt32?, isMandatory: Bool) -> AVP {
        let empty = AVP(code: code, vendorID: vendorID, isMandatory: isMandatory, value: ByteBuffer())
        let octets = AVPs.shortest[empty.key] ?? 0
        return AVP(code: code, vendorID: vendorID, isMandatory: isMandatory, value: ByteBuffer(repeating: 0, count: octets))
    }

    /// Vendor and code, as the dictionary lists them.
    var key: UInt64 { UInt64(vendorID ?? 0) << 32 | UInt64(code) }

    /// Octets of the header: 12 with a Vendor-Id, 8 without.
    private var headerLength: Int { vendorID == nil ? 8 : 12 }

    private struct Flags {
        static let vendor: UInt8 = 0x80
        static let mandatory: UInt8 = 0x40
        /// P is for end-to-end security that was never specified: ignored when received, never set (RFC 6733 §4.1).
        static let reserved: UInt8 = 0x1F
    }

    func encode(into buffer: inout ByteBuffer) {
        let length = headerLength + value.readableBytes
        precondition(length <= DiameterMessage.greatestLength, "an AVP of \(length) octets")
        buffer.writeInteger(code)
        let flags = (vendorID == nil ? 0 : Flags.vendor) | (isMandatory ? Flags.mandatory : 0)
        buffer.writeInteger(UInt32(flags) << 24 | UInt32(length))
        if let vendorID { buffer.writeInteger(vendorID) }
        buffer.writeImmutableBuffer(value)
        buffer.writeRepeatingByte(0, count: padding(length))
    }

    /// Reads AVPs until `buffer` is empty.
    /// - Throws: `DiameterFailure` 5014 with an AVP of the same header (RFC 6733 §7.1.5), 3009 for reserved bits.
    static func decodeAll(from buffer: ByteBuffer) throws(DiameterFailure) -> [AVP] {
        var buffer = buffer
        var avps: [AVP] = []
        while buffer.readableBytes > 0 { avps.append(try decode(from: &buffer)) }
        return avps
    }

    private static func decode(from buffer: inout ByteBuffer) throws(DiameterFailure) -> AVP {
        guard let code = buffer.readInteger(as: UInt32.self), let word = buffer.readInteger(as: UInt32.self) else {
            throw DiameterFailure(.invalidAVPLength, "\(buffer.readableBytes) octets where an AVP should begin")
        }
        let flags = UInt8(word >> 24)
        let length = Int(word & 0xFF_FFFF)
        let hasVendor = flags & Flags.vendor != 0
        let isMandatory = flags & Flags.mandatory != 0
        let vendorID = hasVendor ? buffer.readInteger(as: UInt32.self) : nil
        let headerLength = hasVendor ? 12 : 8
        guard !hasVendor || vendorID != nil, length >= headerLength, let value = buffer.readSlice(length: length - headerLength) else {
            let example = example(code: code, vendorID: vendorID, isMandatory: isMandatory)
            throw DiameterFailure(.invalidAVPLength, failedAVP: example, "AVP \(code) says it has \(length) octets")
        }
        // The padding of the last AVP may be missing: peers are seen to leave it out inside a grouped one.
        buffer.moveReaderIndex(forwardBy: min(padding(length), buffer.readableBytes))
        let avp = AVP(code: code, vendorID: vendorID, isMandatory: isMandatory, value: value)
        guard flags & Flags.reserved == 0 else {
            throw DiameterFailure(.invalidAVPBits, failedAVP: avp, "AVP \(code) has reserved bits set")
        }
        return avp
    }
}

/// Octets that fill `length` up to a multiple of four.
private func padding(_ length: Int) -> Int { (4 - length % 4) % 4 }
