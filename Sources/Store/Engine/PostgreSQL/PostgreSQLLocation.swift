import CLibPQ

/// Where a PostgreSQL database is and how to sign in: a libpq connection URI such as
/// `postgres://user:password@host:5432/gorse?sslmode=verify-full` or, over a Unix socket, `postgres:///gorse?host=/run/postgresql`.
/// Several hosts, TLS files and every other parameter of libpq may be given. Source: PostgreSQL documentation, "Connection URIs".
///
/// The password is never shown: not in the description, nor in an error.
public struct PostgreSQLLocation: Sendable, CustomStringConvertible, CustomReflectable {
    let uri: String
    /// What the URI says, by libpq's names (`host`, `port`, `dbname`, …), with the environment variable that says the same to PostgreSQL's programs.
    let parameters: [String: (value: String, environmentVariable: String?)]

    /// - Throws: `StoreError.unavailable` when libpq cannot read the URI. It does not repeat the URI.
    public init(_ uri: String) throws(StoreError) {
        guard uri.hasPrefix("postgres://") || uri.hasPrefix("postgresql://") else {
            throw StoreError.unavailable("the database's address does not begin with postgres://")
        }
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(uri, &message) else {
            // The message quotes the URI, password and all.
            PQfreemem(message)
            throw StoreError.unavailable("the database's address is not a connection URI that PostgreSQL understands")
        }
        defer { PQconninfoFree(options) }
        var parameters: [String: (value: String, environmentVariable: String?)] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                parameters[String(cString: keyword)] = (String(cString: value), option.pointee.envvar.map { String(cString: $0) })
            }
            option += 1
        }
        self.uri = uri
        self.parameters = parameters
    }

    public var databaseName: String? { parameters["dbname"]?.value }

    /// The environment with which `pg_dump` and its like reach this database; so nothing of it stands on a command line that others can read.
    var environment: [String: String] {
        var environment: [String: String] = [:]
        for (value, variable) in parameters.values { if let variable { environment[variable] = value } }
        return environment
    }

    public var description: String {
        let user = parameters["user"].map { $0.value + "@" } ?? ""
        let port = parameters["port"].map { ":" + $0.value } ?? ""
        return "postgres://\(user)\(parameters["host"]?.value ?? "")\(port)/\(databaseName ?? "")"
    }

    public var customMirror: Mirror { Mirror(self, children: ["location": description]) }
}
