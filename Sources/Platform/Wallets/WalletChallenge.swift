import Crypto
import Ethereum
import Foundation
import Store
import Telecom

/// What a wallet signs to prove that its holder is a member: EIP-4361 for this installation, with a nonce that only we can make for this account and second.
enum WalletChallenge {
    /// Seconds that a challenge counts.
    static let lifetime: Int64 = 600
    static let chainID: UInt64 = 1
    static let statement = "Link this wallet to my account. It moves no tokens and costs nothing."

    /// 32 hexadecimal digits that nobody else can compute: so nothing is kept until a message comes back.
    static func nonce(_ account: AccountID, domain: String, issuedAt: Timestamp, key: SymmetricKey) -> String {
        let input = Data("\(account)\n\(domain)\n\(issuedAt)".utf8)
        return hexadecimal(HMAC<SHA256>.authenticationCode(for: input, using: key).prefix(16)).dropFirst(2).description
    }
}

extension Platform {
    var walletKey: SymmetricKey { masterKey.subkey(MasterKey.Purpose("wallet challenge")) }

    /// The message that a wallet is to sign, in ten minutes.
    /// - Parameters:
    ///   - address: of the wallet: `0x` and 40 digits, with the right checksum where its letters are of both cases.
    ///   - domain: where the person is, such as `shop.example.com`; this installation's own unless given.
    /// - Throws: `invalid_address`; `.invalid` for a domain that is not the brand's.
    public func walletChallenge(_ address: String, domain: String?, as principal: Principal) async throws -> String {
        guard let address = Address(address), address != .zero else {
            throw PlatformError.invalid("address", "That is not the address of an Ethereum account.", code: "invalid_address")
        }
        let domain = domain?.lowercased() ?? ownAuthority
        guard try await isDomain(domain, of: principal.brandID) else {
            throw PlatformError.invalid("domain", "That is not a domain of ours.", code: "invalid_domain")
        }
        // To the millisecond, as the message says it.
        let issuedAt = Timestamp(time.now().description)!
        let message = SignInMessage(
            domain: domain, address: address, statement: WalletChallenge.statement, uri: "\(scheme)://\(domain)",
            chainID: WalletChallenge.chainID,
            nonce: WalletChallenge.nonce(principal.accountID, domain: domain, issuedAt: issuedAt, key: walletKey), issuedAt: issuedAt,
            expiresAt: issuedAt.adding(seconds: WalletChallenge.lifetime))
        guard let message else { throw PlatformError.invalid("domain", "That is not a domain of ours.", code: "invalid_domain") }
        return message.text
    }

    /// Whether people of the brand may be at this domain, whatever its port unless it is our own.
    func isDomain(_ domain: String, of brand: BrandID) async throws -> Bool {
        if domain == ownAuthority { return true }
        let host = String(domain.split(separator: ":").first ?? "")
        return try await store.read { try $0.hosts(of: brand) }.contains(host)
    }

    var scheme: String { publicURL.hasPrefix("https:") ? "https" : "http" }
}
