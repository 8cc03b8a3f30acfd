import Subscribers
import Telecom
import Testing

struct BrandSettingsTests {
    @Test func `colours that cannot be read are refused, each in its scheme`() {
        var settings = BrandSettings(name: "Heather", accentLight: Color("#7a3fb0")!, accentDark: Color("#d4b3f5")!)
        #expect(settings.problems.isEmpty)
        swap(&settings.accentLight, &settings.accentDark)
        #expect(settings.problems.count == 2)
        settings.accentLight = Color("#ffd400")!
        settings.accentDark = nil
        guard case .accentLight(let contrast)? = settings.problems.first, settings.problems.count == 1 else {
            Issue.record("\(settings.problems)")
            return
        }
        #expect(contrast < 2)
    }

    @Test func `what stands on an accent can always be read`() {
        for red in stride(from: 0, through: 255, by: 51) {
            for green in stride(from: 0, through: 255, by: 51) {
                for blue in stride(from: 0, through: 255, by: 51) {
                    let color = Color(red: UInt8(red), green: UInt8(green), blue: UInt8(blue))
                    #expect(color.ink.contrast(with: color) >= 4.3, "\(color)")
                }
            }
        }
    }

    @Test func `names and legal lines have their bounds`() {
        for name in ["", " ", String(repeating: "x", count: 41), "two\nlines", "bell\u{7}"] {
            #expect(BrandSettings(name: name).problems == [.name], "\(name)")
        }
        #expect(BrandSettings(name: "<b>Ünï</b>", legal: "One\nTwo").problems.isEmpty)
        #expect(BrandSettings(name: "x", legal: String(repeating: "x", count: 1001)).problems == [.legal])
        #expect(BrandSettings(name: "x", legal: "\u{1B}[31m").problems == [.legal])
        #expect(BrandSettings(name: "x", texts: [.french: BrandTexts(heading: "Bonjour"), .spanish: BrandTexts()]).problems.isEmpty)
        #expect(BrandSettings(name: "x", texts: [.spanish: BrandTexts()]).texts.isEmpty, "what says nothing is not kept")
        for heading in ["", " ", "a\nb", String(repeating: "x", count: 61)] {
            #expect(BrandSettings(name: "x", texts: [.french: BrandTexts(heading: heading)]).problems == [.heading(.french)])
        }
        #expect(
            BrandSettings(name: "x", texts: [.english: BrandTexts(lead: String(repeating: "x", count: 201))]).problems == [.lead(.english)])
    }
}
