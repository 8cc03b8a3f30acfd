import Platform
import Testing

@Suite struct QRCodeTests {
    let code = QRCode("LPA:1$smdp.example.com$04386-AGYFT-A74Y8-3F815")!

    @Test func `the three finder patterns stand in their corners and the timing pattern between them`() {
        for (left, top) in [(0, 0), (code.size - 7, 0), (0, code.size - 7)] {
            for y in 0..<7 {
                for x in 0..<7 {
                    let ring = max(abs(x - 3), abs(y - 3))
                    #expect(code.isDark(x: left + x, y: top + y) == (ring != 2))
                }
            }
        }
        for x in 8..<code.size - 8 { #expect(code.isDark(x: x, y: 6) == x.isMultiple(of: 2)) }
    }

    @Test func `the SVG draws exactly the dark modules`() {
        let side = code.size + 2 * QRCode.quietZone
        #expect(code.svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(side) \(side)\""))
        var drawn = Set<[Int]>()
        for run in code.svg.split(separator: "d=\"")[1].split(separator: "\"")[0].split(separator: "z") {
            let numbers = run.split { !$0.isNumber }.compactMap { Int($0) }
            for x in numbers[0]..<numbers[0] + numbers[2] { drawn.insert([x - 4, numbers[1] - 4]) }
        }
        var dark = Set<[Int]>()
        for y in 0..<code.size { for x in 0..<code.size where code.isDark(x: x, y: y) { dark.insert([x, y]) } }
        #expect(drawn == dark)
    }

    @Test func `the PNG has its signature, its size and its end`() {
        for scale in [1, 8, 32] {
            let png = code.png(scale: scale)
            #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            let width = png[16..<20].reduce(0) { $0 << 8 | Int($1) }
            #expect(width == (code.size + 8) * scale)
            #expect(png.suffix(8) == [0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
        }
    }

    @Test func `the terminal shows two rows in each line, with the quiet zone`() {
        let lines = code.terminalText.split(separator: "\n")
        #expect(lines.count == (code.size + 8 + 1) / 2)
        let first = lines[2].dropFirst("\u{1B}[30;107m".count).dropLast("\u{1B}[0m".count)
        #expect(first.count == code.size + 8)
        #expect(first.hasPrefix("    █▀▀▀▀▀█ "))
    }

    @Test func `what no QR can hold is refused`() {
        #expect(QRCode("") == nil && QRCode("a\u{0}b") == nil && QRCode(String(repeating: "a", count: 2332)) == nil)
        #expect(QRCode(String(repeating: "a", count: 2331))?.size == 177)
    }
}
