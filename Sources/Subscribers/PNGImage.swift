/// A picture in PNG, checked and cut down to what shows it. Source: W3C PNG (Third Edition) §5, §11.
///
/// Comments, profiles, times and whatever else a file may carry are left out, so that what is served is the picture and nothing more.
public struct PNGImage: Sendable, Hashable {
    public enum Fault: Error, Hashable, Sendable {
        /// More than `greatestSize` octets.
        case tooLarge
        /// Wider or higher than `greatestSide`, or of no size.
        case dimensions
        /// Not a PNG, or a damaged one.
        case malformed
    }

    /// In octets.
    public static let greatestSize = 65_536
    /// In pixels.
    public static let greatestSide = 1024

    public let bytes: [UInt8]
    public let width: Int
    public let height: Int

    public init(_ file: some Collection<UInt8>) throws(Fault) {
        guard file.count <= Self.greatestSize else { throw .tooLarge }
        let file = Array(file)
        guard file.starts(with: Self.signature) else { throw .malformed }
        var kept = Self.signature
        var seen: [String] = []
        var size = (width: 0, height: 0)
        var position = Self.signature.count
        while position < file.count {
            guard file.count - position >= 12 else { throw .malformed }
            let length = Int(Self.number(file, at: position))
            guard length <= file.count - position - 12 else { throw .malformed }
            let chunk = file[position..<position + 12 + length]
            let checked = file[position + 4..<position + 8 + length]
            guard Self.checksum(checked) == Self.number(file, at: position + 8 + length) else { throw .malformed }
            let name = String(decoding: checked.prefix(4), as: UTF8.self)
            if seen.isEmpty {
                guard name == "IHDR", length == 13 else { throw .malformed }
                size = (Int(Self.number(file, at: position + 8)), Int(Self.number(file, at: position + 12)))
            } else if seen.last == "IEND" {
                throw .malformed
            }
            seen.append(name)
            if Self.shown.contains(name) { kept += chunk } else if checked.first! & 0x20 == 0 { throw .malformed }
            position += chunk.count
        }
        guard seen.last == "IEND", seen.contains("IDAT"), seen.count(where: { $0 == "IHDR" }) == 1 else { throw .malformed }
        guard (1...Self.greatestSide).contains(size.width), (1...Self.greatestSide).contains(size.height) else { throw .dimensions }
        bytes = kept
        (width, height) = size
    }

    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    private static let shown: Set = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]

    private static func number(_ bytes: [UInt8], at position: Int) -> UInt32 {
        bytes[position..<position + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// CRC-32. Source: PNG annex D.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
        }
    }
}
