import NIOCore
import TestKit
import Telecom
import Testing

@testable import Diameter

func encoded(_ message: DiameterMessage) -> ByteBuffer {
    var buffer = ByteBuffer()
    message.encode(into: &buffer)
    return buffer
}

@Suite struct DiameterMessageTests {
    /// A Device-Watchdog-Request written out by hand from RFC 6733 §3 and §4.1.
    private let watchdog: [UInt8] =
        [0x01, 0, 0, 0x38, 0x80, 0x00, 0x01, 0x18, 0, 0, 0, 0, 0x11, 0x22, 0x33, 0x44, 0xAA, 0xBB, 0xCC, 0xDD]
        + [0, 0, 0x01, 0x08, 0x40, 0, 0, 0x11] + Array("gw.a.test".utf8) + [0, 0, 0]
        + [0, 0, 0x01, 0x28, 0x40, 0, 0, 0x0E] + Array("a.test".utf8) + [0, 0]

    private var watchdogMessage: DiameterMessage {
        var message = DiameterMessage(
            flags: .request, command: .deviceWatchdog, applicationID: .base, hopByHop: 0x1122_3344, endToEnd: 0xAABB_CCDD)
        message.append(AVPs.originHost, "gw.a.test")
        message.append(AVPs.originRealm, "a.test")
        return message
    }

    @Test func `octets and message are two forms of the same`() throws {
        #expect(Array(encoded(watchdogMessage).readableBytesView) == watchdog)
        #expect(try DiameterMessage(decoding: ByteBuffer(bytes: watchdog)) == watchdogMessage)
    }

    @Test func `a frame's length is known after four octets and not before`() throws {
        for count in 0..<4 { #expect(try DiameterMessage.length(atStartOf: ByteBuffer(bytes: watchdog.prefix(count))) == nil) }
        #expect(try DiameterMessage.length(atStartOf: ByteBuffer(bytes: watchdog.prefix(4))) == 56)
    }

    private func failure(_ change: (inout [UInt8]) -> Void) -> DiameterFailure? {
        var octets = watchdog
        change(&octets)
        do throws(DiameterFailure) {
            _ = try DiameterMessage(decoding: ByteBuffer(bytes: octets))
            return nil
        } catch {
            return error
        }
    }

    @Test func `what is wrong is answered with its own result code`() {
        #expect(failure { $0[0] = 2 }?.resultCode == .unsupportedVersion)
        #expect(failure { $0[3] = 0x39 }?.resultCode == .invalidMessageLength)
        #expect(failure { $0[3] = 0x10 }?.resultCode == .invalidMessageLength)
        #expect(failure { $0[1] = 0xFF }?.resultCode == .invalidMessageLength)
        #expect(failure { $0[4] = 0x81 }?.resultCode == .invalidHeaderBits)
        #expect(failure { $0[4] = 0xA0 }?.resultCode == .invalidHeaderBits)
        #expect(failure { $0[24] = 0x41 }?.resultCode == .invalidAVPBits)
        #expect(failure { $0[27] = 0x07 }?.resultCode == .invalidAVPLength)
    }

    @Test func `an AVP longer than its message is named by its header alone`() {
        let failure = failure { $0[27] = 0xFF }
        #expect(failure?.resultCode == .invalidAVPLength)
        #expect(failure?.failedAVP == AVP(code: 264, isMandatory: true, value: ByteBuffer()))
    }

    @Test func `no octets crash the decoder and what decodes encodes to a message again`() throws {
        let randomness = Randomness.seeded(11)
        var decodedCount = 0
        for _ in 0..<20_000 {
            var octets = watchdog
            for _ in 0..<(1 + randomness.number(below: 4)) {
                octets[Int(randomness.number(below: UInt64(octets.count)))] = randomness.bytes(1)[0]
            }
            guard let message = try? DiameterMessage(decoding: ByteBuffer(bytes: octets)) else { continue }
            decodedCount += 1
            #expect(try DiameterMessage(decoding: encoded(message)) == message)
            for avp in message.avps { _ = AVPGroup(avpValue: avp.value) }
        }
        #expect(decodedCount > 1000)
    }

    @Test func `an unknown AVP is kept and an unknown mandatory one refused`() throws {
        var message = watchdogMessage
        message.avps.append(AVP(code: 9999, vendorID: 4242, isMandatory: false, value: ByteBuffer(bytes: [1, 2, 3])))
        let read = try DiameterMessage(decoding: encoded(message))
        #expect(read == message)
        try read.refuseUnknownMandatoryAVPs()

        let unknown = AVP(code: 9999, vendorID: 4242, isMandatory: true, value: ByteBuffer(bytes: [1]))
        message.avps.append(unknown)
        #expect(throws: DiameterFailure(.avpUnsupported, failedAVP: unknown, "AVP 9999 of vendor 4242 is not supported")) {
            try DiameterMessage(decoding: encoded(message)).refuseUnknownMandatoryAVPs()
        }
    }

    @Test func `an answer carries the request's identifiers and its proxies' state`() {
        var request = watchdogMessage
        request.flags.insert(.proxiable)
        let proxy = AVPs.proxyInfo(AVPGroup([AVPs.proxyHost("dra.a.test"), AVPs.proxyState([7])]))
        request.avps.append(proxy)
        let answer = request.answer(sessionID: nil, resultCode: .success, originHost: "ocs.b.test", originRealm: "b.test")
        #expect(answer.flags == .proxiable)
        #expect(answer.hopByHop == request.hopByHop && answer.endToEnd == request.endToEnd)
        #expect(answer.avps.contains(proxy))
    }

    @Test func `a protocol error sets the E bit and a failed AVP goes back to its sender`() throws {
        let busy = watchdogMessage.answer(sessionID: nil, resultCode: .tooBusy, originHost: "ocs.b.test", originRealm: "b.test")
        #expect(busy.flags == .error)
        let failed = AVPs.originHost("x")
        let answer = watchdogMessage.answer(
            failing: DiameterFailure(.invalidAVPValue, failedAVP: failed, "no"), originHost: "ocs.b.test", originRealm: "b.test")
        #expect(try answer.first(AVPs.failedAVP) == AVPGroup([failed]))
        #expect(try answer.first(AVPs.resultCode) == .invalidAVPValue)
    }

    @Test func `what would make an answer long is named by its header alone, and no request is too long to be answered`() throws {
        let long = AVP(code: 9999, isMandatory: true, value: ByteBuffer(repeating: 7, count: DiameterMessage.maximumLength - 28))
        let request = DiameterMessage(flags: .request, command: .creditControl, applicationID: .creditControl, avps: [long])
        let failure = #expect(throws: DiameterFailure.self) {
            try DiameterMessage(decoding: encoded(request)).refuseUnknownMandatoryAVPs()
        }
        let answer = request.answer(failing: try #require(failure), originHost: "ocs.b.test", originRealm: "b.test")
        let failed = try #require(try DiameterMessage(decoding: encoded(answer)).first(AVPs.failedAVP)?.avps.first)
        #expect(failed.code == 9999 && failed.value.readableBytes == 0)
        let state = AVPs.proxyInfo(AVPGroup([AVPs.proxyHost("dra.a.test"), AVPs.proxyState([UInt8](repeating: 1, count: 65_400))]))
        let proxied = DiameterMessage(flags: .request, command: .creditControl, applicationID: .creditControl, avps: [state])
        let echo = encoded(proxied.answer(sessionID: nil, resultCode: .success, originHost: "ocs.b.test", originRealm: "b.test"))
        #expect(echo.readableBytes > 65_400 + 28)
    }

    @Test func `a refusal that names no AVP names what its result code is about`() throws {
        let service = AVPs.multipleServicesCreditControl(AVPGroup([AVPs.ratingGroup(1)]))
        let subscriber = AVPs.subscriptionID(AVPGroup([AVPs.subscriptionIDData("001010000000001")]))
        let request = DiameterMessage(
            flags: .request, command: .creditControl, applicationID: .creditControl, avps: [AVPs.sessionID("a;1"), subscriber, service])
        for (code, blamed) in [
            (ResultCode.unknownSessionID, [AVPs.sessionID("a;1")]), (.userUnknown, [subscriber]), (.ratingFailed, [service]),
            (.unableToComply, []), (.creditLimitReached, []), (.success, []),
        ] {
            let answer = request.answer(sessionID: "a;1", resultCode: code, originHost: "ocs.b.test", originRealm: "b.test")
            #expect(try answer.namingFailedAVP(of: request).first(AVPs.failedAVP)?.avps ?? [] == blamed, "\(code)")
        }
    }
}
