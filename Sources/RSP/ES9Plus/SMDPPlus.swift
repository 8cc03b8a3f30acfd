import Crypto
import SwiftASN1
import Telecom

/// The SM-DP+'s side of ES9+: decides on messages, keeps nothing. Source: GSMA SGP.22 §5.6.
public struct SMDPPlus: Sendable {
    /// The host name in activation codes and certificates, without a port, in lower case.
    public let address: String
    public let oid: ASN1ObjectIdentifier
    public let authentication: SigningIdentity
    public let binding: SigningIdentity
    public let issuers: TrustedIssuers
    public let limits: ProfileOrder.Limits
    /// The root of both certificates: the only key under which an eUICC can talk to us.
    let rootKeyIdentifier: [UInt8]

    /// - Throws: when a certificate is not of its role, not under one of the roots, not valid now, or names another SM-DP+ than the other.
    public init(
        address: String, authentication: SigningIdentity, binding: SigningIdentity, issuers: TrustedIssuers,
        limits: ProfileOrder.Limits = ProfileOrder.Limits(), at now: Timestamp
    ) throws(CertificateFault) {
        try issuers.verify(authentication.certificate, .smdpAuthentication, at: now)
        try issuers.verify(binding.certificate, .smdpBinding, at: now)
        guard let root = authentication.certificate.issuerKeyIdentifier, root == binding.certificate.issuerKeyIdentifier else {
            throw .unknownIssuer
        }
        guard let oid = authentication.certificate.registeredID, oid == binding.certificate.registeredID else { throw .name }
        self.address = address.lowercased()
        self.oid = oid
        self.authentication = authentication
        self.binding = binding
        self.issuers = issuers
        self.limits = limits
        rootKeyIdentifier = root
    }

    /// The answer to `InitiateAuthentication`.
    public struct Challenge: Hashable, Sendable {
        public let signed: [UInt8]
        public let signature: [UInt8]
        /// Of the root key by which the eUICC shall check and sign.
        public let rootKeyIdentifier: [UInt8]
        public let certificate: [UInt8]
    }

    /// Begins a download. Source: §5.6.1.
    /// - Parameter euiccChallenge: 16 octets.
    /// - Parameter smdpAddress: what the device was told that we are called.
    public func initiateAuthentication(
        euiccChallenge: [UInt8], info: EUICCInfo1, smdpAddress: String, at now: Timestamp, randomness: Randomness
    ) throws(StatusCode) -> (DownloadSession, Challenge) {
        guard smdpAddress.lowercased() == address else { throw StatusCode("8.8.1", "3.8", "This is not the SM-DP+ of that address") }
        guard (2...3).contains(info.version[0]) else {
            throw StatusCode("8.8.3", "3.1", "The eUICC speaks a version of SGP.22 that is not 2 or 3")
        }
        guard info.keysForVerification.contains(rootKeyIdentifier), info.keysForSigning.contains(rootKeyIdentifier) else {
            throw StatusCode("8.8.2", "3.1", "The eUICC knows none of our roots")
        }
        guard euiccChallenge.count == 16, let id = TransactionID(octets: randomness.bytes(16)) else {
            throw StatusCode("1.6", "2.1", "euiccChallenge has a wrong length")
        }
        let serverChallenge = randomness.bytes(16)
        let signed = ServerSigned1(
            transactionID: id, euiccChallenge: euiccChallenge, serverAddress: address, serverChallenge: serverChallenge
        ).encoded
        return (
            DownloadSession(transactionID: id, startedAt: now, serverAddress: address, serverChallenge: serverChallenge),
            Challenge(
                signed: signed, signature: authentication.sign(signed), rootKeyIdentifier: rootKeyIdentifier,
                certificate: authentication.certificate.der)
        )
    }

    /// An eUICC that has proved itself, and what it came for.
    public struct AuthenticatedEUICC: Hashable, Sendable {
        public let certificates: EUICCCertificates
        public let info: EUICCInfo2
        /// Empty when it takes whatever waits for its EID.
        public let matchingID: String
        let signature: [UInt8]
    }

    /// Checks an eUICC's proof. Source: §5.6.3.
    public func authenticate(
        _ response: AuthenticateServerResponse, in session: DownloadSession, at now: Timestamp
    ) throws(StatusCode) -> AuthenticatedEUICC {
        guard case .challenged(let serverChallenge) = session.stage, !session.isOver(at: now) else { throw .unknownTransaction }
        guard case .ok(let ok) = response else { throw StatusCode("8.1", "6.1", "The eUICC refused the server's proof") }
        guard ok.signed.transactionID == session.transactionID else { throw .unknownTransaction }
        let certificates: EUICCCertificates
        do {
            certificates = try EUICCCertificates(euicc: ok.euiccCertificate, manufacturer: ok.eumCertificate, trusting: issuers, at: now)
        } catch {
            throw Self.status(error)
        }
        guard certificates.euicc.publicKey.isSignature(ok.signature, of: ok.signedOctets) else { throw .euiccSignature }
        guard constantTimeEqual(ok.signed.serverChallenge, serverChallenge), ok.signed.serverAddress == session.serverAddress else {
            throw StatusCode("8.1", "6.1", "The eUICC has signed another challenge")
        }
        return AuthenticatedEUICC(
            certificates: certificates, info: ok.signed.info, matchingID: ok.signed.context.matchingID ?? "", signature: ok.signature)
    }

    /// The answer to `AuthenticateClient`.
    public struct Offer: Hashable, Sendable {
        public let metadata: [UInt8]
        public let signed: [UInt8]
        public let signature: [UInt8]
        public let certificate: [UInt8]
    }

    /// Offers a profile to an eUICC. Source: §5.6.3.
    /// - Parameter order: found by the matching id or, where that is empty, by the EID; `nil` when there is none.
    public func offer(
        _ order: inout ProfileOrder?, _ metadata: StoreMetadataRequest?, to euicc: AuthenticatedEUICC, in session: inout DownloadSession,
        at now: Timestamp
    ) throws(StatusCode) -> Offer {
        guard case .challenged = session.stage, !session.isOver(at: now) else { throw .unknownTransaction }
        guard var found = order, let metadata, found.matchingID == euicc.matchingID else {
            if euicc.matchingID.isEmpty { throw StatusCode("8.2", "3.7", "No profile waits for this eUICC") }
            throw StatusCode("8.2.6", "3.8", "No profile has this matching id")
        }
        defer { order = found }
        try found.offer(to: euicc.certificates, info: euicc.info, limits: limits, at: now)
        let signed = SMDPSigned2(transactionID: session.transactionID, confirmationCodeRequired: found.confirmationCodeHash != nil).encoded
        let signature = binding.sign(signed + taggedSignature(euicc.signature))
        session.stage = .offered(
            DownloadSession.Offer(
                iccid: found.iccid, eid: euicc.certificates.eid, euiccKey: Array(euicc.certificates.euicc.publicKey.rawRepresentation),
                signature: signature))
        return Offer(metadata: metadata.encoded, signed: signed, signature: signature, certificate: binding.certificate.der)
    }

    /// Binds a profile to the eUICC that has taken the offer. Source: §5.6.2, §2.5.
    /// - Parameter order: of `session.iccid`; changed when it throws, too: a wrong confirmation code counts.
    /// - Parameter profile: the profile elements in DER.
    /// - Returns: the bound profile package.
    public func boundProfilePackage(
        _ response: PrepareDownloadResponse, _ order: inout ProfileOrder, metadata: StoreMetadataRequest, profile: [UInt8],
        in session: inout DownloadSession, at now: Timestamp, randomness: Randomness
    ) throws(StatusCode) -> [UInt8] {
        guard case .offered(let offer) = session.stage, !session.isOver(at: now), offer.iccid == order.iccid else {
            throw .unknownTransaction
        }
        guard case .ok(let ok) = response else { throw StatusCode("8.1", "6.1", "The eUICC refused the offer") }
        guard ok.signed.transactionID == session.transactionID else { throw .unknownTransaction }
        guard let key = try? P256.Signing.PublicKey(rawRepresentation: offer.euiccKey),
            key.isSignature(ok.signature, of: ok.signedOctets + taggedSignature(offer.signature))
        else { throw .euiccSignature }
        // Another session of the same order may have ended it meanwhile.
        guard order.eid == offer.eid, order.state == .released || order.state == .downloaded, order.downloads < limits.downloads else {
            throw StatusCode("8.2", "3.7", "The profile is not to be had any more")
        }
        try order.checkConfirmationCode(ok.signed.confirmationCodeHash, session.transactionID, limits: limits)

        let oneTimeKey = P256.KeyAgreement.PrivateKey(randomness)
        let hostID = randomness.bytes(16)
        guard let euiccOneTimeKey = try? P256.KeyAgreement.PublicKey(x963Representation: ok.signed.oneTimeKey),
            let keys = try? SecureChannel.Keys(privateKey: oneTimeKey, otherPublicKey: euiccOneTimeKey, hostID: hostID, eid: offer.eid)
        else { throw StatusCode("8.1", "6.1", "The eUICC's one-time key is no point on the curve") }
        let opening = InitialiseSecureChannelRequest(
            transactionID: session.transactionID, hostID: hostID, oneTimeKey: Array(oneTimeKey.publicKey.x963Representation),
            euiccOneTimeKey: ok.signed.oneTimeKey, sign: binding.sign)
        order.bind(ProfileOrder.Download(transactionID: session.transactionID, euiccKey: offer.euiccKey))
        session.stage = .bound(offer)
        return BoundProfilePackage.encode(secureChannel: opening, keys: keys, metadata: metadata, profile: profile)
    }

    /// Gives a download up, as the eUICC has signed. Source: §5.6.5. The session is over.
    /// - Parameter order: of `session.iccid`.
    public func cancelSession(
        _ response: CancelSessionResponse, _ order: inout ProfileOrder, in session: DownloadSession, at now: Timestamp
    ) throws(StatusCode) {
        guard !session.isOver(at: now), session.iccid == order.iccid else { throw .unknownTransaction }
        guard case .ok(let ok) = response, ok.transactionID == session.transactionID else { throw .unknownTransaction }
        switch session.stage {
        case .challenged: throw .unknownTransaction
        case .offered(let offer), .bound(let offer):
            guard let key = try? P256.Signing.PublicKey(rawRepresentation: offer.euiccKey),
                key.isSignature(ok.signature, of: ok.signedOctets)
            else { throw .euiccSignature }
        }
        guard ok.smdpOID == oid else { throw StatusCode("8.8", "3.10", "The eUICC means another SM-DP+") }
        order.cancelSession(ok.reason)
    }

    /// Takes news of a profile. Source: §5.6.4. What cannot be believed changes nothing.
    /// - Parameter order: of the ICCID in the notification.
    public func handle(_ notification: PendingNotification, _ order: inout ProfileOrder, at now: Timestamp) throws(StatusCode)
        -> NotificationOutcome
    {
        switch notification {
        case .installation(let result):
            guard let download = order.lastDownload, download.transactionID == result.transactionID else { throw .unknownTransaction }
            guard result.metadata.iccid == order.iccid else { throw .unknownProfile }
            guard let key = try? P256.Signing.PublicKey(rawRepresentation: download.euiccKey),
                key.isSignature(result.signature, of: result.signedOctets)
            else { throw .euiccSignature }
            return order.installation(result)
        case .other(let other):
            guard other.metadata.iccid == order.iccid, other.metadata.event != .install else { throw .unknownProfile }
            let certificates: EUICCCertificates
            do {
                certificates = try EUICCCertificates(
                    euicc: other.euiccCertificate, manufacturer: other.eumCertificate, trusting: issuers, at: now)
            } catch {
                throw Self.status(error)
            }
            guard certificates.eid == order.eid else { throw StatusCode("8.1.1", "3.8", "The profile is on another eUICC") }
            guard certificates.euicc.publicKey.isSignature(other.signature, of: other.signedOctets) else { throw .euiccSignature }
            return order.news(other.metadata)
        }
    }

    /// Source: §5.6.3, table of status codes.
    private static func status(_ fault: EUICCCertificates.Fault) -> StatusCode {
        switch fault {
        case .manufacturer(.expired): StatusCode("8.1.2", "6.3", "The manufacturer's certificate is over")
        case .manufacturer(.unknownIssuer):
            StatusCode("8.11.1", "3.9", "The manufacturer's certificate is under a root that is not trusted")
        case .manufacturer: StatusCode("8.1.2", "6.1", "The manufacturer's certificate is not valid")
        case .euicc(.expired): StatusCode("8.1.3", "6.3", "The eUICC's certificate is over")
        case .euicc: StatusCode("8.1.3", "6.1", "The eUICC's certificate is not valid")
        }
    }
}
