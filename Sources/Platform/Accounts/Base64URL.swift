import Foundation

/// RFC 4648 §5 without padding.
public func base64URL(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}

/// The bytes of unpadded base64url; `nil` for any other character, for padding, and for a text that is not the one way to write its bytes.
public func base64URLDecoded(_ text: some StringProtocol) -> [UInt8]? {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    let standard = String(text).replacing("-", with: "+").replacing("_", with: "/")
    guard let data = Data(base64Encoded: standard + padding), base64URL(data) == text else { return nil }
    return Array(data)
}
