import Foundation
import Telecom
import TestKit
import Testing

@testable import Platform

@Suite struct ResinRecordTests {
    private let old = [UInt8](repeating: 1, count: 32)
    private let new = [UInt8](repeating: 2, count: 32)

    private func record(_ key: MasterKey) throws -> ResinRecord {
        try ResinRecord(
            number: MSISDN("15145550123")!, group: GroupID("grp_1")!, brand: .dotm, assignedAt: Timestamp("2026-11-24T10:00:00.123456Z")!,
            key: key.resinKeys()[0])
    }

    @Test func `a record says who has which number since when, names nobody, and is checked`() throws {
        let key = try MasterKey([old])
        let record = try record(key)
        let text = try record.text
        #expect(
            text.hasPrefix(#"{"assigned_at":"2026-11-24T10:00:00.123Z","group_id":"grp_1","key_id":""#)
                && text.contains(#""phone_number":"+15145550123","platform":"brd_dotm","signature":""#) && text.utf8.count <= 600)
        #expect(try key.verifiedResin(text).phoneNumber == "+15145550123")
    }

    @Test func `what an older master key signed is still checked, and what a stranger signed is not`() throws {
        let text = try record(MasterKey([old])).text
        #expect(throws: Never.self) { try MasterKey([new, old]).verifiedResin(text) }
        #expect(throws: ResinRefusal.unknownKey) { try MasterKey([new]).verifiedResin(text) }
    }

    @Test func `a change of any octet, a name more or less, and what is no record are refused`() throws {
        let key = try MasterKey([old])
        let text = try record(key).text
        for position in text.indices {
            var changed = text
            changed.replaceSubrange(position...position, with: text[position] == "1" ? "2" : "1")
            #expect(throws: ResinRefusal.self, "\(changed)") { try key.verifiedResin(changed) }
        }
        for other in [
            text.replacing("{", with: #"{"admin":"yes","#), text.replacing(#""platform":"brd_dotm","#, with: ""), "", "[]", "null", "{}",
            text + text, String(repeating: " ", count: 5000) + text,
        ] {
            #expect(throws: ResinRefusal.malformed) { try key.verifiedResin(other) }
        }
    }
}
