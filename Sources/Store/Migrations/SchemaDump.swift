/// The schema of a database as text, the same for the same schema: what `docs/schema` keeps to be read and compared.
public enum SchemaDump {
    public static func text(of engine: any SQLEngine) async throws -> String {
        let definitions = try await engine.read { transaction in
            try transaction.query(engine.dialect == .sqlite ? sqlite : postgresql).map { try $0.text("definition") }
        }
        return definitions.map { "\($0);\n" }.joined(separator: "\n")
    }

    private static let sqlite = """
        SELECT sql AS definition FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        ORDER BY tbl_name, CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, name
        """

    /// Tables with their columns in order and their constraints, then indexes, triggers and functions.
    private static let postgresql = #"""
        SELECT definition FROM (
            SELECT c.relname AS owner, 0 AS rank, c.relname AS name,
                'CREATE TABLE ' || c.relname || E' (\n    ' || (
                    SELECT string_agg(line, E',\n    ' ORDER BY part, position, line) FROM (
                        SELECT 0 AS part, a.attnum AS position, a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                            || CASE WHEN l.collname IS NULL OR l.collname = 'default' THEN '' ELSE ' COLLATE "' || l.collname || '"' END
                            || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
                            || COALESCE(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
                        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                            LEFT JOIN pg_collation l ON l.oid = a.attcollation
                        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                        UNION ALL
                        SELECT 1, CASE k.contype WHEN 'p' THEN 0 WHEN 'u' THEN 1 WHEN 'f' THEN 2 ELSE 3 END,
                            'CONSTRAINT ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
                        FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'c')
                    ) lines
                ) || E'\n)' AS definition
            FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
            UNION ALL
            SELECT i.tablename, 1, i.indexname, replace(i.indexdef, ' ON ' || i.schemaname || '.', ' ON ') FROM pg_indexes i
            WHERE i.schemaname = current_schema()
                AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conname = i.indexname AND k.connamespace = current_schema()::regnamespace)
            UNION ALL
            SELECT c.relname, 2, t.tgname, replace(pg_get_triggerdef(t.oid), current_schema() || '.', '') FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
            UNION ALL
            SELECT '', 3, p.proname, trim(replace(pg_get_functiondef(p.oid), current_schema() || '.', ''), E'\n') FROM pg_proc p
            WHERE p.pronamespace = current_schema()::regnamespace
        ) parts ORDER BY owner COLLATE "C", rank, name COLLATE "C"
        """#
}
