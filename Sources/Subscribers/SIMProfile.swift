import Telecom

/// A subscriber's identity on the network as a card holds it: ICCID, IMSI and (kept apart, sealed) K and OPc.
public struct SIMProfile: Hashable, Sendable {
    public let id: SIMProfileID
    public let brandID: BrandID
    public let iccid: ICCID
    public let imsi: IMSI
    /// What a device shows the SM-DP+ to be given this profile.
    public let matchingID: MatchingID
    public var state: SIMProfileState
    /// The line that it was handed to, for ever: a profile has at most one line in its life.
    public var lineID: LineID?
    public let source: InventorySource
    public let createdAt: Timestamp

    public init(
        id: SIMProfileID, brandID: BrandID, iccid: ICCID, imsi: IMSI, matchingID: MatchingID, state: SIMProfileState = .available,
        lineID: LineID? = nil, source: InventorySource, createdAt: Timestamp
    ) {
        self.id = id
        self.brandID = brandID
        self.iccid = iccid
        self.imsi = imsi
        self.matchingID = matchingID
        self.state = state
        self.lineID = lineID
        self.source = source
        self.createdAt = createdAt
    }
}

/// The life of a SIM profile, after GSMA SGP.22 §3.1.6 (Available, Linked, Released, Downloaded, Installed, Error, Unavailable).
public enum SIMProfileState: String, CaseIterable, Codable, Sendable {
    case available
    /// Handed to a line, not yet to be downloaded.
    case assigned
    /// The SM-DP+ gives it to the device that shows its matching id.
    case released
    case downloaded
    case installed
    /// Its download failed for good.
    case failed
    /// Never to be used again.
    case retired

    /// The states that may follow this one. A profile never becomes available again.
    public var next: Set<SIMProfileState> {
        switch self {
        case .available: [.assigned, .retired]
        case .assigned: [.released, .retired]
        case .released: [.downloaded, .failed, .retired]
        case .downloaded: [.installed, .failed, .retired]
        case .installed: [.retired]
        case .failed: [.released, .retired]
        case .retired: []
        }
    }
}

/// Where a SIM profile or number came from.
public enum InventorySource: String, Codable, Sendable {
    case imported
    /// Made by the own network: test PLMN, fictional number.
    case minted
}

/// What a device shows the SM-DP+ to get its profile: upper-case letters, digits and hyphens. Source: GSMA SGP.22 §4.1.1.
public struct MatchingID: Hashable, Sendable, CustomStringConvertible {
    public let text: String
    public static let rule = "a matching id is 1 to 64 upper-case letters, digits and hyphens (GSMA SGP.22 §4.1.1)"

    public init?(_ text: String) {
        guard (1...64).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D })
        else { return nil }
        self.text = text
    }

    /// Four groups of five characters with 100 bits of randomness, such as `7PX2K-0FQ9A-M3T5R-VB8WE`.
    public init(_ randomness: Randomness) {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
        let characters = randomness.bytes(20).map { alphabet[Int($0) & 31] }
        text = (0..<4).map { String(decoding: characters[$0 * 5..<$0 * 5 + 5], as: UTF8.self) }.joined(separator: "-")
    }

    public var description: String { text }
}
