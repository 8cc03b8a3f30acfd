import Telecom
import Testing

@testable import HTTPAPI

@Suite struct JSONCodingTests {
    private struct Sample: Codable, Equatable {
        struct Inner: Codable, Equatable { let svgURL: String }
        let accountID: String
        let isActive: Bool
        let count: Int
        let ratio: Double
        let note: String?
        let inner: [Inner]
        let money: Money
        let pairs: [String: Int]
    }

    private let sample = Sample(
        accountID: "acc_1", isActive: true, count: 3, ratio: 0.5, note: nil, inner: [.init(svgURL: "u")],
        money: Money(minorUnits: 2400, currency: .usd), pairs: ["someKey": 1])

    @Test func `properties become snake case in their order and data keys stay`() throws {
        let text = String(decoding: try JSONValue(encoding: sample).bytes, as: UTF8.self)
        #expect(
            text
                == #"{"account_id":"acc_1","is_active":true,"count":3,"ratio":0.5,"inner":[{"svg_url":"u"}],"money":{"minor_units":2400,"currency":"USD"},"pairs":{"someKey":1}}"#
        )
    }

    @Test func `a value survives the way out and in, in both namings`() throws {
        for naming in [KeyNaming.snakeCase, .verbatim] {
            #expect(try JSONValue(encoding: sample, naming: naming).decode(Sample.self, naming: naming) == sample)
        }
    }

    @Test(arguments: [
        ("accountID", "account_id"), ("gbDailyURLs", "gb_daily_ur_ls"), ("createdAt", "created_at"), ("a", "a"), ("id", "id"),
        ("snake_case", "snake_case"), ("ICCIDText", "iccid_text"),
    ])
    func `names are split where a word begins`(name: String, snake: String) {
        #expect(KeyNaming.snakeCase.name(name) == snake)
    }

    @Test func `a number that does not fit its type is refused with its path`() {
        struct Small: Codable { let value: UInt8 }
        #expect(throws: DecodingError.self) { try JSONValue.object([.init("value", 256)]).decode(Small.self) }
    }
}
