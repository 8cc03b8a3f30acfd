import Charging
import Subscribers
import Telecom

/// Charging data records as comma-separated values: a row for each rating group and unit of a record, one row for a record without usage.
/// Times are UTC; units of `input`, `output`, `total`, `debited` and `overage` are those that `unit` names.
extension ServedChargingDataRecord {
    public static let csvHeader = CSV.line([
        "session_id", "record", "opened_at", "closed_at", "closing", "brand_id", "account_id", "line_id", "imsi", "msisdn", "apn",
        "country",
        "gateway", "rating_group", "unit", "input", "output", "total", "debited", "overage",
    ])

    /// Lines with their line feeds.
    public var csv: String {
        let head: [String] = [
            record.sessionID, "\(record.number)", record.openedAt.description, record.closedAt.description, record.closing?.rawValue ?? "",
            brandID.text, record.accountID.text, record.lineID.text, imsi?.digits ?? "", msisdn?.description ?? "", record.apn?.name ?? "",
            record.country?.code ?? "", record.gateway?.host ?? "",
        ]
        let sums = record.sums
        if sums.isEmpty { return CSV.line(head + [String](repeating: "", count: 7)) }
        return sums.map { sum in
            CSV.line(
                head + [
                    sum.ratingGroup.map { "\($0)" } ?? "", sum.unit.rawValue, "\(sum.input)", "\(sum.output)", "\(sum.total)",
                    "\(sum.debited)", "\(sum.overage)",
                ])
        }.joined()
    }
}

extension ChargingDataRecord {
    fileprivate struct Sum {
        let ratingGroup: UInt32?
        let unit: ChargingUnit
        var input: Int64 = 0
        var output: Int64 = 0
        var total: Int64 = 0
        var debited: Int64 = 0
        var overage: Int64 = 0
    }

    /// What was used by rating group and unit, in the order in which they were first reported.
    fileprivate var sums: [Sum] {
        usages.reduce(into: []) { sums, usage in
            let index =
                sums.firstIndex { $0.ratingGroup == usage.ratingGroup && $0.unit == usage.unit }
                ?? {
                    sums.append(Sum(ratingGroup: usage.ratingGroup, unit: usage.unit))
                    return sums.count - 1
                }()
            sums[index].input += usage.used.input
            sums[index].output += usage.used.output
            sums[index].total += usage.used.total
            sums[index].debited += usage.debited
            sums[index].overage += usage.overage
        }
    }
}
