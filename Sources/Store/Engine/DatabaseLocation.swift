import Logging

/// Where the database is: a SQLite file, or a PostgreSQL database.
public enum DatabaseLocation: Sendable, CustomStringConvertible {
    case file(path: String)
    case postgresql(PostgreSQLLocation)

    /// - Parameter text: `postgres://…` or the path of a SQLite file.
    /// - Throws: `StoreError.unavailable` for an address that cannot be read; it does not repeat the address.
    public init(_ text: String) throws(StoreError) {
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            self = .postgresql(try PostgreSQLLocation(text))
        } else {
            guard !text.isEmpty, !text.contains("://") else {
                throw StoreError.unavailable("the database's address is neither a file nor begins with postgres://")
            }
            self = .file(path: text)
        }
    }

    /// The engine for it. A file is opened, and made when missing, at once; a server is connected to when it is first needed.
    public func open(_ configuration: PostgreSQLEngine.Configuration = .init(), log: Logger) throws(StoreError) -> any SQLEngine {
        switch self {
        case .file(let path): try SQLiteEngine(path: path)
        case .postgresql(let location): try PostgreSQLEngine(location, configuration, log: log)
        }
    }

    /// Without a password.
    public var description: String {
        switch self {
        case .file(let path): path
        case .postgresql(let location): location.description
        }
    }
}
