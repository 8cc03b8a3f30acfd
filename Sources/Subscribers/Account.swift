import Telecom

/// A person who has joined a brand. Personal fields are `nil` once the account is deleted; its id stays behind orders and ledger entries.
public struct Account: Sendable, Equatable {
    public let id: AccountID
    public let brandID: BrandID
    /// The accounts that share data with this one; a group of its own at first.
    public var groupID: GroupID
    public var email: EmailAddress?
    /// The identity provider vouches that the person reads this mailbox.
    public var isEmailVerified: Bool
    /// 1...100 characters.
    public var displayName: String?
    /// BCP 47 language of mails and notifications, such as `en` or `es-MX`.
    public var language: String
    public var country: Country?
    public var role: Role
    public var founderSince: Timestamp?
    /// ID tokens of sign-ins before this moment are refused.
    public var tokensValidSince: Timestamp
    public let createdAt: Timestamp
    public var deletedAt: Timestamp?

    public init(
        id: AccountID, brandID: BrandID, groupID: GroupID, email: EmailAddress? = nil, isEmailVerified: Bool = false,
        displayName: String? = nil, language: String = "en", country: Country? = nil, role: Role = .subscriber,
        founderSince: Timestamp? = nil, tokensValidSince: Timestamp = Timestamp(microsecondsSince1970: 0), createdAt: Timestamp,
        deletedAt: Timestamp? = nil
    ) {
        self.id = id
        self.brandID = brandID
        self.groupID = groupID
        self.email = email
        self.isEmailVerified = isEmailVerified
        self.displayName = displayName
        self.language = language
        self.country = country
        self.role = role
        self.founderSince = founderSince
        self.tokensValidSince = tokensValidSince
        self.createdAt = createdAt
        self.deletedAt = deletedAt
    }
}

extension Account {
    /// A display name as it is kept: trimmed, 1...100 characters and at most 400 bytes, none of them a control character; else `nil`.
    public static func displayName(_ text: String) -> String? {
        guard text.utf8.count <= 1000 else { return nil }
        let name = text.trimmed()
        let hasControls = name.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return !name.isEmpty && name.count <= 100 && name.utf8.count <= 400 && !hasControls ? name : nil
    }

    /// Whether `tag` has the shape of a short BCP 47 language tag: `en`, `es-MX`, `zh-Hant-TW`; at most 35 characters (RFC 5646 §4.4.1).
    public static func isLanguage(_ tag: String) -> Bool {
        let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
        let isLetter: (UInt8) -> Bool = { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
        return tag.utf8.count <= 35 && (2...3).contains(parts[0].utf8.count) && parts[0].utf8.allSatisfy(isLetter)
            && parts.dropFirst().allSatisfy { part in
                (1...8).contains(part.utf8.count) && part.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
            }
    }
}
