import Telecom

/// One good row of a SIM-profile file. Its keys are secret: sealed at once, never printed.
public struct SIMProfileRow: Sendable {
    public let row: Int
    public let iccid: ICCID
    public let imsi: IMSI
    public let keys: SubscriberKeys
    public let matchingID: MatchingID
}

/// What authenticates a subscriber to the network: K and OPc, 16 octets each. Source: 3GPP TS 33.401 §6.1; TS 35.206 §2.
public struct SubscriberKeys: Sendable {
    public let k: [UInt8]
    public let opc: [UInt8]

    public init?(k: [UInt8], opc: [UInt8]) {
        guard k.count == 16, opc.count == 16 else { return nil }
        self.k = k
        self.opc = opc
    }

    /// Fresh ones, as a card maker would draw them.
    public init(_ randomness: Randomness) {
        k = randomness.bytes(16)
        opc = randomness.bytes(16)
    }
}

extension SubscriberKeys: CustomStringConvertible, CustomReflectable {
    public var description: String { "keys (not shown)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension CSV {
    /// Reads `iccid,imsi,k,opc,matching_id` (the last may be empty or absent: one is drawn). Other columns are not looked at.
    /// - Returns: the good rows and what is wrong with the others, in the order of the file.
    public func simProfileRows(_ randomness: Randomness) throws(CSVError) -> (good: [SIMProfileRow], problems: [ImportProblem]) {
        let at = try positions(of: ["iccid", "imsi", "k", "opc"])
        let matchingAt = columns.firstIndex(of: "matching_id")
        var good: [SIMProfileRow] = []
        var problems: [ImportProblem] = []
        var seen = SeenValues()
        for row in rows {
            guard row.fields.count == columns.count else {
                problems.append(ImportProblem(row: row.number, column: nil, rule: ImportProblem.wrongCount(columns.count)))
                continue
            }
            do {
                let iccid = try parsed(row, at[0], ICCID.rule) { ICCID($0) }
                let imsi = try parsed(row, at[1], IMSI.rule) { IMSI($0) }
                let k = try parsed(row, at[2], "K is 32 hexadecimal digits (16 octets)") { octets($0) }
                let opc = try parsed(row, at[3], "OPc is 32 hexadecimal digits (16 octets)") { octets($0) }
                var matchingID = MatchingID(randomness)
                if let matchingAt, !row.fields[matchingAt].isEmpty {
                    matchingID = try parsed(row, matchingAt, MatchingID.rule) { MatchingID($0) }
                }
                try seen.note([("iccid", iccid.digits), ("imsi", imsi.digits), ("matching_id", matchingID.text)], row: row.number)
                good.append(
                    SIMProfileRow(
                        row: row.number, iccid: iccid, imsi: imsi, keys: SubscriberKeys(k: k, opc: opc)!, matchingID: matchingID))
            } catch {
                problems.append(error)
            }
        }
        return (good, problems)
    }

    private func octets(_ text: String) -> [UInt8]? {
        guard text.utf8.count == 32, text.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
        let digits = text.map { UInt8($0.hexDigitValue!) }
        return stride(from: 0, to: 32, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
