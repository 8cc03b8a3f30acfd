import Subscribers
import Telecom

/// What became of a file: every good row is in the inventory, every other is named.
public struct ImportReport: Sendable, Equatable {
    /// Rows of the file but for its header and empty lines.
    public let rows: Int
    public let imported: Int
    /// Rows left out.
    public let problemCount: Int
    /// The first 1,000 of them, in the order of the file.
    public let problems: [ImportProblem]

    init(rows: Int, imported: Int, problems: [ImportProblem]) {
        self.rows = rows
        self.imported = imported
        problemCount = problems.count
        self.problems = Array(problems.sorted { $0.row < $1.row }.prefix(1000))
    }
}

/// Rows that go into the inventory in one transaction.
let importedAtOnce = 500

extension PlatformError {
    init(_ error: CSVError) {
        self.init(.invalid, code: "invalid_file", error.message)
    }
}

extension Array {
    func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
