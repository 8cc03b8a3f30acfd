import HTTPAPI
import Telecom

/// Answers to what people ask.
struct HelpPage {
    struct Topic {
        let id: String
        let question: String
        let answer: String
    }

    /// The texts `help.topics.<word>.question` and `.answer`.
    static let words = ["install", "no_data", "top_up", "number", "lost", "sharing", "cancel", "rewards", "payment", "privacy"]

    let topics: [Topic]

    init(in language: Language) {
        topics = Self.words.map {
            Topic(id: $0, question: language.text("help.topics.\($0).question"), answer: language.text("help.topics.\($0).answer"))
        }
    }
}

enum HelpRoutes {
    static let endpoints: [Endpoint] = [help.asPage()]

    static let help = Endpoint(.get, "/help", "showHelp", tag: "Pages", "Show help", access: .anyone, produces: ["text/html"]) { call in
        call.page(call.language.text("help.title"), at: .help, HelpPage(in: call.language)).content()
    }
}
