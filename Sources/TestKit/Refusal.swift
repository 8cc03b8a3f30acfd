import Platform

/// The code of the `PlatformError` that the body throws; `nil` when it throws none.
public func refusal(_ body: () async throws -> Void) async -> String? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? PlatformError)?.code ?? "\(error)"
    }
}
