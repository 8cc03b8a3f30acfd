import Ethereum
import Foundation
import Telecom
import TestKit
import Testing

@Suite struct JSONTests {
    private func read(_ text: String) -> JSON? { JSON(decoding: Array(text.utf8)) }

    @Test(
        arguments: [
            ("null", .null), (" true ", .flag(true)), ("false", .flag(false)), ("0", .integer(0)), ("-12", .integer(-12)),
            ("170141183460469231731687303715884105727", .integer(.max)), ("170141183460469231731687303715884105728", .fraction(0x1p127)),
            ("0.5", .fraction(0.5)), ("1e2", .fraction(100)), ("[]", .list([])), ("{}", .object([:])),
            ("[1, [2]]", .list([.integer(1), .list([.integer(2)])])),
            (#"{"a":1,"b":"c"}"#, .object(["a": .integer(1), "b": .text("c")])),
            (#""\"\\\/\b\f\n\r\t\u00e9\ud83d\udcf1é""#, .text("\"\\/\u{8}\u{C}\n\r\té📱é")),
        ] as [(String, JSON)])
    func `values are read`(text: String, value: JSON) {
        #expect(read(text) == value)
        #expect(JSON(decoding: value.encoded) == value)
    }

    @Test(arguments: [
        "", "nul", "nulll", "01", "-", "1.", ".5", "1e", "+1", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "{\"a\":1,\"a\":2}", "\"",
        "\"\\x\"",
        "\"\n\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\u12\"", "[", "1 1", "NaN", "'a'", "\u{FEFF}1", "tru", "[1,",
    ])
    func `what is no JSON is refused`(text: String) {
        #expect(read(text) == nil)
    }

    @Test func `octets that are no UTF-8 are refused`() {
        #expect(JSON(decoding: [0x22, 0xFF, 0x22]) == nil)
        #expect(JSON(decoding: [0x22, 0xC3, 0x22]) == nil)
    }

    @Test func `depth is bounded`() {
        func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(read(nested(JSON.maximumDepth)) != nil)
        #expect(read(nested(JSON.maximumDepth + 1)) == nil)
        #expect(read(String(repeating: "{\"a\":", count: 100_000)) == nil)
    }

    @Test func `what is written, Foundation reads, and what Foundation writes is read`() throws {
        let text = String((0...0x7F).map { Character(Unicode.Scalar(UInt8($0))) }) + "ż📱"
        let value = JSON.object(["text": .text(text), "list": .list([.flag(true), .null, .integer(-7), .fraction(1.5)])])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(value.encoded)) as? NSDictionary)
        #expect(object["text"] as? String == text)
        #expect(JSON(decoding: Array(try JSONSerialization.data(withJSONObject: object))) == value)
    }

    @Test func `changed octets are refused or read again as they were written`() {
        let randomness = Randomness.seeded(30)
        let text = Array(#"{"a":[1,-2.5,"x\u00e9\n",null,true],"b":{"c":"0x12"}}"#.utf8)
        for _ in 0..<5000 {
            var octets = text
            octets[Int(randomness.number(below: UInt64(text.count)))] = randomness.bytes(1)[0]
            guard let value = JSON(decoding: octets) else { continue }
            #expect(JSON(decoding: value.encoded) == value)
        }
    }
}
