import SwiftASN1
import Telecom

/// Writes values under context-specific tags that stand in place of their own (IMPLICIT TAGS).
struct BERWriter {
    private var serializer = DER.Serializer()

    var bytes: [UInt8] { serializer.serializedBytes }

    mutating func constructed(_ tag: UInt, _ content: (inout BERWriter) -> Void) {
        nest(ASN1Identifier(tagWithNumber: tag, tagClass: .contextSpecific), content)
    }

    mutating func sequence(_ content: (inout BERWriter) -> Void) { nest(.sequence, content) }

    private mutating func nest(_ identifier: ASN1Identifier, _ content: (inout BERWriter) -> Void) {
        serializer.appendConstructedNode(identifier: identifier) { inner in
            var writer = BERWriter()
            swap(&writer.serializer, &inner)
            content(&writer)
            swap(&writer.serializer, &inner)
        }
    }

    /// INTEGER or ENUMERATED, in the fewest octets of two's complement.
    mutating func integer(_ tag: UInt, _ value: Int64) {
        var octets = withUnsafeBytes(of: value.bigEndian, Array.init)[...]
        while octets.count > 1, (octets[octets.startIndex] == 0x00) == (octets[octets.startIndex + 1] < 0x80),
            [0x00, 0xFF].contains(octets[octets.startIndex])
        {
            octets = octets.dropFirst()
        }
        primitive(tag, octets)
    }

    /// A character string or an octet string.
    mutating func text(_ tag: UInt, _ text: String) { primitive(tag, text.utf8) }

    /// `TimeStamp`: YYMMDDhhmmss in binary-coded decimal, the sign in ASCII and hhmm of the difference to UTC, here none.
    /// Source: 3GPP TS 32.298 §5.1.2.2 (TimeStamp).
    mutating func time(_ tag: UInt, _ time: Timestamp) {
        let date = CivilDate(time)
        let second = time.secondsSince1970 - date.daysSince1970 * 86_400
        let parts = [date.year % 100, date.month, date.day, second / 3600, second / 60 % 60, second % 60]
        primitive(tag, parts.map { UInt8(($0 / 10) << 4 | $0 % 10) } + [0x2B, 0, 0])
    }

    private mutating func primitive(_ tag: UInt, _ content: some Sequence<UInt8>) {
        serializer.appendPrimitiveNode(identifier: ASN1Identifier(tagWithNumber: tag, tagClass: .contextSpecific)) {
            $0.append(contentsOf: content)
        }
    }
}
