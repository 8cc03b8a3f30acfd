import Subscribers
import Telecom
import TestKit
import Testing

@Suite struct LineTransitionTests {
    let now = Timestamp(secondsSince1970: 1_800_000_000)

    func line(_ events: LineEvent...) throws -> Line {
        var line = Line(id: LineID("line_1")!, brandID: .dotm, accountID: AccountID("acc_1")!, createdAt: now)
        for event in events { _ = try line.apply(event, actor: "system", at: now) }
        return line
    }

    @Test func `a line goes from its order to its end, one numbered transition after another`() throws {
        var line = try line()
        let events: [LineEvent] = [.provision, .activate, .suspend(.lostDevice), .resume(.lostDevice), .terminate]
        let transitions = try events.map { try #require(try line.apply($0, actor: "acc_1", note: "why", at: now)) }
        #expect(transitions.map(\.to) == [.provisioning, .active, .suspended, .active, .terminated])
        #expect(transitions.map(\.from) == [.ordered, .provisioning, .active, .suspended, .active])
        #expect(transitions.map(\.sequence) == [2, 3, 4, 5, 6])
        #expect(transitions.map(\.reason) == [nil, nil, .lostDevice, .lostDevice, nil])
        #expect(line.activatedAt == now && line.endedAt == now)
    }

    @Test func `an event that came before changes nothing`() throws {
        let repeats: [([LineEvent], LineEvent)] = [
            ([.provision], .provision), ([.provision, .activate], .activate), ([.provision, .activate], .resume(.fraud)),
            ([.provision, .activate, .suspend(.fraud)], .suspend(.fraud)), ([.terminate], .terminate),
            ([.provision, .activate, .portOut], .portOut),
        ]
        for (before, event) in repeats {
            var line = try line()
            for event in before { _ = try line.apply(event, actor: "system", at: now) }
            let same = line
            #expect(try line.apply(event, actor: "system", at: now) == nil)
            #expect(line == same)
        }
    }

    @Test func `a line resumes when the last reason is lifted`() throws {
        var line = try line(.provision, .activate, .suspend(.lostDevice), .suspend(.membershipLapsed))
        #expect(try line.apply(.resume(.lostDevice), actor: "acc_1", at: now)?.to == .suspended)
        #expect(line.suspensions == [.membershipLapsed])
        #expect(try line.apply(.resume(.membershipLapsed), actor: "system", at: now)?.to == .active)
    }

    @Test func `every event that does not fit is refused with the state, and nothing changes`() throws {
        let states: [LineState: [LineEvent]] = [
            .ordered: [], .provisioning: [.provision], .active: [.provision, .activate],
            .suspended: [.provision, .activate, .suspend(.fraud)], .portedOut: [.provision, .activate, .portOut], .terminated: [.terminate],
        ]
        let refused: [LineState: [LineEvent]] = [
            .ordered: [.activate, .suspend(.fraud), .resume(.fraud), .portOut],
            .provisioning: [.suspend(.fraud), .resume(.fraud), .portOut], .active: [.provision], .suspended: [.provision, .activate],
            .portedOut: [.provision, .activate, .suspend(.fraud), .resume(.fraud), .terminate],
            .terminated: [.provision, .activate, .suspend(.fraud), .resume(.fraud), .portOut],
        ]
        for state in LineState.allCases {
            var line = try line()
            for event in states[state]! { _ = try line.apply(event, actor: "system", at: now) }
            let same = line
            for event in refused[state]! {
                #expect(throws: LineError.doesNotFit(state), "\(event) in \(state)") { try line.apply(event, actor: "system", at: now) }
            }
            #expect(line == same)
        }
    }
}
