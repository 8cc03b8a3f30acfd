/// A type of the contract ABI. Source: Solidity documentation, "Contract ABI Specification", Types.
public indirect enum ABIType: Hashable, Sendable {
    /// 8...256 bits, a multiple of 8.
    case uint(bits: Int)
    case int(bits: Int)
    /// A whole number of 10^-decimals; 8...256 bits, 1...80 decimals.
    case fixed(isSigned: Bool, bits: Int, decimals: Int)
    case bool
    case address
    /// 1...32 octets.
    case fixedBytes(Int)
    /// A contract's address and a selector: 24 octets.
    case function
    case bytes
    case string
    case array(ABIType)
    case fixedArray(ABIType, count: Int)
    case tuple([ABIType])

    /// How deep arrays and tuples may lie in each other.
    public static let maximumDepth = 16
    /// The most that the fixed part of a type takes: 1 MiB.
    public static let maximumHeadWords = 32_768
    static let maximumNameLength = 4096

    /// Whether its length is told in the data.
    public var isDynamic: Bool {
        switch self {
        case .bytes, .string, .array: true
        case .fixedArray(let element, _): element.isDynamic
        case .tuple(let members): members.contains(where: \.isDynamic)
        case .uint, .int, .fixed, .bool, .address, .fixedBytes, .function: false
        }
    }

    /// Words of 32 octets where it stands: one for what is dynamic, which stands elsewhere.
    var headWords: Int {
        switch self {
        case _ where isDynamic: 1
        case .fixedArray(let element, let count): element.headWords * count
        case .tuple(let members): members.reduce(0) { $0 + $1.headWords }
        default: 1
        }
    }
}

extension ABIType: CustomStringConvertible {
    /// The canonical name, as selectors are made of it.
    public var description: String {
        switch self {
        case .uint(let bits): "uint\(bits)"
        case .int(let bits): "int\(bits)"
        case .fixed(let isSigned, let bits, let decimals): "\(isSigned ? "" : "u")fixed\(bits)x\(decimals)"
        case .bool: "bool"
        case .address: "address"
        case .fixedBytes(let count): "bytes\(count)"
        case .function: "function"
        case .bytes: "bytes"
        case .string: "string"
        case .array(let element): "\(element)[]"
        case .fixedArray(let element, let count): "\(element)[\(count)]"
        case .tuple(let members): Self.list(members)
        }
    }

    /// The canonical names between parentheses.
    static func list(_ types: [ABIType]) -> String { "(" + types.map(\.description).joined(separator: ",") + ")" }
}

/// Why something is not of the ABI.
public enum ABIError: Error, Equatable {
    /// Not the name of a type or not a declaration, or beyond the bounds on depth and size.
    case badDeclaration
    /// The value is of another kind than the type, or there are more or fewer values.
    case wrongKind
    /// A number, or octets, that the type has no room for.
    case outOfRange
    /// The data end too early.
    case truncated
    /// The data are not as an encoder writes them: padding, an offset, a Boolean, or what follows.
    case notStrict
    /// A string that is not UTF-8.
    case notText
    /// Not the selector or the first topic that is wanted.
    case wrongSelector
}

extension ABIType {
    /// Reads a name such as `uint256`, `(address,bytes)[2][]`, or `uint` and `int` for 256 bits.
    /// - Throws: `.badDeclaration`
    public init(_ name: String) throws(ABIError) {
        guard name.utf8.count <= Self.maximumNameLength else { throw .badDeclaration }
        var rest = name.utf8[...]
        self = try Self.read(&rest, depth: 0)
        guard rest.isEmpty else { throw .badDeclaration }
    }

    /// Reads types between parentheses: `(address,uint256)`.
    static func list(_ text: String) throws(ABIError) -> [ABIType] {
        guard text.utf8.count <= maximumNameLength else { throw .badDeclaration }
        var rest = text.utf8[...]
        let types = try members(&rest, depth: 0)
        guard rest.isEmpty else { throw .badDeclaration }
        return types
    }

    /// Checks the bounds of an argument list.
    static func checkHead(_ types: [ABIType]) throws(ABIError) {
        guard types.reduce(0, { $0 + $1.headWords }) <= maximumHeadWords else { throw .badDeclaration }
    }

    private static func members(_ rest: inout Substring.UTF8View.SubSequence, depth: Int) throws(ABIError) -> [ABIType] {
        guard rest.popFirst() == 0x28, depth < maximumDepth else { throw .badDeclaration }
        var members: [ABIType] = []
        if rest.first == 0x29 {
            rest.removeFirst()
            return members
        }
        while true {
            members.append(try read(&rest, depth: depth + 1))
            switch rest.popFirst() {
            case 0x2C: continue
            case 0x29:
                try checkHead(members)
                return members
            default: throw .badDeclaration
            }
        }
    }

    private static func read(_ rest: inout Substring.UTF8View.SubSequence, depth: Int) throws(ABIError) -> ABIType {
        var type: ABIType
        if rest.first == 0x28 {
            // Nothing takes no room: a list of nothing would be as long as its data say.
            let members = try members(&rest, depth: depth)
            guard !members.isEmpty else { throw .badDeclaration }
            type = .tuple(members)
        } else {
            let name = rest.prefix { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
            rest = rest.dropFirst(name.count)
            type = try elementary(String(name) ?? "")
        }
        var depth = depth
        while rest.first == 0x5B {
            rest.removeFirst()
            depth += 1
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(digits.count)
            guard depth <= maximumDepth, rest.popFirst() == 0x5D else { throw .badDeclaration }
            type = digits.isEmpty ? .array(type) : .fixedArray(type, count: try number(digits, 1...maximumHeadWords))
            guard type.headWords <= maximumHeadWords else { throw .badDeclaration }
            if case .fixedArray(let element, let count) = type {
                // What is dynamic has a word of its own for each element, though it counts for one where it stands.
                guard element.headWords * count <= maximumHeadWords else { throw .badDeclaration }
            }
        }
        return type
    }

    private static func elementary(_ name: String) throws(ABIError) -> ABIType {
        switch name {
        case "uint": return .uint(bits: 256)
        case "int": return .int(bits: 256)
        case "fixed": return .fixed(isSigned: true, bits: 128, decimals: 18)
        case "ufixed": return .fixed(isSigned: false, bits: 128, decimals: 18)
        case "bool": return .bool
        case "address": return .address
        case "function": return .function
        case "bytes": return .bytes
        case "string": return .string
        default: break
        }
        if name.hasPrefix("uint") { return .uint(bits: try bits(name.utf8.dropFirst(4))) }
        if name.hasPrefix("int") { return .int(bits: try bits(name.utf8.dropFirst(3))) }
        if name.hasPrefix("bytes") { return .fixedBytes(try number(name.utf8.dropFirst(5), 1...32)) }
        let isSigned = name.hasPrefix("fixed")
        guard isSigned || name.hasPrefix("ufixed") else { throw .badDeclaration }
        let parts = name.utf8.dropFirst(isSigned ? 5 : 6).split(separator: 0x78, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .badDeclaration }
        return .fixed(isSigned: isSigned, bits: try bits(parts[0]), decimals: try number(parts[1], 1...80))
    }

    private static func bits(_ digits: Substring.UTF8View) throws(ABIError) -> Int {
        let bits = try number(digits, 8...256)
        guard bits.isMultiple(of: 8) else { throw .badDeclaration }
        return bits
    }

    private static func number(_ digits: Substring.UTF8View, _ range: ClosedRange<Int>) throws(ABIError) -> Int {
        guard digits.first != 0x30, digits.first != 0x2B, let number = Int(Substring(digits)), range.contains(number) else {
            throw .badDeclaration
        }
        return number
    }
}
