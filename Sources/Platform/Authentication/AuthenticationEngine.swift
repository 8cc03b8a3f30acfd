import Milenage
import Store
import Telecom

/// Gives out sequence numbers: requests that arrive while a commit is under way share the next transaction, and each has its numbers when they
/// are durable. So a number is never given twice, whatever stops in between, and however many nodes share the database: a number moves on
/// only from what was read, and whoever loses such a race reads again.
public final class AuthenticationEngine: Sendable {
    struct Wish: Sendable {
        let imsi: IMSI
        /// 1 or more.
        let count: Int
        /// What the SIM says that it is at, where it said so.
        let sim: SequenceNumber?
    }

    enum Reservation: Sendable {
        /// Of ascending order, with the keys to use them with.
        case numbers([SequenceNumber], AuthenticationRecord)
        case unknownSubscriber
        case notServed
        /// No number is left that the SIM would accept.
        case exhausted
    }

    private struct LostRace: Error {}

    private let commit: GroupCommit<Wish, Reservation>

    /// - Parameters:
    ///   - batch: requests in one transaction, 1 or more.
    ///   - waiting: requests that may wait for the next one.
    public init(store: any SQLEngine, batch: Int = 256, waiting: Int = 16_384) {
        commit = GroupCommit(maximumBatch: batch, capacity: waiting) { wishes in
            for _ in 0..<Self.mostAttempts {
                do {
                    return try await store.write(isolation: .readCommitted) { try Self.reserve(wishes, in: $0) }
                } catch is LostRace {
                    continue
                }
            }
            throw StoreError.conflict
        }
    }

    /// - Throws: `StoreError` when nothing could be written: then no number was given, or it is lost, which does no harm.
    func reserve(_ wish: Wish) async throws -> Reservation { try await commit.submit(wish) }

    private static let mostAttempts = 10

    private static func reserve(_ wishes: [Wish], in transaction: any SQLTransaction) throws -> [Result<Reservation, any Error>] {
        let records = try transaction.authenticationRecords(of: Array(Set(wishes.map(\.imsi))))
        var present: [IMSI: SequenceNumber] = [:]
        let reservations = wishes.map { wish -> Result<Reservation, any Error> in
            guard let record = records[wish.imsi] else { return .success(.unknownSubscriber) }
            guard record.isServed else { return .success(.notServed) }
            guard let stored = UInt64(exactly: record.sequenceNumber).flatMap({ SequenceNumber($0) }) else {
                return .failure(StoreError.corrupt("sequence_number is not of 48 bits"))
            }
            var newest = present[wish.imsi] ?? stored
            if let sim = wish.sim {
                guard let start = newest.resynchronised(with: sim) else { return .success(.exhausted) }
                newest = start
            }
            var numbers: [SequenceNumber] = []
            while numbers.count < wish.count, let next = (numbers.last ?? newest).next { numbers.append(next) }
            guard let last = numbers.last else { return .success(.exhausted) }
            present[wish.imsi] = last
            return .success(.numbers(numbers, record))
        }
        // The same order on every node, so that two of them never wait for each other.
        let moves = present.sorted { $0.key.digits < $1.key.digits }.map { imsi, last in
            (imsi: imsi, from: records[imsi]!.sequenceNumber, to: Int64(last.value))
        }
        guard try moves.isEmpty || transaction.advanceSequenceNumbers(moves) == moves.count else { throw LostRace() }
        return reservations
    }
}
