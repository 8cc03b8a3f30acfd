import Store

extension SQLTransaction {
    /// Takes away what guards the append-only tables, as only somebody who owns the database can.
    public func disarmTriggers() throws {
        switch dialect {
        case .sqlite:
            for trigger in try query("SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try execute("DROP TRIGGER \(try trigger.text("name"))")
            }
        case .postgresql:
            for table in try appendOnlyTables() { try execute("ALTER TABLE \(table) DISABLE TRIGGER USER") }
        }
    }

    /// The tables that refuse changes, as the database itself tells.
    public func appendOnlyTables() throws -> [String] {
        switch dialect {
        case .sqlite:
            try query("SELECT tbl_name AS name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%_no_update' ORDER BY 1")
                .map { try $0.text("name") }
        case .postgresql:
            try query(
                "SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE '%_append_only' ORDER BY 1"
            ).map { try $0.text("name") }
        }
    }
}
