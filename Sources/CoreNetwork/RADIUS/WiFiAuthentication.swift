import Charging
import Milenage
import Platform
import RADIUS
import Store
import Telecom

/// Lets a SIM prove itself over Wi-Fi: EAP-AKA' between a phone and us, carried by an access point in RADIUS.
/// Source: RFC 9048, RFC 4187, RFC 3579; 3GPP TS 33.402 §6.2.
struct WiFiAuthentication: Sendable {
    let platform: Platform
    let interimSeconds: UInt32 = 300

    /// The longest identity: `6`, an IMSI and the realm of TS 23.003 §14.3 have 56.
    private static let longestIdentity = 63

    /// A request, and who asks.
    final class Exchange: Sendable {
        let request: RADIUSPacket
        let address: InternetAddress
        let secret: RADIUSSecret
        /// `nil` where the request holds no response of EAP.
        let packet: EAPPacket?

        /// - Parameter request: proved by `secret`.
        init(_ request: RADIUSPacket, from address: InternetAddress, by secret: RADIUSSecret) {
            self.request = request
            self.address = address
            self.secret = secret
            packet = request.eapMessage.flatMap { EAPPacket(decoding: $0) }.flatMap { $0.code == .response ? $0 : nil }
        }
    }

    /// - Returns: the answer and the word that counts it.
    /// - Throws: `StoreError`: then there is no answer, and the client asks again or elsewhere.
    func answer(_ exchange: Exchange) async throws -> (RADIUSPacket, String) {
        guard let packet = exchange.packet else { return reject(exchange, "no_eap") }
        guard let sealed = exchange.request[Attributes.state] else { return try await begin(exchange, packet) }
        let known = ChallengeState(sealed, platform.masterKey, from: exchange.address, at: platform.time.now())
        guard let state = known, state.identifier == packet.identifier else { return reject(exchange, "stale") }
        guard packet.method == .akaPrime, let message = AKAMessage(decoding: packet.data) else {
            return reject(exchange, "other_method")
        }
        switch (state.asked, message.subtype) {
        case (.identity, .identity):
            guard let identity = message.identity, let imsi = Self.imsi(of: identity) else {
                return reject(exchange, "unknown")
            }
            return try await challenge(exchange, packet, AuthenticationWish(imsi: imsi, identity: identity))
        case (.challenge, .challenge), (.challengeAgain, .challenge):
            guard message.isProved(in: packet, by: state.authenticationKey), let response = message.response, isEqual(response, state.xres),
                let imsi = Self.imsi(of: state.identity)
            else { return reject(exchange, "wrong") }
            return try await accept(exchange, imsi, state)
        case (.challenge, .synchronizationFailure):
            guard let auts = message.auts, let imsi = Self.imsi(of: state.identity) else { return reject(exchange, "wrong") }
            return try await challenge(
                exchange, packet,
                AuthenticationWish(imsi: imsi, identity: state.identity, resynchronisation: .init(rand: state.rand, auts: auts)))
        default: return reject(exchange, "refused_by_sim")
        }
    }

    private func begin(_ exchange: Exchange, _ packet: EAPPacket) async throws -> (RADIUSPacket, String) {
        guard packet.method == .identity else { return reject(exchange, "other_method") }
        if let identity = String(validating: packet.data, as: UTF8.self), let imsi = Self.imsi(of: identity) {
            return try await challenge(exchange, packet, AuthenticationWish(imsi: imsi, identity: identity))
        }
        // A pseudonym of somebody else's, or of nobody: ask for the identity that does not change.
        let identifier = packet.identifier &+ 1
        let state = ChallengeState(asked: .identity, identifier: identifier, until: deadline)
        let asked = EAPPacket(.request, identifier: identifier, method: .akaPrime, data: AKAMessage.identityRequest.encoded)
        return (challenging(exchange, asked, state), "identity")
    }

    /// Whom to challenge.
    private struct AuthenticationWish {
        let imsi: IMSI
        let identity: String
        var resynchronisation: AuthenticationRequest.Resynchronisation?
    }

    private func challenge(_ exchange: Exchange, _ packet: EAPPacket, _ wish: AuthenticationWish) async throws -> (RADIUSPacket, String) {
        let name = RADIUSConfiguration.networkName
        let vector = try await platform.authenticateOverEAP(
            EAPAuthenticationRequest(imsi: wish.imsi, networkName: name, resynchronisation: wish.resynchronisation))
        guard let vector else { return reject(exchange, "unknown") }
        let keys = AKAKeys(ikPrime: vector.ikPrime, ckPrime: vector.ckPrime, identity: wish.identity)
        var state = ChallengeState(
            asked: wish.resynchronisation == nil ? .challenge : .challengeAgain, identifier: packet.identifier &+ 1, until: deadline)
        state.rand = vector.rand
        state.xres = vector.xres
        state.authenticationKey = keys.authentication
        state.masterSession = keys.masterSession
        state.identity = wish.identity
        let asked = AKAMessage.challenge(rand: vector.rand, autn: vector.autn, networkName: name)
            .packet(.request, identifier: state.identifier, key: keys.authentication)
        return (challenging(exchange, asked, state), "challenge")
    }

    private func accept(_ exchange: Exchange, _ imsi: IMSI, _ state: ChallengeState) async throws -> (RADIUSPacket, String) {
        guard let line = try await platform.servedLine(.imsi(imsi)) else { return reject(exchange, "unknown") }
        if let refusal = try await platform.checkBalance(of: line, .octets, units: 1) {
            return reject(exchange, refusal.word)
        }
        let (request, secret) = (exchange.request, exchange.secret)
        let success = EAPPacket(.success, identifier: state.identifier).encoded
        let salts = platform.randomness.bytes(4)
        let attributes: [RADIUSPacket.Attribute] =
            RADIUSPacket.eapMessage(success) + [
                request.microsoftKey(17, Array(state.masterSession[..<32]), salt: [salts[0], salts[1] & 0xFE], by: secret),
                request.microsoftKey(16, Array(state.masterSession[32...]), salt: [salts[2], salts[3] | 1], by: secret),
                Attributes.userName(state.identity),
                // The line, and a word that no other session has, wherever access points begin to count anew.
                Attributes.class(Array("\(line.text);\(base64URL(platform.randomness.bytes(9)))".utf8)),
                Attributes.acctInterimInterval(interimSeconds),
            ]
        return (request.answer(.accessAccept, attributes, by: secret), "accepted")
    }

    private var deadline: Timestamp { platform.time.now().adding(seconds: ChallengeState.seconds) }

    private func challenging(_ exchange: Exchange, _ asked: EAPPacket, _ state: ChallengeState) -> RADIUSPacket {
        let sealed = state.sealed(platform.masterKey, for: exchange.address)
        return exchange.request.answer(
            .accessChallenge, RADIUSPacket.eapMessage(asked.encoded) + [Attributes.state(sealed)], by: exchange.secret)
    }

    private func reject(_ exchange: Exchange, _ result: String) -> (RADIUSPacket, String) {
        let failure = exchange.packet.map { RADIUSPacket.eapMessage(EAPPacket(.failure, identifier: $0.identifier).encoded) } ?? []
        return (exchange.request.answer(.accessReject, failure, by: exchange.secret), result)
    }

    /// The permanent identity of EAP-AKA': `6`, the IMSI, `@` and a realm. Source: RFC 9048 §5.3.1.1, 3GPP TS 23.003 §14.3.
    static func imsi(of identity: String) -> IMSI? {
        guard identity.utf8.count <= longestIdentity, identity.hasPrefix("6") else { return nil }
        return IMSI(String(identity.dropFirst().prefix { $0 != "@" }))
    }
}
