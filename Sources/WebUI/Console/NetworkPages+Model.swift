import Charging
import Foundation
import HTTPAPI
import Platform
import Store
import Telecom

/// The core network: peers, and what lives in it.
struct ConsoleNetworkPage {
    struct Figure {
        let label: String
        let text: String
        let isGood: Bool
    }

    struct Peer {
        let name: String
        let place: String
        let node: String
        let applications: [String]
        let state: String
        let tone: String
        let isGood: Bool
        let pace: String
        let median: String
        let p99: String
        let results: [Result]
    }

    struct Result {
        let code: String
        let count: String
        /// 2xxx, RFC 6733 §7.1.2.
        let isSuccess: Bool
    }

    struct Session {
        let id: String
        let path: String?
        let detail: String
        let time: String
    }

    let menu: ConsoleMenu
    let isGood: Bool
    let figures: [Figure]
    let peers: [Peer]
    let search: Field
    let charging: [Session]
    let policy: [Session]
    let locations: [Session]

    init(_ network: NetworkOverview, menu: ConsoleMenu, in language: Language) {
        let lost = network.peers.missed
        let connected = network.peers.filter { $0.lost == nil }
        self.menu = menu
        isGood = lost.isEmpty
        search = Field("id", language.text("console.network.session_id"), autocomplete: "off", maxLength: 255)
        figures = [
            Figure(label: language.text("console.network.connected"), text: language.number(Int64(connected.count)), isGood: true),
            Figure(label: language.text("console.network.lost"), text: language.number(Int64(lost.count)), isGood: lost.isEmpty),
            Figure(label: language.text("console.network.pace"), text: language.pace(network.requestsPerMinute), isGood: true),
            Figure(
                label: language.text("console.network.slowest"),
                text: language.milliseconds(connected.compactMap(\.latency?.p99Microseconds).max()), isGood: true),
        ]
        peers = network.peers.map { Peer($0, isMissed: lost.contains($0.name), in: language) }
        charging = network.chargingSessions.prefix(50).map { live in
            Session(
                id: live.id, path: "/console/network/session?id=\(live.id.inQuery)",
                detail: [
                    live.session.gateway?.host, live.session.apn?.name, live.session.lineID.text,
                    language.reserved(live.session.reservations),
                ].compactMap(\.self).joined(separator: " · "), time: language.dayAndMinute(live.openedAt))
        }
        policy = network.policySessions.map { live in
            Session(
                id: live.id, path: nil, detail: [live.gatewayHost, live.apn, live.lineID.text].compactMap(\.self).joined(separator: " · "),
                time: language.dayAndMinute(live.startedAt))
        }
        locations = network.locations.map { live in
            Session(
                id: live.imsi.digits, path: nil, detail: "\(live.mmeHost) · \(live.visitedNetwork)",
                time: language.dayAndMinute(live.updatedAt))
        }
    }
}

extension ConsoleNetworkPage.Peer {
    /// - Parameter isMissed: it is lost, and no node has it.
    init(_ peer: NetworkPeer, isMissed: Bool, in language: Language) {
        name = peer.name
        place = "\(peer.address) · \(peer.transport.uppercased())"
        node = peer.node
        applications = peer.applications
        isGood = peer.lost == nil
        if let lost = peer.lost {
            state = language.text("console.network.lost_since", ["time": language.dayAndMinute(lost.at)])
            tone = isMissed ? "alarm" : "plain"
        } else {
            state = language.text("console.network.since", ["time": language.dayAndMinute(peer.openedAt)])
            tone = ""
        }
        pace = language.pace(peer.requestsPerMinute)
        median = language.milliseconds(peer.latency?.medianMicroseconds)
        p99 = language.milliseconds(peer.latency?.p99Microseconds)
        results = peer.results.sorted { $0.key < $1.key }.map { code, count in
            ConsoleNetworkPage.Result(
                code: code == 0 ? language.text("console.network.other_results") : "\(code)", count: language.number(count),
                isSuccess: (2000..<3000).contains(code))
        }
    }
}

/// One charging session from its first request to its last.
struct ConsoleNetworkSessionPage {
    struct Fact {
        let label: String
        let text: String
        let isCode: Bool
    }

    struct Step {
        let title: String
        let time: String
        /// What the whole of it was refused for.
        let refusal: String?
        let items: [Item]
    }

    struct Item {
        let group: String
        let detail: String
        let badge: String?
        let tone: String
    }

    struct Sum {
        let figures: [ConsoleNetworkPage.Figure]
        let verdict: String
        let addsUp: Bool
    }

    let menu: ConsoleMenu
    let id: String
    let state: String
    let isOpen: Bool
    let facts: [Fact]
    let sums: [Sum]
    let steps: [Step]

    init(_ story: ChargingSessionStory, menu: ConsoleMenu, in language: Language) {
        self.menu = menu
        id = story.sessionID
        state = language.text("console.network.session_state.\(story.state.rawValue)")
        isOpen = story.state == .open
        facts = [
            ("line", story.lineID?.text, true), ("gateway", story.gateway?.host, true), ("apn", story.apn?.name, true),
            ("country", story.country?.name(in: language), false),
            ("reserved", language.reserved(story.reserved), false),
        ].compactMap { label, text, isCode in
            text.map { Fact(label: language.text("console.network.\(label)"), text: $0, isCode: isCode) }
        }
        sums = story.sums.map { Sum($0, in: language) }
        steps = story.steps.map { step in
            let time = language.dayAndMinute(step.at)
            return switch step.event {
            case .moreUnits(let bucket):
                Step(
                    title: language.text(
                        "console.network.more_units",
                        ["units": bucket.granted.map { language.units($0, bucket.unit) } ?? language.text("console.account.unlimited")]),
                    time: time, refusal: nil, items: [])
            case .request(let entry):
                Step(
                    title: language.text(
                        "console.network.step",
                        ["kind": language.text("console.network.kind.\(entry.kind)"), "number": "\(entry.requestNumber)"]),
                    time: time, refusal: entry.refusal.map { language.text("console.network.refusal.\($0.word)") },
                    items: entry.items.map { Item($0, of: entry, in: language) })
            }
        }
    }
}

extension ConsoleNetworkSessionPage.Sum {
    init(_ sum: ChargingSessionStory.Sum, in language: Language) {
        let parts = [
            ("granted", sum.granted), ("used", sum.used), ("cost", sum.cost), ("debited", sum.debited), ("overage", sum.overage),
            ("refunded", sum.refunded),
        ]
        figures = parts.filter { name, units in units != 0 || !["overage", "refunded"].contains(name) }.map { name, units in
            ConsoleNetworkPage.Figure(
                label: language.text("console.network.sum.\(name)"), text: language.units(units, sum.unit), isGood: true)
        }
        addsUp = sum.addsUp
        verdict = language.text(sum.addsUp ? "console.network.adds_up" : "console.network.does_not_add_up")
    }
}

extension ConsoleNetworkSessionPage.Item {
    init(_ item: UsageEntry.Item, of entry: UsageEntry, in language: Language) {
        group =
            item.ratingGroup.map { language.text("console.network.rating_group", ["group": "\($0)"]) }
            ?? language.text("console.network.no_rating_group")
        var parts: [(String, Int64)] = [("used", item.used.total)]
        switch entry.kind {
        case .refund: parts.append(("refunded", item.debited))
        default: parts.append(("debited", item.debited))
        }
        parts += [("overage", item.overage), ("granted", entry.refusal == nil ? item.granted : 0)]
        let told = parts.filter { $0.1 != 0 }.map { name, units in
            language.text("console.network.part.\(name)", ["units": language.units(units, item.unit)])
        }
        detail = told.isEmpty ? language.text("console.network.part.nothing") : told.joined(separator: " · ")
        if let refusal = item.refusal {
            (badge, tone) = (language.text("console.network.refusal.\(refusal.word)"), "flower")
        } else {
            (badge, tone) = (item.isFinal ? language.text("console.network.last") : nil, "plain")
        }
    }
}

extension Language {
    /// Octets to the last one: sums are told here, so nothing is rounded.
    fileprivate func units(_ count: Int64, _ unit: ChargingUnit) -> String {
        text("console.network.unit.\(unit.rawValue)", count: count)
    }

    fileprivate func reserved(_ reservations: [Reservation]) -> String {
        let held = reservations.map { units($0.units, $0.unit) }
        return held.isEmpty
            ? text("console.network.nothing_reserved") : text("console.network.held", ["units": held.joined(separator: " + ")])
    }

    /// A second's worth.
    fileprivate func pace(_ perMinute: Int64) -> String { decimal(Double(perMinute) / 60) }

    /// A dash where nothing was measured.
    fileprivate func milliseconds(_ microseconds: Int64?) -> String {
        microseconds.map { text("console.network.milliseconds", ["time": decimal(Double($0) / 1000)]) } ?? "–"
    }

    private func decimal(_ value: Double) -> String {
        value.formatted(.number.precision(.fractionLength(0...(value < 10 ? 2 : 0))).locale(locale))
    }
}
