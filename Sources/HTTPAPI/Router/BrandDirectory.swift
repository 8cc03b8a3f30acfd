import Platform
import Store
import Telecom

/// Which brand a host name belongs to; the default brand for every other host. The table is read at most every 30 seconds.
final class BrandDirectory: Sendable {
    private struct Copy {
        var brands: [String: BrandID] = [:]
        var readAt: Timestamp?
    }

    private let platform: Platform
    private let copy = Lock(Copy())

    init(_ platform: Platform) {
        self.platform = platform
    }

    /// - Parameter authority: as in the Host header, with or without a port.
    func brand(of authority: String?) async throws -> BrandID {
        let now = platform.time.now()
        let isFresh = copy.withLock { copy in
            guard let readAt = copy.readAt, now.seconds(since: readAt) < 30 else {
                // The others keep using the old copy meanwhile.
                copy.readAt = copy.readAt == nil ? nil : now
                return false
            }
            return true
        }
        if !isFresh {
            let rows = try await platform.store.read { try $0.query("SELECT host, brand_id FROM brand_hosts ORDER BY host LIMIT 10000") }
            let brands = try rows.map { (try $0.text("host"), try $0.id("brand_id", of: Noun.Brand.self)) }
            copy.withLock { $0 = Copy(brands: Dictionary(brands, uniquingKeysWith: { a, _ in a }), readAt: now) }
        }
        guard let host = authority?.split(separator: ":").first.map({ $0.lowercased() }) else { return .dotm }
        return copy.withLock { $0.brands[host] } ?? .dotm
    }
}
