/// What a device reads, most often from a QR, to download a SIM profile: `LPA:1$address$matching-id`.
/// Source: GSMA SGP.22 §4.1 (without the optional SM-DP+ object identifier and confirmation code flag).
public struct ActivationCode: Hashable, Sendable {
    /// The SM-DP+'s host name, with `:port` only where it is not 443 (as in a laboratory).
    public let address: String
    public let matchingID: MatchingID
    public static let rule = "an activation code is LPA:1$address$matching-id, at most 255 characters (GSMA SGP.22 §4.1)"

    /// `nil` when `address` is not a host name (labels of letters, digits and hyphens) with an optional port.
    public init?(address: String, matchingID: MatchingID) {
        guard Self.isHost(address), address.utf8.count + matchingID.text.utf8.count + 7 <= 255 else { return nil }
        self.address = address
        self.matchingID = matchingID
    }

    public init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard text.utf8.count <= 255, parts.count == 3, parts[0] == "LPA:1", let matchingID = MatchingID(String(parts[2])) else {
            return nil
        }
        self.init(address: String(parts[1]), matchingID: matchingID)
    }

    public var text: String { "LPA:1$\(address)$\(matchingID)" }

    public static func isHost(_ address: String) -> Bool {
        let parts = address.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, address.utf8.count <= 255 else { return false }
        if parts.count == 2 {
            guard let port = UInt16(parts[1]), port > 0, !parts[1].hasPrefix("0"), !parts[1].hasPrefix("+") else { return false }
        }
        return parts[0].split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy {
                    (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2D
                }
        }
    }
}

/// Not shown when printed: whoever has the code can install the profile. `text` gives it.
extension ActivationCode: CustomStringConvertible {
    public var description: String { "LPA:1$\(address)$…" }
}
