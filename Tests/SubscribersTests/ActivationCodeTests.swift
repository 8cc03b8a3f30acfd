import Subscribers
import Telecom
import TestKit
import Testing

@Suite struct ActivationCodeTests {
    @Test func `the example of SGP.22 is read and written`() throws {
        let code = try #require(ActivationCode("LPA:1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815"))
        #expect(code.address == "SMDP.GSMA.COM" && code.matchingID.text == "04386-AGYFT-A74Y8-3F815")
        #expect(code.text == "LPA:1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815")
    }

    @Test func `what is no activation code is refused`() {
        let texts = [
            "", "LPA:1$$A", "LPA:1$host$", "1$host$A", "lpa:1$host$A", "LPA:2$host$A", "LPA:1$host$a", "LPA:1$host$A$", "LPA:1$ho st$A",
            "LPA:1$host:0$A", "LPA:1$host:65536$A", "LPA:1$host:1:2$A", "LPA:1$-host$A", "LPA:1$a..b$A", "LPA:1$https://host$A",
            "LPA:1$host$A\n", "LPA:1$" + String(repeating: "a.", count: 120) + "example$ABCDEFGH",
        ]
        for text in texts { #expect(ActivationCode(text) == nil, "\(text)") }
        #expect(ActivationCode("LPA:1$127.0.0.1:8080$A") != nil)
    }

    @Test func `the matching id is not shown when printed`() {
        #expect("\(ActivationCode("LPA:1$host$SECRET-1")!)" == "LPA:1$host$…")
    }

    @Test func `drawn matching ids follow the rule and differ`() {
        let randomness = Randomness.seeded(3)
        let drawn = (0..<1000).map { _ in MatchingID(randomness).text }
        #expect(Set(drawn).count == 1000 && drawn.allSatisfy { MatchingID($0) != nil })
    }
}

@Suite struct InventoryStateTests {
    let now = Timestamp(secondsSince1970: 1000)
    let ana = AccountID("acc_ana")!

    @Test func `a SIM profile never becomes available again`() {
        #expect(!SIMProfileState.allCases.contains { $0.next.contains(.available) })
        #expect(SIMProfileState.retired.next.isEmpty)
    }

    @Test func `a hold and a quarantine end by themselves`() {
        #expect(PhoneNumberState.available.isFree(for: ana, at: now))
        #expect(PhoneNumberState.held(by: ana, until: now.adding(seconds: 1)).isFree(for: ana, at: now))
        #expect(!PhoneNumberState.held(by: AccountID("acc_bo")!, until: now.adding(seconds: 1)).isFree(for: ana, at: now))
        #expect(PhoneNumberState.held(by: AccountID("acc_bo")!, until: now).isFree(for: ana, at: now))
        #expect(!PhoneNumberState.quarantined(until: now.adding(seconds: 1)).isFree(for: ana, at: now))
        #expect(PhoneNumberState.quarantined(until: now).isFree(for: ana, at: now))
        #expect(!PhoneNumberState.assigned(LineID("line_1")!).isFree(for: ana, at: now))
        #expect(!PhoneNumberState.portedOut.isFree(for: ana, at: now))
    }

    @Test func `an area code that breaks the plan is refused`() {
        #expect(throws: NumberPlanError.areaCode("911")) { try NumberPlan(areaCodes: ["212", "911"]) }
        #expect(NumberPlan.standard.fictionalNumbers(of: "212").count == 100)
        #expect(NumberPlan.standard.fictionalNumbers(of: "212").allSatisfy { $0.isFictional })
    }
}
