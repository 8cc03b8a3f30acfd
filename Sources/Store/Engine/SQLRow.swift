import Telecom

/// One row of an answer, read by column name. A column that is missing or of another type is a fault of the query
/// or of the stored data and throws `StoreError.corrupt` with the column's name.
public struct SQLRow: Sendable {
    public let columns: [String]
    public let values: [SQLValue]

    public init(columns: [String], values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    public func value(_ column: String) throws -> SQLValue {
        guard let index = columns.firstIndex(of: column) else { throw StoreError.corrupt("no column \(column)") }
        return values[index]
    }

    public func optionalInteger(_ column: String) throws -> Int64? {
        switch try value(column) {
        case .null: nil
        case .integer(let integer): integer
        default: throw StoreError.corrupt("\(column) is not an integer")
        }
    }

    public func optionalText(_ column: String) throws -> String? {
        switch try value(column) {
        case .null: nil
        case .text(let text): text
        default: throw StoreError.corrupt("\(column) is not text")
        }
    }

    public func optionalBlob(_ column: String) throws -> [UInt8]? {
        switch try value(column) {
        case .null: nil
        case .blob(let bytes): bytes
        default: throw StoreError.corrupt("\(column) is not a blob")
        }
    }

    public func integer(_ column: String) throws -> Int64 { try required(optionalInteger(column), column) }
    public func text(_ column: String) throws -> String { try required(optionalText(column), column) }
    public func blob(_ column: String) throws -> [UInt8] { try required(optionalBlob(column), column) }
    public func flag(_ column: String) throws -> Bool { try integer(column) != 0 }

    public func time(_ column: String) throws -> Timestamp { Timestamp(microsecondsSince1970: try integer(column)) }
    public func optionalTime(_ column: String) throws -> Timestamp? {
        try optionalInteger(column).map(Timestamp.init(microsecondsSince1970:))
    }

    public func volume(_ column: String) throws -> DataVolume { DataVolume(octets: try integer(column)) }
    public func optionalVolume(_ column: String) throws -> DataVolume? { try optionalInteger(column).map(DataVolume.init(octets:)) }

    public func id<Noun>(_ column: String, of noun: Noun.Type = Noun.self) throws -> ID<Noun> {
        try parsed(text(column), column) { ID($0) }
    }
    public func optionalID<Noun>(_ column: String, of noun: Noun.Type = Noun.self) throws -> ID<Noun>? {
        try optionalText(column).map { try parsed($0, column) { ID($0) } }
    }

    /// Money from an amount column in minor units and a currency column.
    public func money(_ amount: String, _ currency: String = "currency") throws -> Money {
        Money(minorUnits: try integer(amount), currency: try choice(currency))
    }

    /// An enumeration kept by its raw text.
    public func choice<Choice: RawRepresentable>(_ column: String, _ type: Choice.Type = Choice.self) throws -> Choice
    where Choice.RawValue == String {
        try parsed(text(column), column) { Choice(rawValue: $0) }
    }

    /// A number of a numbering plan, such as an MSISDN or an ICCID.
    public func number<Value: NumberingPlanValue>(_ column: String, _ type: Value.Type = Value.self) throws -> Value {
        try parsed(text(column), column) { Value($0) }
    }

    public func optionalNumber<Value: NumberingPlanValue>(_ column: String, _ type: Value.Type = Value.self) throws -> Value? {
        try optionalText(column).map { try parsed($0, column) { Value($0) } }
    }

    public func serviceID(_ column: String) throws -> ServiceID {
        try parsed(text(column), column) { ServiceID($0) }
    }

    public func optionalEmail(_ column: String) throws -> EmailAddress? {
        try optionalText(column).map { try parsed($0, column) { EmailAddress($0) } }
    }

    public func optionalCountry(_ column: String) throws -> Country? {
        try optionalText(column).map { try parsed($0, column) { Country($0) } }
    }

    private func parsed<Value>(_ text: String, _ column: String, _ parse: (String) -> Value?) throws -> Value {
        guard let value = parse(text) else { throw StoreError.corrupt("\(column) holds an unknown value") }
        return value
    }

    private func required<Value>(_ value: Value?, _ column: String) throws -> Value {
        guard let value else { throw StoreError.corrupt("\(column) is null") }
        return value
    }
}
