/// Recursive Length Prefix: octets, or a list of the same. Source: Yellow Paper, appendix B; ethereum.org, "Recursive-length prefix serialization".
///
/// Only the shortest encoding is read, so that what is decoded and encoded again is the same octets.
public enum RLP: Hashable, Sendable {
    case octets([UInt8])
    case list([RLP])

    /// An integer in its fewest octets; zero is no octets.
    public static func integer(_ value: UInt256) -> RLP { .octets(Array(value.shortestOctets)) }
    public static func integer(_ value: UInt64) -> RLP { .integer(UInt256(UInt128(value))) }

    /// How deep lists may lie in lists when they are read.
    public static let maximumDepth = 32
}

extension RLP {
    public var encoded: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(encodedLength)
        append(to: &out)
        return out
    }

    private func append(to out: inout [UInt8]) {
        switch self {
        case .octets(let octets):
            if octets.count == 1, octets[0] < 0x80 {
                out.append(octets[0])
            } else {
                Self.appendPrefix(0x80, octets.count, to: &out)
                out += octets
            }
        case .list(let items):
            Self.appendPrefix(0xC0, items.reduce(0) { $0 + $1.encodedLength }, to: &out)
            for item in items { item.append(to: &out) }
        }
    }

    private static func appendPrefix(_ base: UInt8, _ length: Int, to out: inout [UInt8]) {
        if length < 56 {
            out.append(base + UInt8(length))
        } else {
            let octets = UInt256(UInt128(length)).shortestOctets
            out.append(base + 55 + UInt8(octets.count))
            out += octets
        }
    }

    private var encodedLength: Int {
        let content: Int
        switch self {
        case .octets(let octets):
            if octets.count == 1, octets[0] < 0x80 { return 1 }
            content = octets.count
        case .list(let items): content = items.reduce(0) { $0 + $1.encodedLength }
        }
        return content < 56 ? content + 1 : content + 1 + (71 - content.leadingZeroBitCount) / 8
    }
}

/// Why octets are not RLP.
public enum RLPError: Error, Equatable {
    /// They end within an item.
    case truncated
    /// A length or a single octet could be written shorter.
    case notShortest
    /// Lists lie deeper than `RLP.maximumDepth`.
    case tooDeep
    /// Something follows the item.
    case trailingOctets
    /// Octets where a list is wanted, a list where octets are, another count of items, or an integer with a leading zero or too long.
    case unexpectedItem
}

extension RLP {
    /// Reads one item that fills `octets`. The memory taken is bounded by their number.
    public init(decoding octets: [UInt8]) throws(RLPError) {
        var rest = octets[...]
        self = try Self.item(&rest, depth: 0)
        guard rest.isEmpty else { throw .trailingOctets }
    }

    private static func item(_ rest: inout ArraySlice<UInt8>, depth: Int) throws(RLPError) -> RLP {
        guard let first = rest.popFirst() else { throw .truncated }
        switch first {
        case ..<0x80: return .octets([first])
        case ..<0xC0:
            let content = try content(&rest, first - 0x80)
            if content.count == 1, content[content.startIndex] < 0x80 { throw .notShortest }
            return .octets(Array(content))
        default:
            guard depth < maximumDepth else { throw .tooDeep }
            var content = try content(&rest, first - 0xC0)
            var items: [RLP] = []
            while !content.isEmpty { items.append(try item(&content, depth: depth + 1)) }
            return .list(items)
        }
    }

    /// - Parameter prefix: the first octet above the base of its kind, 0...63.
    private static func content(_ rest: inout ArraySlice<UInt8>, _ prefix: UInt8) throws(RLPError) -> ArraySlice<UInt8> {
        var length = Int(prefix)
        if prefix > 55 {
            let octets = rest.prefix(length - 55)
            guard octets.count == length - 55 else { throw .truncated }
            rest = rest.dropFirst(octets.count)
            guard octets.first != 0 else { throw .notShortest }
            guard let value = UInt256(octets: octets)?.uint64, value <= UInt64(rest.count) else { throw .truncated }
            guard value > 55 else { throw .notShortest }
            length = Int(value)
        }
        guard length <= rest.count else { throw .truncated }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }
}

extension RLP {
    func octets() throws(RLPError) -> [UInt8] {
        guard case .octets(let octets) = self else { throw .unexpectedItem }
        return octets
    }

    func list() throws(RLPError) -> [RLP] {
        guard case .list(let items) = self else { throw .unexpectedItem }
        return items
    }

    func integer() throws(RLPError) -> UInt256 {
        let octets = try octets()
        guard octets.first != 0, let value = UInt256(octets: octets) else { throw .unexpectedItem }
        return value
    }

    func uint64() throws(RLPError) -> UInt64 {
        guard let value = try integer().uint64 else { throw .unexpectedItem }
        return value
    }
}
