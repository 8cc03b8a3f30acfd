/// Who carries a parcel, and the number under which they tell where it is.
public struct ParcelTracking: Sendable, Equatable {
    /// 1 to 60 characters, not all blank, none of them a control character.
    public let carrier: String
    /// 4 to 40 of A–Z, 0–9 and the hyphen, such as `RR123456785CA` (UPU S10) or `1Z999AA10123456784`.
    public let number: String

    public enum Refusal: Error, Sendable {
        case carrier, number
    }

    /// Small letters of `number` are made capitals.
    public init(carrier: String, number: String) throws(Refusal) {
        guard (1...60).contains(carrier.count), carrier.utf8.count <= 240, !carrier.allSatisfy(\.isWhitespace),
            carrier.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { throw .carrier }
        guard Self.isNumber(number) else { throw .number }
        self.carrier = carrier
        self.number = number.uppercased()
    }

    public static func isNumber(_ text: String) -> Bool {
        (4...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
                default: false
                }
            }
    }
}
