import Charging

/// What kind of service a request is about, by its Service-Context-Id, such as `32251@3gpp.org`. Source: RFC 8506 §8.42; 3GPP TS 32.299 §7.1.12.
enum ServiceContext: String, CaseIterable {
    /// Packet-switched data, TS 32.251.
    case data = "32251@3gpp.org"
    /// Data over 5G, TS 32.255.
    case data5G = "32255@3gpp.org"
    /// IMS: calls, TS 32.260.
    case ims = "32260@3gpp.org"
    /// Short messages, TS 32.274.
    case sms = "32274@3gpp.org"
    /// Multimedia messages, TS 32.270.
    case mms = "32270@3gpp.org"

    /// Peers put extensions, operator and release before the document, separated by dots, as in `ext.01.001.8.32260@3gpp.org`.
    init?(_ identifier: String) {
        let found = Self.allCases.first { identifier == $0.rawValue || identifier.hasSuffix("." + $0.rawValue) }
        guard let found else { return nil }
        self = found
    }

    /// What is counted unless the request names another unit.
    var unit: ChargingUnit {
        switch self {
        case .data, .data5G: .octets
        case .ims: .seconds
        case .sms, .mms: .messages
        }
    }
}
