import Foundation
import Logging
import Telecom
import TestKit
import Testing

@testable import gorse

@Suite struct LogTests {
    private func line(isTerminal: Bool, secrets: [String] = [], _ write: (Logger) -> Void) -> String {
        let lines = Lock<[String]>([])
        let output = LogOutput(isTerminal: isTerminal, secrets: secrets, time: ManualTime().source) { line in
            lines.withLock { $0.append(line) }
        }
        write(Logger(label: "gorse") { LineLogHandler(logLevel: .info, label: $0, output: output) })
        return lines.withLock { $0.joined() }
    }

    @Test func `a machine reads one JSON object a line, whatever is in it`() throws {
        let text = line(isTerminal: false) {
            $0.warning("a \"quoted\"\nmessage \u{1b}[31m", metadata: ["request_id": "req_1", "é\\": "\u{0}"])
        }
        #expect(text.hasSuffix("}\n") && text.filter { $0 == "\n" }.count == 1)
        let object = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        #expect(
            object == [
                "time": "2026-11-23T12:00:00.000Z", "level": "warning", "logger": "gorse", "message": "a \"quoted\"\nmessage \u{1b}[31m",
                "request_id": "req_1", "é\\": "\u{0}",
            ])
    }

    @Test func `a person reads words`() {
        let text = line(isTerminal: true) { $0.info("listening", metadata: ["port": "8080"]) }
        #expect(text == "2026-11-23T12:00:00.000Z INFO listening port=8080\n")
    }

    @Test func `what is below the level is not written`() {
        #expect(line(isTerminal: true) { $0.debug("quiet") } == "")
    }

    @Test func `a secret that an error quotes is covered`() {
        let text = line(isTerminal: false, secrets: ["postgres://u:hush@host/db"]) {
            $0.error("cannot connect", metadata: ["error": "bad address postgres://u:hush@host/db"])
        }
        #expect(!text.contains("hush"))
        #expect(text.contains("bad address (secret)"))
    }
}
