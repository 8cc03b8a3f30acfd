import Subscribers
import Telecom

/// The network that serves lines: the own core network, or another operator's over its API.
///
/// Every call may come again for the same line and revision (a lost answer, a crash) and must then change nothing.
/// A call of an older revision that arrives late must not undo a newer one.
public protocol Carrier: Sendable {
    /// Adds SIM profiles to the inventory of a brand that has run out.
    /// - Returns: above 0 when there are some now; 0 when this carrier makes none: the operator has to import some.
    func replenishSIMProfiles(of brand: BrandID) async throws -> Int

    /// Adds numbers to the inventory of a brand that has run out, of the area code if it can.
    /// - Returns: above 0 when there are some now; 0 when this carrier has none to add.
    func replenishPhoneNumbers(of brand: BrandID, areaCode: String?) async throws -> Int

    /// Serves a line from now on.
    /// - Returns: what the owner's device installs the SIM profile with.
    func provision(_ line: CarrierLine) async throws -> ActivationCode

    /// Keeps a line off the network until it is resumed.
    func suspend(_ line: CarrierLine) async throws

    func resume(_ line: CarrierLine) async throws

    /// Serves it no more, for ever.
    func terminate(_ line: CarrierLine) async throws
}

/// What a carrier needs to know of a line.
public struct CarrierLine: Hashable, Sendable {
    public let id: LineID
    public let brandID: BrandID
    public let simProfile: SIMProfile
    public let msisdn: MSISDN
    /// Of the line's state that the call is about; it only grows.
    public let revision: Int64

    public init(id: LineID, brandID: BrandID, simProfile: SIMProfile, msisdn: MSISDN, revision: Int64) {
        self.id = id
        self.brandID = brandID
        self.simProfile = simProfile
        self.msisdn = msisdn
        self.revision = revision
    }
}
