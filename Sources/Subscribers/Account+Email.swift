import Telecom

extension Account {
    /// Takes over what the identity provider now says about the person's address.
    ///
    /// A proved address replaces any other, unless another account of the brand has proved it first. An unproved one fills an empty field
    /// at most: it never takes an address away and never joins two accounts.
    /// - Parameter ownerOfEmail: the account of the brand that has proved `email`, if any.
    /// - Returns: the changed account, or `nil` when nothing changes.
    public func learning(email: EmailAddress, isVerified: Bool, ownerOfEmail: AccountID?) -> Account? {
        var account = self
        if isVerified {
            guard ownerOfEmail == nil || ownerOfEmail == id else { return nil }
            account.email = email
            account.isEmailVerified = true
        } else if account.email == nil {
            account.email = email
        }
        return account == self ? nil : account
    }
}
