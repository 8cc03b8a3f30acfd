import NIOCore
import Telecom

/// A Swift value that an AVP of some Diameter format holds. Source: RFC 6733 §4.2, §4.3.
public protocol AVPValue: Sendable {
    /// `nil` when the octets cannot be such a value.
    init?(avpValue: ByteBuffer)
    var avpValue: ByteBuffer { get }
}

/// OctetString.
extension [UInt8]: AVPValue {
    public init?(avpValue: ByteBuffer) { self = Array(avpValue.readableBytesView) }
    public var avpValue: ByteBuffer { ByteBuffer(bytes: self) }
}

/// UTF8String and DiameterIdentity.
extension String: AVPValue {
    public init?(avpValue: ByteBuffer) {
        guard let text = String(validating: avpValue.readableBytesView, as: UTF8.self) else { return nil }
        self = text
    }
    public var avpValue: ByteBuffer { ByteBuffer(string: self) }
}

extension FixedWidthInteger where Self: AVPValue {
    public init?(avpValue: ByteBuffer) {
        guard avpValue.readableBytes == MemoryLayout<Self>.size, let integer: Self = avpValue.getInteger(at: avpValue.readerIndex) else {
            return nil
        }
        self = integer
    }
    public var avpValue: ByteBuffer { ByteBuffer(integer: self) }
}

extension UInt32: AVPValue {}
extension UInt64: AVPValue {}
extension Int32: AVPValue {}
extension Int64: AVPValue {}

extension ResultCode: AVPValue {
    public init?(avpValue: ByteBuffer) {
        guard let code = UInt32(avpValue: avpValue) else { return nil }
        self.init(rawValue: code)
    }
    public var avpValue: ByteBuffer { rawValue.avpValue }
}

extension ApplicationID: AVPValue {
    public init?(avpValue: ByteBuffer) {
        guard let id = UInt32(avpValue: avpValue) else { return nil }
        self.init(rawValue: id)
    }
    public var avpValue: ByteBuffer { rawValue.avpValue }
}

/// Enumerated: an Integer32 with names.
public protocol AVPEnumeration: AVPValue, RawRepresentable where RawValue == Int32 {}

extension AVPEnumeration {
    public init?(avpValue: ByteBuffer) {
        guard let number = Int32(avpValue: avpValue) else { return nil }
        self.init(rawValue: number)
    }
    public var avpValue: ByteBuffer { rawValue.avpValue }
}

/// Grouped: AVPs inside an AVP. They are read one level at a time, as they are asked for.
public struct AVPGroup: AVPValue, Hashable {
    public var avps: [AVP]

    public init(_ avps: [AVP]) { self.avps = avps }

    public init?(avpValue: ByteBuffer) {
        guard let avps = try? AVP.decodeAll(from: avpValue) else { return nil }
        self.avps = avps
    }

    public var avpValue: ByteBuffer {
        var buffer = ByteBuffer()
        for avp in avps { avp.encode(into: &buffer) }
        return buffer
    }
}

/// Time: seconds since 1900-01-01T00:00:00Z in 32 bits, which begin anew in 2036. Source: RFC 6733 §4.3.1, RFC 5905 §6.
public struct DiameterTime: AVPValue, Hashable {
    public let timestamp: Timestamp

    public init(_ timestamp: Timestamp) { self.timestamp = timestamp }

    private static let secondsFrom1900To1970: Int64 = 2_208_988_800
    private static let era: Int64 = 1 << 32

    public init?(avpValue: ByteBuffer) {
        guard let seconds = UInt32(avpValue: avpValue) else { return nil }
        // With the top bit clear the time is in the second era (RFC 4330 §3).
        let inEra = Int64(seconds) + (seconds & 0x8000_0000 == 0 ? Self.era : 0)
        timestamp = Timestamp(secondsSince1970: inEra - Self.secondsFrom1900To1970)
    }

    public var avpValue: ByteBuffer {
        UInt32(truncatingIfNeeded: timestamp.secondsSince1970 + Self.secondsFrom1900To1970).avpValue
    }
}

/// Address: an IPv4 or IPv6 address. Source: RFC 6733 §4.3.1 (address family numbers 1 and 2).
public struct DiameterAddress: AVPValue, Hashable {
    /// 4 or 16 octets.
    public let octets: [UInt8]

    /// `nil` when there are not 4 or 16 octets.
    public init?(octets: [UInt8]) {
        guard octets.count == 4 || octets.count == 16 else { return nil }
        self.octets = octets
    }

    public init?(avpValue: ByteBuffer) {
        guard let family: UInt16 = avpValue.getInteger(at: avpValue.readerIndex) else { return nil }
        let octets = Array(avpValue.readableBytesView.dropFirst(2))
        guard (family == 1 && octets.count == 4) || (family == 2 && octets.count == 16) else { return nil }
        self.octets = octets
    }

    public var avpValue: ByteBuffer {
        var buffer = ByteBuffer(integer: UInt16(octets.count == 4 ? 1 : 2))
        buffer.writeBytes(octets)
        return buffer
    }
}
