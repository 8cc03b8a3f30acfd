import Subscribers
import Telecom
import TestKit
import Testing

@Suite struct InventoryFileTests {
    static let k = "465B5CE8B199B49FAA5F0A2EE238A6BC"
    static let opc = "cd63cb71954a9f4e48a5994e37a02baf"

    /// An ICCID with its check digit.
    static func iccid(_ serial: Int) -> String {
        let digits = "89999010000000000".dropLast(String(serial).count) + String(serial) + "0"
        return digits + String(luhnCheckDigit(digits))
    }

    @Test func `good rows are read in any order of columns, quoted or not, with a byte-order mark and CRLF`() throws {
        let text =
            "\u{FEFF}IMSI, iccid ,K,opc,comment,matching_id\r\n001010000000001,\(Self.iccid(1)),\(Self.k),\(Self.opc),\"a, \"\"b\"\"\",ABC-1\r\n\r\n"
            + "001010000000002,\(Self.iccid(2)),\(Self.k),\(Self.opc),,"
        let (good, problems) = try CSV(Array(text.utf8)).simProfileRows(.seeded(1))
        #expect(problems.isEmpty)
        #expect(good.map(\.row) == [2, 4])
        #expect(good[0].matchingID.text == "ABC-1" && good[0].keys.k.first == 0x46 && good[0].keys.opc.last == 0xAF)
        #expect(good[1].matchingID.text.count == 23)
    }

    @Test func `a bad row is named by row, column and rule, and the others are read`() throws {
        let rows = [
            "iccid,imsi,k,opc",
            "\(Self.iccid(1)),001010000000001,\(Self.k),\(Self.opc)",
            "\(Self.iccid(1).dropLast())\(Self.iccid(1).hasSuffix("0") ? 1 : 0),001010000000002,\(Self.k),\(Self.opc)",
            "\(Self.iccid(3)),1234,\(Self.k),\(Self.opc)",
            "\(Self.iccid(4)),001010000000004,secret,\(Self.opc)",
            "\(Self.iccid(5)),001010000000005,\(Self.k),\(Self.opc)00",
            "\(Self.iccid(6)),001010000000006",
            "\(Self.iccid(1)),001010000000007,\(Self.k),\(Self.opc)",
            "\(Self.iccid(8)),001010000000001,\(Self.k),\(Self.opc)",
            "\(Self.iccid(9)),001010000000009,\(Self.k),\(Self.opc)",
        ]
        let (good, problems) = try CSV(Array(rows.joined(separator: "\n").utf8)).simProfileRows(.seeded(1))
        #expect(good.map(\.row) == [2, 10])
        #expect(problems.map(\.row) == [3, 4, 5, 6, 7, 8, 9])
        #expect(problems.map(\.column) == ["iccid", "imsi", "k", "opc", nil, "iccid", "imsi"])
        #expect(problems[5] == .repeats(row: 8, column: "iccid", of: 2))
        #expect(!"\(problems)".contains("secret"))
    }

    @Test func `keys are not shown when printed`() throws {
        let keys = SubscriberKeys(.seeded(7))
        var dumped = ""
        dump(keys, to: &dumped)
        for text in ["\(keys)", String(reflecting: keys), dumped, "\(Optional(keys) as Any)"] {
            #expect(!text.contains(String(keys.k[0])) && !text.contains("k:"))
        }
    }

    @Test func `numbers must follow the plan, and be fictional unless the operator says otherwise`() throws {
        let text = "number\n+12125550123\n12125550123\n+12125551234\n+12115550123\n+12129110100\n+445550100123\nhello\n"
        let (good, problems) = try CSV(Array(text.utf8)).phoneNumberRows(.standard)
        #expect(good.map(\.number.msisdn.digits) == ["12125550123"])
        #expect(problems.map(\.row) == [3, 4, 5, 6, 7, 8])
        #expect(problems[0] == .repeats(row: 3, column: "number", of: 2))
        #expect(problems[1].rule == NumberPlanError.notFictional.rule)
        #expect(problems[2].rule == NumberPlanError.notNorthAmerican.rule)
        let open = try NumberPlan(fictionalOnly: false)
        #expect(try CSV(Array("number\n+12125551234\n".utf8)).phoneNumberRows(open).good.count == 1)
    }

    @Test func `a file that is no CSV, too large or lacks a column is refused as a whole`() {
        #expect(throws: CSVError.empty) { try CSV(Array("\n\n".utf8)) }
        #expect(throws: CSVError.notUTF8) { try CSV([0x61, 0xFF, 0x0A]) }
        #expect(throws: CSVError.malformed(row: 2)) { try CSV(Array("a,b\n\"open,2\n".utf8)) }
        #expect(throws: CSVError.malformed(row: 2)) { try CSV(Array("a,b\n\"x\"y,2\n".utf8)) }
        #expect(throws: CSVError.malformed(row: 1)) { try CSV(Array("a,a\n1,2\n".utf8)) }
        #expect(throws: CSVError.malformed(row: 2)) { try CSV(Array("a\n".utf8) + Array(repeating: 0x62, count: 2000)) }
        #expect(throws: CSVError.tooLarge) { try CSV([UInt8](repeating: 0x61, count: CSV.greatestSize + 1)) }
        #expect(throws: CSVError.tooManyRows) { try CSV(Array(repeating: [0x31, 0x0A], count: CSV.greatestRows + 2).flatMap { $0 }) }
        #expect(throws: CSVError.missingColumn("opc")) { try CSV(Array("iccid,imsi,k\n".utf8)).simProfileRows(.seeded(1)) }
    }

    @Test func `the greatest number of rows is accepted`() throws {
        #expect(try CSV(Array(repeating: [0x31, 0x0A], count: CSV.greatestRows + 1).flatMap { $0 }).rows.count == CSV.greatestRows)
    }
}
