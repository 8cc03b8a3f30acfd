import Store

extension Platform {
    /// Takes back what an earlier process held when it was killed: its jobs are due at once, and requests that it left unanswered may be
    /// sent again. Without this both wait until their time is over, a minute and more.
    ///
    /// Only for a node that is sure to be alone on its database, as the lock on the folder of an embedded one makes it.
    public func takeBackLeases() async throws {
        let now = time.now()
        let (jobs, requests) = try await store.write { (try $0.endJobLeases(at: now), try $0.releaseIdempotencyKeys()) }
        guard jobs + requests > 0 else { return }
        log.notice("taken back from a process that died", metadata: ["jobs": "\(jobs)", "requests": "\(requests)"])
    }
}
