import HTTPAPI
import Telecom
import TestKit
import Testing

@testable import WebUI

@Suite struct DeviceTests {
    @Test(arguments: [("pixel 8", 3), ("Google PIXEL 8", 3), ("iphone 13 mini", 1), ("iphone-13-mini", 1), ("nokia 3310", 0)])
    func `a phone is found by the words of its name`(_ text: String, _ count: Int) {
        #expect(DeviceList.all.matching(text).flatMap(\.models).count == count)
    }

    @Test func `every maker's list names the page that it is from and the day of it`() {
        for maker in DeviceList.all.makers {
            #expect(maker.source.contains("support") && !maker.source.contains("://"))
            #expect(Timestamp("\(maker.checked)T00:00:00Z") != nil)
        }
    }

    @Test func `no model stands twice`() {
        let models = DeviceList.all.makers.flatMap(\.models)
        #expect(models.count > 50)
        #expect(Set(models).count == models.count)
    }

    @Test func `the page says yes, or how to be sure`() async throws {
        try await withPages { _, client in
            let ana = Visitor(client)
            try await ana.get("/devices?device=pixel+8")
            #expect(ana.html.contains("these take an eSIM"))
            #expect(ana.html.contains("Source: support.google.com/"))
            try await ana.get("/devices?device=%3Cb%3Enokia")
            #expect(ana.html.contains("not on our list"))
            #expect(ana.html.contains("value=\"&lt;b&gt;nokia\""))
            try await ana.get("/devices?eid=89049032123451234512345678901235")
            #expect(ana.html.contains("This is an EID."))
            try await ana.get("/devices?eid=89049032123451234512345678901234")
            #expect(ana.html.contains("That is not an EID"))
        }
    }
}
