import HTTPAPI

/// What a form has done is told on the page that it leads to, by a word in that page's address: `/lines/line_1?done=line_renamed` shows the
/// text `notes.line_renamed`. A word without a text shows nothing.
extension Content {
    static func seeOther(_ path: String, done word: String) -> Content {
        seeOther("\(path)\(path.contains("?") ? "&" : "?")done=\(word)")
    }
}

extension Parameter {
    static let done = Parameter.query("done", .text(1...40), "What a form has just done, in a word.")
}

extension Call {
    var note: String? { text("done").flatMap { language.textIfAny("notes.\($0)") } }
}
