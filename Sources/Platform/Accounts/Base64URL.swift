import Foundation

/// RFC 4648 §5 without padding.
public func base64URL(_ bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
    return String(unsafeUninitializedCapacity: (bytes.count * 4 + 2) / 3) { text in
        var (bits, pending, length) = (UInt32(0), 0, 0)
        func write(_ index: UInt32) {
            text[length] = base64URLAlphabet[Int(index & 0x3F)]
            length += 1
        }
        for byte in bytes {
            (bits, pending) = (bits << 8 | UInt32(byte), pending + 8)
            while pending >= 6 {
                pending -= 6
                write(bits >> pending)
            }
        }
        if pending > 0 { write(bits << (6 - pending)) }
        return length
    }
}

private let base64URLAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

/// The bytes of unpadded base64url; `nil` for any other character, for padding, and for a text that is not the one way to write its bytes.
public func base64URLDecoded(_ text: some StringProtocol) -> [UInt8]? {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    let standard = String(text).replacing("-", with: "+").replacing("_", with: "/")
    guard let data = Data(base64Encoded: standard + padding), base64URL(data) == text else { return nil }
    return Array(data)
}
