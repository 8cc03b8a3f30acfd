import Crypto
import RSP
import Telecom

extension SoftwareEUICC {
    /// `BppCommandId` and `ErrorReason`. Source: GSMA SGP.22 annex H.
    struct Failure: Error {
        let command: Int
        let reason: Int
    }

    /// Goes through a bound package as it comes: the channel, the security domain, metadata, keys, elements. Source: §5.5, §2.5.
    func open(_ octets: [UInt8], _ session: Session, _ metadata: inout StoreMetadataRequest?) throws(Failure) -> InstalledProfile {
        guard let package = try? BoundProfilePackage(decoding: octets) else { throw Failure(command: 0, reason: 7) }
        let opening = package.secureChannel
        guard opening.transactionID == session.transactionID else { throw Failure(command: 0, reason: 3) }
        guard let oneTimeKey = session.oneTimeKey, let binding = session.binding,
            binding.isSignature(
                opening.signature, of: opening.signedOctets(euiccOneTimeKey: Array(oneTimeKey.publicKey.x963Representation)))
        else { throw Failure(command: 0, reason: 2) }
        guard let theirs = try? P256.KeyAgreement.PublicKey(x963Representation: opening.oneTimeKey),
            let keys = try? SecureChannel.Keys(privateKey: oneTimeKey, otherPublicKey: theirs, hostID: opening.hostID, eid: eid)
        else { throw Failure(command: 0, reason: 1) }

        var channel = SecureChannel(keys)
        _ = try decrypt(package.configureISDP, &channel, BoundProfilePackage.tags.isdp, command: 1)
        var stored: [UInt8] = []
        for segment in package.storeMetadata {
            guard let content = try? channel.verify(segment, tag: BoundProfilePackage.tags.metadata) else {
                throw Failure(command: 2, reason: 8)
            }
            stored += content
        }
        guard let request = try? StoreMetadataRequest(decoding: stored) else { throw Failure(command: 2, reason: 1) }
        metadata = request
        guard !profiles.contains(where: { $0.metadata.iccid == request.iccid }) else { throw Failure(command: 2, reason: 9) }
        if let replacement = package.replaceSessionKeys {
            let content = try decrypt(replacement, &channel, BoundProfilePackage.tags.isdp, command: 4)
            guard let replace = try? ReplaceSessionKeysRequest(decoding: content) else { throw Failure(command: 4, reason: 1) }
            channel = SecureChannel(replace.keys)
        }
        let elements = try decrypt(package.profileElements, &channel, BoundProfilePackage.tags.elements, command: 5)
        guard let content = try? InstalledProfile(decoding: elements) else { throw Failure(command: 5, reason: 12) }
        guard content.iccid == request.iccid else { throw Failure(command: 5, reason: 13) }
        return content
    }

    private func decrypt(_ segments: [[UInt8]], _ channel: inout SecureChannel, _ tag: UInt8, command: Int) throws(Failure) -> [UInt8] {
        var octets: [UInt8] = []
        for segment in segments {
            guard let content = try? channel.decrypt(segment, tag: tag) else { throw Failure(command: command, reason: 8) }
            octets += content
        }
        return octets
    }
}
