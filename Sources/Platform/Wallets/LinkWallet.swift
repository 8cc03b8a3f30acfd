import Ethereum
import Rewards
import Store
import Telecom

extension Platform {
    public func wallet(of account: AccountID) async throws -> Wallet? { try await store.read { try $0.wallet(of: account) } }

    /// Links the wallet whose holder has signed our challenge for this account. Linking the same one again changes nothing.
    /// - Parameters:
    ///   - message: as `walletChallenge` gave it, to the octet.
    ///   - signature: `0x` and 130 digits: r, s and v.
    /// - Throws: `invalid_message` for one that we did not write for this account, `message_expired`, `message_used`, `invalid_signature`;
    ///   `wallet_taken` when another account has it, `wallet_linked` when the account has another.
    public func linkWallet(message text: String, signature: String, as principal: Principal) async throws -> Wallet {
        let now = time.now()
        guard let message = SignInMessage(text), try await isDomain(message.domain, of: principal.brandID) else {
            throw PlatformError.invalid("message", "That is not the message to sign.", code: "invalid_message")
        }
        guard let octets = [UInt8](hexadecimal: signature, limit: 65), let signature = Signature(octets: octets) else {
            throw PlatformError.invalid("signature", "That is not a signature of a wallet.", code: "invalid_signature")
        }
        let nonce = WalletChallenge.nonce(principal.accountID, domain: message.domain, issuedAt: message.issuedAt, key: walletKey)
        let expected = SignInMessage.Expectation(
            domain: message.domain, uri: "\(scheme)://\(message.domain)", chainID: WalletChallenge.chainID, nonce: nonce,
            maximumAgeSeconds: WalletChallenge.lifetime)
        do throws(SignInError) {
            try message.check(signature, expected, at: now)
        } catch {
            throw PlatformError(error)
        }
        let wallet = Wallet(accountID: principal.accountID, address: message.address.description, linkedAt: now)
        return try await store.write { transaction in
            if let present = try transaction.wallet(of: principal.accountID) {
                if present.address == wallet.address { return present }
                throw PlatformError(.conflict, code: "wallet_linked", "Your account has another wallet. Unlink it first.")
            }
            guard try transaction.wallet(address: wallet.address) == nil else {
                throw PlatformError(.conflict, code: "wallet_taken", "This wallet is linked to another account.")
            }
            guard try !transaction.isWalletNonceUsed(nonce) else {
                throw PlatformError(.conflict, code: "message_used", "This message was used already. Begin again.", parameter: "message")
            }
            try transaction.insertWallet(wallet, nonce: nonce, message: message.text, signature: signature.octets)
            try transaction.audit(
                actor: principal.accountID.text, action: "wallet.link", subject: principal.accountID.text,
                detail: ["address": wallet.address], brand: principal.brandID, at: now)
            try transaction.tell(principal.accountID, kind: "wallet_linked", platform: self, at: now) { language, _ in
                News(
                    title: language.message("wallets.linked.title"),
                    paragraphs: [language.message("wallets.linked.text", ["address": wallet.address])])
            }
            return wallet
        }
    }

    /// - Throws: `wallet_not_found` when none is linked.
    public func unlinkWallet(as principal: Principal) async throws {
        let now = time.now()
        try await store.write { transaction in
            guard let wallet = try transaction.wallet(of: principal.accountID),
                try transaction.unlinkWallet(of: principal.accountID, at: now)
            else { throw PlatformError.notFound("wallet") }
            try transaction.audit(
                actor: principal.accountID.text, action: "wallet.unlink", subject: principal.accountID.text,
                detail: ["address": wallet.address], brand: principal.brandID, at: now)
            try transaction.tell(principal.accountID, kind: "wallet_unlinked", platform: self, at: now) { language, _ in
                News(
                    title: language.message("wallets.unlinked.title"),
                    paragraphs: [language.message("wallets.unlinked.text", ["address": wallet.address])])
            }
        }
    }
}

extension PlatformError {
    fileprivate init(_ error: SignInError) {
        switch error {
        case .wrongSignature: self = .invalid("signature", "Another wallet has signed this.", code: "invalid_signature")
        case .expired, .wrongTime: self = .invalid("message", "The ten minutes are over. Begin again.", code: "message_expired")
        case .wrongDomain, .wrongURI, .wrongChain, .wrongNonce, .notYetValid:
            self = .invalid("message", "That is not the message to sign.", code: "invalid_message")
        }
    }
}
