/// The file as it is written. Older ones spell `Crypto` with a capital; both are read.
struct KeystoreFile: Codable, Sendable {
    let address: String?
    let crypto: KeystoreCrypto
    let id: String?
    let version: Int

    private enum CodingKeys: String, CodingKey {
        case address, crypto, id, version
        case oldCrypto = "Crypto"
    }

    init(address: String, crypto: KeystoreCrypto, id: [UInt8]) {
        self.address = address
        self.crypto = crypto
        self.id = uuid(id)
        version = 3
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        address = try container.decodeIfPresent(String.self, forKey: .address)
        crypto =
            try container.decodeIfPresent(KeystoreCrypto.self, forKey: .crypto) ?? container.decode(KeystoreCrypto.self, forKey: .oldCrypto)
        id = try container.decodeIfPresent(String.self, forKey: .id)
        version = try container.decode(Int.self, forKey: .version)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(address, forKey: .address)
        try container.encode(crypto, forKey: .crypto)
        try container.encodeIfPresent(id, forKey: .id)
        try container.encode(version, forKey: .version)
    }

    var isSupported: Bool { version == 3 && crypto.cipher == "aes-128-ctr" && crypto.kdfparams.derivation(crypto.kdf) != nil }
}

struct KeystoreCrypto: Codable, Sendable {
    let cipher: String
    let cipherparams: CipherParameters
    let ciphertext: String
    let kdf: String
    let kdfparams: DerivationParameters
    let mac: String

    struct CipherParameters: Codable, Sendable { let iv: String }

    struct DerivationParameters: Codable, Sendable {
        let dklen: Int
        let salt: String
        let n, r, p: Int?
        let c: Int?
        let prf: String?

        func derivation(_ kdf: String) -> Keystore.Derivation? {
            guard dklen == 32 else { return nil }
            switch (kdf, n, r, p, c, prf) {
            case ("scrypt", let n?, let r?, let p?, _, _): return .scrypt(n: n, r: r, p: p)
            case ("pbkdf2", _, _, _, let rounds?, "hmac-sha256"): return .pbkdf2(rounds: rounds)
            default: return nil
            }
        }
    }

    /// As octets.
    struct Opened {
        let ciphertext, iv, salt, mac: [UInt8]
        let derivation: Keystore.Derivation
    }

    init(ciphertext: [UInt8], iv: [UInt8], derivation: Keystore.Derivation, salt: [UInt8], mac: [UInt8]) {
        func digits(_ octets: [UInt8]) -> String { String(hexadecimal(octets).dropFirst(2)) }
        cipher = "aes-128-ctr"
        cipherparams = CipherParameters(iv: digits(iv))
        self.ciphertext = digits(ciphertext)
        switch derivation {
        case .scrypt(let n, let r, let p):
            kdf = "scrypt"
            kdfparams = DerivationParameters(dklen: 32, salt: digits(salt), n: n, r: r, p: p, c: nil, prf: nil)
        case .pbkdf2(let rounds):
            kdf = "pbkdf2"
            kdfparams = DerivationParameters(dklen: 32, salt: digits(salt), n: nil, r: nil, p: nil, c: rounds, prf: "hmac-sha256")
        }
        self.mac = digits(mac)
    }

    func opened() throws(KeystoreError) -> Opened {
        guard let derivation = kdfparams.derivation(kdf) else { throw .unsupported }
        guard let ciphertext = [UInt8](hexadecimal: "0x" + ciphertext), ciphertext.count == 32,
            let iv = [UInt8](hexadecimal: "0x" + cipherparams.iv), iv.count == 16,
            let salt = [UInt8](hexadecimal: "0x" + kdfparams.salt), salt.count <= 64, let mac = [UInt8](hexadecimal: "0x" + mac),
            mac.count == 32
        else { throw .unreadable }
        return Opened(ciphertext: ciphertext, iv: iv, salt: salt, mac: mac, derivation: derivation)
    }
}

/// 16 random octets as a UUID of version 4. Source: RFC 9562 §5.4.
private func uuid(_ octets: [UInt8]) -> String {
    var octets = octets
    octets[6] = octets[6] & 0x0F | 0x40
    octets[8] = octets[8] & 0x3F | 0x80
    let digits = Array(hexadecimal(octets).dropFirst(2))
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
}
