import Telecom
import Testing

@Suite struct OctetsTests {
    @Test(
        arguments: [("302720", [0x03, 0x02, 0x27]), ("00101", [0x00, 0xF1, 0x10]), ("310260", [0x13, 0x00, 0x62])] as [(String, [UInt8])])
    func `a network is three octets with swapped digits`(plmn: String, expected: [UInt8]) {
        #expect(PLMN(plmn)!.octets == expected)
        #expect(PLMN(octets: expected) == PLMN(plmn))
    }

    @Test(
        arguments: [[], [0x00, 0xF1], [0x00, 0xF1, 0x10, 0], [0x0A, 0xF1, 0x10], [0x00, 0xFF, 0x10], [0xFF, 0xFF, 0xFF]] as [[UInt8]])
    func `octets that are no digits are no network`(octets: [UInt8]) {
        #expect(PLMN(octets: octets) == nil)
    }

    @Test(
        arguments: [("12125550100", [0x21, 0x21, 0x55, 0x05, 0x01, 0xF0]), ("491234567890", [0x94, 0x21, 0x43, 0x65, 0x87, 0x09])]
            as [(String, [UInt8])])
    func `a number is two digits in an octet, the first in the lower half`(number: String, expected: [UInt8]) {
        #expect(MSISDN(number)!.tbcd == expected)
        #expect(MSISDN(tbcd: expected) == MSISDN(number))
    }

    @Test(arguments: [[], [0xFF], [0x2F, 0x21, 0x55, 0x05], [0xA1, 0x21, 0x55, 0x05], Array(repeating: 0x11, count: 9)] as [[UInt8]])
    func `octets that are no digits are no number`(octets: [UInt8]) {
        #expect(MSISDN(tbcd: octets) == nil)
    }
}
