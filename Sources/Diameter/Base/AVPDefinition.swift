import NIOCore

/// What the dictionary says of one AVP, with the Swift type of its value.
public struct AVPDefinition<Value: AVPValue>: Sendable {
    public let name: String
    public let code: UInt32
    public let vendorID: UInt32?
    public let isMandatory: Bool

    public init(_ name: String, code: UInt32, vendorID: UInt32? = nil, isMandatory: Bool) {
        self.name = name
        self.code = code
        self.vendorID = vendorID
        self.isMandatory = isMandatory
    }

    /// An AVP with this value.
    public func callAsFunction(_ value: Value) -> AVP {
        AVP(code: code, vendorID: vendorID, isMandatory: isMandatory, value: value.avpValue)
    }

    /// 5005 with an example of the AVP (RFC 6733 §7.1.5).
    public var missing: DiameterFailure {
        DiameterFailure(
            .missingAVP, failedAVP: .example(code: code, vendorID: vendorID, isMandatory: isMandatory), "\(name) is missing")
    }

    var key: UInt64 { UInt64(vendorID ?? 0) << 32 | UInt64(code) }

    fileprivate func matches(_ avp: AVP) -> Bool { avp.code == code && avp.vendorID == vendorID }

    /// - Throws: `DiameterFailure` 5004, or 5014 when only the length is wrong.
    fileprivate func value(of avp: AVP) throws(DiameterFailure) -> Value {
        guard let value = Value(avpValue: avp.value) else {
            throw DiameterFailure(.invalidAVPValue, failedAVP: avp, "\(name) has an invalid value")
        }
        return value
    }
}

/// AVPs side by side, in a message or in a grouped AVP.
public protocol AVPContainer {
    var avps: [AVP] { get set }
}

extension DiameterMessage: AVPContainer {}
extension AVPGroup: AVPContainer {}

extension AVPContainer {
    /// The first AVP of this definition, or `nil`. A repeated one that may occur only once is tolerated: real peers send some twice.
    public func first<Value>(_ definition: AVPDefinition<Value>) throws(DiameterFailure) -> Value? {
        guard let avp = avps.first(where: definition.matches) else { return nil }
        return try definition.value(of: avp)
    }

    public func all<Value>(_ definition: AVPDefinition<Value>) throws(DiameterFailure) -> [Value] {
        var values: [Value] = []
        for avp in avps where definition.matches(avp) { values.append(try definition.value(of: avp)) }
        return values
    }

    /// - Throws: `DiameterFailure` 5009 when there are more than `count`.
    public func atMost<Value>(_ count: Int, _ definition: AVPDefinition<Value>) throws(DiameterFailure) -> [Value] {
        let values = try all(definition)
        guard values.count <= count else {
            throw DiameterFailure(
                .avpOccursTooManyTimes, failedAVP: definition(values[count]), "more than \(count) of \(definition.name)")
        }
        return values
    }

    /// - Throws: `DiameterFailure` 5005.
    public func required<Value>(_ definition: AVPDefinition<Value>) throws(DiameterFailure) -> Value {
        guard let value = try first(definition) else {
            throw definition.missing
        }
        return value
    }

    public mutating func append<Value>(_ definition: AVPDefinition<Value>, _ value: Value) {
        avps.append(definition(value))
    }

    /// Appends nothing for `nil`.
    public mutating func append<Value>(_ definition: AVPDefinition<Value>, _ value: Value?) {
        if let value { avps.append(definition(value)) }
    }
}
