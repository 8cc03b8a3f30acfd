import Rewards
import Telecom

extension SQLTransaction {
    /// The one that the account has linked now.
    public func wallet(of account: AccountID) throws -> Wallet? {
        try first("SELECT * FROM wallets WHERE account_id = $1 AND unlinked_at IS NULL", account).map(wallet)
    }

    public func wallet(address: String) throws -> Wallet? {
        try first("SELECT * FROM wallets WHERE address = $1 AND unlinked_at IS NULL", address).map(wallet)
    }

    /// Whether something was linked by this nonce before.
    public func isWalletNonceUsed(_ nonce: String) throws -> Bool {
        try first("SELECT 1 FROM wallets WHERE nonce = $1", nonce) != nil
    }

    /// - Parameters:
    ///   - message: what was signed, as the proof of it.
    ///   - signature: 65 octets.
    /// - Throws: `StoreError.constraint` when the nonce was used, the address is another account's or the account has a wallet.
    public func insertWallet(_ wallet: Wallet, nonce: String, message: String, signature: [UInt8]) throws {
        try execute(
            "INSERT INTO wallets (nonce, account_id, address, message, signature, linked_at) VALUES ($1, $2, $3, $4, $5, $6)", nonce,
            wallet.accountID, wallet.address, message, signature, wallet.linkedAt)
    }

    /// Whether there was one.
    public func unlinkWallet(of account: AccountID, at time: Timestamp) throws -> Bool {
        try execute("UPDATE wallets SET unlinked_at = $2 WHERE account_id = $1 AND unlinked_at IS NULL", account, time) == 1
    }

    private func wallet(_ row: SQLRow) throws -> Wallet {
        Wallet(accountID: try row.id("account_id"), address: try row.text("address"), linkedAt: try row.time("linked_at"))
    }
}
