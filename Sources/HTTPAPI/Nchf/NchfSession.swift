import Crypto
import Platform
import Telecom

/// A charging data resource: its reference in the path, and what the journal calls it.
struct NchfSession {
    let reference: String

    var sessionID: String { "nchf;" + reference }

    init(reference: String) { self.reference = reference }

    /// The reference follows from the request itself, so that a creation sent again, to whatever node, names the same resource.
    init(opening request: NchfRequest) {
        let parts = [
            request.nfConsumerIdentification.name, request.subscriberIdentifier ?? "", request.chargingIdentifier.map { "\($0)" } ?? "",
            request.invocationTimeStamp, request.notifyUri ?? "", "\(request.invocationSequenceNumber)",
        ]
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
        reference = base64URL(Array(SHA256.hash(data: Array(text.utf8)).prefix(18)))
    }
}
