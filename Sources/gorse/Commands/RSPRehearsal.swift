import Foundation
import RSP
import SoftwareEUICC
import Telecom

/// One download from the first request to the notification that the profile is enabled.
struct Rehearsal {
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    private static let matchingID = "REHEARSAL"
    private static let confirmationCode = "4711"

    private let smdp: SMDPPlus
    private var euicc: SoftwareEUICC
    private let sim: SIMPersonalisation
    private let now: Timestamp
    private let randomness = Randomness.system

    init(_ certificates: TestCertificates, address: String, at now: Timestamp) throws {
        let issuers = try TrustedIssuers([certificates.issuer.certificate])
        self.now = now
        smdp = try SMDPPlus(
            address: address, authentication: certificates.smdpAuthentication, binding: certificates.smdpBinding, issuers: issuers, at: now)
        euicc = SoftwareEUICC(
            eid: certificates.eid, identity: certificates.euicc, manufacturerCertificate: certificates.manufacturer.certificate,
            issuers: issuers)
        // A network of nobody (ITU-T E.212: 999) and numbers for fiction.
        guard let iccid = ICCID("8910390000000000018"), let imsi = IMSI("999700000000001"), let home = PLMN("99970") else {
            throw Failed(description: "the made-up SIM breaks a rule of numbering")
        }
        sim = SIMPersonalisation(
            iccid: iccid, imsi: imsi, k: randomness.bytes(16), opc: randomness.bytes(16), msisdn: MSISDN("+12125550101"),
            serviceCentre: MSISDN("+12125550100"), home: home, preferred: [], networkName: "gorse",
            unblockingCodes: ["00000000", "00000000"], randomness: randomness)
    }

    mutating func run(_ write: (String, [UInt8]) throws -> Void) throws {
        guard
            let metadata = StoreMetadataRequest(
                iccid: sim.iccid, serviceProviderName: "gorse", profileName: "Rehearsal", notifications: [.enable: smdp.address],
                owner: sim.home)
        else { throw Failed(description: "a name is too long") }
        let profile = try ProfilePackage.encode(sim)
        var order = ProfileOrder(iccid: sim.iccid)
        try order.order(eid: euicc.eid)
        try order.confirm(eid: nil, matchingID: Self.matchingID, confirmationCode: Self.confirmationCode, release: true)

        try write("profile.der", profile)
        try write("euicc-info-1.der", euicc.info1.encoded)
        let euiccChallenge = euicc.challenge(randomness)
        var (session, challenge) = try smdp.initiateAuthentication(
            euiccChallenge: euiccChallenge, info: euicc.info1, smdpAddress: smdp.address, at: now, randomness: randomness)
        try write("euicc-challenge", euiccChallenge)
        try write("server-signed-1.der", challenge.signed)
        try write("server-signature-1", challenge.signature)

        let proof = try euicc.authenticateServer(challenge, matchingID: Self.matchingID, at: now)
        try write("authenticate-server-response.der", proof.encoded)
        var found: ProfileOrder? = order
        let offer = try smdp.offer(
            &found, metadata, to: smdp.authenticate(proof, in: session, at: now), in: &session, at: now)
        if let found { order = found }
        try write("store-metadata-request.der", offer.metadata)
        try write("smdp-signed-2.der", offer.signed)
        try write("smdp-signature-2", offer.signature)

        let oneTimeKey = randomness.bytes(32)
        try write("euicc-one-time-key", oneTimeKey)
        let taken = try euicc.prepareDownload(
            offer, confirmationCode: Self.confirmationCode, at: now, randomness: Randomness { _ in oneTimeKey })
        try write("prepare-download-response.der", taken.encoded)
        let package = try smdp.boundProfilePackage(
            taken, &order, metadata: metadata, profile: profile, in: &session, at: now, randomness: randomness)
        try write("bound-profile-package.der", package)

        let result = try euicc.loadBoundProfilePackage(package)
        try write("profile-installation-result.der", result.encoded)
        guard try smdp.handle(.installation(result), &order, at: now) == .installed else {
            throw Failed(description: "the profile was not installed: \(result.final)")
        }
        try euicc.enable(sim.iccid)
        guard let enabled = euicc.notifications.last, try smdp.handle(enabled, &order, at: now) == .changed(.enable) else {
            throw Failed(description: "the profile was not enabled")
        }
        try write("other-signed-notification.der", enabled.encoded)

        try write("sim.json", Array(try JSONSerialization.data(withJSONObject: described, options: [.sortedKeys])))
    }

    private var described: [String: String] {
        [
            "iccid": sim.iccid.digits, "imsi": sim.imsi.digits, "k": hexadecimal(sim.k), "opc": hexadecimal(sim.opc),
            "eid": euicc.eid.digits,
            "confirmation_code": Self.confirmationCode, "matching_id": Self.matchingID,
        ]
    }

    private func hexadecimal(_ octets: [UInt8]) -> String {
        octets.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
    }
}
