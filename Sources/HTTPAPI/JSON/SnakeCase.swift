/// How the names of Swift properties are written in JSON.
public enum KeyNaming: Sendable {
    /// `accountID` is `account_id`, `svgURL` is `svg_url`.
    case snakeCase
    /// As they are: for bodies whose names another standard fixes.
    case verbatim

    func name(_ key: String) -> String {
        guard self == .snakeCase, key.utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return key }
        var name: [UInt8] = []
        let letters = Array(key.utf8)
        for (index, letter) in letters.enumerated() {
            guard isUpper(letter) else {
                name.append(letter)
                continue
            }
            let startsWord =
                index > 0
                && (!isUpper(letters[index - 1]) || (index + 1 < letters.count && isLower(letters[index + 1])))
            if startsWord, letters[index - 1] != UInt8(ascii: "_") { name.append(UInt8(ascii: "_")) }
            name.append(letter | 0x20)
        }
        return String(decoding: name, as: UTF8.self)
    }
}

private func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
private func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
