import Ethereum
import Testing

/// Hexadecimal digits with or without `0x`.
func octets(_ digits: String) throws -> [UInt8] {
    try #require([UInt8](hexadecimal: digits.hasPrefix("0x") ? digits : "0x" + digits), "not hexadecimal: \(digits)")
}
