import Telecom

/// An Ethereum account whose holder has proved to be a member: where the member's DOTM will be claimed. We never hold its key.
public struct Wallet: Sendable, Equatable {
    public let accountID: AccountID
    /// With the checksum of EIP-55.
    public let address: String
    public let linkedAt: Timestamp

    public init(accountID: AccountID, address: String, linkedAt: Timestamp) {
        self.accountID = accountID
        self.address = address
        self.linkedAt = linkedAt
    }
}
