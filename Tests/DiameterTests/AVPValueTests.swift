import NIOCore
import Telecom
import Testing

@testable import Diameter

@Suite struct AVPValueTests {
    private func survives<Value: AVPValue & Equatable>(_ value: Value) -> Bool { Value(avpValue: value.avpValue) == value }

    @Test func `every format survives its octets`() {
        #expect(survives([UInt8]([0, 1, 255])))
        #expect(survives("größe"))
        #expect(survives(UInt32.max) && survives(UInt64.max) && survives(Int32.min) && survives(Int64.min))
        #expect(survives(DiameterAddress(octets: [127, 0, 0, 1])!))
        #expect(survives(DiameterAddress(octets: Array(repeating: 1, count: 16))!))
        #expect(survives(AVPGroup([AVPs.ratingGroup(7), AVPs.userName("a")])))
        #expect(survives(CCRequestType.termination))
    }

    @Test func `a value of the wrong length or shape is refused`() {
        #expect(UInt32(avpValue: ByteBuffer(bytes: [1, 2, 3])) == nil)
        #expect(String(avpValue: ByteBuffer(bytes: [0xFF, 0xFE])) == nil)
        #expect(DiameterAddress(avpValue: ByteBuffer(bytes: [0, 1, 127, 0, 0])) == nil)
        #expect(DiameterAddress(avpValue: ByteBuffer(bytes: [0, 8, 1, 2, 3, 4])) == nil)
        #expect(CCRequestType(avpValue: UInt32(9).avpValue) == nil)
        #expect(AVPGroup(avpValue: ByteBuffer(bytes: [0, 0, 1])) == nil)
    }

    @Test(
        arguments: [
            ("1999-01-01T00:00:00.000Z", 3_124_137_600), ("2026-11-23T12:00:00.000Z", 4_004_424_000), ("2036-02-07T06:28:16.000Z", 0),
            ("2040-01-01T00:00:00.000Z", 123_010_304),
        ] as [(String, UInt32)])
    func `time counts from 1900 and begins anew in 2036`(text: String, seconds: UInt32) {
        let time = DiameterTime(Timestamp(text)!)
        #expect(time.avpValue == seconds.avpValue)
        #expect(DiameterTime(avpValue: seconds.avpValue) == time)
    }
}
