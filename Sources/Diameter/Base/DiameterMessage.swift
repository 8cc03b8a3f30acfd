import NIOCore

/// A Diameter message: header and AVPs. Source: RFC 6733 §3.
public struct DiameterMessage: Hashable, Sendable {
    /// Command flags; the low four bits are reserved.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let request = Flags(rawValue: 0x80)
        public static let proxiable = Flags(rawValue: 0x40)
        public static let error = Flags(rawValue: 0x20)
        /// The sender does not know whether an earlier copy arrived.
        public static let retransmitted = Flags(rawValue: 0x10)
    }

    public var flags: Flags
    /// 24 bits.
    public var command: CommandCode
    public var applicationID: ApplicationID
    /// Pairs an answer with its request on one connection.
    public var hopByHop: UInt32
    /// With Origin-Host, names a request for at least four minutes (RFC 6733 §3).
    public var endToEnd: UInt32
    public var avps: [AVP]

    public init(
        flags: Flags, command: CommandCode, applicationID: ApplicationID, hopByHop: UInt32 = 0, endToEnd: UInt32 = 0, avps: [AVP] = []
    ) {
        self.flags = flags
        self.command = command
        self.applicationID = applicationID
        self.hopByHop = hopByHop
        self.endToEnd = endToEnd
        self.avps = avps
    }

    public var isRequest: Bool { flags.contains(.request) }

    /// Octets of the longest message that is read.
    public static let maximumLength = 65_536
    /// What the length fields of messages and AVPs can say. An answer that repeats much of the longest request may pass `maximumLength`.
    static let greatestLength = 0xFF_FFFF
    static let headerLength = 20

    /// Octets of the message that begins in `buffer`; `nil` until its first four octets are there.
    /// - Throws: `DiameterFailure` 5011 or 5015. The stream cannot be trusted any further: close it.
    public static func length(atStartOf buffer: ByteBuffer) throws(DiameterFailure) -> Int? {
        guard let word = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
        guard word >> 24 == 1 else { throw DiameterFailure(.unsupportedVersion, "version \(word >> 24)") }
        let length = Int(word & 0xFF_FFFF)
        guard (headerLength...maximumLength).contains(length), length % 4 == 0 else {
            throw DiameterFailure(.invalidMessageLength, "a message of \(length) octets")
        }
        return length
    }

    /// A header whose AVPs have not been read, so that a request with bad AVPs can still be answered.
    public static func header(of frame: ByteBuffer) -> DiameterMessage? {
        var frame = frame
        guard frame.readableBytes >= headerLength, frame.readInteger(as: UInt32.self) != nil,
            let word = frame.readInteger(as: UInt32.self), let application = frame.readInteger(as: UInt32.self),
            let hopByHop = frame.readInteger(as: UInt32.self), let endToEnd = frame.readInteger(as: UInt32.self)
        else { return nil }
        return DiameterMessage(
            flags: Flags(rawValue: UInt8(word >> 24)), command: CommandCode(rawValue: word & 0xFF_FFFF),
            applicationID: ApplicationID(rawValue: application), hopByHop: hopByHop, endToEnd: endToEnd)
    }

    /// - Parameter frame: one whole message.
    /// - Throws: `DiameterFailure` 3008 for reserved or contradictory bits, and what the AVPs throw.
    public init(decoding frame: ByteBuffer) throws(DiameterFailure) {
        guard let length = try Self.length(atStartOf: frame), length == frame.readableBytes, let header = Self.header(of: frame) else {
            throw DiameterFailure(.invalidMessageLength, "\(frame.readableBytes) octets are not one message")
        }
        guard header.flags.rawValue & 0x0F == 0, !header.flags.isSuperset(of: [.request, .error]) else {
            throw DiameterFailure(.invalidHeaderBits, "command flags \(header.flags.rawValue)")
        }
        self = header
        avps = try AVP.decodeAll(from: frame.getSlice(at: frame.readerIndex + Self.headerLength, length: length - Self.headerLength)!)
    }

    public func encode(into buffer: inout ByteBuffer) {
        let start = buffer.writerIndex
        buffer.writeInteger(UInt32(0))
        buffer.writeInteger(UInt32(flags.rawValue) << 24 | command.rawValue)
        buffer.writeInteger(applicationID.rawValue)
        buffer.writeInteger(hopByHop)
        buffer.writeInteger(endToEnd)
        for avp in avps { avp.encode(into: &buffer) }
        let length = buffer.writerIndex - start
        precondition(length <= Self.greatestLength, "a message of \(length) octets")
        buffer.setInteger(UInt32(1) << 24 | UInt32(length), at: start)
    }
}

/// A command's code, shared by its request and its answer. Source: RFC 6733 §3.1, RFC 8506 §3, 3GPP TS 29.272 §7.2.
public struct CommandCode: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let capabilitiesExchange = CommandCode(rawValue: 257)
    public static let reAuth = CommandCode(rawValue: 258)
    public static let creditControl = CommandCode(rawValue: 272)
    public static let abortSession = CommandCode(rawValue: 274)
    public static let sessionTermination = CommandCode(rawValue: 275)
    public static let deviceWatchdog = CommandCode(rawValue: 280)
    public static let disconnectPeer = CommandCode(rawValue: 282)
    public static let updateLocation = CommandCode(rawValue: 316)
    public static let cancelLocation = CommandCode(rawValue: 317)
    public static let authenticationInformation = CommandCode(rawValue: 318)
    public static let insertSubscriberData = CommandCode(rawValue: 319)
    public static let deleteSubscriberData = CommandCode(rawValue: 320)
    public static let purgeUE = CommandCode(rawValue: 321)
    public static let reset = CommandCode(rawValue: 322)
    public static let notify = CommandCode(rawValue: 323)
}

/// An application's identifier. Source: RFC 6733 §2.4, RFC 8506 §1.3, 3GPP TS 29.230 §8.
public struct ApplicationID: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let base = ApplicationID(rawValue: 0)
    /// Gy and Ro.
    public static let creditControl = ApplicationID(rawValue: 4)
    public static let cx = ApplicationID(rawValue: 16_777_216)
    public static let gx = ApplicationID(rawValue: 16_777_238)
    public static let s6a = ApplicationID(rawValue: 16_777_251)
    public static let sy = ApplicationID(rawValue: 16_777_302)
    public static let relay = ApplicationID(rawValue: 0xFFFF_FFFF)
}

/// 3GPP's vendor identifier (IANA enterprise number).
public let vendor3GPP: UInt32 = 10_415
