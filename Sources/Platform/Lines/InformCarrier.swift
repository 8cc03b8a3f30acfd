import Store
import Subscribers
import Telecom

extension Platform {
    /// Tells the carrier the state that a line is in now, whatever state it was in when this was decided.
    public func informCarrier(of id: LineID) async throws {
        let found = try await store.read { transaction -> (LineState, CarrierLine)? in
            guard let line = try transaction.line(id), let profileID = line.simProfileID, let msisdn = line.msisdn,
                let profile = try transaction.simProfile(profileID)
            else { return nil }
            return (line.state, CarrierLine(id: id, brandID: line.brandID, simProfile: profile, msisdn: msisdn, revision: line.revision))
        }
        guard let (state, line) = found else { return }
        switch state {
        // `provisionLine` is on its way to the carrier.
        case .ordered, .provisioning: return
        case .active: try await carrier.resume(line)
        case .suspended: try await carrier.suspend(line)
        case .portedOut, .terminated: try await carrier.terminate(line)
        }
    }
}

extension JobHandler {
    public static let informCarrier = JobHandler(kind: LineJob.informCarrier) { platform, job in
        try await platform.informCarrier(of: try job.decode(LineJob.self).lineID)
    }
}
