import Crypto
import Telecom

/// A profile on its way from the operator to an eUICC. Source: GSMA SGP.22 §3.1 (life cycle), §5.3 (ES2+).
public struct ProfileOrder: Hashable, Sendable {
    /// Source: §3.1.6, figure 12.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Nobody has asked for it.
        case available = "Available"
        /// Kept for an order that names no eUICC.
        case allocated = "Allocated"
        /// Kept for an eUICC.
        case linked = "Linked"
        /// Has a matching id, and must not be downloaded yet.
        case confirmed = "Confirmed"
        /// May be downloaded.
        case released = "Released"
        /// Bound and handed out; how that ended is not known.
        case downloaded = "Downloaded"
        case installed = "Installed"
        /// Cannot be downloaded any more.
        case error = "Error"
        case unavailable = "Unavailable"
    }

    /// What bounds the tries. Source: §5.6.3, §5.6.2 leave the numbers to the SM-DP+.
    public struct Limits: Hashable, Sendable {
        /// Of bound packages handed out, 1 or more.
        public var downloads: Int
        /// Of wrong confirmation codes, 1 or more.
        public var confirmationCodes: Int

        public init(downloads: Int = 10, confirmationCodes: Int = 3) {
            self.downloads = downloads
            self.confirmationCodes = confirmationCodes
        }
    }

    public let iccid: ICCID
    public let profileType: String?
    public private(set) var state: State
    /// Asked for by the operator, or of the eUICC that has been offered the profile: no other gets it from then on.
    public private(set) var eid: EID?
    /// `nil` before it is confirmed; empty when the eUICC alone decides.
    public private(set) var matchingID: String?
    /// SHA-256 of the code that the person must type.
    public private(set) var confirmationCodeHash: [UInt8]?
    public private(set) var wrongConfirmationCodes = 0
    public private(set) var downloads = 0
    /// After this it is not offered any more.
    public private(set) var expiresAt: Timestamp?
    /// The last download that was bound, and whose word on its end is believed.
    public private(set) var lastDownload: Download?
    /// The greatest number that the eUICC has told of; what is not greater is a repetition.
    public private(set) var lastNotification: Int?

    public struct Download: Hashable, Sendable {
        public let transactionID: TransactionID
        /// The eUICC's public key, x and y of 32 octets.
        public let euiccKey: [UInt8]

        public init(transactionID: TransactionID, euiccKey: [UInt8]) {
            self.transactionID = transactionID
            self.euiccKey = euiccKey
        }
    }

    public init(iccid: ICCID, profileType: String? = nil) {
        self.iccid = iccid
        self.profileType = profileType
        state = .available
    }

    /// As it was stored.
    public init(
        iccid: ICCID, profileType: String?, state: State, eid: EID?, matchingID: String?, confirmationCodeHash: [UInt8]?,
        wrongConfirmationCodes: Int, downloads: Int, expiresAt: Timestamp?, lastDownload: Download?, lastNotification: Int?
    ) {
        self.iccid = iccid
        self.profileType = profileType
        self.state = state
        self.eid = eid
        self.matchingID = matchingID
        self.confirmationCodeHash = confirmationCodeHash
        self.wrongConfirmationCodes = wrongConfirmationCodes
        self.downloads = downloads
        self.expiresAt = expiresAt
        self.lastDownload = lastDownload
        self.lastNotification = lastNotification
    }

    public static func hash(confirmationCode: String) -> [UInt8] { Array(SHA256.hash(data: Array(confirmationCode.utf8))) }

    /// What an eUICC signs for a code: bound to the transaction. Source: §5.7.5.
    public static func hash(confirmationCodeHash: [UInt8], transactionID: TransactionID) -> [UInt8] {
        Array(SHA256.hash(data: confirmationCodeHash + transactionID.octets))
    }
}

/// ES2+, the operator's side. Each function says no by a status code and then changes nothing.
extension ProfileOrder {
    /// `DownloadOrder`: keeps the profile. Source: §5.3.1.
    public mutating func order(eid: EID?) throws(StatusCode) {
        guard state == .available else { throw StatusCode("8.2.1", "3.3", "The profile is in use") }
        self.eid = eid
        state = eid == nil ? .allocated : .linked
    }

    /// `ConfirmOrder`: gives it a matching id, an eUICC where there is none, and a confirmation code. Source: §5.3.2.
    /// - Parameter matchingID: 0 to 255 capital letters, digits and hyphens; empty needs an EID.
    /// - Parameter confirmationCode: 1 to 63 characters.
    /// - Parameter release: whether it may be downloaded from now on.
    public mutating func confirm(
        eid: EID?, matchingID: String, confirmationCode: String?, release: Bool, expiresAt: Timestamp? = nil
    ) throws(StatusCode) {
        guard state == .allocated || state == .linked else { throw StatusCode("8.2.1", "3.5", "The order is not one to confirm") }
        if let eid, let linked = self.eid, eid != linked { throw StatusCode("8.1.1", "3.10", "Another eUICC is linked") }
        guard matchingID.utf8.count <= 255, matchingID.utf8.allSatisfy(Self.isMatchingCharacter) else {
            throw StatusCode("8.2.6", "2.1", "The matching id has characters that it may not have, or too many")
        }
        guard !matchingID.isEmpty || eid ?? self.eid != nil else {
            throw StatusCode("8.1.1", "2.2", "Without a matching id an EID is needed")
        }
        if let confirmationCode, !(1...63).contains(confirmationCode.utf8.count) {
            throw StatusCode("8.2.7", "2.1", "A confirmation code has 1 to 63 characters")
        }
        self.eid = eid ?? self.eid
        self.matchingID = matchingID
        confirmationCodeHash = confirmationCode.map(Self.hash(confirmationCode:))
        self.expiresAt = expiresAt
        state = release ? .released : .confirmed
    }

    /// `ReleaseProfile`: lets it be downloaded. Source: §5.3.4.
    public mutating func release() throws(StatusCode) {
        guard state == .confirmed else { throw StatusCode("8.2.1", "3.5", "The order is not one to release") }
        state = .released
    }

    /// `CancelOrder`: takes the order back, for the profile to be used again or never. Source: §5.3.3.
    public mutating func cancel(eid: EID?, matchingID: String?, final: State) throws(StatusCode) {
        guard final == .available || final == .unavailable else {
            throw StatusCode("8.2", "2.1", "A cancelled profile is available or unavailable")
        }
        if let eid, eid != self.eid { throw StatusCode("8.1.1", "3.10", "The order is not for this eUICC") }
        if let matchingID, matchingID != self.matchingID { throw StatusCode("8.2.6", "3.10", "The order has another matching id") }
        switch state {
        case .allocated, .linked, .confirmed, .released: break
        case .downloaded, .installed: throw StatusCode("8.2.1", "3.3", "The profile is on an eUICC")
        case .available, .error, .unavailable: throw StatusCode("8.2.1", "3.5", "The order is not one to cancel")
        }
        self = ProfileOrder(iccid: iccid, profileType: profileType)
        state = final
    }

    private static func isMatchingCharacter(_ character: UInt8) -> Bool {
        (0x41...0x5A).contains(character) || (0x30...0x39).contains(character) || character == 0x2D
    }
}

/// ES9+, the eUICC's side.
extension ProfileOrder {
    /// Offers the profile to an eUICC that has proved itself: it is linked to it from now on. Source: §5.6.3.
    mutating func offer(to device: EUICCCertificates, info: EUICCInfo2, limits: Limits, at now: Timestamp) throws(StatusCode) {
        switch state {
        case .released, .downloaded: break
        case .available, .allocated, .linked, .confirmed: throw StatusCode("8.2", "1.2", "The profile has not been released")
        case .installed, .error, .unavailable: throw StatusCode("8.2.6", "3.8", "The matching id is used up")
        }
        if let eid, eid != device.eid { throw StatusCode("8.1.1", "3.8", "The profile is for another eUICC") }
        if let expiresAt, now > expiresAt { throw StatusCode("8.8.5", "4.10", "The order's time is over") }
        guard downloads < limits.downloads, wrongConfirmationCodes < limits.confirmationCodes else {
            state = .error
            throw StatusCode("8.8.5", "6.4", "The order's tries are used up")
        }
        guard info.capabilities.isSuperset(of: [EUICCInfo2.Capability.usim, EUICCInfo2.Capability.milenage]) else {
            throw StatusCode("8.2.5", "4.3", "The eUICC cannot run the profile's applications")
        }
        eid = device.eid
    }

    /// Checks the code that the person has typed. A wrong one counts, and after the last the order cannot be used any more. Source: §5.6.2.
    mutating func checkConfirmationCode(_ hash: [UInt8]?, _ transactionID: TransactionID, limits: Limits) throws(StatusCode) {
        guard let confirmationCodeHash else { return }
        guard let hash else { throw StatusCode("8.2.7", "2.2", "A confirmation code is needed") }
        guard wrongConfirmationCodes < limits.confirmationCodes else {
            throw StatusCode("8.2.7", "6.4", "Too many wrong confirmation codes")
        }
        guard constantTimeEqual(hash, Self.hash(confirmationCodeHash: confirmationCodeHash, transactionID: transactionID)) else {
            wrongConfirmationCodes += 1
            guard wrongConfirmationCodes < limits.confirmationCodes else {
                state = .error
                throw StatusCode("8.2.7", "6.4", "Too many wrong confirmation codes")
            }
            throw StatusCode("8.2.7", "3.8", "The confirmation code is wrong")
        }
    }

    mutating func bind(_ download: Download) {
        state = .downloaded
        downloads += 1
        lastDownload = download
    }

    /// The person or the device has given the download up. Source: §5.6.5.
    mutating func cancelSession(_ reason: CancelSessionReason) {
        guard state == .released || state == .downloaded else { return }
        switch reason {
        case .postponed, .timeout: state = .released
        case .endUserRejection, .rulesNotAllowed: state = .error
        }
    }

    /// Takes the end of an installation. A repetition changes nothing.
    mutating func installation(_ result: ProfileInstallationResult) -> NotificationOutcome {
        guard lastNotification.map({ result.metadata.sequenceNumber > $0 }) ?? true else { return .repeated }
        lastNotification = result.metadata.sequenceNumber
        switch result.final {
        case .success:
            state = .installed
            return .installed
        case .error(let command, let reason, _):
            // What another try may mend. Source: §2.5.6 (ErrorReason): 10 memory, 11 interruption.
            if state == .downloaded { state = [10, 11].contains(reason) ? .released : .error }
            return .failed(command: command, reason: reason)
        }
    }

    /// Takes what happened to the installed profile. A repetition, or what is older than the last news, changes nothing.
    mutating func news(_ metadata: NotificationMetadata) -> NotificationOutcome {
        guard lastNotification.map({ metadata.sequenceNumber > $0 }) ?? true else { return .repeated }
        lastNotification = metadata.sequenceNumber
        return .changed(metadata.event)
    }
}

/// What a notification has told.
public enum NotificationOutcome: Hashable, Sendable {
    case installed
    /// See `ProfileInstallationResult.Final`.
    case failed(command: Int, reason: Int)
    /// The installed profile was enabled, disabled or deleted.
    case changed(NotificationEvent)
    /// Told before.
    case repeated
}
