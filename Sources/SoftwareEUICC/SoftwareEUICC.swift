import Crypto
import RSP
import SwiftASN1
import Telecom

/// An eUICC without a card: it believes only what it has checked (the server's chain, role, signatures, the challenge, each segment's code), and
/// answers errors as a card does. For laboratories and tests. Source: GSMA SGP.22 §5.7 (ES10).
public struct SoftwareEUICC: Sendable {
    public enum ProfileState: Hashable, Sendable { case disabled, enabled }

    public struct Profile: Hashable, Sendable {
        public let aid: [UInt8]
        public let metadata: StoreMetadataRequest
        public let content: InstalledProfile
        public internal(set) var state: ProfileState
    }

    /// What a call to the eUICC is refused with.
    public enum Refusal: Error, Hashable, Sendable { case noSession, unknownProfile, wrongState }

    public let eid: EID
    public let identity: SigningIdentity
    public let manufacturerCertificate: RSPCertificate
    let issuers: TrustedIssuers
    /// Of one profile; the newest is last.
    public private(set) var profiles: [Profile] = []
    /// What the device has to hand on, until it says that it has.
    public private(set) var notifications: [PendingNotification] = []
    public var info: EUICCInfo2
    private var nextNotification = 1
    private var session: Session?

    struct Session: Sendable {
        var challenge: [UInt8]
        var transactionID: TransactionID?
        var smdpOID: ASN1ObjectIdentifier?
        var rootKeyIdentifier: [UInt8] = []
        var signature1: [UInt8] = []
        var oneTimeKey: P256.KeyAgreement.PrivateKey?
        var binding: RSPCertificate?
    }

    public init(eid: EID, identity: SigningIdentity, manufacturerCertificate: RSPCertificate, issuers: TrustedIssuers) {
        self.eid = eid
        self.identity = identity
        self.manufacturerCertificate = manufacturerCertificate
        self.issuers = issuers
        info = EUICCInfo2(
            profileVersion: [2, 3, 1], version: [2, 2, 2], firmwareVersion: [1, 0, 0],
            resources: CardResources(applications: 0, nonVolatileOctets: 400_000, volatileOctets: 8_000),
            capabilities: [EUICCInfo2.Capability.usim, EUICCInfo2.Capability.milenage], rspCapabilities: [0],
            keysForVerification: issuers.keyIdentifiers, keysForSigning: issuers.keyIdentifiers, protectionProfileVersion: [1, 0, 0],
            accreditationNumber: "")
    }

    public var info1: EUICCInfo1 {
        EUICCInfo1(version: info.version, keysForVerification: info.keysForVerification, keysForSigning: info.keysForSigning)
    }

    /// Begins a session; an earlier one is over. Source: §5.7.7.
    public mutating func challenge(_ randomness: Randomness) -> [UInt8] {
        let challenge = randomness.bytes(16)
        session = Session(challenge: challenge)
        return challenge
    }

    /// Source: §5.7.13.
    /// - Throws: when what the server has signed names no transaction that an error could be told for.
    public mutating func authenticateServer(
        _ server: SMDPPlus.Challenge, matchingID: String?, at now: Timestamp
    ) throws(MalformedMessage) -> AuthenticateServerResponse {
        let signed = try ServerSigned1(decoding: server.signed)
        guard var session, session.transactionID == nil else { return .error(signed.transactionID, code: 4) }
        guard issuers.root(server.rootKeyIdentifier) != nil else { return .error(signed.transactionID, code: 7) }
        let certificate: RSPCertificate
        do {
            certificate = try RSPCertificate(der: server.certificate)
            try issuers.verify(certificate, .smdpAuthentication, at: now)
        } catch {
            return .error(signed.transactionID, code: error == .role ? 5 : error == .unsupportedCurve ? 3 : 1)
        }
        guard certificate.isSignature(server.signature, of: server.signed) else { return .error(signed.transactionID, code: 2) }
        guard signed.euiccChallenge == session.challenge else { return .error(signed.transactionID, code: 6) }
        guard let oid = certificate.registeredID else { return .error(signed.transactionID, code: 5) }

        let answer = EUICCSigned1(
            transactionID: signed.transactionID, serverAddress: signed.serverAddress, serverChallenge: signed.serverChallenge, info: info,
            context: CommonAuthenticationContext(matchingID: matchingID, typeAllocationCode: [0x35, 0x29, 0x06, 0x11]))
        let signature = identity.sign(answer.encoded)
        session.transactionID = signed.transactionID
        session.smdpOID = oid
        session.rootKeyIdentifier = server.rootKeyIdentifier
        session.signature1 = signature
        self.session = session
        return .ok(
            AuthenticateServerResponse.OK(
                signed: answer, signature: signature, euiccCertificate: identity.certificate.der,
                eumCertificate: manufacturerCertificate.der))
    }

    /// Source: §5.7.5.
    /// - Throws: as above.
    public mutating func prepareDownload(
        _ offer: SMDPPlus.Offer, confirmationCode: String?, at now: Timestamp, randomness: Randomness
    ) throws(MalformedMessage) -> PrepareDownloadResponse {
        let signed = try SMDPSigned2(decoding: offer.signed)
        guard var session, let transactionID = session.transactionID else { return .error(signed.transactionID, code: 4) }
        guard transactionID == signed.transactionID else { return .error(signed.transactionID, code: 5) }
        guard let certificate = try? RSPCertificate(der: offer.certificate), certificate.registeredID == session.smdpOID,
            (try? issuers.verify(certificate, .smdpBinding, at: now)) != nil
        else { return .error(transactionID, code: 1) }
        guard certificate.isSignature(offer.signature, of: offer.signed + taggedSignature(session.signature1)) else {
            return .error(transactionID, code: 2)
        }
        let oneTimeKey = P256.KeyAgreement.PrivateKey(randomness)
        let hash = confirmationCode.map {
            ProfileOrder.hash(confirmationCodeHash: ProfileOrder.hash(confirmationCode: $0), transactionID: transactionID)
        }
        let answer = EUICCSigned2(
            transactionID: transactionID, oneTimeKey: Array(oneTimeKey.publicKey.x963Representation),
            confirmationCodeHash: signed.confirmationCodeRequired ? hash : nil)
        session.oneTimeKey = oneTimeKey
        session.binding = certificate
        self.session = session
        return .ok(PrepareDownloadResponse.OK(signed: answer, signature: identity.sign(answer.encoded + taggedSignature(offer.signature))))
    }

    /// Source: §5.7.14.
    public mutating func cancelSession(_ reason: CancelSessionReason) throws(Refusal) -> CancelSessionResponse {
        guard let session, let transactionID = session.transactionID, let oid = session.smdpOID else { throw .noSession }
        self.session = nil
        return .ok(CancelSessionResponse.OK(transactionID: transactionID, smdpOID: oid, reason: reason, sign: identity.sign))
    }

    /// Checks, opens and installs a bound package; the result waits among the notifications. Source: §5.7.6, §2.5.6.
    public mutating func loadBoundProfilePackage(_ octets: [UInt8]) throws(Refusal) -> ProfileInstallationResult {
        guard let session, let transactionID = session.transactionID, let oid = session.smdpOID else { throw .noSession }
        self.session = nil
        var metadata: StoreMetadataRequest?
        let final: ProfileInstallationResult.Final
        do throws(Failure) {
            let content = try open(octets, session, &metadata)
            guard let metadata else { throw Failure(command: 2, reason: 1) }
            let aid: [UInt8] = [0xA0, 0, 0, 5, 0x59, 0x10, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0, 0, 0x11, UInt8(profiles.count)]
            profiles.append(Profile(aid: aid, metadata: metadata, content: content, state: .disabled))
            final = .success(aid: aid, responses: [0x30, 0x07, 0xA0, 0x05, 0x30, 0x03, 0x80, 0x01, 0x00])
        } catch {
            final = .error(command: error.command, reason: error.reason, responses: nil)
        }
        let result = ProfileInstallationResult(
            transactionID: transactionID, metadata: notification(.install, metadata), smdpOID: oid, final: final, sign: identity.sign)
        notifications.append(.installation(result))
        return result
    }

    public mutating func enable(_ iccid: ICCID) throws(Refusal) {
        try change(iccid, from: .disabled, to: .enabled, .enable)
    }

    public mutating func disable(_ iccid: ICCID) throws(Refusal) {
        try change(iccid, from: .enabled, to: .disabled, .disable)
    }

    public mutating func delete(_ iccid: ICCID) throws(Refusal) {
        guard let index = profiles.firstIndex(where: { $0.metadata.iccid == iccid }) else { throw .unknownProfile }
        guard profiles[index].state == .disabled else { throw .wrongState }
        notify(.delete, profiles.remove(at: index).metadata)
    }

    /// The device has handed it on. Source: §5.7.11.
    public mutating func remove(_ notification: PendingNotification) { notifications.removeAll { $0 == notification } }

    private mutating func change(_ iccid: ICCID, from: ProfileState, to: ProfileState, _ event: NotificationEvent) throws(Refusal) {
        guard let index = profiles.firstIndex(where: { $0.metadata.iccid == iccid }) else { throw .unknownProfile }
        guard profiles[index].state == from else { throw .wrongState }
        if to == .enabled {
            // One at a time.
            for other in profiles.indices where profiles[other].state == .enabled {
                profiles[other].state = .disabled
                notify(.disable, profiles[other].metadata)
            }
        }
        profiles[index].state = to
        notify(event, profiles[index].metadata)
    }

    private mutating func notify(_ event: NotificationEvent, _ metadata: StoreMetadataRequest) {
        guard metadata.notifications[event] != nil else { return }
        notifications.append(
            .other(
                OtherSignedNotification(
                    metadata: notification(event, metadata), euiccCertificate: identity.certificate.der,
                    eumCertificate: manufacturerCertificate.der, sign: identity.sign)))
    }

    private mutating func notification(_ event: NotificationEvent, _ metadata: StoreMetadataRequest?) -> NotificationMetadata {
        defer { nextNotification += 1 }
        return NotificationMetadata(
            sequenceNumber: nextNotification, event: event, address: metadata?.notifications[event] ?? "", iccid: metadata?.iccid)
    }
}
