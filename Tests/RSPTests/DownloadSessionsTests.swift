import Telecom
import Testing

@testable import RSP

@Suite struct DownloadSessionsTests {
    private func session(_ number: UInt8, at time: Timestamp) -> DownloadSession {
        DownloadSession(transactionID: TransactionID(octets: [number])!, startedAt: time, serverAddress: "", serverChallenge: [])
    }

    @Test func `Sessions are bounded in number, and the oldest makes room`() throws {
        var sessions = DownloadSessions(capacity: 3)
        for number in UInt8(1)...200 { sessions.insert(session(number, at: Laboratory.start), at: Laboratory.start) }
        #expect(sessions.count == 3)
        #expect(refusal { _ = try sessions.take(TransactionID(octets: [197])!, at: Laboratory.start) } == "8.10.1/3.9")
        for number in UInt8(198)...200 {
            sessions.end(try sessions.take(TransactionID(octets: [number])!, at: Laboratory.start).transactionID)
        }
        #expect(sessions.count == 0)
    }

    @Test func `A session that made room while a request had it does not come back`() throws {
        var sessions = DownloadSessions(capacity: 2)
        sessions.insert(session(1, at: Laboratory.start), at: Laboratory.start)
        let taken = try sessions.take(TransactionID(octets: [1])!, at: Laboratory.start)
        for number in UInt8(2)...3 { sessions.insert(session(number, at: Laboratory.start), at: Laboratory.start) }
        sessions.replace(taken)
        #expect(sessions.count == 2)
        #expect(refusal { _ = try sessions.take(taken.transactionID, at: Laboratory.start) } == "8.10.1/3.9")
    }

    @Test func `Sessions that are over are taken away when another begins`() throws {
        var sessions = DownloadSessions(capacity: 100)
        for number in UInt8(1)...50 { sessions.insert(session(number, at: Laboratory.start), at: Laboratory.start) }
        let later = Laboratory.start.adding(seconds: DownloadSession.lifetimeSeconds)
        sessions.insert(session(51, at: later), at: later)
        #expect(sessions.count == 1)
    }

    @Test func `A session that is taken is not there for another request until it is put back`() throws {
        var sessions = DownloadSessions(capacity: 2)
        let one = session(1, at: Laboratory.start)
        sessions.insert(one, at: Laboratory.start)
        let taken = try sessions.take(one.transactionID, at: Laboratory.start)
        #expect(refusal { _ = try sessions.take(one.transactionID, at: Laboratory.start) } == "8.10.1/3.9")
        sessions.replace(taken)
        #expect(try sessions.take(one.transactionID, at: Laboratory.start) == one)
    }
}
