import Platform
import Telecom

/// What the answer to a challenge needs, sealed into the State attribute, so that any node can take the answer and none remembers anything.
/// It is of use to the client alone that it was given to.
/// Source: RFC 2865 §5.24.
struct ChallengeState {
    /// What was asked for last.
    enum Asked: UInt8 {
        case identity = 1
        case challenge
        /// A challenge after the SIM said that its sequence number is ahead; it says so once.
        case challengeAgain
    }

    let asked: Asked
    /// Of the EAP request.
    let identifier: UInt8
    let until: Timestamp
    var rand: [UInt8] = []
    var xres: [UInt8] = []
    var authenticationKey: [UInt8] = []
    var masterSession: [UInt8] = []
    var identity = ""

    static let seconds: Int64 = 60
    private static let purpose = MasterKey.Purpose("EAP challenge")

    /// At most 253 octets: the identity has 63 at most.
    func sealed(_ key: MasterKey, for client: InternetAddress) -> [UInt8] {
        let time = withUnsafeBytes(of: until.microsecondsSince1970.bigEndian, Array.init)
        return key.seal(
            [asked.rawValue, identifier] + time + rand + xres + authenticationKey + masterSession + Array(identity.utf8), Self.purpose,
            of: "\(client)")
    }

    /// - Returns: `nil` for what we have not sealed, for another client, or too long ago.
    init?(_ sealed: [UInt8], _ key: MasterKey, from client: InternetAddress, at now: Timestamp) {
        guard let octets = try? key.open(sealed, Self.purpose, of: "\(client)"), octets.count >= 10, let asked = Asked(rawValue: octets[0])
        else {
            return nil
        }
        let until = Timestamp(microsecondsSince1970: octets[2..<10].reduce(0) { $0 << 8 | Int64($1) })
        guard until > now else { return nil }
        self.init(asked: asked, identifier: octets[1], until: until)
        guard asked != .identity else { return }
        guard octets.count > 130 else { return nil }
        rand = Array(octets[10..<26])
        xres = Array(octets[26..<34])
        authenticationKey = Array(octets[34..<66])
        masterSession = Array(octets[66..<130])
        identity = String(decoding: octets[130...], as: UTF8.self)
    }

    init(asked: Asked, identifier: UInt8, until: Timestamp) {
        self.asked = asked
        self.identifier = identifier
        self.until = until
    }
}
