/// Decodes what `abiEncoded` writes, and only that: the specification's strict mode, in which offsets leave no gap and overlap nothing, padding
/// is zero and nothing follows. So what is read takes no more room than its data, however hostile, and is written again as it was.
/// Source: Contract ABI Specification, "Strict Encoding Mode".
/// - Throws: `.truncated`, `.notStrict`, `.notText`
public func abiDecoded(_ data: some Collection<UInt8>, as types: [ABIType]) throws(ABIError) -> [ABIValue] {
    var decoder = ABIDecoder(data: Array(data))
    let values = try decoder.values(types.count) { types[$0] }
    guard decoder.position == decoder.data.count else { throw .notStrict }
    return values
}

private struct ABIDecoder {
    let data: [UInt8]
    /// Where the next octets are that nobody has read.
    var position = 0

    init(data: [UInt8]) { self.data = data }

    mutating func values(_ count: Int, type: (Int) -> ABIType) throws(ABIError) -> [ABIValue] {
        let start = position
        // Every type takes a word at least, so a count beyond the data ends here and reserves nothing.
        guard count <= (data.count - start) / 32 else { throw .truncated }
        var values: [ABIValue] = []
        values.reserveCapacity(count)
        var offsets: [(index: Int, offset: UInt256)] = []
        for index in 0..<count {
            let type = type(index)
            if type.isDynamic {
                offsets.append((index, try word()))
                values.append(.bool(false))
            } else {
                values.append(try value(type))
            }
        }
        for (index, offset) in offsets {
            guard offset == UInt256(UInt128(position - start)) else { throw .notStrict }
            values[index] = try value(type(index))
        }
        return values
    }

    private mutating func value(_ type: ABIType) throws(ABIError) -> ABIValue {
        switch type {
        case .uint(let bits), .fixed(false, let bits, _):
            let number = try word()
            guard bits == 256 || number < UInt256(1) << bits else { throw .notStrict }
            return .uint(number)
        case .int(let bits), .fixed(true, let bits, _):
            let number = Int256(bitPattern: try word())
            guard number.fits(bits: bits) else { throw .notStrict }
            return .int(number)
        case .bool:
            let number = try word()
            guard number <= 1 else { throw .notStrict }
            return .bool(number == 1)
        case .address:
            guard try octets(12).allSatisfy({ $0 == 0 }), let address = Address(octets: try octets(20)) else { throw .notStrict }
            return .address(address)
        case .fixedBytes(let count): return .octets(try padded(count))
        case .function: return .octets(try padded(24))
        case .bytes: return .octets(try padded(try count()))
        case .string:
            guard let text = String(validating: try padded(try count()), as: UTF8.self) else { throw .notText }
            return .text(text)
        case .array(let element): return .list(try values(try count()) { _ in element })
        case .fixedArray(let element, let count): return .list(try values(count) { _ in element })
        case .tuple(let members): return .list(try values(members.count) { members[$0] })
        }
    }

    private mutating func octets(_ count: Int) throws(ABIError) -> ArraySlice<UInt8> {
        guard count <= data.count - position else { throw .truncated }
        defer { position += count }
        return data[position..<position + count]
    }

    private mutating func word() throws(ABIError) -> UInt256 {
        guard let word = UInt256(octets: try octets(32)) else { throw .truncated }
        return word
    }

    /// A length that the data have room for.
    private mutating func count() throws(ABIError) -> Int {
        guard let count = try word().uint64, count <= UInt64(data.count - position) else { throw .truncated }
        return Int(count)
    }

    private mutating func padded(_ count: Int) throws(ABIError) -> [UInt8] {
        let content = Array(try octets(count))
        guard try octets(-count & 31).allSatisfy({ $0 == 0 }) else { throw .notStrict }
        return content
    }
}
