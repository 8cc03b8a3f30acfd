import Store
import Subscribers
import Telecom

extension Platform {
    /// Finds accounts of a brand by what people tell support: the beginning of an address, a number, an ICCID, an IMSI, or the id of an
    /// account, a line or an order.
    /// - Parameter text: 1 to 254 characters; spaces, dots, hyphens and brackets within a number do not matter.
    /// - Returns: at most `limit` accounts; a number also finds those who had it before, the newest owner first.
    /// - Throws: `forbidden` for anybody but staff; `brand_not_found`.
    public func searchAccounts(
        _ text: String, brand: BrandID? = nil, limit: Int = 20, as principal: Principal
    ) async throws -> [Account] {
        try principal.requireStaff()
        let brand = try principal.brand(brand)
        let text = String(text.prefix(254)).trimmingPrefix { $0.isWhitespace }
        return try await store.read { transaction in
            var found: [AccountID] = []
            if let id = AccountID(String(text)) {
                found = [id]
            } else if let id = LineID(String(text)) {
                found = try transaction.line(id).map { [$0.accountID] } ?? []
            } else if let id = OrderID(String(text)) {
                found = try transaction.order(id).map { [$0.accountID] } ?? []
            } else if let digits = Self.digits(text) {
                found = try transaction.owners(ofNumber: digits, brand: brand, limit: limit)
            } else if !text.isEmpty {
                return try transaction.accounts(of: brand, emailPrefix: text.lowercased(), limit: limit)
            }
            var seen: Set<AccountID> = []
            return try found.filter { seen.insert($0).inserted }.compactMap { try transaction.account($0) }
                .filter { $0.brandID == brand }
        }
    }

    /// The digits of a number as people write it; `nil` when there is anything else in it.
    private static func digits(_ text: some StringProtocol) -> String? {
        let digits = String(text.filter { !" +-.()".contains($0) })
        return digits.utf8.count >= 7 && digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? digits : nil
    }
}

extension SQLTransaction {
    fileprivate func owners(ofNumber digits: String, brand: BrandID, limit: Int) throws -> [AccountID] {
        var lines: [LineID] = []
        if let msisdn = MSISDN(digits) { lines += try self.lines(of: brand, msisdn: msisdn, limit: limit) }
        for column in [SIMProfileColumn.iccid, .imsi] {
            if let line = try line(of: brand, simProfile: column, digits) { lines.append(line) }
        }
        return try lines.compactMap { try line($0)?.accountID }
    }
}
