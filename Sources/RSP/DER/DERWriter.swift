import SwiftASN1

/// Writes the fields of a structure in their order.
struct DERWriter {
    private var serializer = DER.Serializer()

    var bytes: [UInt8] { serializer.serializedBytes }

    static func encode(_ tag: ASN1Identifier, _ fields: (inout DERWriter) -> Void) -> [UInt8] {
        var writer = DERWriter()
        writer.constructed(tag, fields)
        return writer.bytes
    }

    mutating func constructed(_ tag: ASN1Identifier, _ fields: (inout DERWriter) -> Void) {
        serializer.appendConstructedNode(identifier: tag) { inner in
            var writer = DERWriter()
            swap(&writer.serializer, &inner)
            fields(&writer)
            swap(&writer.serializer, &inner)
        }
    }

    mutating func octets(_ tag: ASN1Identifier, _ content: some Sequence<UInt8>) {
        serializer.appendPrimitiveNode(identifier: tag) { $0.append(contentsOf: content) }
    }

    mutating func text(_ tag: ASN1Identifier, _ text: String) { octets(tag, text.utf8) }

    /// In the fewest octets of two's complement.
    mutating func integer(_ tag: ASN1Identifier, _ value: Int) {
        var content = withUnsafeBytes(of: Int64(value).bigEndian, Array.init)[...]
        // A first octet that only repeats the sign of the second says nothing.
        while let first = content.first, let second = content.dropFirst().first, first == (second < 0x80 ? 0 : 0xFF) {
            content = content.dropFirst()
        }
        octets(tag, content)
    }

    mutating func flag(_ tag: ASN1Identifier, _ value: Bool) { octets(tag, [value ? 0xFF : 0]) }

    /// A list of named bits: without the zeros behind the last that is set. Source: ITU-T X.690 §11.2.2.
    mutating func bits(_ tag: ASN1Identifier, _ bits: Set<Int>) {
        guard let last = bits.max() else { return octets(tag, [0]) }
        var content = [UInt8](repeating: 0, count: last / 8 + 2)
        content[0] = UInt8(7 - last % 8)
        for bit in bits { content[1 + bit / 8] |= 0x80 >> (bit % 8) }
        octets(tag, content)
    }

    mutating func objectIdentifier(_ tag: ASN1Identifier, _ id: ASN1ObjectIdentifier) {
        serializer.appendPrimitiveNode(identifier: tag) { $0.append(contentsOf: id.content) }
    }

    mutating func null(_ tag: ASN1Identifier) { octets(tag, []) }

    /// What is encoded already.
    mutating func encoded(_ bytes: some Collection<UInt8>) { serializer.serializeRawBytes(bytes) }
}

extension ASN1ObjectIdentifier {
    /// The octets behind tag and length. Source: ITU-T X.690 §8.19.
    var content: [UInt8] {
        let components = oidComponents
        return ([components[0] * 40 + components[1]] + components.dropFirst(2)).flatMap { number -> [UInt8] in
            var octets = [UInt8(number & 0x7F)]
            var rest = number >> 7
            while rest > 0 {
                octets.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
                rest >>= 7
            }
            return octets
        }
    }
}
