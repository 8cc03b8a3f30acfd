import Telecom

/// Why one row of an import was left out. It never holds a field's text: a column may be secret.
public struct ImportProblem: Error, Hashable, Sendable, Codable {
    /// As a spreadsheet numbers rows, the header being row 1.
    public let row: Int
    /// `nil` when the row as a whole is at fault.
    public let column: String?
    /// What the row must be.
    public let rule: String

    public init(row: Int, column: String?, rule: String) {
        self.row = row
        self.column = column
        self.rule = rule
    }

    static func wrongCount(_ count: Int) -> String { "a row has as many fields as the header, \(count)" }

    public static func repeats(row: Int, column: String, of first: Int) -> ImportProblem {
        ImportProblem(row: row, column: column, rule: "the same as in row \(first)")
    }

    public static func isInInventory(row: Int, column: String) -> ImportProblem {
        ImportProblem(row: row, column: column, rule: "is in the inventory already")
    }
}

/// The values of columns that must not repeat within a file.
struct SeenValues {
    private var rows: [String: Int] = [:]

    /// - Throws: a problem that names the row where a value stood first; then none of `values` is noted.
    mutating func note(_ values: [(column: String, text: String)], row: Int) throws(ImportProblem) {
        for (column, text) in values {
            if let first = rows["\(column) \(text)"] { throw .repeats(row: row, column: column, of: first) }
        }
        for (column, text) in values { rows["\(column) \(text)"] = row }
    }
}

extension CSV {
    func parsed<Value>(_ row: Row, _ position: Int, _ rule: String, _ parse: (String) -> Value?) throws(ImportProblem) -> Value {
        guard let value = parse(row.fields[position]) else {
            throw ImportProblem(row: row.number, column: columns[position], rule: rule)
        }
        return value
    }
}
