import Charging
import Platform
import Telecom

/// A body of TS 32.291: names as it writes them, and fields that we do not know are ignored.
protocol NchfBody: APIBody {}

extension NchfBody {
    static var naming: KeyNaming { .verbatim }
}

/// `ChargingDataRequest`: what converged charging needs of it.
struct NchfRequest: NchfBody {
    /// `NFIdentification`: who asks.
    struct Consumer: NchfBody {
        let nodeFunctionality: String
        let nFName: String?
        let nFFqdn: String?
        let nFIPv4Address: String?
        let nFPLMNID: Network?

        static let schemaName = "NchfNFIdentification"
        static let schema = JSONSchema.openObject([
            .required("nodeFunctionality", .text(1...64), "Such as SMF, SMSF, PGW_C_SMF."),
            .optional("nFName", .nchfName), .optional("nFFqdn", .nchfName), .optional("nFIPv4Address", .nchfName),
            .optional("nFPLMNID", .body(Network.self)),
        ])

        /// The name that stands in records.
        var name: String { nFFqdn ?? nFName ?? nFIPv4Address ?? nodeFunctionality }
    }

    struct Network: NchfBody {
        let mcc: String
        let mnc: String

        static let schemaName = "NchfPlmnId"
        static let schema = JSONSchema.openObject([.required("mcc", .text(3...3)), .required("mnc", .text(2...3))])
    }

    /// `RequestedUnit`, `UsedUnitContainer`, `GrantedUnit`.
    struct Units: NchfBody {
        var time: Int64?
        var totalVolume: Int64?
        var uplinkVolume: Int64?
        var downlinkVolume: Int64?
        var serviceSpecificUnits: Int64?

        static let schemaName = "NchfUnits"
        static let schema = JSONSchema.openObject([
            .optional("time", .integer(0...4_294_967_295), "Seconds."), .optional("totalVolume", .units, "Octets."),
            .optional("uplinkVolume", .units), .optional("downlinkVolume", .units), .optional("serviceSpecificUnits", .units),
        ])
    }

    struct UnitUsage: NchfBody {
        let ratingGroup: UInt32
        let requestedUnit: Units?
        let usedUnitContainer: [Units]?

        static let schemaName = "NchfMultipleUnitUsage"
        static let schema = JSONSchema.openObject([
            .required("ratingGroup", .integer(0...4_294_967_295)),
            .optional("requestedUnit", .body(Units.self), "Empty lets the server decide how much. Without it, nothing is wanted."),
            .optional("usedUnitContainer", .array(of: .body(Units.self), count: 0...100), "All together are what was used."),
        ])
    }

    struct Session: NchfBody {
        struct Information: NchfBody {
            let dnnId: String?
            let servingNetworkFunctionID: ServingFunction?

            static let schemaName = "NchfPDUSessionInformation"
            static let schema = JSONSchema.openObject([
                .optional("dnnId", .text(1...100)), .optional("servingNetworkFunctionID", .body(ServingFunction.self)),
            ])
        }

        struct ServingFunction: NchfBody {
            let servingNetworkFunctionInformation: Consumer?

            static let schemaName = "NchfServingNetworkFunctionID"
            static let schema = JSONSchema.openObject([.optional("servingNetworkFunctionInformation", .body(Consumer.self))])
        }

        let chargingId: UInt32?
        let pduSessionInformation: Information?

        static let schemaName = "NchfPDUSessionChargingInformation"
        static let schema = JSONSchema.openObject([
            .optional("chargingId", .integer(0...4_294_967_295)), .optional("pduSessionInformation", .body(Information.self)),
        ])
    }

    let subscriberIdentifier: String?
    let nfConsumerIdentification: Consumer
    /// Only told apart from others, never read as a time: a consumer's clock decides nothing here.
    let invocationTimeStamp: String
    let invocationSequenceNumber: UInt32
    let retransmissionIndicator: Bool?
    let oneTimeEvent: Bool?
    let chargingId: UInt32?
    let notifyUri: String?
    let multipleUnitUsage: [UnitUsage]?
    let pDUSessionChargingInformation: Session?

    static let schemaName = "NchfChargingDataRequest"
    static let schema = JSONSchema.openObject([
        .optional("subscriberIdentifier", .text(1...100), "SUPI: imsi- and the IMSI."),
        .required("nfConsumerIdentification", .body(Consumer.self)),
        .required("invocationTimeStamp", .text(1...64)),
        .required("invocationSequenceNumber", .integer(0...4_294_967_295), "Grows with every request of the session."),
        .optional("retransmissionIndicator", .boolean, "It has been sent before. Only a hint."),
        .optional("oneTimeEvent", .boolean), .optional("chargingId", .integer(0...4_294_967_295)),
        .optional("notifyUri", .text(1...200, .nchfURI), "Where the consumer hears of changes; CORE_NCHF_CONSUMERS must name its host."),
        .optional("multipleUnitUsage", .array(of: .body(UnitUsage.self), count: 0...UsageRequest.greatestItems)),
        .optional("pDUSessionChargingInformation", .body(Session.self)),
    ])
}

/// `ChargingDataResponse`.
struct NchfResponse: NchfBody {
    struct FinalUnit: NchfBody {
        let finalUnitAction: String

        static let schemaName = "NchfFinalUnitIndication"
        static let schema = JSONSchema.object([.required("finalUnitAction", .oneOf(["TERMINATE"]))])
    }

    struct Information: NchfBody {
        let ratingGroup: UInt32
        let resultCode: String
        let grantedUnit: NchfRequest.Units?
        let validityTime: Int64?
        let volumeQuotaThreshold: Int64?
        let finalUnitIndication: FinalUnit?

        static let schemaName = "NchfMultipleUnitInformation"
        static let schema = JSONSchema.object([
            .required("ratingGroup", .integer(0...4_294_967_295)),
            .required("resultCode", .oneOf(["SUCCESS", "QUOTA_LIMIT_REACHED", "END_USER_SERVICE_DENIED"])),
            .optional("grantedUnit", .body(NchfRequest.Units.self)), .optional("validityTime", .integer(0...86_400)),
            .optional("volumeQuotaThreshold", .units, "Report when so many octets are left: a tenth."),
            .optional("finalUnitIndication", .body(FinalUnit.self)),
        ])
    }

    let invocationTimeStamp: Timestamp
    let invocationSequenceNumber: UInt32
    let sessionFailover: String
    let multipleUnitInformation: [Information]

    static let schemaName = "NchfChargingDataResponse"
    static let schema = JSONSchema.object([
        .required("invocationTimeStamp", .time), .required("invocationSequenceNumber", .integer(0...4_294_967_295)),
        .required("sessionFailover", .oneOf(["FAILOVER_SUPPORTED"]), "Every node serves every session."),
        .required("multipleUnitInformation", .array(of: .body(Information.self), count: 0...UsageRequest.greatestItems)),
    ])
}

extension JSONSchema {
    /// A host name, an address or an instance's id.
    fileprivate static let nchfName = text(
        1...253,
        TextPattern("^[A-Za-z0-9._:-]{1,253}$") { text in
            (1...253).contains(text.utf8.count)
                && text.utf8.allSatisfy {
                    (0x30...0x3A).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                        || [0x2D, 0x2E, 0x5F].contains($0)
                }
        })
}

extension TextPattern {
    /// Printable ASCII after a scheme; whether it is called is another matter.
    fileprivate static let nchfURI = TextPattern("^https?://[!-~]+$") { text in
        (text.hasPrefix("http://") && text.utf8.count > 7 || text.hasPrefix("https://") && text.utf8.count > 8)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
