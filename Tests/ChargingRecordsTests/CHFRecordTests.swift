import ChargingRecords
import Telecom
import Testing

@Suite struct CHFRecordTests {
    private let opened = Timestamp("2026-11-23T12:30:45.900Z")!

    private func record(
        subscriber: CHFRecord.Subscriber? = nil, consumer: String? = nil, usage: [CHFRecord.UnitUsage] = [], sequenceNumber: Int? = nil
    ) -> CHFRecord {
        CHFRecord(
            node: "gorse", subscriber: subscriber, functionality: .packetGateway, consumer: consumer, usage: usage, openedAt: opened,
            closedAt: opened.adding(seconds: 300), sequenceNumber: sequenceNumber, closing: .normalRelease, sessionID: "s")
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func joined(_ parts: String...) -> String { parts.joined() }

    @Test func `a record without usage is a set of the fields that it has, in the order of their tags`() {
        #expect(
            hex(record().encoded)
                // [200], record type 200, "gorse", a packet gateway, 2026-11-23 12:30:45 +0000, 300 s, normal release, "s".
                == joined("bf814825", "800200c8", "8105676f727365", "a303800109", "86092611231230452b0000", "8702012c", "890100", "900173"))
    }

    @Test func `who used what stands inside`() {
        let container = CHFRecord.Container(units: .octets(total: 128, uplink: 127, downlink: 1), reportedAt: opened, number: 255)
        let full = record(
            subscriber: .imsi(IMSI("001010000000001")!), consumer: "pgw.test",
            usage: [.init(ratingGroup: 4_294_967_295, containers: [container])], sequenceNumber: 2
        ).encoded
        let text = hex(full)
        #expect(text.contains(joined("a214", "800101", "810f303031303130303030303030303031")))
        #expect(text.contains(joined("a30f", "800109", "a50a8108", "7067772e74657374")))
        #expect(
            text.contains(
                joined(
                    "a526", "3024", "800500ffffffff", "a11b", "3019", "83092611231230452b0000", "84020080", "85017f", "860101", "890200ff")),
            "\(text)")
        #expect(text.contains("880102"))
    }

    @Test(arguments: [(.seconds(90), "81015a"), (.serviceSpecific(3), "870103")] as [(CHFRecord.Container.Units, String)])
    func `seconds and messages have fields of their own`(_ units: CHFRecord.Container.Units, _ field: String) {
        let usage = CHFRecord.UnitUsage(
            ratingGroup: 0, containers: [CHFRecord.Container(units: units, reportedAt: opened, number: 0)])
        #expect(hex(record(usage: [usage]).encoded).contains(field))
    }

    @Test func `a node's name is short and printable`() {
        #expect(CHFRecord.isNode("gorse") && CHFRecord.isNode(String(repeating: "x", count: 36)))
        for wrong in ["", "two words", String(repeating: "x", count: 37), "é"] { #expect(!CHFRecord.isNode(wrong)) }
    }

    @Test func `a file's header tells its length, its records and when it was made`() {
        let header = ChargingRecordFile(
            length: 0x0102_0304, records: 5, number: 6, openedAt: opened, lastRecordAt: opened.adding(seconds: 60)
        ).header
        #expect(header.count == ChargingRecordFile.headerLength)
        // November, the 23rd, 12:30 and 12:31, plus no difference: 1011 10111 01100 011110 1 00000 000000.
        #expect(
            hex(header)
                == joined(
                    "01020304", "00000036", "e0e0", "bbb1e800", "bbb1f800", "00000005", "00000006", "00", String(repeating: "0", count: 40),
                    "00", "0000", "0000", "0707"))
        #expect(ChargingRecordFile.recordHeader([UInt8](repeating: 0, count: 258)) == [1, 2, 0xE0, 0x34, 7])
    }
}
