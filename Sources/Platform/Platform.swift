import Logging
import Store
import Subscribers
import Telecom

/// What every verb works with. A verb is a method of `Platform`, in a file of its own under the folder of its noun.
///
/// A verb that changes something loads, decides by a rule, saves, and enqueues its outside effects as jobs, all in one `store.write`.
public struct Platform: Sendable {
    public let store: any SQLEngine
    public let catalogs: CatalogBook
    /// How brands show themselves.
    public let brands = BrandBook()
    public let carrier: any Carrier
    /// Which numbers the inventory takes.
    public let numberPlan: NumberPlan
    public let masterKey: MasterKey
    public let charging: ChargingEngine
    public let authentication: AuthenticationEngine
    /// The way to the MMEs.
    public var servingNodes: any ServingNodes
    public let time: TimeSource
    public let randomness: Randomness
    public let log: Logger
    public let metrics: Metrics
    /// Who may prove that a person is who they say: the local identity provider or Firebase.
    public let identityVerifiers: [any IdentityVerifier]
    /// The local identity provider, where it is used.
    public let identityDirectory: (any IdentityDirectory)?
    /// Charges cards.
    public let payments: any PaymentProvider
    public let mailer: any Mailer
    /// Where people reach this installation, without a slash at the end; links in mails begin with it.
    public let publicURL: String

    /// Host and port of `publicURL`, in lower case; empty when it has none.
    var ownAuthority: String { publicURL.split(separator: "/").dropFirst().first.map { $0.lowercased() } ?? "" }

    public init(
        store: any SQLEngine,
        catalogs: CatalogBook,
        carrier: any Carrier,
        numberPlan: NumberPlan = .standard,
        masterKey: MasterKey,
        time: TimeSource,
        randomness: Randomness,
        log: Logger,
        metrics: Metrics = Metrics(),
        identityVerifiers: [any IdentityVerifier] = [],
        charging: ChargingEngine? = nil,
        authentication: AuthenticationEngine? = nil,
        servingNodes: any ServingNodes = NoServingNodes(),
        identityDirectory: (any IdentityDirectory)? = nil,
        payments: any PaymentProvider,
        mailer: any Mailer = OutboxMailer(),
        publicURL: String = "http://127.0.0.1:8080"
    ) {
        self.store = store
        self.catalogs = catalogs
        self.carrier = carrier
        self.numberPlan = numberPlan
        self.masterKey = masterKey
        self.time = time
        self.randomness = randomness
        self.log = log
        self.metrics = metrics
        self.identityVerifiers = identityVerifiers
        self.charging =
            charging
            ?? ChargingEngine(store: store, time: time, tariffs: { catalogs.catalog(for: $0).tariffs }, metrics: metrics)
        self.authentication = authentication ?? AuthenticationEngine(store: store)
        self.servingNodes = servingNodes
        self.identityDirectory = identityDirectory
        self.payments = payments
        self.mailer = mailer
        self.publicURL = publicURL
    }

    /// A new identifier for something made now.
    public func newID<Noun: IdentifiedNoun>(_ noun: Noun.Type = Noun.self) -> ID<Noun> {
        ID(at: time.now(), randomness)
    }
}
