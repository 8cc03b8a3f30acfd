import Store
import Subscribers
import Telecom
import TestKit
import Testing

@Suite struct LinesContractTests {
    let now = ManualTime().source.now()

    static func stock(_ count: Int, _ tx: any SQLTransaction, at time: Timestamp) throws {
        let randomness = Randomness.seeded(5)
        try tx.insertSIMProfiles(
            (0..<count).map { index in
                let serial = "8999901" + String(String(index + 100_000_000_000).suffix(11))
                let profile = SIMProfile(
                    id: SIMProfileID(at: time, randomness), brandID: .dotm, iccid: ICCID(serial + String(luhnCheckDigit(serial)))!,
                    imsi: IMSI("00101" + String(String(index + 10_000_000_000).suffix(10)))!, matchingID: MatchingID(randomness),
                    source: .imported, createdAt: time)
                return NewSIMProfile(profile: profile, sealedK: [1], sealedOPc: [2])
            })
        let plan = NumberPlan.standard
        let numbers = plan.areaCodes.flatMap { plan.fictionalNumbers(of: $0) }.prefix(count)
        try tx.insertPhoneNumbers(
            numbers.map { PhoneNumber(msisdn: $0.msisdn, brandID: .dotm, areaCode: $0.areaCode, source: .imported) }, at: time)
    }

    @Test(arguments: StoreKind.allCases) func `an order item makes one line, one transition and one job, however often it is fulfilled`(
        kind: StoreKind
    ) async throws {
        try await withStore(kind) { store in
            let order = OrderID("ord_1")!
            let ids = try await store.write { [now] tx throws in
                let ana = try tx.insertTestAccount("ana")
                return try (0..<3).map { _ in
                    try tx.orderLine(account: ana, brand: .dotm, order: order, preferredAreaCode: "415", at: now, ids: .seeded(1))
                } + [tx.orderLine(account: ana, brand: .dotm, order: order, item: 1, at: now, ids: .seeded(2))]
            }
            #expect(Set(ids).count == 2)
            try await store.read { tx throws in
                let line = try #require(try tx.line(ids[0]))
                #expect(line.state == .ordered && line.orderID == order && line.preferredAreaCode == "415" && line.revision == 1)
                #expect(try tx.lineTransitions(of: ids[0]).map(\.to) == [.ordered])
                #expect(try tx.job(kind: LineJob.provisionLine, key: ids[0].text)?.decode(LineJob.self).lineID == ids[0])
                #expect(try tx.lines(of: AccountID("acc_ana")!).count == 2)
                let charged = try #require(try tx.chargeableLine(ids[0]))
                #expect(charged.groupID == GroupID("grp_ana")! && charged.state == .ordered)
                #expect(try tx.chargeableLine(LineID("line_none")!) == nil)
            }
        }
    }

    @Test(arguments: StoreKind.allCases) func `a hundred orders at once get a hundred SIM profiles and numbers, and the next gets none`(
        kind: StoreKind
    ) async throws {
        try await withStore(kind) { store in
            let lines = try await store.write { [now] tx throws in
                try Self.stock(100, tx, at: now)
                let ana = try tx.insertTestAccount("ana")
                let randomness = Randomness.seeded(9)
                return try (0..<101).map { _ in try tx.orderLine(account: ana, brand: .dotm, order: nil, at: now, ids: randomness) }
            }
            let ana = AccountID("acc_ana")!
            // Every line asks twice, as a retry would.
            let got = try await withThrowingTaskGroup(of: (LineID, IMSI?, MSISDN?).self) { group in
                for line in lines.dropLast() + lines.dropLast() {
                    group.addTask { [now] in
                        try await store.write(isolation: .readCommitted) { tx in
                            _ = try tx.lockLine(line)
                            let profile = try tx.claimSIMProfile(for: line, brand: .dotm, at: now)
                            let number = try tx.claimPhoneNumber(for: line, account: ana, brand: .dotm, areaCode: "312", at: now)
                            return (line, profile?.imsi, number?.msisdn)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(got.count == 200 && got.allSatisfy { $0.1 != nil && $0.2 != nil })
            #expect(Set(got.map(\.1)).count == 100 && Set(got.map(\.2)).count == 100)
            for (_, pairs) in Dictionary(grouping: got, by: \.0) {
                #expect(Set(pairs.map(\.1)).count == 1 && Set(pairs.map(\.2)).count == 1)
            }
            try await store.write { [now] tx throws in
                #expect(try tx.claimSIMProfile(for: lines.last!, brand: .dotm, at: now) == nil)
                #expect(try tx.claimPhoneNumber(for: lines.last!, account: ana, brand: .dotm, areaCode: nil, at: now) == nil)
                #expect(try tx.simProfileCounts(of: .dotm) == [.assigned: 100] as [SIMProfileState: Int64])
                #expect(try tx.phoneNumberCounts(of: .dotm, at: now) == ["assigned": 100])
            }
        }
    }

    @Test(arguments: StoreKind.allCases) func `the preferred area code comes first, a held number before it, another account's hold never`(
        kind: StoreKind
    ) async throws {
        try await withStore(kind) { store in
            try await store.write { [now] tx throws in
                let ana = try tx.insertTestAccount("ana")
                let bo = try tx.insertTestAccount("bo")
                for (area, station) in [("212", "0100"), ("415", "0100"), ("604", "0100")] {
                    let number = NorthAmericanNumber(areaCode: area, exchange: "555", station: station)!
                    try tx.insertPhoneNumbers(
                        [PhoneNumber(msisdn: number.msisdn, brandID: .dotm, areaCode: area, source: .imported)], at: now)
                }
                let held = MSISDN("+16045550100")!
                #expect(try tx.holdPhoneNumber(held, for: bo, brand: .dotm, until: now.adding(seconds: PhoneNumber.holdSeconds), at: now))
                #expect(try !tx.holdPhoneNumber(held, for: ana, brand: .dotm, until: now.adding(seconds: 9), at: now))
                func claim(_ account: AccountID, _ area: String?, after seconds: Int64 = 0) throws -> MSISDN? {
                    let line = try tx.orderLine(account: account, brand: .dotm, order: nil, at: now, ids: .system)
                    return try tx.claimPhoneNumber(
                        for: line, account: account, brand: .dotm, areaCode: area, at: now.adding(seconds: seconds))?.msisdn
                }
                #expect(try claim(ana, "415") == MSISDN("+14155550100"))
                #expect(try claim(bo, "415") == held)
                #expect(try claim(ana, "604") == MSISDN("+12125550100"))
                #expect(try claim(ana, nil) == nil)
            }
        }
    }

    @Test(arguments: StoreKind.allCases) func `an ended line gives its number up for 90 days and its SIM profile for ever`(kind: StoreKind)
        async throws
    {
        try await withStore(kind) { store in
            try await store.write { [now] tx throws in
                try Self.stock(1, tx, at: now)
                let ana = try tx.insertTestAccount("ana")
                let id = try tx.orderLine(account: ana, brand: .dotm, order: nil, at: now, ids: .seeded(1))
                var line = try #require(try tx.lockLine(id))
                let profile = try #require(try tx.claimSIMProfile(for: id, brand: .dotm, at: now))
                let number = try #require(try tx.claimPhoneNumber(for: id, account: ana, brand: .dotm, areaCode: nil, at: now))
                line.simProfileID = profile.id
                line.msisdn = number.msisdn
                let transition = try line.apply(.provision, actor: "system", at: now)
                try tx.save(line, transition)
                #expect(try tx.line(withNumber: number.msisdn)?.id == id)

                #expect(try tx.changeLine(id, .terminate, actor: ana.text, at: now)?.state == .terminated)
                #expect(try tx.changeLine(id, .terminate, actor: ana.text, at: now)?.revision == 3)
                #expect(throws: LineError.doesNotFit(.terminated)) { try tx.changeLine(id, .activate, actor: "system", at: now) }
                let unknown = try tx.changeLine(LineID("line_none")!, .terminate, actor: "system", at: now)
                #expect(unknown == nil)

                #expect(try tx.simProfile(profile.id)?.state == .retired)
                #expect(try tx.line(withNumber: number.msisdn) == nil)
                let until = now.adding(days: 90)
                #expect(try tx.phoneNumber(number.msisdn)?.state == .quarantined(until: until))
                let next = try tx.orderLine(account: ana, brand: .dotm, order: nil, at: now, ids: .seeded(2))
                let early = try tx.claimPhoneNumber(for: next, account: ana, brand: .dotm, areaCode: nil, at: until.adding(seconds: -1))
                #expect(early == nil)
                #expect(try tx.claimPhoneNumber(for: next, account: ana, brand: .dotm, areaCode: nil, at: until)?.msisdn == number.msisdn)
                #expect(try tx.job(kind: LineJob.informCarrier, key: "\(id.text):3:changed") != nil)
            }
        }
    }

    @Test(arguments: StoreKind.allCases) func `transitions cannot be changed, and a SIM profile keeps its line`(kind: StoreKind)
        async throws
    {
        try await withStore(kind) { store in
            try await store.write { [now] tx throws in
                try Self.stock(1, tx, at: now)
                let ana = try tx.insertTestAccount("ana")
                let id = try tx.orderLine(account: ana, brand: .dotm, order: nil, at: now, ids: .seeded(1))
                _ = try tx.claimSIMProfile(for: id, brand: .dotm, at: now)
            }
            for sql in [
                "UPDATE line_transitions SET actor = 'x'", "DELETE FROM line_transitions", "UPDATE sim_profiles SET line_id = NULL",
                "UPDATE sim_profiles SET line_id = 'line_2'",
            ] {
                await #expect(throws: StoreError.self, "\(sql)") { try await store.write { try $0.execute(sql) } }
            }
        }
    }
}
