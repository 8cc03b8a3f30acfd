import Catalog
import Telecom

/// A checkpoint: the state as bytes, so that a group is rebuilt from it and the rows behind it. Usage is not in it: the transaction
/// that writes a checkpoint rolls the usage up.
extension ChargingState {
    /// Version 2 tells of each session whether its gateway can be reached; it is written where one can. Version 3 also tells by what tariff
    /// a reservation is charged and what is charged ahead; it is written where that is other than a unit for a unit.
    private static let versions: ClosedRange<UInt8> = 1...3

    /// The same bytes for the same state.
    public var encoded: [UInt8] {
        precondition(usage.isEmpty, "usage is taken before a checkpoint is written")
        var writer = ByteWriter(capacity: 128)
        let namesGateways = sessions.values.contains { $0.gateway != nil }
        let weighs = sessions.values.contains { session in
            !session.ahead.isEmpty || session.reservations.contains { $0.tariff != .standard }
        }
        writer.byte(weighs ? 3 : namesGateways ? 2 : 1)
        writer.integer(sequence)
        writer.list(buckets) { writer, bucket in writer.balance(bucket) }
        writer.list(closed.sorted { $0.key.rawValue < $1.key.rawValue }) { writer, sums in
            writer.unit(sums.key)
            for value in [sums.value.count, sums.value.granted, sums.value.used, sums.value.withdrawn, sums.value.expired] {
                writer.integer(value)
            }
        }
        writer.list(sessions.sorted { $0.value.number < $1.value.number }) { writer, session in
            writer.text(session.key)
            writer.session(session.value)
            guard namesGateways || weighs else { return }
            writer.byte(session.value.gateway == nil ? 0 : 1)
            if let gateway = session.value.gateway { writer.gateway(gateway) }
            if weighs { writer.weights(session.value) }
        }
        writer.list(members.sorted { $0.key < $1.key }) { writer, member in
            writer.text(member.key.text)
            writer.optional(member.value.monthlyCap)
            writer.integer(member.value.month)
            writer.integer(member.value.used)
        }
        return writer.bytes
    }

    /// - Throws: `UnreadableBody`.
    public init(decoding bytes: [UInt8], groupID: GroupID) throws(UnreadableBody) {
        self.init(groupID: groupID)
        var reader = ByteReader(bytes)
        let version = try reader.byte()
        guard Self.versions.contains(version) else { throw UnreadableBody() }
        sequence = try reader.integer()
        buckets = try reader.list { reader throws(UnreadableBody) in try reader.balance() }
        for sums in try reader.list({ reader throws(UnreadableBody) in
            (
                try reader.unit(),
                ClosedBuckets(
                    count: try reader.integer(), granted: try reader.integer(), used: try reader.integer(),
                    withdrawn: try reader.integer(), expired: try reader.integer())
            )
        }) { closed[sums.0] = sums.1 }
        for session in try reader.list({ reader throws(UnreadableBody) in
            (try reader.text(), try reader.session(version: version))
        }) {
            sessions[session.0] = session.1
        }
        for member in try reader.list({ reader throws(UnreadableBody) -> (AccountID, GroupMember) in
            (try reader.id(), GroupMember(monthlyCap: try reader.optional(), month: try reader.integer(), used: try reader.integer()))
        }) { members[member.0] = member.1 }
        guard reader.isAtEnd else { throw UnreadableBody() }
    }
}

extension ByteWriter {
    fileprivate mutating func balance(_ bucket: BucketBalance) {
        text(bucket.id.text)
        text(bucket.accountID.text)
        unit(bucket.unit)
        optional(bucket.granted)
        integer(Int64(bucket.priority))
        integer(bucket.startsAt.microsecondsSince1970)
        optional(bucket.expiresAt?.microsecondsSince1970)
        integer(bucket.number)
        integer(bucket.used)
        integer(bucket.reserved)
        integer(bucket.withdrawn)
        byte(bucket.isWithdrawn ? 1 : 0)
    }

    fileprivate mutating func weights(_ session: ChargingSession) {
        for reservation in session.reservations { tariff(reservation.tariff) }
        list(session.ahead) { writer, ahead in
            writer.optional(ahead.ratingGroup.map(Int64.init))
            writer.unit(ahead.unit)
            writer.integer(ahead.parts)
        }
    }

    fileprivate mutating func session(_ session: ChargingSession) {
        integer(session.number)
        text(session.lineID.text)
        text(session.accountID.text)
        text(session.apn?.name ?? "")
        text(session.country?.code ?? "")
        unsigned(UInt64(session.lastRequestNumber))
        integer(session.lastAt.microsecondsSince1970)
        list(session.reservations) { writer, reservation in
            writer.optional(reservation.ratingGroup.map(Int64.init))
            writer.unit(reservation.unit)
            writer.list(reservation.parts) { writer, part in writer.units(part) }
            writer.integer(reservation.validUntil.microsecondsSince1970)
        }
    }
}

extension ByteReader {
    fileprivate mutating func balance() throws(UnreadableBody) -> BucketBalance {
        let bucket = BucketBalance(
            id: try id(), accountID: try id(), unit: try unit(), granted: try optional(), priority: Int(try integer()),
            startsAt: Timestamp(microsecondsSince1970: try integer()),
            expiresAt: try optional().map(Timestamp.init(microsecondsSince1970:)), number: try integer(), used: try integer(),
            reserved: try integer(), withdrawn: try integer(), isWithdrawn: try byte() != 0)
        return bucket
    }

    fileprivate mutating func session(version: UInt8) throws(UnreadableBody) -> ChargingSession {
        let number = try integer()
        let (line, account): (LineID, AccountID) = (try id(), try id())
        let (apn, country) = (try apn(), try country())
        let lastRequestNumber = try required(UInt32(exactly: try unsigned()))
        let lastAt = Timestamp(microsecondsSince1970: try integer())
        var reservations = try list { reader throws(UnreadableBody) in
            Reservation(
                ratingGroup: try reader.ratingGroup(),
                unit: try reader.unit(), parts: try reader.list { reader throws(UnreadableBody) in try reader.units() },
                validUntil: Timestamp(microsecondsSince1970: try reader.integer()), tariff: .standard)
        }
        var gateway: Gateway?
        if version >= 2, try byte() != 0 { gateway = try self.gateway() }
        var ahead: [ChargedAhead] = []
        if version >= 3 {
            for index in reservations.indices {
                let plain = reservations[index]
                reservations[index] = Reservation(
                    ratingGroup: plain.ratingGroup, unit: plain.unit, parts: plain.parts, validUntil: plain.validUntil, tariff: try tariff()
                )
            }
            ahead = try list { reader throws(UnreadableBody) in
                ChargedAhead(ratingGroup: try reader.ratingGroup(), unit: try reader.unit(), parts: try reader.integer())
            }
            guard ahead.allSatisfy({ (1..<Weight.whole).contains($0.parts) }) else { throw UnreadableBody() }
        }
        return ChargingSession(
            number: number, lineID: line, accountID: account, apn: apn, country: country,
            gateway: gateway, lastRequestNumber: lastRequestNumber, lastAt: lastAt,
            reservations: reservations, ahead: ahead)
    }

    private mutating func ratingGroup() throws(UnreadableBody) -> UInt32? {
        guard let value = try optional() else { return nil }
        return try required(UInt32(exactly: value))
    }
}
