import Foundation

/// RFC 4648 §5 without padding.
public func base64URL(_ bytes: some Sequence<UInt8>) -> String {
    let standard = Data(bytes).base64EncodedData()
    return String(unsafeUninitializedCapacity: standard.count) { text in
        var length = 0
        for byte in standard where byte != UInt8(ascii: "=") {
            text[length] = byte == UInt8(ascii: "+") ? UInt8(ascii: "-") : byte == UInt8(ascii: "/") ? UInt8(ascii: "_") : byte
            length += 1
        }
        return length
    }
}

/// The bytes of unpadded base64url; `nil` for any other character, for padding, and for a text that is not the one way to write its bytes.
public func base64URLDecoded(_ text: some StringProtocol) -> [UInt8]? {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    let standard = String(text).replacing("-", with: "+").replacing("_", with: "/")
    guard let data = Data(base64Encoded: standard + padding), base64URL(data) == text else { return nil }
    return Array(data)
}
