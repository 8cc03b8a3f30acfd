/// Copies of a whole database, made while it is in use and put back elsewhere.
///
/// A copy shows the database at one moment: what one transaction wrote is in it whole or not at all.
/// SQLite: a database file of its own, made by SQLite's online backup. PostgreSQL: the archive of `pg_dump -Fc`, put back by `pg_restore`.
public enum Backup {
    /// Copies the database at `location` into a new file at `path`. The file has its name only once it is whole, checked and on the disk.
    /// - Returns: the copy's size in octets.
    /// - Throws: `StoreError.unavailable` when there is a file at `path` already, the database or the disk cannot be used,
    ///   or PostgreSQL's programs are missing; `StoreError.corrupt` when the copy does not pass its check.
    @discardableResult
    public static func make(of location: DatabaseLocation, at path: String) async throws -> Int64 {
        try await BackupFile.make(at: path) { partial in
            switch location {
            case .file(let source): try await SQLiteBackup.copy(source, to: partial)
            case .postgresql(let source): try await PostgreSQLBackup.dump(source, to: partial)
            }
        }
    }

    /// Puts a copy back into an empty place: a file that does not exist, or a database without tables.
    /// - Returns: the rows of each table after it.
    /// - Throws: `StoreError.unavailable` when the place is not empty or cannot be used; `StoreError.corrupt` when the copy is damaged, or is
    ///   not one of this kind of database. Then nothing has been put back.
    @discardableResult
    public static func restore(_ path: String, into location: DatabaseLocation) async throws -> [String: Int64] {
        switch location {
        case .file(let target):
            _ = try await BackupFile.make(at: target) { partial in try await SQLiteBackup.copy(path, to: partial) }
        case .postgresql(let target): try await PostgreSQLBackup.restore(path, into: target)
        }
        return try await rows(of: location)
    }

    private static func rows(of location: DatabaseLocation) async throws -> [String: Int64] {
        let engine = try location.open(log: .init(label: "gorse.backup"))
        do {
            let rows = try await engine.read { transaction in
                let tables =
                    switch transaction.dialect {
                    case .sqlite: "SELECT name AS name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
                    case .postgresql: "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()"
                    }
                var rows: [String: Int64] = [:]
                for table in try transaction.query(tables).map({ try $0.text("name") }) {
                    rows[table] = try transaction.query("SELECT COUNT(*) AS count FROM \"\(table)\"")[0].integer("count")
                }
                return rows
            }
            await engine.close()
            return rows
        } catch {
            await engine.close()
            throw error
        }
    }
}
