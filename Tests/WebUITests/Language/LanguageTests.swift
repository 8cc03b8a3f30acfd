import HTTPAPI
import HTTPTypes
import Platform
import Telecom
import TestKit
import Testing

@testable import WebUI

@Suite struct LanguageTests {
    @Test(arguments: [
        ("es", Language.spanish), ("es-MX,es;q=0.9,en;q=0.8", .spanish), ("de, fr;q=0.5, en;q=0.4", .french), ("en;q=0.1, fr-CA", .french),
        ("en, es", .english), ("FR", .french), ("en;q=0, es;q=0.001", .spanish),
    ]) func `a browser's preference is read by its weights`(_ header: String, _ language: Language) {
        #expect(Language(preferred: header) == language)
    }

    @Test(arguments: ["", "de", "*", "en;q=0", "en;q=x", ";;;", ",,,"]) func `a preference for none of ours chooses none`(_ header: String)
    {
        #expect(Language(preferred: header) == nil)
    }

    @Test func `the account goes before the cookie, the cookie before the browser`() {
        let headers: HTTPFields = [.acceptLanguage: "fr"]
        let person = Principal(accountID: AccountID("acc_1")!, brandID: .dotm, role: .subscriber, language: "es-MX")
        #expect(Language(principal: person, cookie: "en", headers: headers) == .spanish)
        #expect(Language(principal: nil, cookie: "en", headers: headers) == .english)
        #expect(Language(principal: nil, cookie: "xx", headers: headers) == .french)
        #expect(Language(principal: nil, cookie: nil, headers: [:]) == .english)
    }

    @Test func `money, numbers, dates and volumes are written as the language does`() {
        let time = Timestamp("2026-11-24T14:05:00Z")!
        let space = "\u{A0}"
        let money = Money(minorUnits: 123_456, currency: .usd)
        #expect(Language.english.money(money) == "$1,234.56")
        #expect(Language.spanish.money(money) == "$1,234.56")
        #expect(Language.french.money(money).replacing("\u{202F}", with: space) == "1\(space)234,56\(space)$\(space)US")
        #expect(Language.english.money(Money(minorUnits: 3300, currency: .cad)) == "CA$33.00")
        #expect(Language.english.volume(.megabytes(1250)) == "1.25\(space)GB")
        #expect(Language.french.volume(.megabytes(1250)) == "1,25\(space)Go")
        #expect(Language.french.volume(octets: 12) == "12\(space)o")
        #expect(Language.english.day(time) == "Nov 24, 2026")
        #expect(Language.spanish.day(time) == "24 nov 2026")
        #expect(Language.french.day(time).contains("nov"))
        #expect(Language.english.tokens(TokenAmount("14.8752")!) == "14.8752")
        #expect(Language.french.tokens(TokenAmount("14.8752")!) == "14,8752")
        #expect(Language.english.tokens(TokenAmount("0.000000000000000001")!) == "0.000000000000000001")
        #expect(Language.english.phoneNumber(MSISDN("12025550147")!) == "+1 202-555-0147")
        #expect(Language.english.phoneNumber(MSISDN("525512345678")!) == "+525512345678")
    }

    @Test func `times are in the reader's zone where it is known, and say which`() {
        let time = Timestamp("2026-11-25T02:05:00Z")!
        let plain = { (text: String) in text.replacing("\u{202F}", with: " ").replacing("\u{A0}", with: " ") }
        #expect(plain(Language.english.dayAndMinute(time)) == "Nov 25, 2026, 2:05 AM UTC")
        ReaderZone.$current.withValue(ReaderZone.named("America/Toronto")) {
            #expect(plain(Language.english.dayAndMinute(time)) == "Nov 24, 2026, 9:05 PM EST")
            #expect(Language.english.day(time) == "Nov 25, 2026")
        }
        ReaderZone.$current.withValue(ReaderZone.named("UTC")) {
            #expect(plain(Language.english.dayAndMinute(time)) == "Nov 25, 2026, 2:05 AM UTC")
        }
    }

    @Test(arguments: ["", "America/Nowhere", "../../etc/passwd", "GMT+99:99"]) func `a zone that is none is not taken`(_ name: String) {
        #expect(ReaderZone.named(name) == nil)
    }

    @Test(arguments: [("America/Vancouver", "4:00 AM PST"), ("nonsense", "12:00 PM UTC")])
    func `a page's times follow the zone that the browser has told`(_ zone: String, _ time: String) async throws {
        try await withPages { _, client in
            let answer = try await client.execute(uri: "/mcp", method: .get, headers: [.cookie: "gorse_zone=\(zone)"])
            #expect(String(buffer: answer.body).replacing("\u{202F}", with: " ").contains("Nov 23, 2026, \(time)"))
        }
    }

    @Test(arguments: [("es", "Unirse", "es-US"), ("fr-CA,fr;q=0.9", "S’inscrire", "fr-CA"), ("de", "Join", "en-US")])
    func `a visitor reads the language of the browser`(_ header: String, _ join: String, _ tag: String) async throws {
        try await withPages { _, client in
            let answer = try await client.execute(uri: "/sign-up", method: .get, headers: [.acceptLanguage: header])
            let html = String(buffer: answer.body)
            #expect(html.contains("<h1>\(join)</h1>"))
            #expect(html.contains("<html lang=\"\(tag)\">"))
        }
    }

    @Test func `the switch in the foot is remembered, and leads back`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.get("/sign-up")
            let answer = try await ana.choose("fr", headers: referer("http://localhost/sign-up"))
            #expect(answer.status == .seeOther)
            #expect(answer.headers[.location] == "/sign-up")
            try await ana.get("/sign-up")
            #expect(ana.html.contains("<h1>S’inscrire</h1>"))
        }
    }

    @Test(arguments: ["https://evil.example", "https://evil.example//evil.example", "nonsense", "https://evil.example/\\evil"])
    func `the switch leads nowhere but to pages of ours`(_ referer: String) async throws {
        try await withPages { _, client in
            let answer = try await Visitor(client).choose("fr", headers: self.referer(referer))
            #expect(answer.headers[.location]?.hasPrefix("/") == true)
            #expect(answer.headers[.location]?.contains("evil") == false)
        }
    }

    @Test func `who joins in a language keeps it, and an account's language follows to other browsers`() async throws {
        try await withPages { platform, client in
            let ana = Visitor(client)
            try await ana.choose("es")
            try await ana.join()
            let other = Visitor(client)
            try await other.get("/sign-in")
            #expect(other.html.contains("<h1>Sign in</h1>"))
            try await other.post("/sign-in", [("email", "ana@example.com"), ("password", "a good long password")])
            try await other.get("/account")
            #expect(other.html.contains("Tu cuenta"))
            try await other.choose("fr")
            try await ana.get("/account")
            #expect(ana.html.contains("Votre compte"))
        }
    }

    @Test func `a browser that goes astray gets a page, a program JSON`() async throws {
        try await withPages { _, client in
            let page = try await client.execute(uri: "/nothing", method: .get, headers: [.accept: "text/html,*/*", .acceptLanguage: "es"])
            #expect(page.status == .notFound)
            #expect(String(buffer: page.body).contains("<h1>Aquí no hay nada</h1>"))
            let json = try await client.execute(uri: "/nothing", method: .get, headers: [.accept: "*/*"])
            #expect(json.status == .notFound)
            #expect(json.headers[.contentType]?.hasPrefix("application/json") == true)
        }
    }

    @Test func `errors are told in the reader's language`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.choose("fr")
            try await ana.get("/orders/ord_1")
            try await ana.get("/sign-in")
            try await ana.post("/sign-in", [("email", "nobody@example.com"), ("password", "wrong password")])
            #expect(ana.html.contains("L’adresse ou le mot de passe est erroné."))
            let answer = try await ana.get("/mcp?currency=MXN")
            #expect(answer.status == .badRequest)
            #expect(ana.html.contains("Il n’y a pas de prix dans cette devise."))
        }
    }

    private func referer(_ url: String) -> HTTPFields { [HTTPField.Name("Referer")!: url] }
}
