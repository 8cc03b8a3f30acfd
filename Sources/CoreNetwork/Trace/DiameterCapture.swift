import NIOCore
import Telecom

/// Diameter messages as a packet capture that tshark and Wireshark read: classic pcap of raw IP packets (link type 101), each message in TCP
/// segments of its own with made-up sequence numbers. What went over TLS is readable in it. Source: draft-ietf-opsawg-pcap; RFC 791, 8200, 9293.
struct DiameterCapture {
    /// Octets of a message in one packet: an IP packet ends at 65,535.
    private static let segment = 60_000
    /// Diameter's port, so that readers know what is in it, whichever port it was.
    private static let port: UInt16 = 3868

    static let header: ByteBuffer = {
        var buffer = ByteBuffer()
        for word in [0xA1B2_C3D4, 0x0002_0004, 0, 0, 262_144, 101] as [UInt32] { buffer.writeInteger(word) }
        return buffer
    }()

    private struct Connection {
        /// Octets written by the peer and by us.
        var peers: UInt32 = 1
        var ours: UInt32 = 1
    }

    private var connections: [UInt64: Connection] = [:]

    /// The packets of one message.
    /// - Parameters:
    ///   - connection: tells connections apart.
    ///   - isFromPeer: whether it was read or written.
    mutating func packets(
        of message: ByteBuffer, on connection: UInt64, isFromPeer: Bool, peer: InternetAddress, own: InternetAddress, at time: Timestamp
    ) -> ByteBuffer {
        var numbers = connections[connection] ?? Connection()
        var message = message
        var packets = ByteBuffer()
        // Ports from 32768 on are those of no service; a connection's packets keep theirs.
        let peerPort = UInt16(32_768 + connection % 32_000)
        while message.readableBytes > 0 {
            let part = message.readSlice(length: min(Self.segment, message.readableBytes))!
            let (sequence, acknowledged) = isFromPeer ? (numbers.peers, numbers.ours) : (numbers.ours, numbers.peers)
            let ports = isFromPeer ? (peerPort, Self.port) : (Self.port, peerPort)
            var tcp = ByteBuffer()
            tcp.writeMultipleIntegers(ports.0, ports.1, sequence, acknowledged, UInt16(0x5018), UInt16.max, UInt16(0), UInt16(0))
            tcp.writeImmutableBuffer(part)
            let (source, target) = isFromPeer ? (peer, own) : (own, peer)
            Self.write(tcp, from: source, to: target, at: time, into: &packets)
            if isFromPeer { numbers.peers &+= UInt32(part.readableBytes) } else { numbers.ours &+= UInt32(part.readableBytes) }
        }
        connections[connection] = numbers
        return packets
    }

    mutating func forget(_ connection: UInt64) { connections[connection] = nil }

    private static func write(
        _ tcp: ByteBuffer, from source: InternetAddress, to target: InternetAddress, at time: Timestamp, into buffer: inout ByteBuffer
    ) {
        var packet = ByteBuffer()
        if source.octets.count == 4, target.octets.count == 4 {
            packet.writeMultipleIntegers(
                UInt16(0x4500), UInt16(20 + tcp.readableBytes), UInt16(0), UInt16(0), UInt8(64), UInt8(6), UInt16(0))
        } else {
            packet.writeMultipleIntegers(UInt32(0x6000_0000), UInt16(tcp.readableBytes), UInt8(6), UInt8(64))
        }
        packet.writeBytes(source.octets)
        packet.writeBytes(target.octets)
        packet.writeImmutableBuffer(tcp)
        let length = UInt32(packet.readableBytes)
        let (seconds, micros) = time.microsecondsSince1970.quotientAndRemainder(dividingBy: 1_000_000)
        for word in [UInt32(truncatingIfNeeded: seconds), UInt32(micros), length, length] { buffer.writeInteger(word) }
        buffer.writeImmutableBuffer(packet)
    }
}
