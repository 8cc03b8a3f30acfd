import ArgumentParser
import Telecom

/// `2026-11-23T00:00:00Z`
extension Timestamp: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
