import Subscribers
import Telecom

/// A line in a list.
struct LineRow {
    let id: String
    let number: String
    let name: String?
    let state: String
    /// The colour of the state.
    let tone: String

    init(_ line: Line, in language: Language) {
        id = line.id.text
        number = line.msisdn.map(language.phoneNumber) ?? language.text("lines.unnumbered")
        name = line.name
        state = language.text("lines.state.\(line.state.rawValue)")
        tone =
            switch line.state {
            case .active: ""
            case .ordered, .provisioning, .suspended: "flower"
            case .portedOut, .terminated: "plain"
            }
    }
}

/// All lines of a person.
struct LinesPage {
    let lines: [LineRow]
    let hasLines: Bool

    init(_ lines: [Line], in language: Language) {
        // Those that are over go last.
        self.lines = (lines.filter { !$0.state.isEnd } + lines.filter(\.state.isEnd)).map { LineRow($0, in: language) }
        hasLines = !lines.isEmpty
    }
}
