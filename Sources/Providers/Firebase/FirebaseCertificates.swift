import CryptoExtras
import Foundation
import Logging
import Platform
import Telecom
import X509

/// The certificates that Firebase signs ID tokens with, kept as long as their answer allows (`Cache-Control: max-age`, 1 minute to 1 day).
///
/// An unknown key id makes it look anew at most once a minute, so that made-up ids cause no traffic. When the certificates cannot be had
/// and the kept ones are too old, nothing is proved.
public actor FirebaseCertificates {
    /// What the certificate URL answered: a JSON object of PEM by key id, at most 100,000 bytes.
    public struct Answer: Sendable {
        public let body: [UInt8]
        public let cacheControl: String?

        public init(body: [UInt8], cacheControl: String?) {
            self.body = body
            self.cacheControl = cacheControl
        }
    }

    public static let googleURL = "https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com"
    static let maxAgeSeconds: ClosedRange<Int64> = 60...86_400
    static let mostKeys = 20

    private struct Kept: Sendable {
        var keys: [String: _RSA.Signing.PublicKey]
        var freshUntil: Timestamp
    }

    private let time: TimeSource
    private let log: Logger
    private let fetch: @Sendable () async throws -> Answer
    private var kept: Kept?
    private var askedAt: Timestamp?
    private var asking: Task<Kept?, Never>?

    public init(time: TimeSource, log: Logger, fetch: @escaping @Sendable () async throws -> Answer) {
        self.time = time
        self.log = log
        self.fetch = fetch
    }

    /// - Returns: `nil` for an id that Firebase does not have.
    /// - Throws: `IDTokenError.keysUnavailable`.
    func key(_ id: String) async throws(IDTokenError) -> _RSA.Signing.PublicKey? {
        let now = time.now()
        if let key = kept?.keys[id], isFresh(at: now) { return key }
        if isFresh(at: now), !mayAsk(at: now, afterSeconds: 60) { return nil }
        guard mayAsk(at: now, afterSeconds: 5) || asking != nil else { throw .keysUnavailable }
        await refresh(at: now)
        guard let kept, isFresh(at: now) else { throw .keysUnavailable }
        return kept.keys[id]
    }

    private func isFresh(at now: Timestamp) -> Bool { kept.map { now < $0.freshUntil } ?? false }

    private func mayAsk(at now: Timestamp, afterSeconds seconds: Int64) -> Bool {
        askedAt.map { now.seconds(since: $0) >= seconds } ?? true
    }

    /// Everyone who needs the answer waits for the same question.
    private func refresh(at now: Timestamp) async {
        if asking == nil {
            askedAt = now
            asking = Task { [fetch, log] in
                do {
                    return try Self.read(try await fetch(), at: now)
                } catch {
                    log.error("Firebase's certificates cannot be had", metadata: ["error": "\(error)"])
                    return nil
                }
            }
        }
        let answer = await asking?.value
        asking = nil
        if let answer { kept = answer }
    }

    private struct Unreadable: Error {}

    private static func read(_ answer: Answer, at now: Timestamp) throws -> Kept {
        guard answer.body.count <= 100_000 else { throw Unreadable() }
        let certificates = try JSONDecoder().decode([String: String].self, from: Data(answer.body))
        guard (1...mostKeys).contains(certificates.count) else { throw Unreadable() }
        let date = Date(timeIntervalSince1970: TimeInterval(now.secondsSince1970))
        var keys: [String: _RSA.Signing.PublicKey] = [:]
        for (id, pem) in certificates {
            let certificate = try Certificate(pemEncoded: pem)
            guard certificate.notValidBefore <= date, date <= certificate.notValidAfter else { continue }
            guard let key = _RSA.Signing.PublicKey(certificate.publicKey) else { throw Unreadable() }
            keys[id] = key
        }
        let seconds = min(max(maxAge(answer.cacheControl) ?? 0, maxAgeSeconds.lowerBound), maxAgeSeconds.upperBound)
        return Kept(keys: keys, freshUntil: now.adding(seconds: seconds))
    }

    private static func maxAge(_ cacheControl: String?) -> Int64? {
        cacheControl?.split(separator: ",").lazy
            .map { $0.drop { $0 == " " }.lowercased() }.first { $0.hasPrefix("max-age=") }
            .flatMap { Int64($0.dropFirst(8)) }
    }
}
