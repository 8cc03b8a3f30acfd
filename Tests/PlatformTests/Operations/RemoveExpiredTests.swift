import Platform
import Store
import Telecom
import TestKit
import Testing

@Suite struct RemoveExpiredTests {
    let time = ManualTime()
    static let day: Int64 = 86_400

    /// A row of each table that ended at `end`, by a name of its own.
    private func insert(_ name: String, endedAt end: Timestamp, _ transaction: any SQLTransaction) throws {
        let account = try transaction.insertTestAccount(name)
        let octets = Array(name.utf8)
        try transaction.execute(
            """
            INSERT INTO jobs (id, kind, key, payload, state, attempts, max_attempts, created_at, finished_at)
            VALUES ($1, 'ring', $1, '', 'done', 1, 10, $2, $2)
            """, name, end)
        try transaction.execute(
            """
            INSERT INTO sessions (id, account_id, secret_digest, user_agent, authenticated_at, created_at, last_used_at, idle_until, expires_at)
            VALUES ($1, $2, $3, '', 0, 0, 0, $4, $5)
            """, name, account, octets, end, end.adding(days: 5))
        try transaction.execute(
            "INSERT INTO email_codes (digest, purpose, email, created_at, expires_at) VALUES ($1, 'EMAIL_SIGNIN', 'a@example.com', 0, $2)",
            octets, end)
        try transaction.execute(
            "INSERT INTO local_users (id, email_verified, disabled, valid_since, created_at) VALUES ($1, 0, 0, 0, 0)", name)
        try transaction.execute(
            """
            INSERT INTO local_refresh_tokens (digest, user_id, sign_in_method, authenticated_at, created_at, expires_at)
            VALUES ($1, $2, 'password', 0, 0, $3)
            """, octets, name, end)
        try transaction.execute(
            "INSERT INTO sign_in_failures (digest, failures, last_at, blocked_until) VALUES ($1, 1, $2, 0)", octets, end)
        try transaction.execute(
            "INSERT INTO idempotency_keys (id, request_hash, claim, claimed_at) VALUES ($1, $2, '', $3)", name, octets, end)
        try transaction.execute(
            "INSERT INTO group_invitations (code_hash, group_id, created_at, expires_at) VALUES ($1, $2, 0, $3)", octets, "grp_" + name, end
        )
        try transaction.execute(
            "INSERT INTO beta_requests (id, brand_id, account_id, state, requested_at) VALUES ($1, 'brd_dotm', $2, 'pending', 0)",
            "beta_" + name, account)
        try transaction.execute(
            "INSERT INTO beta_links (digest, request_id, admin_id, expires_at) VALUES ($1, $2, $3, $4)", octets, "beta_" + name, account,
            end)
        let line = try transaction.insertTestLine(name, account: account)
        try transaction.execute(
            """
            INSERT INTO policy_sessions (session_id, line_id, gateway_host, gateway_realm, started_at, request_number, answer, decision, rules,
                revision, told_revision, attempts, ended_at)
            VALUES ($1, $2, '', '', 0, 0, '', '', '', 0, 0, 0, $3)
            """, name, line, end)
    }

    private func count(_ table: String, _ platform: Platform) async throws -> Int64 {
        try await platform.store.read { try $0.first("SELECT COUNT(*) AS count FROM \(table)")!.integer("count") }
    }

    @Test(arguments: StoreKind.allCases)
    func `what has ended is kept for its time and then removed`(_ kind: StoreKind) async throws {
        try await withStore(kind) { store in
            let platform = try await testPlatform(store: store, time: time)
            for table in ExpiringTable.all {
                try await store.write { transaction in
                    for earlier in ExpiringTable.all { try transaction.execute("DELETE FROM \(earlier.name)") }
                    let end = time.source.now().adding(seconds: -table.keptSeconds)
                    try insert("\(table.name.replacing("_", with: "-"))-kept", endedAt: end, transaction)
                    try insert("\(table.name.replacing("_", with: "-"))-gone", endedAt: end.adding(seconds: -1), transaction)
                }
                #expect(try await platform.removeExpired()[table.name] == 1, "\(table.name)")
                #expect(try await count(table.name, platform) == 1, "\(table.name)")
                #expect(try await platform.removeExpired()[table.name] == 0, "\(table.name)")
            }
        }
    }

    @Test func `jobs that wait or are dead stay, however old`() async throws {
        let platform = try await testPlatform(time: time)
        let long = time.source.now().adding(days: -1000)
        try await platform.store.write { transaction in
            for state in ["waiting", "running", "dead"] {
                try transaction.execute(
                    """
                    INSERT INTO jobs (id, kind, key, payload, state, run_at, attempts, max_attempts, created_at, finished_at)
                    VALUES ($1, 'ring', $1, '', $1, $2, 1, 10, $2, $2)
                    """, state, long)
            }
        }
        #expect(try await platform.removeExpired()["jobs"] == 0)
        #expect(try await count("jobs", platform) == 3)
    }

    @Test func `one run removes a bounded number and the next goes on`() async throws {
        let platform = try await testPlatform(time: time)
        let long = time.source.now().adding(days: -1000)
        try await platform.store.write { transaction in
            for number in 0..<7 { try insert("old\(number)", endedAt: long, transaction) }
        }
        #expect(try await platform.removeExpired(batch: 2, batches: 2)["jobs"] == 4)
        #expect(try await count("sessions", platform) == 3)
        #expect(try await platform.removeExpired(batch: 2, batches: 2)["jobs"] == 3)
        #expect(platform.metrics.text().contains("gorse_expired_rows_removed_total{table=\"jobs\"} 7\n"))
    }

    @Test func `it runs once a day, whoever starts and whatever fails`() async throws {
        let platform = try await testPlatform(time: time)
        func runs() async throws -> Int { try await platform.runDueJobs() }
        try await platform.scheduleRemovalOfExpired()
        try await platform.scheduleRemovalOfExpired()
        #expect(try await runs() == 0)
        time.advance(seconds: 60)
        #expect(try await runs() == 1)
        try await platform.scheduleRemovalOfExpired()
        #expect(try await runs() == 0)
        for _ in 0..<3 {
            time.advance(seconds: Self.day)
            #expect(try await runs() == 1)
        }
        // A run that is lost for good has asked for the next one.
        time.advance(seconds: Self.day)
        try await platform.store.write { try $0.execute("DROP TABLE sign_in_failures") }
        for _ in 0..<10 {
            _ = try await runs()
            time.advance(seconds: 3600)
        }
        #expect(try await platform.store.read { try $0.jobs(.dead, limit: 10) }.map(\.kind) == ["remove_expired"])
        try await platform.store.write {
            try $0.execute("CREATE TABLE sign_in_failures (digest BLOB PRIMARY KEY, last_at INTEGER)")
        }
        time.advance(seconds: Self.day)
        #expect(try await runs() == 1)
    }
}
