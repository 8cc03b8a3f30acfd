import Crypto
import SoftwareEUICC
import Telecom
import TestKit
import Testing

@testable import RSP

/// An SM-DP+, an eUICC and one order between them.
struct Laboratory {
    static let address = "rsp.example.com"
    static let start = Timestamp("2026-11-24T12:00:00Z")!
    static let eid = EID("89049032123451234512345678901235")!
    static let otherEID = EID("89049032000000000000000000000066")!

    let certificates: TestCertificates
    var smdp: SMDPPlus
    var euicc: SoftwareEUICC
    var order: ProfileOrder?
    let sim: SIMPersonalisation
    let metadata: StoreMetadataRequest
    let profile: [UInt8]
    var now = start
    let randomness: Randomness
    var session: DownloadSession?

    init(
        seed: UInt64 = 1, validDays: Int64 = 365, euiccValidDays: Int64? = nil, eid: EID = eid, confirmationCode: String? = nil,
        orderedFor: EID? = nil, matchingID: String = "AB-12", release: Bool = true, expiresAt: Timestamp? = nil
    ) throws {
        let randomness = Randomness.seeded(seed)
        let certificates = try TestCertificates(
            TestCertificates.Request(
                address: Self.address, smdpOID: [2, 999, 10], eid: eid, validFrom: Self.start.adding(days: -1), validDays: validDays,
                euiccValidDays: euiccValidDays), randomness: randomness)
        let issuers = try TrustedIssuers([certificates.issuer.certificate])
        self.certificates = certificates
        self.randomness = randomness
        smdp = try SMDPPlus(
            address: Self.address, authentication: certificates.smdpAuthentication, binding: certificates.smdpBinding, issuers: issuers,
            at: Self.start)
        euicc = SoftwareEUICC(
            eid: eid, identity: certificates.euicc, manufacturerCertificate: certificates.manufacturer.certificate, issuers: issuers)
        sim = Self.sim(randomness)
        profile = try ProfilePackage.encode(sim)
        metadata = try #require(
            StoreMetadataRequest(
                iccid: sim.iccid, serviceProviderName: "DOTM", profileName: "Global data",
                notifications: [.enable: Self.address, .disable: Self.address, .delete: Self.address], owner: sim.home))
        var order = ProfileOrder(iccid: sim.iccid)
        try order.order(eid: orderedFor)
        try order.confirm(eid: nil, matchingID: matchingID, confirmationCode: confirmationCode, release: release, expiresAt: expiresAt)
        self.order = order
    }

    static func sim(_ randomness: Randomness) -> SIMPersonalisation {
        SIMPersonalisation(
            iccid: ICCID("8910390000000000018")!, imsi: IMSI("999700000000001")!, k: randomness.bytes(16), opc: randomness.bytes(16),
            msisdn: MSISDN("+12125550101")!, serviceCentre: MSISDN("+12125550100")!, home: PLMN("99970")!,
            equivalentHomes: [PLMN("99971")!],
            preferred: [PLMN("310260")!, PLMN("302720")!], networkName: "DOTM", unblockingCodes: ["12345678", "87654321"],
            randomness: randomness)
    }

    // The steps of a download, each on its own.

    mutating func initiate() throws -> SMDPPlus.Challenge {
        let (session, challenge) = try smdp.initiateAuthentication(
            euiccChallenge: euicc.challenge(randomness), info: euicc.info1, smdpAddress: Self.address, at: now, randomness: randomness)
        self.session = session
        return challenge
    }

    mutating func prove(_ challenge: SMDPPlus.Challenge, matchingID: String? = "AB-12") throws -> AuthenticateServerResponse {
        try euicc.authenticateServer(challenge, matchingID: matchingID, at: now)
    }

    mutating func offer(_ response: AuthenticateServerResponse) throws -> SMDPPlus.Offer {
        var session = try #require(session)
        defer { self.session = session }
        let device = try smdp.authenticate(AuthenticateServerResponse(decoding: response.encoded), in: session, at: now)
        return try smdp.offer(&order, metadata, to: device, in: &session, at: now)
    }

    mutating func take(_ offer: SMDPPlus.Offer, confirmationCode: String? = nil) throws -> PrepareDownloadResponse {
        try euicc.prepareDownload(offer, confirmationCode: confirmationCode, at: now, randomness: randomness)
    }

    mutating func bind(_ response: PrepareDownloadResponse) throws -> [UInt8] {
        var session = try #require(session)
        var order = try #require(order)
        defer {
            self.session = session
            self.order = order
        }
        return try smdp.boundProfilePackage(
            PrepareDownloadResponse(decoding: response.encoded), &order, metadata: metadata, profile: profile, in: &session, at: now,
            randomness: randomness)
    }

    mutating func handOn(_ notification: PendingNotification) throws -> NotificationOutcome {
        var order = try #require(order)
        defer { self.order = order }
        return try smdp.handle(PendingNotification(decoding: notification.encoded), &order, at: now)
    }

    /// Up to the bound package.
    mutating func boundPackage(matchingID: String? = "AB-12", confirmationCode: String? = nil) throws -> [UInt8] {
        let challenge = try initiate()
        let offer = try offer(prove(challenge, matchingID: matchingID))
        return try bind(take(offer, confirmationCode: confirmationCode))
    }
}

/// The status code that the body is refused with.
func refusal(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch let error as StatusCode {
        return "\(error.subject)/\(error.reason)"
    } catch {
        return "\(error)"
    }
}
