import Platform
import Store
import Subscribers
import Telecom

/// The own core network as carrier: a line is a row of the subscriber table, which the home subscriber server reads.
public struct OwnNetwork: Carrier {
    /// Keys: `smdpAddress` (host with optional port, required), `plmn` (MCC and MNC of new IMSIs, test PLMN 001 01), `access`
    /// (APN and quality of every line), `numberPlan` (area codes, fictional numbers alone), `mintsInventory` (true): whether it makes
    /// SIM profiles and fictional numbers when a brand has none left.
    public struct Settings: Sendable {
        public let smdpAddress: String
        public var plmn: PLMN
        public var access: AccessProfile
        public var numberPlan: NumberPlan
        public var mintsInventory: Bool

        /// `nil` when `smdpAddress` is not a host name with an optional port.
        public init?(
            smdpAddress: String, plmn: PLMN = PLMN("00101")!, access: AccessProfile = .standard, numberPlan: NumberPlan = .standard,
            mintsInventory: Bool = true
        ) {
            guard ActivationCode.isHost(smdpAddress) else { return nil }
            self.smdpAddress = smdpAddress
            self.plmn = plmn
            self.access = access
            self.numberPlan = numberPlan
            self.mintsInventory = mintsInventory
        }
    }

    let settings: Settings
    let store: any SQLEngine
    let masterKey: MasterKey
    let time: TimeSource
    let randomness: Randomness

    public init(_ settings: Settings, store: any SQLEngine, masterKey: MasterKey, time: TimeSource, randomness: Randomness) {
        self.settings = settings
        self.store = store
        self.masterKey = masterKey
        self.time = time
        self.randomness = randomness
    }

    public func provision(_ line: CarrierLine) async throws -> ActivationCode {
        guard let code = ActivationCode(address: settings.smdpAddress, matchingID: line.simProfile.matchingID) else {
            throw OwnNetworkError.addressTooLong
        }
        let now = time.now()
        let subscriber = Subscriber(
            imsi: line.simProfile.imsi, brandID: line.brandID, lineID: line.id, msisdn: line.msisdn, access: settings.access,
            isBarred: false)
        try await store.write { transaction in
            try transaction.insertSubscriber(
                subscriber, keysOf: line.simProfile.id, amf: Self.authenticationManagementField, lineRevision: line.revision, at: now)
        }
        return code
    }

    public func suspend(_ line: CarrierLine) async throws { try await set(line, .barred) }

    public func resume(_ line: CarrierLine) async throws { try await set(line, .active) }

    public func terminate(_ line: CarrierLine) async throws { try await set(line, .ended) }

    private func set(_ line: CarrierLine, _ state: NetworkState) async throws {
        let now = time.now()
        try await store.write { transaction in
            guard try transaction.setSubscriberState(of: line.id, state, lineRevision: line.revision, at: now) else { return }
            try transaction.informServingNode(of: line.id, occasion: "\(line.revision)", at: now)
        }
    }

    /// The separation bit alone, as E-UTRAN wants it. Source: 3GPP TS 33.401 §6.1.1; TS 33.102 annex H.
    static let authenticationManagementField: Int64 = 0x8000
}

enum OwnNetworkError: Error {
    /// The activation code would have more than 255 characters.
    case addressTooLong
}
