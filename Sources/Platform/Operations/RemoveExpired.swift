import Store
import Telecom

extension Platform {
    /// Removes what has ended and nothing asks for any more: done jobs, sessions, one-time codes, stored answers and the like
    /// (`ExpiringTable.all` says what and how long it is kept).
    ///
    /// It goes in transactions of `batch` rows, at most `batches` of them for each table; what is left is for the next day's run.
    /// - Returns: rows removed, by table.
    @discardableResult
    public func removeExpired(batch: Int = 1000, batches: Int = 200) async throws -> [String: Int] {
        let now = time.now()
        var removed: [String: Int] = [:]
        for table in ExpiringTable.all {
            let count = metrics.counter("gorse_expired_rows_removed_total", "Rows removed after their time.", ["table": table.name])
            for _ in 0..<batches {
                let rows = try await store.write(isolation: .readCommitted) {
                    try $0.removeExpired(from: table, at: now, limit: batch)
                }
                count.increment(by: Int64(rows))
                removed[table.name, default: 0] += rows
                if rows < batch { break }
            }
        }
        return removed
    }

    /// Sees to it that the daily removal runs, from today on: a node calls it at its start, and it runs a minute later. Called again
    /// on the same day, nothing is added.
    public func scheduleRemovalOfExpired() async throws {
        let now = time.now()
        try await store.write {
            try $0.scheduleRemovalOfExpired(on: now.secondsSince1970 / 86_400, runAt: now.adding(seconds: 60), at: now)
        }
    }
}

extension JobHandler {
    /// Asks for tomorrow's run first, so that it comes whatever becomes of this one.
    static let removeExpired = JobHandler(kind: "remove_expired", timeoutSeconds: 600) { platform, _ in
        let now = platform.time.now()
        let tomorrow = now.secondsSince1970 / 86_400 + 1
        try await platform.store.write {
            try $0.scheduleRemovalOfExpired(on: tomorrow, runAt: Timestamp(secondsSince1970: tomorrow * 86_400), at: now)
        }
        try await platform.removeExpired()
    }
}

extension SQLTransaction {
    /// Once on a day (UTC), counted from 1970.
    fileprivate func scheduleRemovalOfExpired(on day: Int64, runAt: Timestamp, at time: Timestamp) throws {
        try enqueue(NewJob(kind: "remove_expired", key: "\(day)", payload: [String](), runAt: runAt), at: time)
    }
}
