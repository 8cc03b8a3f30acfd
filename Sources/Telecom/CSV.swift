/// Comma-separated values with a header row: fields may be quoted, quotes doubled, lines end with LF or CRLF, a byte-order mark is skipped.
/// Source: RFC 4180. A row is a record; rows are numbered as a spreadsheet shows them, the header being row 1.
public struct CSV: Sendable {
    public struct Row: Sendable {
        public let number: Int
        public let fields: [String]
    }

    /// Names of the header, in lower case, without spaces around.
    public let columns: [String]
    public let rows: [Row]

    public static let greatestSize = 10_000_000
    public static let greatestRows = 50_000
    /// A longer field makes the file malformed.
    static let longestField = 1_000

    /// A record with its line feed; fields with a comma, a quote or a line break are quoted.
    public static func line(_ fields: [String]) -> String {
        fields.map { field in
            let isPlain = !field.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
            return isPlain ? field : "\"" + field.replacing("\"", with: "\"\"") + "\""
        }.joined(separator: ",") + "\n"
    }

    /// - Throws: `CSVError`. Empty lines are skipped; a row's number of fields is not checked here.
    public init(_ bytes: some Collection<UInt8>) throws(CSVError) {
        guard bytes.count <= Self.greatestSize else { throw .tooLarge }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        var records: [Row] = []
        var fields: [String] = []
        var field: [UInt8] = []
        var number = 1
        var quoted = false
        var wasQuoted = false

        func endField() {
            let text = String(decoding: field, as: UTF8.self)
            fields.append(wasQuoted ? text : text.withoutBlanks)
            field.removeAll(keepingCapacity: true)
            wasQuoted = false
        }
        func endRecord() throws(CSVError) {
            endField()
            if fields != [""] {
                guard records.count <= Self.greatestRows else { throw .tooManyRows }
                records.append(Row(number: number, fields: fields))
            }
            fields.removeAll(keepingCapacity: true)
            number += 1
        }

        var input = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3)[...] : bytes[...]
        while let byte = input.popFirst() {
            switch byte {
            case 0x22 where quoted:
                if input.first == 0x22 { field.append(input.removeFirst()) } else { quoted = false }
            case 0x22 where field.isEmpty && !wasQuoted:
                quoted = true
                wasQuoted = true
            case _ where quoted: field.append(byte)
            case 0x2C: endField()
            case 0x0D where input.first == 0x0A: continue
            case 0x0A: try endRecord()
            // Text behind a closing quote.
            case _ where wasQuoted: throw .malformed(row: number)
            default: field.append(byte)
            }
            if field.count > Self.longestField { throw .malformed(row: number) }
        }
        if quoted { throw .malformed(row: number) }
        if !field.isEmpty || !fields.isEmpty || wasQuoted { try endRecord() }
        guard let header = records.first else { throw .empty }
        columns = header.fields.map { $0.lowercased() }
        guard Set(columns).count == columns.count else { throw .malformed(row: header.number) }
        rows = Array(records.dropFirst())
    }

    /// Where `names` stand in a row.
    /// - Throws: `.missingColumn` with the first that the header lacks.
    public func positions(of names: [String]) throws(CSVError) -> [Int] {
        var positions: [Int] = []
        for name in names {
            guard let position = columns.firstIndex(of: name) else { throw .missingColumn(name) }
            positions.append(position)
        }
        return positions
    }
}

/// Why a file is refused as a whole.
public enum CSVError: Error, Hashable, Sendable {
    case tooLarge, tooManyRows, notUTF8, empty
    case malformed(row: Int)
    case missingColumn(String)

    public var message: String {
        switch self {
        case .tooLarge: "The file is larger than \(CSV.greatestSize / 1_000_000) MB."
        case .tooManyRows: "The file has more than \(CSV.greatestRows) rows."
        case .notUTF8: "The file is not UTF-8 text."
        case .empty: "The file has no header row."
        case .malformed(let row): "Row \(row) breaks the form of comma-separated values (RFC 4180)."
        case .missingColumn(let name): "The header has no column \"\(name)\"."
        }
    }
}

extension String {
    fileprivate var withoutBlanks: String { trimmed { $0 == " " || $0 == "\t" } }
}
