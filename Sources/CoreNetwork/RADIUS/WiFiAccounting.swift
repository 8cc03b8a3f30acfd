import Charging
import Platform
import RADIUS
import Telecom

/// Charges what was used over Wi-Fi. Source: RFC 2866; RFC 2869 §5.1, §5.2.
struct WiFiAccounting: Sendable {
    enum Outcome {
        /// The client may forget the report. The session must end where a refusal is told.
        case recorded(WiFiSession?, UsageAnswer.Refusal?)
        /// Not recorded, so not answered (RFC 2866 §4.1).
        case unrecorded(String)
    }

    let platform: Platform

    /// - Throws: `PlatformError`, `StoreError`.
    func record(_ request: RADIUSPacket, from address: InternetAddress) async throws -> Outcome {
        guard let status = request[Attributes.acctStatusType] else { return .unrecorded("no_status") }
        let kind: TotalsReport.Kind
        switch status {
        case 1: kind = .start
        case 2: kind = .stop
        case 3: kind = .interim
        // Accounting-On and -Off: an access point has begun or ends. Its sessions are silent from now on, and charging forgets them.
        case 7, 8: return .recorded(nil, nil)
        default: return .unrecorded("unknown_status")
        }
        guard let session = WiFiSession(request, at: address), UsageRequest.isSessionID(session.chargingID) else {
            return .unrecorded("no_session")
        }
        guard let line = try await line(of: request) else { return .unrecorded("unknown_line") }
        let refusal = try await platform.reportTotals(
            TotalsReport(
                sessionID: session.chargingID, kind: kind, lineID: line,
                input: total(request[Attributes.acctInputOctets], request[Attributes.acctInputGigawords]),
                output: total(request[Attributes.acctOutputOctets], request[Attributes.acctOutputGigawords]),
                gateway: Gateway(host: "\(address)", realm: WiFiSession.realm)))
        return .recorded(session, refusal)
    }

    /// The line is told by the Class that we gave, else by the identity.
    private func line(of request: RADIUSPacket) async throws -> LineID? {
        if let given = request[Attributes.class], let line = LineID(String(decoding: given.prefix { $0 != 0x3B }, as: UTF8.self)) {
            return line
        }
        guard let imsi = request[Attributes.userName].flatMap(WiFiAuthentication.imsi) else { return nil }
        return try await platform.servedLine(.imsi(imsi))
    }

    /// Octets, of which 2^32 are a gigaword. More than 2^62 are cut, which charging refuses.
    private func total(_ octets: UInt32?, _ gigawords: UInt32?) -> Int64 {
        Int64(min(gigawords ?? 0, 1 << 30)) << 32 | Int64(octets ?? 0)
    }
}

/// A session as the access point and charging know it.
struct WiFiSession: Hashable, Sendable {
    /// Stands for a Diameter realm where a session's gateway is a RADIUS client.
    static let realm = "radius"

    let client: InternetAddress
    /// Of the client's, in octets.
    let accountingID: [UInt8]
    private let word: String

    init?(_ request: RADIUSPacket, at client: InternetAddress) {
        guard let id = request.attributes.first(where: { $0.type == Attributes.acctSessionID.type })?.value, (1...64).contains(id.count)
        else {
            return nil
        }
        self.client = client
        accountingID = id
        let given = request[Attributes.class].flatMap { String(validating: $0, as: UTF8.self) } ?? ""
        word = given.utf8.count <= 64 && UsageRequest.isSessionID(given) ? given.split(separator: ";").last.map(String.init) ?? "" : ""
    }

    /// As charging named it: `radius;` the client; the word of its Class; its Acct-Session-Id in hexadecimal digits.
    init?(chargingID: String) {
        let parts = chargingID.split(separator: ";", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "radius", let client = InternetAddress(parts[1]), parts[3].utf8.count.isMultiple(of: 2) else {
            return nil
        }
        let digits = Array(parts[3])
        let octets = stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
        guard octets.count * 2 == digits.count else { return nil }
        self.client = client
        accountingID = octets
        word = String(parts[2])
    }

    var chargingID: String {
        "radius;\(client);\(word);\(accountingID.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())"
    }
}
