import Telecom

/// The frame in which records of one file go from a charging node to billing. Source: 3GPP TS 32.297 §6.1.
public struct ChargingRecordFile: Hashable, Sendable {
    /// §6.1.1: the header of 54 octets, without a routeing filter and a private extension. Node address and lost records are not told.
    public static let headerLength = 54
    /// An octet in which a release beyond 9 says so; the octet behind holds how far: 0 is release 10.
    private static let releaseBeyond9: UInt8 = 7 << 5
    private static let release17: UInt8 = 7
    /// The longest record that a header can announce.
    public static let longestRecord = 65_535

    /// In octets, with the header.
    public var length: UInt32
    public var records: UInt32
    /// Of the node's files.
    public let number: UInt32
    public let openedAt: Timestamp
    public var lastRecordAt: Timestamp

    public init(length: UInt32, records: UInt32, number: UInt32, openedAt: Timestamp, lastRecordAt: Timestamp) {
        self.length = length
        self.records = records
        self.number = number
        self.openedAt = openedAt
        self.lastRecordAt = lastRecordAt
    }

    public var header: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(length)
        bytes.append(UInt32(Self.headerLength))
        bytes += [Self.releaseBeyond9, Self.releaseBeyond9]
        bytes.append(Self.time(openedAt))
        bytes.append(Self.time(lastRecordAt))
        bytes.append(records)
        bytes.append(number)
        // Normal closure; the node's address is not told.
        bytes += [0] + [UInt8](repeating: 0, count: 20)
        // No record is known to be lost; no filter, no extension.
        bytes += [0, 0, 0, 0, 0]
        bytes += [Self.release17, Self.release17]
        return bytes
    }

    /// §6.1.2: what goes before each record: its length, release, encoding (BER) and the specification of its content (TS 32.255).
    /// - Precondition: `record` has at most `longestRecord` octets.
    public static func recordHeader(_ record: [UInt8]) -> [UInt8] {
        precondition(record.count <= longestRecord)
        return [UInt8(record.count >> 8), UInt8(record.count & 0xFF), releaseBeyond9, 1 << 5 | 20, release17]
    }

    /// Month, day, hour and minute in UTC, the sign of the difference (+) and the difference, in 4, 5, 5, 6, 1, 5 and 6 bits.
    private static func time(_ time: Timestamp) -> UInt32 {
        let date = CivilDate(time)
        let minute = (time.secondsSince1970 - date.daysSince1970 * 86_400) / 60
        return UInt32(date.month) << 28 | UInt32(date.day) << 23 | UInt32(minute / 60) << 18 | UInt32(minute % 60) << 12 | 1 << 11
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ value: UInt32) {
        append(contentsOf: [UInt8(value >> 24), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)])
    }
}
