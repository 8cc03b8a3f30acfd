import Telecom

/// SQL texts as SQLite reads them: SQLite would number `$2 … $1` by order of appearance, while `?2 … ?1` means what PostgreSQL means.
///
/// It also tells which texts are worth keeping prepared: the first 512. A program has fewer, unless one builds its text from values.
final class SQLiteTexts: Sendable {
    private static let capacity = 512
    private let known = Lock<[String: String]>([:])

    func numbered(_ sql: String) -> (text: String, isKept: Bool) {
        if let text = known.withLock({ $0[sql] }) { return (text, true) }
        let text = Self.numbering(sql)
        let isKept = known.withLock { known in
            guard known.count < Self.capacity else { return false }
            known[sql] = text
            return true
        }
        return (text, isKept)
    }

    /// Replaces `$` before a digit by `?`, except inside literals, quoted names and comments.
    static func numbering(_ sql: String) -> String {
        let bytes = Array(sql.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            var end = index + 1
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                // A doubled quote ends one literal and begins the next: the same text either way.
                end = (bytes[end...].firstIndex(of: byte) ?? bytes.count - 1) + 1
            case UInt8(ascii: "-") where next == UInt8(ascii: "-"):
                end = bytes[end...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            case UInt8(ascii: "/") where next == UInt8(ascii: "*"):
                end = index + 2
                while end < bytes.count, !(bytes[end] == UInt8(ascii: "/") && bytes[end - 1] == UInt8(ascii: "*") && end > index + 2) {
                    end += 1
                }
                end = min(end + 1, bytes.count)
            case UInt8(ascii: "$") where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next):
                result.append(UInt8(ascii: "?"))
                index = end
                continue
            default: break
            }
            result.append(contentsOf: bytes[index..<end])
            index = end
        }
        return String(decoding: result, as: UTF8.self)
    }
}
