import Charging
import Platform
import Telecom

enum ChargingDataRecordRoutes {
    static let endpoints: [Endpoint] = [export]

    static let export = Endpoint(
        .get, "/v1/admin/charging-data-records", "exportChargingDataRecords", tag: "Charging data records",
        "Get what sessions used, as comma-separated values",
        description:
            "The records of a brand's lines that were closed in the time, a row for each rating group and unit; the first row names the columns. "
            + "A record ends with its session, after a day, or after 100 reports. IMSI and number are those that the line has now. "
            + "At most 10,000 records; `gorse cdr export` has no such bound and also writes TS 32.298.",
        access: .role(.admin, scope: "admin:read"),
        parameters: [
            .query("from", .time, "Closed not before this; a day before `to` unless given."),
            .query("to", .time, "Closed before this; now unless given. After `from` by at most 31 days."), .brand,
        ], produces: ["text/csv"],
        errors: [.init(400, "too_many_records", "There are more than 10,000: ask for a shorter time.")]
    ) { call in
        let to = call.text("to").flatMap { Timestamp($0) } ?? call.platform.time.now()
        let from = call.text("from").flatMap { Timestamp($0) } ?? to.adding(days: -1)
        let records = try await call.platform.chargingDataRecords(of: call.brandAsked, from: from, to: to, as: try call.principal)
        return Content("text/csv; charset=utf-8", ServedChargingDataRecord.csvHeader + records.map(\.csv).joined())
    }
}
