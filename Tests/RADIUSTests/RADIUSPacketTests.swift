import RADIUS
import Testing

@Suite struct RADIUSPacketTests {
    private func octets(_ hex: String) -> [UInt8] {
        let digits = Array(hex.filter { !$0.isWhitespace })
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16)! }
    }

    private let secret = RADIUSSecret(Array("a secret of some length".utf8))!

    @Test func `the example of RFC 2865 is read and written octet by octet`() throws {
        // §7.1: nemo logs in to port 3.
        let sent = octets(
            """
            01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f 02 12 0d be 70 8d 93 d4 13 ce 31 96 e4 3f 78 2a 0a ee
            04 06 c0 a8 01 10 05 06 00 00 00 03
            """)
        let packet = try RADIUSPacket(decoding: sent)
        #expect(packet.code == .accessRequest && packet.identifier == 0)
        #expect(packet[Attributes.userName] == "nemo" && packet[Attributes.nasIPAddress] == [192, 168, 1, 16])
        #expect(packet.encoded == sent)
        #expect(try RADIUSPacket(decoding: sent + [0, 0, 0]) == packet)
    }

    @Test func `what is no packet is refused, and no cut or changed octet crashes`() throws {
        let whole = RADIUSPacket(
            .accessRequest, identifier: 7, authenticator: [UInt8](repeating: 1, count: 16),
            attributes: [Attributes.userName("ana"), Attributes.acctStatusType(3)]
        ).encoded
        for length in 0..<whole.count {
            #expect(throws: RADIUSPacket.Malformation.length) { try RADIUSPacket(decoding: Array(whole.prefix(length))) }
        }
        for (place, octet, fault) in [
            (0, 99, .code), (2, 0xFF, .length), (3, 19, .length), (21, 0, .attribute), (21, 1, .attribute), (21, 200, .attribute),
        ] as [(Int, UInt8, RADIUSPacket.Malformation)] {
            var broken = whole
            broken[place] = octet
            #expect(throws: fault) { try RADIUSPacket(decoding: broken) }
        }
        var state: UInt64 = 88_172_645_463_325_252
        for _ in 0..<20_000 {
            var noise = whole
            for _ in 0..<3 {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                noise[Int(state % UInt64(noise.count))] = UInt8(truncatingIfNeeded: state >> 32)
            }
            guard let packet = try? RADIUSPacket(decoding: noise) else { continue }
            #expect(packet.encoded.count <= noise.count)
            if let eap = packet.eapMessage.flatMap({ EAPPacket(decoding: $0) }) { _ = AKAMessage(decoding: eap.data) }
        }
    }

    @Test func `an access request is proved by its Message-Authenticator alone`() throws {
        let unsigned = RADIUSPacket(
            .accessRequest, identifier: 1, authenticator: [UInt8](repeating: 9, count: 16), attributes: [Attributes.userName("ana")])
        #expect(!unsigned.isProvedAccess(by: secret))
        // An answer to itself carries a code over the same authenticator.
        var signed = unsigned.answer(.accessRequest, unsigned.attributes, by: secret)
        signed.authenticator = unsigned.authenticator
        #expect(signed.isProvedAccess(by: secret))
        #expect(!signed.isProvedAccess(by: try #require(RADIUSSecret(Array("another secret of length".utf8)))))
        var changed = signed
        changed.attributes[1] = Attributes.userName("bob")
        #expect(!changed.isProvedAccess(by: secret))
        changed = signed
        changed.attributes.append(signed.attributes[0])
        #expect(!changed.isProvedAccess(by: secret))
    }

    @Test func `an answer is proved to whoever asked, first by its Message-Authenticator`() {
        let asked = RADIUSPacket(
            .accessRequest, identifier: 3, authenticator: Array(0..<16),
            attributes: [Attributes.proxyState([1, 2]), Attributes.proxyState([3])])
        let answer = asked.answer(.accessReject, by: secret)
        #expect(answer.attributes.map(\.type) == [80, 33, 33] && answer.identifier == 3)
        #expect(answer.isProvedAnswer(to: asked.authenticator, by: secret))
        #expect(!answer.isProvedAnswer(to: [UInt8](repeating: 0, count: 16), by: secret))
        let recorded = asked.answer(.accountingResponse, by: secret)
        #expect(recorded.attributes.map(\.type) == [33, 33] && recorded.isProvedAnswer(to: asked.authenticator, by: secret))
        let disconnect = RADIUSPacket.request(.disconnectRequest, identifier: 1, [Attributes.acctSessionID("1")], by: secret)
        #expect(disconnect.isProvedAccounting(by: secret))
    }

    @Test func `a long EAP packet goes in pieces and comes back whole`() throws {
        let long = (0..<700).map { UInt8(truncatingIfNeeded: $0) }
        let packet = RADIUSPacket(
            .accessChallenge, identifier: 0, authenticator: [UInt8](repeating: 0, count: 16), attributes: RADIUSPacket.eapMessage(long))
        #expect(packet.attributes.map(\.value.count) == [253, 253, 194])
        #expect(try RADIUSPacket(decoding: packet.encoded).eapMessage == long)
    }

    @Test func `a secret is long and is not shown`() {
        #expect(RADIUSSecret(Array("fifteen letters".utf8)) == nil)
        #expect(!"\(secret)".contains("length") && !String(reflecting: secret).contains("length"))
    }
}
