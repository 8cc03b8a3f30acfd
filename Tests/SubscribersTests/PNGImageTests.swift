import Foundation
import Subscribers
import Testing

struct PNGImageTests {
    /// One red pixel, as an encoder writes it.
    static let pixel = Array(
        Data(base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC")!)

    private func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
        var crc: UInt32 = ~0
        for byte in Array(name.utf8) + body {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
        }
        func bytes(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
        return bytes(UInt32(body.count)) + Array(name.utf8) + body + bytes(~crc)
    }

    @Test func `a picture is taken as it is, and what is not shown is left out`() throws {
        let plain = try PNGImage(Self.pixel)
        #expect(plain.bytes == Self.pixel && plain.width == 1 && plain.height == 1)
        let script = chunk("tEXt", Array("Comment\0<script>alert(1)</script>".utf8))
        let loaded = Array(Self.pixel[..<33]) + script + Array(Self.pixel[33...])
        #expect(try PNGImage(loaded) == plain)
    }

    @Test func `what is no picture, damaged, too large or followed by something is refused`() {
        var turned = Self.pixel
        turned[45] ^= 1
        for file in [
            [], Array("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".utf8), Array(Self.pixel.prefix(8)),
            Array(Self.pixel.dropLast()), Self.pixel + [0], Self.pixel + Array("<html>".utf8), turned,
            Array(Self.pixel.prefix(8)) + chunk("IEND", []),
            // A critical chunk that no reader would know.
            Array(Self.pixel[..<33]) + chunk("EVIL", []) + Array(Self.pixel[33...]),
        ] {
            #expect(throws: PNGImage.Fault.malformed) { try PNGImage(file) }
        }
        let wide = Array(Self.pixel.prefix(8)) + chunk("IHDR", [0, 0, 4, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]) + Array(Self.pixel[33...])
        #expect(throws: PNGImage.Fault.dimensions) { try PNGImage(wide) }
        #expect(throws: PNGImage.Fault.tooLarge) { try PNGImage([UInt8](repeating: 0, count: PNGImage.greatestSize + 1)) }
    }
}
