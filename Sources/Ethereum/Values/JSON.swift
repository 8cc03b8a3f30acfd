/// Any JSON that an Ethereum tool or node writes. Amounts are whole numbers or texts, never fractions.
public indirect enum JSON: Hashable, Sendable {
    case null
    case flag(Bool)
    case integer(Int128)
    /// Any other number: a share, never an amount.
    case fraction(Double)
    case text(String)
    case list([JSON])
    case object([String: JSON])

    /// How deep lists and objects may lie in each other when they are read.
    public static let maximumDepth = 64
}

extension JSON {
    /// Without blanks, members in the order of their names.
    public var encoded: [UInt8] {
        var out: [UInt8] = []
        append(to: &out)
        return out
    }

    private func append(to out: inout [UInt8]) {
        switch self {
        case .null: out += "null".utf8
        case .flag(let flag): out += (flag ? "true" : "false").utf8
        case .integer(let integer): out += integer.description.utf8
        case .fraction(let fraction): out += (fraction.isFinite ? fraction.description : "null").utf8
        case .text(let text): Self.append(text, to: &out)
        case .list(let items):
            out.append(0x5B)
            for (index, item) in items.enumerated() {
                if index > 0 { out.append(0x2C) }
                item.append(to: &out)
            }
            out.append(0x5D)
        case .object(let members):
            out.append(0x7B)
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { out.append(0x2C) }
                Self.append(member.key, to: &out)
                out.append(0x3A)
                member.value.append(to: &out)
            }
            out.append(0x7D)
        }
    }

    private static func append(_ text: String, to out: inout [UInt8]) {
        out.append(0x22)
        for octet in text.utf8 {
            switch octet {
            case 0x22, 0x5C: out += [0x5C, octet]
            case ..<0x20: out += ("\\u00" + hexadecimal([octet]).dropFirst(2)).utf8
            default: out.append(octet)
            }
        }
        out.append(0x22)
    }
}

extension JSON {
    /// Reads one value that fills `octets`, in time that grows with their number alone; `nil` for anything else, for lists and objects deeper than
    /// `maximumDepth` and for an object with two members of one name. Source: RFC 8259.
    public init?(decoding octets: [UInt8]) {
        // Foundation's decoder takes a time that grows with the third power of the depth, which a node could choose.
        var reader = JSONReader(octets: octets)
        guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
        self = value
    }
}

private struct JSONReader {
    let octets: [UInt8]
    var position = 0

    init(octets: [UInt8]) { self.octets = octets }

    private var next: UInt8? { position < octets.count ? octets[position] : nil }

    var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return position == octets.count
        }
    }

    private mutating func skipBlanks() {
        while let next, next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 { position += 1 }
    }

    private mutating func take(_ octet: UInt8) -> Bool {
        skipBlanks()
        guard next == octet else { return false }
        position += 1
        return true
    }

    mutating func value(depth: Int) -> JSON? {
        skipBlanks()
        switch next {
        case 0x22: return text().map(JSON.text)
        case 0x7B where depth < JSON.maximumDepth: return object(depth)
        case 0x5B where depth < JSON.maximumDepth: return list(depth)
        case 0x74: return word("true") ? .flag(true) : nil
        case 0x66: return word("false") ? .flag(false) : nil
        case 0x6E: return word("null") ? .null : nil
        default: return number()
        }
    }

    private mutating func word(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard octets.count - position >= count, (0..<count).allSatisfy({ octets[position + $0] == word.utf8Start[$0] }) else {
            return false
        }
        position += count
        return true
    }

    private mutating func list(_ depth: Int) -> JSON? {
        position += 1
        var items: [JSON] = []
        if take(0x5D) { return .list(items) }
        while true {
            guard let item = value(depth: depth + 1) else { return nil }
            items.append(item)
            if take(0x5D) { return .list(items) }
            guard take(0x2C) else { return nil }
        }
    }

    private mutating func object(_ depth: Int) -> JSON? {
        position += 1
        var members: [String: JSON] = [:]
        if take(0x7D) { return .object(members) }
        while true {
            skipBlanks()
            guard next == 0x22, let name = text(), take(0x3A), let value = value(depth: depth + 1),
                members.updateValue(value, forKey: name) == nil
            else { return nil }
            if take(0x7D) { return .object(members) }
            guard take(0x2C) else { return nil }
        }
    }

    private mutating func number() -> JSON? {
        let start = position
        if next == 0x2D { position += 1 }
        let whole = digits()
        guard whole > 0, whole == 1 || octets[position - whole] != 0x30 else { return nil }
        let isWhole = next != 0x2E && next != 0x65 && next != 0x45
        if next == 0x2E {
            position += 1
            guard digits() > 0 else { return nil }
        }
        if next == 0x65 || next == 0x45 {
            position += 1
            if next == 0x2B || next == 0x2D { position += 1 }
            guard digits() > 0 else { return nil }
        }
        let text = String(decoding: octets[start..<position], as: UTF8.self)
        if isWhole, let integer = Int128(text) { return .integer(integer) }
        return Double(text).map(JSON.fraction)
    }

    private mutating func digits() -> Int {
        let start = position
        while let next, (0x30...0x39).contains(next) { position += 1 }
        return position - start
    }

    private mutating func text() -> String? {
        position += 1
        var content: [UInt8] = []
        while let octet = next {
            position += 1
            switch octet {
            case 0x22: return String(validating: content, as: UTF8.self)
            case 0x5C:
                guard let scalar = escape() else { return nil }
                content += String(Character(scalar)).utf8
            case ..<0x20: return nil
            default: content.append(octet)
            }
        }
        return nil
    }

    /// What follows a backslash.
    private mutating func escape() -> Unicode.Scalar? {
        guard let octet = next else { return nil }
        position += 1
        switch octet {
        case 0x22, 0x5C, 0x2F: return Unicode.Scalar(octet)
        case 0x62: return "\u{8}"
        case 0x66: return "\u{C}"
        case 0x6E: return "\n"
        case 0x72: return "\r"
        case 0x74: return "\t"
        case 0x75:
            guard let first = codeUnit() else { return nil }
            guard (0xD800...0xDBFF).contains(first) else { return Unicode.Scalar(first) }
            guard next == 0x5C else { return nil }
            position += 1
            guard next == 0x75 else { return nil }
            position += 1
            guard let second = codeUnit(), (0xDC00...0xDFFF).contains(second) else { return nil }
            return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        default: return nil
        }
    }

    private mutating func codeUnit() -> UInt32? {
        guard octets.count - position >= 4 else { return nil }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = hexadecimalDigit(octets[position]) else { return nil }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }
}

extension JSON {
    public subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    public var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    public var list: [JSON]? {
        guard case .list(let items) = self else { return nil }
        return items
    }
}
