import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Platform

/// A caller's `Idempotency-Key`, joined to who they are.
struct IdempotencyKey: Sendable {
    /// Digest of caller and key: unique over all callers, 43 characters of base64url.
    let id: String
    /// Digest of method, target and body: the same key with another request is a mistake of the caller's.
    let requestHash: [UInt8]
    private let sealingKey: SymmetricKey

    /// - Returns: `nil` when the header is absent.
    /// - Throws: `invalid_idempotency_key` for anything but 1 to 255 visible ASCII characters, once.
    init?(_ request: Request, caller: String, body: [UInt8]) throws {
        let given = request.headers[values: .idempotencyKey]
        guard let key = given.first else { return nil }
        guard given.count == 1, (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Refusal(
                .badRequest, code: "invalid_idempotency_key", "Idempotency-Key must be 1 to 255 visible ASCII characters, given once.",
                parameter: "Idempotency-Key")
        }
        let scoped = Data("\(caller)\n\(key)".utf8)
        id = base64URL(SHA256.hash(data: scoped))
        var hash = SHA256()
        hash.update(data: Data("\(request.method.rawValue) \(request.head.path ?? "")\n".utf8))
        hash.update(data: body)
        requestHash = Array(hash.finalize())
        sealingKey = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: scoped), info: Data("gorse idempotent answer".utf8), outputByteCount: 32)
    }

    /// An answer may hold what is shown once, such as an API key. It is kept so that only who knows the key can read it:
    /// AES-GCM under a key derived from caller and key, neither of which is stored.
    func seal(_ answer: StoredAnswer) throws -> [UInt8] {
        Array(try AES.GCM.seal(JSONEncoder().encode(answer), using: sealingKey).combined!)
    }

    func open(_ sealed: [UInt8]) throws -> StoredAnswer {
        try JSONDecoder().decode(StoredAnswer.self, from: AES.GCM.open(.init(combined: sealed), using: sealingKey))
    }
}

/// What is kept of an answer.
struct StoredAnswer: Codable, Sendable {
    private struct Header: Codable, Sendable {
        let name: String
        let value: String
    }

    private let status: Int
    private let headers: [Header]
    private let body: Data

    init(_ content: Content) {
        status = content.status.code
        headers = content.headers.map { Header(name: $0.name.rawName, value: $0.value) }
        body = Data(content.body.readableBytesView)
    }

    var content: Content {
        var content = Content("", ByteBuffer(bytes: body), status: .init(code: status))
        content.headers = HTTPFields(
            headers.compactMap { header in HTTPField.Name(header.name).map { HTTPField(name: $0, value: header.value) } })
        content.headers[.idempotencyReplayed] = "true"
        return content
    }
}

extension HTTPField.Name {
    static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed")!
}
