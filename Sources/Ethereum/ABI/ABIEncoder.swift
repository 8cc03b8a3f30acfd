/// Encodes values as the arguments of a call are. Source: Contract ABI Specification, "Formal Specification of the Encoding".
/// - Throws: `.wrongKind`, `.outOfRange`
public func abiEncoded(_ values: [ABIValue], as types: [ABIType]) throws(ABIError) -> [UInt8] {
    var encoder = ABIEncoder()
    try encoder.append(values, types.count) { types[$0] }
    return encoder.out
}

struct ABIEncoder {
    fileprivate(set) var out: [UInt8] = []

    /// Heads first; what is dynamic follows, and its head tells where from the start of the heads.
    fileprivate mutating func append(_ values: [ABIValue], _ count: Int, type: (Int) -> ABIType) throws(ABIError) {
        guard values.count == count else { throw .wrongKind }
        let start = out.count
        var heads: [(index: Int, position: Int)] = []
        for index in values.indices {
            let type = type(index)
            if type.isDynamic {
                heads.append((index, out.count))
                append(word: 0)
            } else {
                try append(values[index], type)
            }
        }
        for (index, position) in heads {
            out.replaceSubrange(position..<position + 32, with: UInt256(UInt128(out.count - start)).octets)
            try append(values[index], type(index))
        }
    }

    /// The value where it stands; of what is dynamic, what its head points to.
    mutating func append(_ value: ABIValue, _ type: ABIType) throws(ABIError) {
        switch (type, value) {
        case (.uint(let bits), .uint(let number)), (.fixed(false, let bits, _), .uint(let number)):
            guard bits == 256 || number < UInt256(1) << bits else { throw .outOfRange }
            append(word: number)
        case (.int(let bits), .int(let number)), (.fixed(true, let bits, _), .int(let number)):
            guard number.fits(bits: bits) else { throw .outOfRange }
            append(word: number.bitPattern)
        case (.bool, .bool(let flag)): append(word: flag ? 1 : 0)
        case (.address, .address(let address)):
            appendZeros(12)
            out += address.octets
        case (.fixedBytes(let count), .octets(let octets)): try append(octets, count)
        case (.function, .octets(let octets)): try append(octets, 24)
        case (.bytes, .octets(let octets)): append(counted: octets)
        case (.string, .text(let text)): append(counted: Array(text.utf8))
        case (.array(let element), .list(let values)):
            append(word: UInt256(UInt128(values.count)))
            try append(values, values.count) { _ in element }
        case (.fixedArray(let element, let count), .list(let values)): try append(values, count) { _ in element }
        case (.tuple(let members), .list(let values)): try append(values, members.count) { members[$0] }
        default: throw .wrongKind
        }
    }

    private mutating func append(word: UInt256) { out += word.octets }

    private mutating func append(_ octets: [UInt8], _ count: Int) throws(ABIError) {
        guard octets.count == count else { throw .outOfRange }
        out += octets
        appendZeros(32 - count)
    }

    private mutating func append(counted octets: [UInt8]) {
        append(word: UInt256(UInt128(octets.count)))
        out += octets
        appendZeros(-octets.count & 31)
    }

    private mutating func appendZeros(_ count: Int) { out.append(contentsOf: repeatElement(0, count: count)) }
}
