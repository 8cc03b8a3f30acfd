import Telecom

/// Journal bodies and checkpoints as bytes: variable-length integers (seven bits a byte, lowest first; signed ones zigzag), text with its
/// length before it. The first byte is the version.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 64) { bytes.reserveCapacity(capacity) }

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func integer(_ value: Int64) { unsigned(UInt64(bitPattern: value << 1 ^ value >> 63)) }

    mutating func optional(_ value: Int64?) {
        byte(value == nil ? 0 : 1)
        if let value { integer(value) }
    }

    mutating func text(_ value: String) {
        unsigned(UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    mutating func list<Element>(_ elements: [Element], _ write: (inout ByteWriter, Element) -> Void) {
        unsigned(UInt64(elements.count))
        for element in elements { write(&self, element) }
    }
}

/// Bytes that are no journal body or checkpoint of a known version.
public struct UnreadableBody: Error, Hashable, Sendable {}

struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func byte() throws(UnreadableBody) -> UInt8 {
        guard position < bytes.count else { throw UnreadableBody() }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func unsigned() throws(UnreadableBody) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let next = try byte()
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
        }
        throw UnreadableBody()
    }

    mutating func integer() throws(UnreadableBody) -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func optional() throws(UnreadableBody) -> Int64? {
        try byte() == 0 ? nil : try integer()
    }

    mutating func text() throws(UnreadableBody) -> String {
        let count = try unsigned()
        guard count <= UInt64(bytes.count - position) else { throw UnreadableBody() }
        defer { position += Int(count) }
        return String(decoding: bytes[position..<position + Int(count)], as: UTF8.self)
    }

    /// At most as many elements as there are bytes.
    mutating func list<Element>(_ read: (inout ByteReader) throws(UnreadableBody) -> Element) throws(UnreadableBody) -> [Element] {
        let count = try unsigned()
        guard count <= UInt64(bytes.count - position) else { throw UnreadableBody() }
        var elements: [Element] = []
        elements.reserveCapacity(Int(count))
        for _ in 0..<count { elements.append(try read(&self)) }
        return elements
    }

    func required<Value>(_ value: Value?) throws(UnreadableBody) -> Value {
        guard let value else { throw UnreadableBody() }
        return value
    }
}
