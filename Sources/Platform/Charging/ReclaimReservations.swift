import Store
import Telecom

extension Platform {
    /// Releases every minute what silent gateways hold in the groups that this node has in memory, until the task is cancelled.
    /// A database that is away is tried again in the next minute.
    public func keepReservationsReclaimed() async {
        while !Task.isCancelled {
            do {
                try await charging.reclaimReservations()
                try await Task.sleep(for: .seconds(60))
            } catch is CancellationError {
                return
            } catch {
                log.warning("reservations are not reclaimed", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(60))
            }
        }
    }
}
