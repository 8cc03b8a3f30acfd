import Diameter
import Platform
import Telecom

extension CreditControlRequest.SubscriptionID {
    /// The identity in it; `nil` where it is none of ours. Source: RFC 8506 §8.46, §8.47; 3GPP TS 23.003 §13.3, §19.3.2.
    var identity: SubscriberIdentity? {
        switch type {
        case .imsi: IMSI(data).map(SubscriberIdentity.imsi)
        case .e164: MSISDN(data).map(SubscriberIdentity.msisdn)
        case .nai, .privateIdentity: Self.user(in: data[...])
        case .sipURI:
            if data.hasPrefix("sip:") || data.hasPrefix("tel:") {
                Self.user(in: data.dropFirst(4))
            } else if data.hasPrefix("sips:") {
                Self.user(in: data.dropFirst(5))
            } else {
                nil
            }
        }
    }

    /// The user part before `@` or a parameter: a number with `+`, an IMSI, or an IMSI behind one digit that names the kind of authentication.
    private static func user(in text: Substring) -> SubscriberIdentity? {
        let user = String(text.prefix { $0 != "@" && $0 != ";" })
        if user.hasPrefix("+") { return MSISDN(user).map(SubscriberIdentity.msisdn) }
        if let imsi = IMSI(user) { return .imsi(imsi) }
        return IMSI(String(user.dropFirst())).map(SubscriberIdentity.imsi)
    }
}

extension CreditControlRequest {
    /// Who is meant: the IMSI where there is one, else the number. Gateways send both, and the IMSI is the one that nobody dials or ports.
    var subscriber: SubscriberIdentity? {
        let identities = subscriptionIDs.compactMap(\.identity)
        return identities.first { if case .imsi = $0 { true } else { false } } ?? identities.first
    }
}
