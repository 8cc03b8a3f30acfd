/// Octets written as Ethereum writes them: `0x` and two lower-case digits for each.
public func hexadecimal(_ octets: some Sequence<UInt8>) -> String {
    var text: [UInt8] = [0x30, 0x78]
    for octet in octets {
        text.append(digits[Int(octet >> 4)])
        text.append(digits[Int(octet & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

extension [UInt8] {
    /// Reads `0x` and an even number of digits of either case; `nil` for anything else.
    /// - Parameter limit: the most octets that are read.
    public init?(hexadecimal text: some StringProtocol, limit: Int = 1 << 24) {
        let text = text.utf8
        guard text.count.isMultiple(of: 2), text.count / 2 - 1 <= limit, text.starts(with: "0x".utf8) else { return nil }
        self = []
        reserveCapacity(text.count / 2 - 1)
        var high: UInt8?
        for character in text.dropFirst(2) {
            guard let digit = hexadecimalDigit(character) else { return nil }
            if let first = high { append(first << 4 | digit) }
            high = high == nil ? digit : nil
        }
    }
}

func hexadecimalDigit(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x41...0x46: character - 0x37
    case 0x61...0x66: character - 0x57
    default: nil
    }
}

private let digits = Array("0123456789abcdef".utf8)
