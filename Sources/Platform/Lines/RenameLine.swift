import Store
import Subscribers
import Telecom

extension Platform {
    /// Gives a line another name, or none.
    /// - Parameter name: 1 to 60 characters, spaces around are dropped; `nil` or empty for none.
    /// - Throws: `line_not_found`; `invalid_value` for a name that is too long or holds control characters.
    @discardableResult
    public func renameLine(_ id: LineID, to name: String?, by principal: Principal) async throws -> Line {
        let trimmed = name.map { $0.split(separator: " ").joined(separator: " ") } ?? ""
        guard trimmed.count <= Line.longestName, !trimmed.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw PlatformError.invalid("name", "A name is at most \(Line.longestName) characters, none of them control characters.") }
        return try await store.write { transaction in
            _ = try transaction.line(id, for: principal)
            var line = try transaction.lockLine(id)!
            line.name = trimmed.isEmpty ? nil : trimmed
            try transaction.save(line, nil)
            return line
        }
    }
}
