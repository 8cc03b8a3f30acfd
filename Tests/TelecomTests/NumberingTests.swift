import Foundation
import TestKit
import Telecom
import Testing

@Suite struct NumberingTests {
    @Test func `a number is stored as digits and shown with a plus`() throws {
        let number = try #require(MSISDN("+12125550123"))
        #expect(number.digits == "12125550123")
        #expect(number.description == "+12125550123")
        #expect(MSISDN("12125550123") == number)
    }

    @Test(arguments: ["", "+", "+0123456789", "123456", "1234567890123456", "+1 212 555", "١٢٣٤٥٦٧٨"])
    func `what is not an E.164 number is refused`(text: String) {
        #expect(MSISDN(text) == nil)
    }

    @Test func `an ICCID ends with its Luhn digit`() {
        #expect(ICCID("8944500102198304826") != nil)
        #expect(ICCID("8944500102198304827") == nil)
        #expect(ICCID("7944500102198304826") == nil)
    }

    @Test func `a Luhn digit finds every single wrong digit`() {
        let randomness = Randomness.seeded(5)
        for _ in 0..<200 {
            let body = "89" + (0..<16).map { _ in String(randomness.number(below: 10)) }.joined()
            let iccid = body + String(luhnCheckDigit(body))
            #expect(ICCID(iccid) != nil)
            var wrong = Array(iccid.utf8)
            let place = Int(randomness.number(below: UInt64(wrong.count)))
            wrong[place] = 0x30 + (wrong[place] - 0x30 + 1 + UInt8(randomness.number(below: 9))) % 10
            #expect(ICCID(String(decoding: wrong, as: UTF8.self)) == nil)
        }
    }

    @Test func `an EID leaves one when divided by ninety-seven`() {
        #expect(EID("89049032123451234512345678901235") != nil)
        #expect(EID("89049032123451234512345678901236") == nil)
    }

    @Test func `an IMEI ends with its Luhn digit`() {
        #expect(IMEI("490154203237518") != nil)
        #expect(IMEI("490154203237519") == nil)
    }

    @Test func `a PLMN has a country and a network code`() throws {
        let network = try #require(PLMN("302720"))
        #expect(network.mobileCountryCode == "302")
        #expect(network.mobileNetworkCode == "720")
        #expect(PLMN("3027") == nil)
    }

    @Test func `wrong JSON names the rule that it breaks`() throws {
        let error = #expect(throws: DecodingError.self) { try JSONDecoder().decode([IMSI].self, from: Data(#"["12"]"#.utf8)) }
        guard case .dataCorrupted(let context) = error else { return #expect(Bool(false), "another error: \(String(describing: error))") }
        #expect(context.debugDescription.contains("15 digits"))
    }
}

@Suite struct NorthAmericanNumberTests {
    @Test(arguments: ["2125550123", "5145550199", "6045550100"])
    func `fictional numbers are known`(national: String) throws {
        let number = try #require(NorthAmericanNumber(MSISDN("1" + national)!))
        #expect(number.isFictional)
        #expect(number.msisdn.digits == "1" + national)
    }

    @Test(arguments: ["2115550123", "1125550123", "2925550123", "2120550123", "2129110123", "2121550123"])
    func `numbers that break the plan are refused`(national: String) {
        #expect(NorthAmericanNumber(MSISDN("1" + national)!) == nil)
    }

    @Test func `a number of another country is not North American`() {
        #expect(NorthAmericanNumber(MSISDN("+525512345678")!) == nil)
    }
}
