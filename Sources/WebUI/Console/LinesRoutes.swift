import HTTPAPI
import Platform
import Subscribers
import Telecom

enum ConsoleLinesRoutes {
    static let endpoints: [Endpoint] = [list, inventory]
    private static let size = 50

    static let list = Endpoint.consolePage(
        "/console/lines", "showConsoleLines", "List the brand's lines",
        parameters: [
            .query("state", .oneOf([""] + LineState.allCases.map(\.rawValue)), "Only those in this state."),
            .query("before", .id(Noun.Line.self), "The line to go on behind."),
        ]
    ) { page, call in
        let state = call.text("state").flatMap(LineState.init(rawValue:))
        let lines = try await call.platform.lines(
            of: nil, state: state, before: call.text("before").flatMap { LineID($0) }, limit: size, as: page.principal)
        let next = nextPage("/console/lines", [("state", state?.rawValue)], before: lines.count == size ? lines.last?.id.text : nil)
        return page.content(.lines, ConsoleLinesPage(lines, state: state, next: next, menu: page.menu(.lines), in: page.language))
    }

    static let inventory = Endpoint.consolePage(
        "/console/inventory", "showConsoleInventory", "Show SIM profiles and numbers",
        parameters: [
            .query("sim", .oneOf(SIMProfileState.self), "List SIM profiles in this state."),
            .query("number", .oneOf(PhoneNumberListing.self), "List numbers in this state."),
            .query("before", .text(1...20), "What to go on behind."),
        ]
    ) { page, call in
        let language = page.language
        let counts = try await call.platform.countInventory(of: page.principal.brandID)
        let number = call.text("number").flatMap(PhoneNumberListing.init(rawValue:))
        let sim = call.text("sim").flatMap(SIMProfileState.init(rawValue:)) ?? .available
        let after = call.text("before")
        let items: [ConsoleInventoryPage.Item]
        let last: String?
        if let number {
            let numbers = try await call.platform.phoneNumbers(
                of: nil, state: number, after: after.flatMap { MSISDN($0) }, limit: size, as: page.principal)
            items = numbers.map { ConsoleInventoryPage.Item($0, in: language) }
            last = numbers.count == size ? numbers.last?.msisdn.digits : nil
        } else {
            let profiles = try await call.platform.simProfiles(of: nil, state: sim, after: after, limit: size, as: page.principal)
            items = profiles.map { ConsoleInventoryPage.Item($0, in: language) }
            last = profiles.count == size ? profiles.last?.iccid.digits : nil
        }
        let state = number?.rawValue ?? sim.rawValue
        let shown = number == nil ? "sim=\(state)" : "number=\(state)"
        let words = ["state": language.text("console.inventory_state.\(state)")]
        let heading =
            number == nil ? language.text("console.inventory.sims_in", words) : language.text("console.inventory.numbers_in", words)
        let next = nextPage("/console/inventory", [(number == nil ? "sim" : "number", state)], before: last)
        return page.content(
            .inventory,
            ConsoleInventoryPage(
                counts, heading: heading, items: items, shown: shown, next: next, menu: page.menu(.inventory), in: language))
    }
}

extension ConsoleInventoryPage.Item {
    fileprivate init(_ profile: SIMProfile, in language: Language) {
        title = profile.iccid.digits
        detail = [profile.imsi.digits, language.day(profile.createdAt)].joined(separator: " · ")
        path = profile.lineID.map { "/console/accounts?text=\($0)" }
    }

    fileprivate init(_ number: PhoneNumber, in language: Language) {
        title = language.phoneNumber(number.msisdn)
        switch number.state {
        case .held(_, let until), .quarantined(let until):
            detail = language.text("console.account.until", ["day": language.dayAndMinute(until)])
        default: detail = number.areaCode
        }
        if case .assigned(let line) = number.state { path = "/console/accounts?text=\(line)" } else { path = nil }
    }
}
