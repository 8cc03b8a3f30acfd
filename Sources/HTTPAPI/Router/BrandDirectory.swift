import Platform
import Store
import Telecom

/// Which brand a host name belongs to; the default brand for every other host. The table is read at most every 30 seconds.
final class BrandDirectory: Sendable {
    private struct Copy {
        var brands: [String: BrandID] = [:]
        var readAt: Timestamp?

        /// - Parameter authority: as in the Host header, with or without a port.
        func brand(of authority: String?) -> BrandID {
            guard !brands.isEmpty, let host = authority?.split(separator: ":").first else { return .dotm }
            return brands[host.lowercased()] ?? .dotm
        }
    }

    private let platform: Platform
    private let copy = Lock(Copy())

    init(_ platform: Platform) {
        self.platform = platform
    }

    func brand(of authority: String?) async throws -> BrandID {
        if let known = known(authority) { return known }
        return try await read(authority)
    }

    /// What the copy says, while it is fresh. Whoever gets `nil` is the one who has to read it anew.
    func known(_ authority: String?) -> BrandID? {
        let now = platform.time.now()
        return copy.withLock { copy in
            guard let readAt = copy.readAt, now.seconds(since: readAt) < 30 else {
                // The others keep using the old copy meanwhile.
                copy.readAt = copy.readAt == nil ? nil : now
                return nil
            }
            return copy.brand(of: authority)
        }
    }

    func read(_ authority: String?) async throws -> BrandID {
        do {
            let brands = try await platform.store.read { transaction in
                try transaction.query("SELECT host, brand_id FROM brand_hosts ORDER BY host LIMIT 10000").map {
                    (try $0.text("host"), try $0.id("brand_id", of: Noun.Brand.self))
                }
            }
            let now = platform.time.now()
            copy.withLock { $0 = Copy(brands: Dictionary(brands, uniquingKeysWith: { a, _ in a }), readAt: now) }
        } catch {
            // What needs no database is served without it.
            guard copy.withLock({ $0.readAt != nil }) else { throw error }
        }
        return copy.withLock { $0.brand(of: authority) }
    }
}
