import CPNG
import CQREncode

/// A QR of a text, such as an activation code, with error correction of level M (15 %). Source: ISO/IEC 18004.
public struct QRCode: Sendable {
    /// Modules on each side, without the quiet zone: 21...177.
    public let size: Int
    private let dark: [Bool]

    /// Light modules that must surround it on every side. Source: ISO/IEC 18004 §6.3.8.
    public static let quietZone = 4

    /// `nil` when the text is empty, holds a NUL or is longer than a QR can take (2,331 octets).
    public init?(_ text: String) {
        guard !text.isEmpty, !text.utf8.contains(0), text.utf8.count <= 2331,
            let code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1)
        else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        size = width
        // The lowest bit of an octet says if the module is dark; the others say what it is for.
        dark = (0..<width * width).map { code.pointee.data[$0] & 1 == 1 }
    }

    /// Whether a module is dark; those of the quiet zone and beyond are not.
    public func isDark(x: Int, y: Int) -> Bool {
        (0..<size).contains(x) && (0..<size).contains(y) && dark[y * size + x]
    }

    /// Dark on light with the quiet zone, in units of one module.
    public var svg: String {
        let side = size + 2 * Self.quietZone
        var path = ""
        for y in 0..<size {
            var x = 0
            while x < size {
                let start = x
                while isDark(x: x, y: y) { x += 1 }
                if x > start { path += "M\(start + Self.quietZone) \(y + Self.quietZone)h\(x - start)v1h-\(x - start)z" }
                x += 1
            }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" shape-rendering="crispEdges">\
            <rect width="\(side)" height="\(side)" fill="#fff"/><path fill="#000" d="\(path)"/></svg>
            """
    }

    /// A grey-scale PNG with the quiet zone.
    /// - Parameter scale: pixels for each side of a module, 1...32.
    public func png(scale: Int = 8) -> [UInt8] {
        precondition((1...32).contains(scale))
        let side = (size + 2 * Self.quietZone) * scale
        var pixels = [UInt8](repeating: 0xFF, count: side * side)
        for y in 0..<side {
            for x in 0..<side where isDark(x: x / scale - Self.quietZone, y: y / scale - Self.quietZone) { pixels[y * side + x] = 0 }
        }
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        image.width = png_uint_32(side)
        image.height = png_uint_32(side)
        image.format = png_uint_32(PNG_FORMAT_GRAY)
        // Room for the pixels as they are is room for the compressed ones and the frame around them.
        var count = side * side + side * 8 + 1024
        var bytes = [UInt8](repeating: 0, count: count)
        // Fails only for want of room or memory.
        precondition(png_image_write_to_memory(&image, &bytes, &count, 0, &pixels, 0, nil) != 0, "libpng writes a grey square")
        return Array(bytes.prefix(count))
    }

    /// Two rows of modules in each line of text, dark on light by ANSI colours, with the quiet zone.
    public var terminalText: String {
        let range = -Self.quietZone..<size + Self.quietZone
        return stride(from: range.lowerBound, to: range.upperBound, by: 2).map { y in
            "\u{1B}[30;107m"
                + range.map { x in
                    switch (isDark(x: x, y: y), isDark(x: x, y: y + 1)) {
                    case (true, true): "█"
                    case (true, false): "▀"
                    case (false, true): "▄"
                    case (false, false): " "
                    }
                }.joined() + "\u{1B}[0m"
        }.joined(separator: "\n")
    }
}
