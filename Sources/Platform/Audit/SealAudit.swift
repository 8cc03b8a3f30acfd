import Store

extension Platform {
    /// Seals every audit event that has been committed.
    /// - Returns: how many.
    @discardableResult
    public func sealAudit() async throws -> Int {
        var total = 0
        while true {
            let sealed = try await store.write(isolation: .readCommitted) { try $0.sealAudit(limit: 1000) }
            total += sealed
            if sealed < 1000 { return total }
        }
    }

    /// Seals once a second until the task is cancelled. One node at a time does the work.
    public func keepAuditSealed() async {
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            do {
                if try await store.read({ try $0.auditBacklog().events }) > 0 { try await sealAudit() }
            } catch {
                log.warning("the audit log cannot be sealed", metadata: ["error": "\(error)"])
            }
        }
    }
}
