import Catalog
import Telecom

extension JournalEntry {
    static let version: UInt8 = 1

    /// The row's body; a usage request's session and number are columns of their own and not in it.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.version)
        switch self {
        case .granted(let bucket):
            writer.byte(1)
            writer.bucket(bucket)
        case .withdrawn(let id, let units):
            writer.byte(2)
            writer.text(id.text)
            writer.optional(units)
        case .joined(let account, let cap):
            writer.byte(3)
            writer.text(account.text)
            writer.optional(cap)
        case .left(let account):
            writer.byte(4)
            writer.text(account.text)
        case .reclaimed(let reclaimed):
            writer.byte(5)
            writer.reclaims(reclaimed)
        case .usage(let usage):
            writer.byte(6)
            writer.usage(usage)
        }
        return writer.bytes
    }

    /// - Parameter request: the row's session and number, for a usage request.
    /// - Throws: `UnreadableBody`.
    public init(decoding bytes: [UInt8], groupID: GroupID, request: (sessionID: String, number: UInt32)?) throws(UnreadableBody) {
        var reader = ByteReader(bytes)
        guard try reader.byte() == Self.version else { throw UnreadableBody() }
        switch try reader.byte() {
        case 1: self = .granted(try reader.bucket(groupID))
        case 2: self = .withdrawn(try reader.id(), units: try reader.optional())
        case 3: self = .joined(try reader.id(), monthlyCap: try reader.optional())
        case 4: self = .left(try reader.id())
        case 5: self = .reclaimed(try reader.reclaims())
        case 6: self = .usage(try reader.usage(try reader.required(request)))
        default: throw UnreadableBody()
        }
        guard reader.isAtEnd else { throw UnreadableBody() }
    }
}

extension ByteWriter {
    fileprivate mutating func bucket(_ bucket: Bucket) {
        text(bucket.id.text)
        text(bucket.accountID.text)
        unit(bucket.unit)
        optional(bucket.granted)
        integer(Int64(bucket.priority))
        integer(bucket.startsAt.microsecondsSince1970)
        optional(bucket.expiresAt?.microsecondsSince1970)
        text(bucket.serviceID)
        text(bucket.orderID?.text ?? "")
    }

    fileprivate mutating func usage(_ usage: UsageEntry) {
        byte(usage.kind.rawValue)
        byte(usage.refusal?.rawValue ?? 0)
        byte(usage.opening.map { ($0.keeps ? 2 : 1) + ($0.gateway == nil ? 0 : 4) } ?? 0)
        if let opening = usage.opening {
            text(opening.lineID.text)
            text(opening.accountID.text)
            text(opening.apn?.name ?? "")
            text(opening.country?.code ?? "")
            if let gateway = opening.gateway { self.gateway(gateway) }
        }
        reclaims(usage.reclaimed)
        list(usage.items) { writer, item in writer.item(item) }
    }

    private mutating func item(_ item: UsageEntry.Item) {
        // One byte says what follows, so that a plain request costs a few bytes.
        var parts: UInt8 = 0
        if item.ratingGroup != nil { parts |= 1 }
        if item.used != UsedUnits(total: 0) { parts |= 2 }
        if item.overage > 0 { parts |= 4 }
        if !item.reserved.isEmpty { parts |= 8 }
        if item.isFinal { parts |= 16 }
        if item.refusal != nil { parts |= 32 }
        if !item.weights.isEmpty { parts |= 64 }
        // A grant that is what is reserved is not said again.
        let isWeighed = item.granted > 0 && (item.tariff != .standard || item.reserved.isEmpty)
        if isWeighed { parts |= 128 }
        byte(parts)
        unit(item.unit)
        if let group = item.ratingGroup { unsigned(UInt64(group)) }
        if parts & 2 != 0 {
            integer(item.used.input)
            integer(item.used.output)
            integer(item.used.total)
        }
        list(item.debits) { writer, debit in writer.units(debit) }
        if item.overage > 0 { integer(item.overage) }
        if !item.reserved.isEmpty {
            list(item.reserved) { writer, part in writer.units(part) }
            integer(item.validitySeconds)
        }
        if let refusal = item.refusal { byte(refusal.rawValue) }
        if !item.weights.isEmpty {
            list(item.weights) { writer, part in
                writer.integer(part.units)
                writer.integer(part.weight.parts)
            }
        }
        if isWeighed {
            integer(item.granted)
            tariff(item.tariff)
            if item.reserved.isEmpty { integer(item.validitySeconds) }
        }
    }

    mutating func tariff(_ tariff: Tariff) {
        integer(tariff.weight.parts)
        optional(tariff.change?.at.secondsSince1970)
        if let change = tariff.change { integer(change.weight.parts) }
    }

    mutating func gateway(_ gateway: Gateway) {
        text(gateway.host)
        text(gateway.realm)
    }

    mutating func units(_ units: BucketUnits) {
        integer(units.bucket)
        integer(units.units)
    }

    mutating func reclaims(_ reclaimed: [Reclaim]) {
        list(reclaimed) { writer, reclaim in
            writer.integer(reclaim.session)
            writer.byte(reclaim.closes ? 1 : 0)
        }
    }

    mutating func unit(_ unit: ChargingUnit) {
        switch unit {
        case .octets: byte(1)
        case .seconds: byte(2)
        case .messages: byte(3)
        }
    }
}

extension ByteReader {
    fileprivate mutating func bucket(_ groupID: GroupID) throws(UnreadableBody) -> Bucket {
        let (bucketID, accountID): (BucketID, AccountID) = (try id(), try id())
        let (kind, granted, priority) = (try unit(), try optional(), try integer())
        guard granted.map({ (0...ChargingUnit.greatestCount).contains($0) }) ?? true, (0...1000).contains(priority) else {
            throw UnreadableBody()
        }
        let startsAt = Timestamp(microsecondsSince1970: try integer())
        let expiresAt = try optional().map(Timestamp.init(microsecondsSince1970:))
        let (serviceID, order) = (try text(), try text())
        return Bucket(
            id: bucketID, groupID: groupID, accountID: accountID, unit: kind, granted: granted, priority: Int(priority),
            startsAt: startsAt, expiresAt: expiresAt, serviceID: serviceID, orderID: order.isEmpty ? nil : try required(OrderID(order)))
    }

    fileprivate mutating func usage(_ request: (sessionID: String, number: UInt32)) throws(UnreadableBody) -> UsageEntry {
        let kind = try required(UsageRequest.Kind(rawValue: try byte()))
        let refusal = try self.refusal()
        var opening: UsageEntry.Opening?
        let openingKind = try byte()
        guard [0, 1, 2, 5, 6].contains(openingKind) else { throw UnreadableBody() }
        if openingKind != 0 {
            let (line, account): (LineID, AccountID) = (try id(), try id())
            opening = UsageEntry.Opening(
                lineID: line, accountID: account, apn: try apn(), country: try country(), gateway: openingKind >= 4 ? try gateway() : nil,
                keeps: openingKind & 2 != 0)
        }
        let reclaimed = try reclaims()
        let items = try list { reader throws(UnreadableBody) in try reader.item() }
        return UsageEntry(
            sessionID: request.sessionID, requestNumber: request.number, kind: kind, opening: opening, reclaimed: reclaimed, items: items,
            refusal: refusal)
    }

    private mutating func item() throws(UnreadableBody) -> UsageEntry.Item {
        let parts = try byte()
        let kind = try unit()
        let group = parts & 1 == 0 ? nil : try required(UInt32(exactly: try unsigned()))
        let used =
            parts & 2 == 0 ? UsedUnits(total: 0) : UsedUnits(input: try integer(), output: try integer(), total: try integer())
        var item = UsageEntry.Item(ratingGroup: group, unit: kind, used: used)
        item.debits = try list { reader throws(UnreadableBody) in try reader.units() }
        if parts & 4 != 0 { item.overage = try integer() }
        if parts & 8 != 0 {
            item.reserved = try list { reader throws(UnreadableBody) in try reader.units() }
            item.validitySeconds = try integer()
        }
        item.isFinal = parts & 16 != 0
        if parts & 32 != 0 { item.refusal = try refusal() }
        if parts & 64 != 0 {
            item.weights = try list { reader throws(UnreadableBody) in
                WeighedUnits(units: try reader.integer(), weight: try reader.weight())
            }
        }
        if parts & 128 != 0 {
            item.granted = try integer()
            item.tariff = try tariff()
            if parts & 8 == 0 { item.validitySeconds = try integer() }
        } else {
            item.granted = item.reserved.reduce(0) { $0 + $1.units }
        }
        guard item.granted >= 0, item.weights.allSatisfy({ $0.units >= 0 }) else { throw UnreadableBody() }
        return item
    }

    mutating func tariff() throws(UnreadableBody) -> Tariff {
        let weight = try weight()
        guard let at = try optional() else { return Tariff(weight) }
        return Tariff(weight, change: Tariff.Change(at: Timestamp(secondsSince1970: at), weight: try self.weight()))
    }

    private mutating func weight() throws(UnreadableBody) -> Weight { try required(Weight(inParts: try integer())) }

    mutating func gateway() throws(UnreadableBody) -> Gateway { Gateway(host: try text(), realm: try text()) }

    mutating func units() throws(UnreadableBody) -> BucketUnits {
        BucketUnits(bucket: try integer(), units: try integer())
    }

    mutating func reclaims() throws(UnreadableBody) -> [Reclaim] {
        try list { reader throws(UnreadableBody) in Reclaim(session: try reader.integer(), closes: try reader.byte() != 0) }
    }

    mutating func unit() throws(UnreadableBody) -> ChargingUnit {
        switch try byte() {
        case 1: .octets
        case 2: .seconds
        case 3: .messages
        default: throw UnreadableBody()
        }
    }

    mutating func id<Noun>() throws(UnreadableBody) -> ID<Noun> { try required(ID(try text())) }

    mutating func apn() throws(UnreadableBody) -> APN? {
        let name = try text()
        return name.isEmpty ? nil : try required(APN(name))
    }

    mutating func country() throws(UnreadableBody) -> Country? {
        let code = try text()
        return code.isEmpty ? nil : try required(Country(code))
    }

    private mutating func refusal() throws(UnreadableBody) -> UsageAnswer.Refusal? {
        let code = try byte()
        return code == 0 ? nil : try required(UsageAnswer.Refusal(rawValue: code))
    }
}
