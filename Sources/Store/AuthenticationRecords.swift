import Subscribers
import Telecom

/// What authentication needs of a subscriber.
public struct AuthenticationRecord: Sendable {
    /// K and OPc as they are kept: under the master key, bound to the IMSI.
    public let sealedK: [UInt8]
    public let sealedOPc: [UInt8]
    /// Authentication management field, 16 bits.
    public let amf: Int64
    /// The newest sequence number given out, 48 bits.
    public let sequenceNumber: Int64
    /// Whether the line is active and the network serves it.
    public let isServed: Bool
}

extension SQLTransaction {
    /// The records of these subscribers as of this transaction; those who do not exist or have ended are left out.
    public func authenticationRecords(of imsis: [IMSI]) throws -> [IMSI: AuthenticationRecord] {
        var records: [IMSI: AuthenticationRecord] = [:]
        records.reserveCapacity(imsis.count)
        for part in imsis.parts(of: 256) {
            let parameters = part.padded.map(\.sqlValue)
            let list = (1...parameters.count).map { "$\($0)" }.joined(separator: ", ")
            let rows = try query(
                """
                SELECT subscribers.imsi, sealed_k, sealed_opc, amf, sequence_number, subscribers.state, lines.state AS line_state
                FROM subscribers JOIN lines ON lines.id = subscribers.line_id
                WHERE subscribers.imsi IN (\(list)) AND subscribers.state <> 'ended'
                """, parameters)
            for row in rows {
                records[try row.number("imsi")] = AuthenticationRecord(
                    sealedK: try row.blob("sealed_k"), sealedOPc: try row.blob("sealed_opc"), amf: try row.integer("amf"),
                    sequenceNumber: try row.integer("sequence_number"),
                    isServed: try row.text("state") == NetworkState.active.rawValue
                        && row.text("line_state") == LineState.active.rawValue)
            }
        }
        return records
    }

    /// Moves sequence numbers on.
    /// - Returns: how many were moved: fewer than given when another node was first. Then nothing of it may stand: the caller throws, and
    ///   reads again.
    public func advanceSequenceNumbers(_ moves: [(imsi: IMSI, from: Int64, to: Int64)]) throws -> Int {
        try executeBatch(
            "UPDATE subscribers SET sequence_number = $3 WHERE imsi = $1 AND sequence_number = $2",
            moves.map { [$0.imsi.sqlValue, .integer($0.from), .integer($0.to)] })
    }
}
