import Telecom

/// One good row of a number file.
public struct PhoneNumberRow: Hashable, Sendable {
    public let row: Int
    public let number: NorthAmericanNumber
}

extension CSV {
    /// Reads the column `number` (`+12125550123`; the `+` may be absent). Other columns are not looked at.
    /// - Returns: the good rows and what is wrong with the others, in the order of the file.
    public func phoneNumberRows(_ plan: NumberPlan) throws(CSVError) -> (good: [PhoneNumberRow], problems: [ImportProblem]) {
        let at = try positions(of: ["number"])[0]
        var good: [PhoneNumberRow] = []
        var problems: [ImportProblem] = []
        var seen = SeenValues()
        for row in rows {
            guard row.fields.count == columns.count else {
                problems.append(ImportProblem(row: row.number, column: nil, rule: ImportProblem.wrongCount(columns.count)))
                continue
            }
            do {
                let msisdn = try parsed(row, at, MSISDN.rule) { MSISDN($0) }
                let number = try planned(msisdn, plan, row: row.number)
                try seen.note([("number", msisdn.digits)], row: row.number)
                good.append(PhoneNumberRow(row: row.number, number: number))
            } catch {
                problems.append(error)
            }
        }
        return (good, problems)
    }

    private func planned(_ msisdn: MSISDN, _ plan: NumberPlan, row: Int) throws(ImportProblem) -> NorthAmericanNumber {
        do {
            return try plan.number(msisdn)
        } catch {
            throw ImportProblem(row: row, column: "number", rule: error.rule)
        }
    }
}
