import Testing

@testable import HTTPAPI

@Suite struct JSONParserTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    @Test func `every kind of value is read`() throws {
        let value = try parse(#" {"a":[1,-2.5,1e3,1.0,true,false,null,"é\u00e9\ud83d\ude00\n\/"],"b":{},"c":[]} "#)
        #expect(
            value == [
                "a": .array([1, .number(-2.5), 1000, 1, true, false, nil, "éé😀\n/"]), "b": .object([]), "c": [],
            ])
    }

    @Test func `whole numbers of 64 bits are exact and larger ones are real numbers`() throws {
        #expect(try parse("9223372036854775807") == 9_223_372_036_854_775_807)
        #expect(try parse("9223372036854775808") == .number(9_223_372_036_854_775_808))
        #expect(try parse("-0") == 0)
    }

    @Test(arguments: [
        "", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "01", "+1", "1.", ".5", "1e", "--1", "nul", "truee", "1 2", "[1] x",
        "\"\t\"",
        "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"abc", "1e999", "NaN", "Infinity", "{\"a\" 1}",
        "[1 2]",
        "// x\n1", "\u{FEFF}1", "{\"a\":1,\"a\":2}", #"{"a":1,"\u0061":2}"#,
    ])
    func `what is not one strict document is refused`(text: String) {
        #expect(throws: JSONParser.Failure.self) { try parse(text) }
    }

    @Test func `a string that is not UTF-8 is refused`() {
        for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22]] {
            #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(bytes) }
        }
    }

    @Test func `32 levels are read and 33 are refused`() throws {
        let deep = { (levels: Int) in String(repeating: "[", count: levels) + String(repeating: "]", count: levels) }
        _ = try parse(deep(33))
        #expect(throws: JSONParser.Failure.self) { try parse(deep(34)) }
        #expect(throws: JSONParser.Failure.self) { try parse(String(repeating: "[", count: 60_000)) }
    }

    @Test func `ten thousand values are the most`() {
        #expect(throws: JSONParser.Failure.self) { try parse("[" + String(repeating: "1,", count: 10_000) + "1]") }
    }

    @Test func `what is written reads back as the same`() throws {
        let value: JSONValue = ["text": "\u{1}\"\\\n é😀", "list": [1, .number(2.5), true, nil], "empty": .object([])]
        #expect(try JSONParser.parse(value.bytes) == value)
        #expect(String(decoding: JSONValue.string("\u{1}\t").bytes, as: UTF8.self) == #""\u0001\t""#)
    }

    @Test func `every prefix of a document is refused and nothing crashes`() throws {
        let whole = Array(#"{"a":[1,-2.5e1,"é\u00e9",true,null],"b":{"c":"d"}}"#.utf8)
        _ = try JSONParser.parse(whole)
        for length in 0..<whole.count { #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(Array(whole[..<length])) } }
    }
}
