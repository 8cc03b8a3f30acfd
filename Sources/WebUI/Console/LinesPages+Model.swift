import HTTPAPI
import Platform
import Subscribers
import Telecom

/// A brand's lines.
struct ConsoleLinesPage {
    struct Item {
        let path: String
        let title: String
        let detail: String
        let state: String
        let isGood: Bool
    }

    let menu: ConsoleMenu
    let state: Choice
    let lines: [Item]
    let next: String?

    init(_ lines: [Line], state: LineState?, next: String?, menu: ConsoleMenu, in language: Language) {
        self.menu = menu
        self.state = Choice(
            "state", language.text("console.state"), chosen: state?.rawValue ?? "",
            [(value: "", label: language.text("console.every_state"))]
                + LineState.allCases.map { (value: $0.rawValue, label: language.text("console.line_state.\($0.rawValue)")) })
        self.lines = lines.map { line in
            Item(
                path: "/console/accounts/\(line.accountID)", title: line.msisdn.map { language.phoneNumber($0) } ?? line.id.text,
                detail: [line.name, line.iccid?.digits, line.imsi?.digits, language.day(line.createdAt)].compactMap(\.self)
                    .joined(separator: " · "),
                state: language.text("console.line_state.\(line.state.rawValue)"), isGood: line.state == .active)
        }
        self.next = next
    }
}

/// What a brand has to give out.
struct ConsoleInventoryPage {
    struct Count {
        let path: String
        let label: String
        let count: String
        let isCurrent: Bool
    }

    struct Item {
        let title: String
        let detail: String
        let path: String?
    }

    let menu: ConsoleMenu
    let simProfiles: [Count]
    let phoneNumbers: [Count]
    let heading: String
    let items: [Item]
    let next: String?

    init(
        _ counts: InventoryCounts, heading: String, items: [Item], shown: String, next: String?, menu: ConsoleMenu, in language: Language
    ) {
        self.menu = menu
        self.heading = heading
        self.items = items
        self.next = next
        func count(_ kind: String, _ state: String, _ number: Int64) -> Count {
            Count(
                path: "/console/inventory?\(kind)=\(state)", label: language.text("console.inventory_state.\(state)"),
                count: language.number(number), isCurrent: shown == "\(kind)=\(state)")
        }
        simProfiles = SIMProfileState.allCases.map { count("sim", $0.rawValue, counts.simProfiles[$0] ?? 0) }
        phoneNumbers = PhoneNumberListing.allCases.map { count("number", $0.rawValue, counts.phoneNumbers[$0.rawValue] ?? 0) }
    }
}
