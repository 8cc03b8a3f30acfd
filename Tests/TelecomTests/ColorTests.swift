import Telecom
import Testing

struct ColorTests {
    @Test func `a colour is a hash and six hexadecimal digits`() {
        #expect(Color("#0F6b43")?.description == "#0f6b43")
        for text in ["", "#", "0f6b43", "#0f6b4", "#0f6b433", "#0f6b4g", "#+f6b43", "#ＦＦＦＦＦＦ", "red", "#fff;}x"] {
            #expect(Color(text) == nil, "\(text)")
        }
    }

    @Test func `contrast is that of WCAG`() {
        let (black, white) = (Color("#000000")!, Color("#ffffff")!)
        #expect(black.contrast(with: white) == 21 && white.contrast(with: white) == 1)
        // Known pairs: the grey that just passes on white, and the next lighter one that does not.
        #expect(Color("#767676")!.contrast(with: white) >= 4.5)
        #expect(Color("#777777")!.contrast(with: white) < 4.5)
        #expect(black.over(white, share: 0.5) == Color("#808080"))
    }
}
