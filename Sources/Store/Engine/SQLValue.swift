import Telecom

/// A value as both engines keep it. There is no floating point: money, tokens, octets and time are integers.
public enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}

/// A Swift value that a statement's parameter can carry.
public protocol SQLConvertible {
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLConvertible {
    public var sqlValue: SQLValue { self }
}

extension Int: SQLConvertible {
    public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Int64: SQLConvertible {
    public var sqlValue: SQLValue { .integer(self) }
}

/// Kept as 0 or 1.
extension Bool: SQLConvertible {
    public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}

extension String: SQLConvertible {
    public var sqlValue: SQLValue { .text(self) }
}

extension [UInt8]: SQLConvertible {
    public var sqlValue: SQLValue { .blob(self) }
}

extension Optional: SQLConvertible where Wrapped: SQLConvertible {
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }
}

/// Kept as microseconds since 1970, UTC.
extension Timestamp: SQLConvertible {
    public var sqlValue: SQLValue { .integer(microsecondsSince1970) }
}

extension ID: SQLConvertible {
    public var sqlValue: SQLValue { .text(text) }
}

/// Kept as octets.
extension DataVolume: SQLConvertible {
    public var sqlValue: SQLValue { .integer(octets) }
}

extension RawRepresentable where RawValue == String, Self: SQLConvertible {
    public var sqlValue: SQLValue { .text(rawValue) }
}

extension Currency: SQLConvertible {}
extension Role: SQLConvertible {}

extension EmailAddress: SQLConvertible {
    public var sqlValue: SQLValue { .text(text) }
}

extension NumberingPlanValue where Self: SQLConvertible {
    public var sqlValue: SQLValue { .text(digits) }
}

extension MSISDN: SQLConvertible {}
extension IMSI: SQLConvertible {}
extension ICCID: SQLConvertible {}
extension EID: SQLConvertible {}
extension IMEI: SQLConvertible {}
extension PLMN: SQLConvertible {}

extension APN: SQLConvertible {
    public var sqlValue: SQLValue { .text(name) }
}

extension Country: SQLConvertible {
    public var sqlValue: SQLValue { .text(code) }
}

extension ServiceID: SQLConvertible {
    public var sqlValue: SQLValue { .text(text) }
}
