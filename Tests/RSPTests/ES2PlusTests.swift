import Telecom
import Testing

@testable import RSP

@Suite struct ES2PlusTests {
    private static let header = #""header":{"functionRequesterIdentifier":"op","functionCallIdentifier":"1"}"#
    private static let iccid = ICCID("8910390000000000018")!

    private func read(_ function: ES2PlusRequest.Function, _ fields: String) throws -> ES2PlusRequest {
        try ES2PlusRequest.read(function, json: Array("{\(Self.header)\(fields)}".utf8)).1
    }

    private func answer(_ function: ES2PlusRequest.Function, _ json: String) -> String? {
        refusal { _ = try ES2PlusRequest.read(function, json: Array(json.utf8)) }
    }

    @Test func `Each function is read, with and without what it may leave out`() throws {
        let eid = Laboratory.eid
        #expect(try read(.downloadOrder, #","profileType":"usim""#) == .downloadOrder(eid: nil, iccid: nil, profileType: "usim"))
        #expect(
            try read(.downloadOrder, #","eid":"\#(eid)","iccid":"\#(Self.iccid)F""#)
                == .downloadOrder(eid: eid, iccid: Self.iccid, profileType: nil))
        #expect(
            try read(.confirmOrder, #","iccid":"\#(Self.iccid)","releaseFlag":true"#)
                == .confirmOrder(Self.iccid, eid: nil, matchingID: nil, confirmationCode: nil, release: true))
        #expect(
            try read(
                .confirmOrder,
                #","iccid":"\#(Self.iccid)","matchingId":"A-1","confirmationCode":"4711","eid":"\#(eid)","releaseFlag":false"#)
                == .confirmOrder(Self.iccid, eid: eid, matchingID: "A-1", confirmationCode: "4711", release: false))
        #expect(
            try read(.cancelOrder, #","iccid":"\#(Self.iccid)","finalProfileStatusIndicator":"Unavailable""#)
                == .cancelOrder(Self.iccid, eid: nil, matchingID: nil, final: .unavailable))
        #expect(try read(.releaseProfile, #","iccid":"\#(Self.iccid)","later":1"#) == .releaseProfile(Self.iccid))
        let (header, _) = try ES2PlusRequest.read(.releaseProfile, json: Array(#"{\#(Self.header),"iccid":"\#(Self.iccid)"}"#.utf8))
        #expect(header == ES2PlusRequest.Header(functionRequesterIdentifier: "op", functionCallIdentifier: "1"))
    }

    @Test func `What a request lacks or has wrong is refused by the field's own subject`() {
        let header = Self.header
        #expect(answer(.releaseProfile, "") == "1.6/2.1")
        #expect(answer(.releaseProfile, "{}") == "1.6/2.2")
        #expect(
            answer(.releaseProfile, #"{"header":{"functionRequesterIdentifier":"","functionCallIdentifier":"1"},"iccid":"\#(Self.iccid)"}"#)
                == "1.6/2.1")
        #expect(answer(.releaseProfile, "{\(header)}") == "8.2.1/2.2")
        #expect(answer(.releaseProfile, #"{\#(header),"iccid":"123"}"#) == "8.2.1/2.1")
        #expect(answer(.releaseProfile, #"{\#(header),"iccid":7}"#) == "1.6/2.1")
        #expect(answer(.downloadOrder, "{\(header)}") == "8.2.1/2.2")
        #expect(answer(.downloadOrder, #"{\#(header),"profileType":"a","eid":"89"}"#) == "8.1.1/2.1")
        #expect(answer(.confirmOrder, #"{\#(header),"iccid":"\#(Self.iccid)"}"#) == "1.6/2.2")
        #expect(answer(.cancelOrder, #"{\#(header),"iccid":"\#(Self.iccid)"}"#) == "1.6/2.2")
        #expect(answer(.cancelOrder, #"{\#(header),"iccid":"\#(Self.iccid)","finalProfileStatusIndicator":"Released"}"#) == "1.6/2.1")
        #expect(answer(.releaseProfile, String(repeating: " ", count: 10_001)) == "1.6/2.1")
    }
}
