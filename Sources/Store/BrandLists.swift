import Billing
import Subscribers
import Telecom

/// What staff list of a whole brand. Each list is read along an index, newest first unless it says otherwise.
extension SQLTransaction {
    public func orders(
        of brand: BrandID, state: Order.State?, from: Timestamp?, to: Timestamp?, before: OrderID?, limit: Int
    ) throws -> [Order] {
        var list = BrandList("SELECT * FROM orders", brand)
        list.require("state =", state?.rawValue)
        list.require("placed_at >=", from)
        list.require("placed_at <", to)
        list.require("id <", before)
        return try orders(query(list.sql("ORDER BY id DESC", limit), list.parameters))
    }

    public func lines(of brand: BrandID, state: LineState?, before: LineID?, limit: Int) throws -> [Line] {
        var list = BrandList(Self.selectLine, prefix: "lines.", brand)
        list.require("lines.state =", state?.rawValue)
        list.require("lines.id <", before)
        return try query(list.sql("ORDER BY lines.id DESC", limit), list.parameters).map(line)
    }

    /// In the order of ICCIDs.
    public func simProfiles(of brand: BrandID, state: SIMProfileState, after: String?, limit: Int) throws -> [SIMProfile] {
        var list = BrandList("SELECT * FROM sim_profiles", brand)
        list.require("state =", state.rawValue)
        list.require("iccid >", after)
        return try query(list.sql("ORDER BY iccid", limit), list.parameters).map(simProfile)
    }

    /// In the order of numbers.
    /// - Parameter state: as it is kept: a hold or a quarantine that is over still stands there.
    public func phoneNumbers(of brand: BrandID, state: String, after: MSISDN?, limit: Int) throws -> [PhoneNumber] {
        var list = BrandList("SELECT * FROM phone_numbers", brand)
        list.require("state =", state)
        list.require("msisdn >", after)
        return try query(list.sql("ORDER BY msisdn", limit), list.parameters).map(phoneNumber)
    }
}

/// A `SELECT` over one brand whose conditions are put together as they are asked for.
private struct BrandList {
    private let select: String
    private var conditions: [String]
    private(set) var parameters: [SQLValue]

    init(_ select: String, prefix: String = "", _ brand: BrandID) {
        self.select = select
        conditions = ["\(prefix)brand_id = $1"]
        parameters = [brand.sqlValue]
    }

    mutating func require(_ condition: String, _ value: (any SQLConvertible)?) {
        guard let value else { return }
        parameters.append(value.sqlValue)
        conditions.append("\(condition) $\(parameters.count)")
    }

    func sql(_ order: String, _ limit: Int) -> String {
        "\(select) WHERE \(conditions.joined(separator: " AND ")) \(order) LIMIT \(limit)"
    }
}
