/// What a node says of itself in CER and CEA. Source: RFC 6733 §5.3.
public struct Capabilities: Hashable, Sendable {
    public var originHost: String
    public var originRealm: String
    public var hostAddresses: [DiameterAddress]
    public var vendorID: UInt32
    public var productName: String
    /// Grows with every start, so that a peer sees that sessions were lost. gorse loses none and sends none.
    public var originStateID: UInt32?
    public var supportedVendorIDs: [UInt32]
    /// Applications, with their vendor where they are vendor-specific.
    public var applications: Set<Application>

    public struct Application: Hashable, Sendable {
        public let id: ApplicationID
        public let vendorID: UInt32?

        public init(_ id: ApplicationID, vendorID: UInt32? = nil) {
            self.id = id
            self.vendorID = vendorID
        }
    }

    public init(
        originHost: String, originRealm: String, hostAddresses: [DiameterAddress], vendorID: UInt32 = 0, productName: String = "gorse",
        originStateID: UInt32? = nil, supportedVendorIDs: [UInt32] = [vendor3GPP], applications: Set<Application>
    ) {
        self.originHost = originHost
        self.originRealm = originRealm
        self.hostAddresses = hostAddresses
        self.vendorID = vendorID
        self.productName = productName
        self.originStateID = originStateID
        self.supportedVendorIDs = supportedVendorIDs
        self.applications = applications
    }

    /// Applications that both serve; a relay serves all.
    public func common(with other: Capabilities) -> Set<ApplicationID> {
        let ours = Set(applications.map(\.id))
        let theirs = Set(other.applications.map(\.id))
        if ours.contains(.relay) { return theirs }
        if theirs.contains(.relay) { return ours }
        return ours.intersection(theirs)
    }
}

extension Capabilities {
    /// - Throws: `DiameterFailure` 5005 or 5004.
    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        originHost = try message.required(AVPs.originHost)
        originRealm = try message.required(AVPs.originRealm)
        hostAddresses = try message.all(AVPs.hostIPAddress)
        vendorID = try message.required(AVPs.vendorID)
        productName = try message.first(AVPs.productName) ?? ""
        originStateID = try message.first(AVPs.originStateID)
        supportedVendorIDs = try message.all(AVPs.supportedVendorID)
        applications = []
        for id in try message.all(AVPs.authApplicationID) + message.all(AVPs.acctApplicationID) { applications.insert(Application(id)) }
        for group in try message.all(AVPs.vendorSpecificApplicationID) {
            let vendor = try group.first(AVPs.vendorID)
            for id in try group.all(AVPs.authApplicationID) + group.all(AVPs.acctApplicationID) {
                applications.insert(Application(id, vendorID: vendor))
            }
        }
    }

    /// The AVPs of CER and CEA, behind the result code.
    func append(to message: inout DiameterMessage) {
        message.append(AVPs.originHost, originHost)
        message.append(AVPs.originRealm, originRealm)
        for address in hostAddresses { message.append(AVPs.hostIPAddress, address) }
        message.append(AVPs.vendorID, vendorID)
        message.append(AVPs.productName, productName)
        message.append(AVPs.originStateID, originStateID)
        for vendor in supportedVendorIDs { message.append(AVPs.supportedVendorID, vendor) }
        for application in applications.sorted(by: { $0.id.rawValue < $1.id.rawValue }) {
            if let vendor = application.vendorID {
                message.append(
                    AVPs.vendorSpecificApplicationID, AVPGroup([AVPs.vendorID(vendor), AVPs.authApplicationID(application.id)]))
            } else {
                message.append(AVPs.authApplicationID, application.id)
            }
        }
    }

    /// Capabilities-Exchange-Request.
    public var request: DiameterMessage {
        var message = DiameterMessage(flags: .request, command: .capabilitiesExchange, applicationID: .base)
        append(to: &message)
        return message
    }

    /// Capabilities-Exchange-Answer.
    public func answer(to request: DiameterMessage, _ resultCode: ResultCode, reason: String? = nil) -> DiameterMessage {
        var message = DiameterMessage(
            flags: resultCode.isProtocolError ? .error : [], command: .capabilitiesExchange, applicationID: .base,
            hopByHop: request.hopByHop, endToEnd: request.endToEnd)
        message.append(AVPs.resultCode, resultCode)
        append(to: &message)
        message.append(AVPs.errorMessage, reason)
        return message
    }
}
