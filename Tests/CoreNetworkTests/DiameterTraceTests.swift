import Diameter
import Foundation
import NIOCore
import Platform
import Telecom
import TestKit
import Testing

@testable import CoreNetwork

@Suite(.timeLimit(.minutes(5))) struct DiameterTraceTests {
    private let peer = InternetAddress("10.0.0.1")!
    private let own = InternetAddress("10.0.0.2")!

    @Test func `a message is a packet of its connection, numbered behind what went before`() {
        var capture = DiameterCapture()
        let message = ByteBuffer(repeating: 7, count: 20)
        let at = Timestamp(microsecondsSince1970: 5_000_009)
        _ = capture.packets(of: message, on: 1, isFromPeer: true, peer: peer, own: own, at: at)
        var packet = capture.packets(of: message, on: 1, isFromPeer: false, peer: peer, own: own, at: at)
        let head = packet.readMultipleIntegers(as: (UInt32, UInt32, UInt32, UInt32).self) ?? (0, 0, 0, 0)
        #expect(head == (5, 9, 60, 60))
        #expect(packet.getInteger(at: packet.readerIndex + 2, as: UInt16.self) == 60)
        #expect(packet.getBytes(at: packet.readerIndex + 12, length: 8) == [10, 0, 0, 2, 10, 0, 0, 1])
        packet.moveReaderIndex(forwardBy: 20)
        let ports = packet.readMultipleIntegers(as: (UInt16, UInt16, UInt32, UInt32).self) ?? (0, 0, 0, 0)
        #expect(ports == (3868, 32_769, 1, 21))
    }

    @Test func `the longest message is in packets that IP can hold, over IPv6 too`() {
        var capture = DiameterCapture()
        let long = ByteBuffer(repeating: 7, count: DiameterMessage.maximumLength)
        let at = Timestamp(secondsSince1970: 5)
        #expect(capture.packets(of: long, on: 1, isFromPeer: true, peer: peer, own: own, at: at).readableBytes == 65_536 + 2 * 56)
        let six = InternetAddress("2001:db8::1")!
        #expect(capture.packets(of: long, on: 2, isFromPeer: true, peer: six, own: six, at: at).readableBytes == 65_536 + 2 * 76)
    }
}
