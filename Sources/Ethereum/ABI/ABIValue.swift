/// A value of the contract ABI.
public indirect enum ABIValue: Hashable, Sendable {
    /// Of `uint` and `ufixed`, which counts in 10^-decimals.
    case uint(UInt256)
    /// Of `int` and `fixed`.
    case int(Int256)
    case bool(Bool)
    case address(Address)
    /// Of `bytes`, `bytes32` and their like, and `function`.
    case octets([UInt8])
    case text(String)
    /// Of arrays and tuples.
    case list([ABIValue])
}

extension ABIValue {
    /// Reads what tools write in JSON: numbers (from 2^127 on as text, decimal or hexadecimal), texts, hexadecimal octets, lists.
    /// - Throws: `.wrongKind`; what is out of the type's range is only told when the value is encoded.
    public init(_ json: JSON, as type: ABIType) throws(ABIError) {
        switch (type, json) {
        case (.uint, .integer(let integer)), (.fixed(false, _, _), .integer(let integer)):
            guard let value = UInt128(exactly: integer) else { throw .outOfRange }
            self = .uint(UInt256(value))
        case (.uint, .text(let text)), (.fixed(false, _, _), .text(let text)):
            guard let value = UInt256(text) else { throw .wrongKind }
            self = .uint(value)
        case (.int, .integer(let integer)), (.fixed(true, _, _), .integer(let integer)): self = .int(Int256(integer))
        case (.int, .text(let text)), (.fixed(true, _, _), .text(let text)):
            guard let value = Int256(text) else { throw .wrongKind }
            self = .int(value)
        case (.bool, .flag(let flag)): self = .bool(flag)
        case (.address, .text(let text)):
            guard let address = Address(text) else { throw .wrongKind }
            self = .address(address)
        case (.bytes, .text(let text)), (.fixedBytes, .text(let text)), (.function, .text(let text)):
            guard let octets = [UInt8](hexadecimal: text) else { throw .wrongKind }
            self = .octets(octets)
        case (.string, .text(let text)): self = .text(text)
        case (.array(let element), .list(let items)), (.fixedArray(let element, _), .list(let items)):
            var values: [ABIValue] = []
            for item in items { values.append(try ABIValue(item, as: element)) }
            self = .list(values)
        case (.tuple(let members), .list(let items)):
            self = .list(try ABIValue.list(items, as: members))
        default: throw .wrongKind
        }
    }

    /// One value for each type.
    public static func list(_ items: [JSON], as types: [ABIType]) throws(ABIError) -> [ABIValue] {
        guard items.count == types.count else { throw .wrongKind }
        var values: [ABIValue] = []
        for (item, type) in zip(items, types) { values.append(try ABIValue(item, as: type)) }
        return values
    }

    /// Numbers are decimal texts, so that no reader rounds them.
    public var json: JSON {
        switch self {
        case .uint(let value): .text(value.description)
        case .int(let value): .text(value.description)
        case .bool(let flag): .flag(flag)
        case .address(let address): .text(address.description)
        case .octets(let octets): .text(hexadecimal(octets))
        case .text(let text): .text(text)
        case .list(let values): .list(values.map(\.json))
        }
    }
}
