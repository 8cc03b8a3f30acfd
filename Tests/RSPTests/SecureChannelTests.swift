import Telecom
import TestKit
import Testing

@testable import RSP

@Suite struct SecureChannelTests {
    private let keys = SecureChannel.Keys(
        initialChainingValue: Array(0..<16), encryption: Array(16..<32), authentication: Array(32..<48))!

    @Test(arguments: [0, 1, 15, 16, 17, 1006, 1007, 1008, 5000])
    func `Whatever its length, content goes through in segments that are not too long`(count: Int) throws {
        let content = Randomness.seeded(UInt64(count)).bytes(count)
        var sender = SecureChannel(keys)
        var receiver = SecureChannel(keys)
        let encrypted = sender.encrypt(content, tag: 0x86)
        #expect(encrypted.allSatisfy { $0.count <= SecureChannel.longestSegment })
        #expect(try encrypted.flatMap { try receiver.decrypt(value($0), tag: 0x86) } == content)
        let plain = sender.authenticate(content, tag: 0x88)
        #expect(plain.allSatisfy { $0.count <= SecureChannel.longestSegment })
        #expect(try plain.flatMap { try receiver.verify(value($0), tag: 0x88) } == content)
        // Segments of both kinds count alike.
        #expect(try receiver.decrypt(value(sender.encrypt([7], tag: 0x86)[0]), tag: 0x86) == [7])
    }

    @Test func `A segment that is changed, repeated, left out, of another tag or out of order is refused`() throws {
        var sender = SecureChannel(keys)
        let segments = sender.encrypt([UInt8](repeating: 1, count: 3000), tag: 0x86).map(value)
        #expect(segments.count == 3)
        var receiver = SecureChannel(keys)
        #expect(throws: SecureChannel.Fault.authentication) { try receiver.decrypt(segments[1], tag: 0x86) }
        receiver = SecureChannel(keys)
        _ = try receiver.decrypt(segments[0], tag: 0x86)
        var again = receiver
        #expect(throws: SecureChannel.Fault.authentication) { try again.decrypt(segments[0], tag: 0x86) }
        again = receiver
        #expect(throws: SecureChannel.Fault.authentication) { try again.decrypt(segments[2], tag: 0x86) }
        again = receiver
        #expect(throws: SecureChannel.Fault.authentication) { try again.decrypt(segments[1], tag: 0x87) }
        again = receiver
        #expect(throws: SecureChannel.Fault.authentication) { try again.decrypt([segments[1][0] ^ 1] + segments[1].dropFirst(), tag: 0x86) }
        again = receiver
        #expect(throws: SecureChannel.Fault.structure) { try again.decrypt([1, 2, 3], tag: 0x86) }
    }

    /// Shared secret, shared information and output from NIST CAVP "ANSI X9.63-2001 KDF", SHA-256, [shared secret length 192], COUNT 0.
    @Test func `Keys are derived as X9.63 says`() throws {
        let secret = try #require([UInt8](hexadecimal: "96c05619d56c328ab95fe84b18264b08725b85e33fd34f08"))
        let expected = try #require([UInt8](hexadecimal: "443024c3dae66b95e6f5670601558f71"))
        #expect(x963(secret: secret, info: [], count: 16) == expected)
    }

    private func value(_ segment: [UInt8]) -> [UInt8] {
        Array(segment.dropFirst(segment[1] < 0x80 ? 2 : segment[1] == 0x81 ? 3 : 4))
    }
}
