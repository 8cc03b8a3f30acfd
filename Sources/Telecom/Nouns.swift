/// The nouns that carry identifiers. A type of the same name in a rules module describes each; these only name them.
public enum Noun {
    public enum Brand: IdentifiedNoun { public static let prefix = "brd" }
    public enum Account: IdentifiedNoun { public static let prefix = "acc" }
    public enum Session: IdentifiedNoun { public static let prefix = "ses" }
    public enum APIKey: IdentifiedNoun { public static let prefix = "key" }
    public enum Group: IdentifiedNoun { public static let prefix = "grp" }
    public enum Line: IdentifiedNoun { public static let prefix = "line" }
    public enum SIMProfile: IdentifiedNoun { public static let prefix = "sim" }
    public enum Bucket: IdentifiedNoun { public static let prefix = "bkt" }
    public enum Order: IdentifiedNoun { public static let prefix = "ord" }
    public enum Payment: IdentifiedNoun { public static let prefix = "pay" }
    public enum PaymentMethod: IdentifiedNoun { public static let prefix = "pm" }
    public enum Shipment: IdentifiedNoun { public static let prefix = "shp" }
    public enum Refund: IdentifiedNoun { public static let prefix = "ref" }
    public enum Subscription: IdentifiedNoun { public static let prefix = "sub" }
    public enum Invoice: IdentifiedNoun { public static let prefix = "inv" }
    public enum JournalEntry: IdentifiedNoun { public static let prefix = "jrn" }
    public enum Reward: IdentifiedNoun { public static let prefix = "rwd" }
    public enum Notification: IdentifiedNoun { public static let prefix = "ntf" }
    public enum Job: IdentifiedNoun { public static let prefix = "job" }
    public enum Mail: IdentifiedNoun { public static let prefix = "mail" }
    public enum Node: IdentifiedNoun { public static let prefix = "node" }
    public enum BetaRequest: IdentifiedNoun { public static let prefix = "beta" }
}

public typealias BrandID = ID<Noun.Brand>
public typealias AccountID = ID<Noun.Account>
public typealias SessionID = ID<Noun.Session>
public typealias APIKeyID = ID<Noun.APIKey>
public typealias GroupID = ID<Noun.Group>
public typealias LineID = ID<Noun.Line>
public typealias SIMProfileID = ID<Noun.SIMProfile>
public typealias BucketID = ID<Noun.Bucket>
public typealias OrderID = ID<Noun.Order>
public typealias PaymentID = ID<Noun.Payment>
public typealias PaymentMethodID = ID<Noun.PaymentMethod>
public typealias ShipmentID = ID<Noun.Shipment>
public typealias RefundID = ID<Noun.Refund>
public typealias SubscriptionID = ID<Noun.Subscription>
public typealias InvoiceID = ID<Noun.Invoice>
public typealias JournalEntryID = ID<Noun.JournalEntry>
public typealias RewardID = ID<Noun.Reward>
public typealias NotificationID = ID<Noun.Notification>
public typealias JobID = ID<Noun.Job>
public typealias MailID = ID<Noun.Mail>
public typealias NodeID = ID<Noun.Node>
public typealias BetaRequestID = ID<Noun.BetaRequest>

extension ID where Noun == Telecom.Noun.Brand {
    /// The brand that exists from the first migration.
    public static let dotm = BrandID("brd_dotm")!
}
