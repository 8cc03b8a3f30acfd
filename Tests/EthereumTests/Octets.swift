import Ethereum
import Testing

/// Hexadecimal digits with or without `0x`.
func octets(_ digits: String) throws -> [UInt8] {
    let read = octets(hexadecimal: digits.hasPrefix("0x") ? digits : "0x" + digits)
    return try #require(read, "not hexadecimal: \(digits)")
}
