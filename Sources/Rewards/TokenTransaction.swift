import Telecom

/// The accounts of the token journal. Debits are positive, credits negative.
public enum TokenLedgerAccount: String, Sendable, CaseIterable {
    /// What rewards have cost the operator.
    case rewardsExpense = "rewards_expense"
    /// What the operator owes its members: a member's balance is the credit here under the member's account.
    case rewardsLiability = "rewards_liability"
}

/// One change of the token journal: entries that sum to zero, written once and never changed.
public struct TokenTransaction: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        public let account: TokenLedgerAccount
        /// Whose liability it is; `nil` for the operator's own accounts.
        public let memberID: AccountID?
        public let amount: TokenAmount

        public init(_ account: TokenLedgerAccount, member: AccountID? = nil, _ amount: TokenAmount) {
            self.account = account
            memberID = member
            self.amount = amount
        }
    }

    public let id: JournalEntryID
    /// What caused it: a reward's or a reversal's reference. Unique.
    public let reference: String
    public let entries: [Entry]
    public let at: Timestamp

    public init(id: JournalEntryID, reference: String, entries: [Entry], at time: Timestamp) {
        self.id = id
        self.reference = reference
        self.entries = entries
        at = time
    }

    /// The member earns `amount`.
    public static func grant(_ amount: TokenAmount, to member: AccountID, for reference: String, id: JournalEntryID, at time: Timestamp)
        -> Self
    {
        Self(
            id: id, reference: reference,
            entries: [Entry(.rewardsExpense, amount), Entry(.rewardsLiability, member: member, -amount)], at: time)
    }

    /// The member loses `amount` again. The balance may pass below zero when it was spent.
    public static func reversal(
        _ amount: TokenAmount, from member: AccountID, for reference: String, id: JournalEntryID, at time: Timestamp
    )
        -> Self
    {
        grant(-amount, to: member, for: reference, id: id, at: time)
    }
}
