import Charging
import Platform
import Telecom

enum UsageRoutes {
    static let endpoints: [Endpoint] = [usage]

    static let usage = Endpoint(
        .get, "/v1/lines/{line_id}/usage", "getLineUsage", tag: "Lines", "Get what a line used, by hour or by day",
        description: "Each slice is one hour or day (UTC), access point and country. Slices without usage are left out.",
        access: .signedIn(scope: "lines:read"),
        parameters: [
            .id("line_id", Noun.Line.self, "The line."),
            .query("by", .oneOf(UsageResolution.self), "`day` unless given."),
            .query("from", .time, "30 days before `to`, or one day when by hour, unless given."),
            .query("to", .time, "Now unless given; after `from` by at most 31 days of hours or 366 days."),
        ], output: UsageBody.self
    ) { call in
        let line: LineID = try call.id("line_id")
        let resolution = call.text("by").flatMap(UsageResolution.init) ?? .day
        let to = call.text("to").flatMap(Timestamp.init) ?? call.platform.time.now().adding(seconds: 1)
        let from = call.text("from").flatMap(Timestamp.init) ?? to.adding(days: resolution == .day ? -30 : -1)
        let slices = try await call.platform.usage(of: line, account: try call.accountID, by: resolution, from: from, to: to)
        return UsageBody(lineID: line, by: resolution, data: slices.prefix(UsageBody.greatestCount).map(UsageBody.Slice.init))
    }
}

struct UsageBody: APIBody {
    struct Slice: APIBody {
        let start: Timestamp
        let apn: String?
        let country: String?
        let octetsIn: Int64
        let octetsOut: Int64
        let octets: Int64
        let seconds: Int64
        let messages: Int64

        static let schemaName = "UsageSlice"
        static let schema = JSONSchema.object([
            .required("start", .time), .optional("apn", .text(1...63)), .optional("country", .country),
            .required("octets_in", .integer(0...Int64.max), "From the subscriber."),
            .required("octets_out", .integer(0...Int64.max), "To the subscriber."),
            .required("octets", .integer(0...Int64.max), "Charged."), .required("seconds", .integer(0...Int64.max)),
            .required("messages", .integer(0...Int64.max)),
        ])

        init(_ slice: UsageSlice) {
            start = slice.start
            apn = slice.apn?.name
            country = slice.country?.code
            octetsIn = slice.counts.octetsIn
            octetsOut = slice.counts.octetsOut
            octets = slice.counts.octets
            seconds = slice.counts.seconds
            messages = slice.counts.messages
        }
    }

    let lineID: LineID
    let by: UsageResolution
    let data: [Slice]

    static let greatestCount = 10_000
    static let schema = JSONSchema.object([
        .required("line_id", .id(Noun.Line.self)), .required("by", .oneOf(UsageResolution.self)),
        .required("data", .array(of: .body(Slice.self), count: 0...greatestCount)),
    ])
}
