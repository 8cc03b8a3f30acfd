import Store
import Subscribers
import Telecom

extension Platform {
    /// Deletes what is personal and keeps what the law keeps under the account's id, which then names nobody.
    ///
    /// The person must have signed in within five minutes. Lines end, saved cards are not charged again. The local identity provider forgets the person;
    /// at Firebase the operator's own rules hold.
    /// - Throws: `PlatformError.unauthenticated` with `sign_in_too_old`; `.conflict` with `owns_shared_group` while others share the account's data.
    public func deleteAccount(as principal: Principal) async throws {
        let now = time.now()
        guard let authenticatedAt = principal.authenticatedAt, now.seconds(since: authenticatedAt) <= 300 else {
            throw PlatformError(.unauthenticated, code: "sign_in_too_old", "Sign in again to delete the account.")
        }
        try await store.write { transaction in
            guard var account = try transaction.account(principal.accountID), account.deletedAt == nil else {
                throw PlatformError.notFound("account")
            }
            guard try !transaction.sharesOwnGroup(account) else {
                throw PlatformError(.conflict, code: "owns_shared_group", "Others share your data. Remove them from your group first.")
            }
            try transaction.endLines(of: account.id, at: now)
            let email = account.email
            for identity in try transaction.departIdentities(of: account, at: now) where identity.issuer == LocalUser.issuer {
                try transaction.deleteLocalUser(identity.subject)
            }
            for table in AccountTable.all {
                if case .erased = table.deletion { try transaction.eraseRows(of: account.id, in: table) }
            }
            if account.isEmailVerified { try transaction.deleteMails(of: account.id, to: email) }
            try transaction.execute(
                "UPDATE payment_methods SET removed_at = $2 WHERE account_id = $1 AND removed_at IS NULL", account.id, now)
            account.email = nil
            account.isEmailVerified = false
            account.displayName = nil
            account.country = nil
            account.deletedAt = now
            try transaction.updateAccount(account)
            try transaction.audit(
                actor: account.id.text, action: "account.delete", subject: account.id.text, brand: account.brandID, at: now)
        }
    }
}

extension SQLTransaction {
    /// Terminates every line that has not ended, and forgets what the owner called them.
    fileprivate func endLines(of account: AccountID, at time: Timestamp) throws {
        var after: LineID?
        while true {
            let page = try lines(of: account, after: after, limit: 100)
            for line in page where !line.state.isEnd {
                _ = try changeLine(line.id, .terminate, actor: account.text, note: nil, at: time)
            }
            guard let last = page.last else { break }
            after = last.id
        }
        try execute("UPDATE lines SET name = NULL WHERE account_id = $1", account)
    }
}
