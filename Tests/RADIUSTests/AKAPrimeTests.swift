import Milenage
import RADIUS
import Testing

/// RFC 9048 appendix E gives vectors; case 1 is with MILENAGE set 19 of TS 35.208.
@Suite struct AKAPrimeTests {
    private func octets(_ hex: String) -> [UInt8] {
        let digits = Array(hex.filter { !$0.isWhitespace })
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16)! }
    }

    @Test func `the keys of RFC 9048, appendix E, case 1`() {
        let (ck, ik) = (octets("5349fbe098649f948f5d2e973a81c00f"), octets("9744871ad32bf9bbd1dd5ce54e3e2e5a"))
        let autn = octets("bb52e91c747ac3ab2a5c23d15ee351d5")
        let (ckPrime, ikPrime) = EAPAuthenticationVector.keys(ck: ck, ik: ik, concealed: Array(autn[..<6]), networkName: "WLAN")
        #expect(ckPrime == octets("0093962d0dd84aa5684b045c9edffa04"))
        #expect(ikPrime == octets("ccfc230ca74fcc96c0a5d61164f5a76c"))
        let keys = AKAKeys(ikPrime: ikPrime, ckPrime: ckPrime, identity: "0555444333222111")
        #expect(keys.authentication == octets("0842ea722ff6835bfa2032499fc3ec23c2f0e388b4f07543ffc677f1696d71ea"))
        #expect(
            keys.masterSession
                == octets(
                    """
                    67c42d9aa56c1b79e295e3459fc3d187d42be0bf818d3070e362c5e967a4d544e8ecfe19358ab3039aff03b7c930588c
                    055babee58a02650b067ec4e9347c75a
                    """))
        #expect("\(keys)" == "authentication keys (not shown)")
    }

    @Test func `a message is proved by its code, and by nothing else`() throws {
        let key = [UInt8](repeating: 5, count: 32)
        let message = AKAMessage.challenge(
            rand: [UInt8](repeating: 1, count: 16), autn: [UInt8](repeating: 2, count: 16), networkName: "WLAN")
        let packet = message.packet(.request, identifier: 9, key: key)
        let read = try #require(EAPPacket(decoding: packet.encoded))
        #expect(read == packet && packet.encoded.count % 4 == 0)
        let inside = try #require(AKAMessage(decoding: read.data))
        #expect(inside.isProved(in: read, by: key) && !inside.isProved(in: read, by: [UInt8](repeating: 6, count: 32)))
        #expect(!message.isProved(in: read, by: key))
        #expect(!inside.isProved(in: EAPPacket(.request, identifier: 10, method: .akaPrime, data: read.data), by: key))
    }

    @Test func `what is no message is none`() {
        for data in ["", "01", "0100", "ff0000", "010000 01", "010000 0100 0000", "010000 0102 0000", "010000 7f01 0000"] {
            #expect(AKAMessage(decoding: octets(data)) == nil, "\(data)")
        }
        // What may be skipped is.
        #expect(AKAMessage(decoding: octets("010000 8001 0000 0301 0040"))?.response == nil)
        #expect(AKAMessage(decoding: octets("010000 0303 0040 0102030405060708"))?.response == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(AKAMessage(decoding: octets("050000 0e02 0003 616e6100"))?.identity == "ana")
        #expect(AKAMessage(decoding: octets("050000 0e02 0009 616e6100"))?.identity == nil)
        for packet in ["", "02", "02010005", "0201000401", "0301000500", "02010004"] { #expect(EAPPacket(decoding: octets(packet)) == nil) }
    }
}
