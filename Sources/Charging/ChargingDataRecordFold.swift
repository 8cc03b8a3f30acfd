import Telecom

/// Makes charging data records of a group's journal rows, one after another.
public struct ChargingDataRecordFold: Sendable {
    /// Records of the sessions that are open, by session.
    public private(set) var open: [String: ChargingDataRecord] = [:]
    /// Open sessions by the sequence of the row that opened them.
    private var sessions: [Int64: String] = [:]

    public init() {}

    /// Folds the group's next row in.
    /// - Returns: the records that it closes.
    public mutating func apply(_ row: JournalRow) -> [ChargingDataRecord] {
        switch row.entry {
        case .reclaimed(let reclaimed): return close(reclaimed, at: row.at)
        case .usage(let entry):
            let closed = close(entry.reclaimed, at: row.at)
            if let record = apply(entry, sequence: row.sequence, at: row.at) { return closed + [record] }
            return closed
        case .granted, .withdrawn, .joined, .left: return []
        }
    }

    /// The session that a row goes on with and that this fold has not seen opened, as it began in the middle of the journal.
    public func unknownSession(in row: JournalRow) -> String? {
        guard case .usage(let entry) = row.entry, entry.opening == nil, open[entry.sessionID] == nil else { return nil }
        return entry.sessionID
    }

    /// Sessions that a row forgets and that this fold has not seen opened, by the sequence of the row that opened them.
    public func unknownForgotten(in row: JournalRow) -> [Int64] {
        let reclaimed: [Reclaim] =
            switch row.entry {
            case .reclaimed(let reclaimed): reclaimed
            case .usage(let entry): entry.reclaimed
            case .granted, .withdrawn, .joined, .left: []
            }
        return reclaimed.filter { $0.closes && sessions[$0.session] == nil }.map(\.session)
    }

    /// Takes over what another fold of the same group's earlier rows has open.
    public mutating func adopt(_ earlier: ChargingDataRecordFold) {
        open.merge(earlier.open) { mine, _ in mine }
        sessions.merge(earlier.sessions) { mine, _ in mine }
    }

    private mutating func close(_ reclaimed: [Reclaim], at time: Timestamp) -> [ChargingDataRecord] {
        reclaimed.compactMap { reclaim in
            guard reclaim.closes, let session = sessions.removeValue(forKey: reclaim.session),
                let record = open.removeValue(forKey: session)
            else { return nil }
            return record.closed(.abnormalRelease, at: time)
        }
    }

    private mutating func apply(_ entry: UsageEntry, sequence: Int64, at time: Timestamp) -> ChargingDataRecord? {
        let usages = entry.items.compactMap { ChargingDataRecord.Usage($0, of: entry, at: time) }
        if let opening = entry.opening {
            var record = ChargingDataRecord(sessionID: entry.sessionID, opening, at: time)
            record.usages = usages
            guard opening.keeps else {
                return usages.isEmpty ? nil : record.closed(entry.isAtOnce ? .normalRelease : .abnormalRelease, at: time)
            }
            open[entry.sessionID] = record
            sessions[sequence] = entry.sessionID
            return nil
        }
        guard var record = open[entry.sessionID] else { return nil }
        record.usages += usages
        record.closedAt = time
        if entry.kind == .termination {
            open[entry.sessionID] = nil
            sessions = sessions.filter { $0.value != entry.sessionID }
            return record.closed(.normalRelease, at: time)
        }
        if let limit = record.limit(at: time) {
            open[entry.sessionID] = record.next(at: time)
            return record.closed(limit, at: time)
        }
        open[entry.sessionID] = record
        return nil
    }
}

extension ChargingDataRecord {
    fileprivate init(sessionID: String, _ opening: UsageEntry.Opening, at time: Timestamp) {
        self.init(
            sessionID: sessionID, number: 1, lineID: opening.lineID, accountID: opening.accountID, apn: opening.apn,
            country: opening.country, gateway: opening.gateway, openedAt: time, closedAt: time)
    }

    fileprivate func limit(at time: Timestamp) -> Closing? {
        if time.seconds(since: openedAt) >= Self.longestSeconds { return .timeLimit }
        return usages.count >= Self.mostUsages ? .reportLimit : nil
    }

    fileprivate func closed(_ closing: Closing, at time: Timestamp) -> ChargingDataRecord {
        var record = self
        (record.closing, record.closedAt) = (closing, time)
        return record
    }

    /// The record in which the session goes on.
    fileprivate func next(at time: Timestamp) -> ChargingDataRecord {
        ChargingDataRecord(
            sessionID: sessionID, number: number + 1, lineID: lineID, accountID: accountID, apn: apn, country: country, gateway: gateway,
            openedAt: time, closedAt: time)
    }
}

extension ChargingDataRecord.Usage {
    /// - Returns: `nil` where nothing was used.
    fileprivate init?(_ item: UsageEntry.Item, of entry: UsageEntry, at time: Timestamp) {
        let units = item.debits.reduce(0) { $0 + $1.units }
        let used = entry.kind == .event ? UsedUnits(total: units) : item.used
        let debited = entry.kind == .refund ? -units : units
        guard used != UsedUnits(total: 0) || debited != 0 else { return nil }
        self.init(
            requestNumber: entry.requestNumber, at: time, ratingGroup: item.ratingGroup, unit: item.unit, used: used, debited: debited,
            overage: item.overage)
    }
}
