import Store
import Telecom

extension Platform {
    /// Reads what this node keeps in memory of the catalogue and of the brands' looks anew.
    public func refreshBooks() async throws {
        try await refreshCatalog()
        try await refreshBrands()
    }

    /// Does so whenever a node has changed something, and every half minute in any case, until the task is cancelled.
    public func keepBooksCurrent() async {
        let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [store] in
                for await _ in store.listen("books") { wake.yield() }
            }
            group.addTask {
                while (try? await Task.sleep(for: .seconds(30))) != nil { wake.yield() }
            }
            for await _ in wakes {
                do {
                    try await refreshBooks()
                } catch {
                    log.warning("catalogue and brands are not read anew", metadata: ["error": "\(error)"])
                }
            }
            group.cancelAll()
        }
    }
}
