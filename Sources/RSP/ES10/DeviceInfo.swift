import SwiftASN1

/// What the download is for: the activation code's matching id and the device. Source: GSMA SGP.22 §4.2, annex H (CtxParams1, DeviceInfo).
public struct CommonAuthenticationContext: Hashable, Sendable {
    /// `nil` or empty when the device asks for whatever waits for its eUICC. At most 255 octets.
    public var matchingID: String?
    /// Type allocation code of the device, eight digits in four octets; modems with none send more.
    public var typeAllocationCode: [UInt8]
    /// Eight octets.
    public var imei: [UInt8]?

    private static let name = "CtxParamsForCommonAuthentication"

    public init(matchingID: String?, typeAllocationCode: [UInt8], imei: [UInt8]? = nil) {
        self.matchingID = matchingID
        self.typeAllocationCode = typeAllocationCode
        self.imei = imei
    }

    init(_ node: ASN1Node) throws(MalformedMessage) {
        var fields = try DERFields(node, Self.name)
        matchingID = try fields.optionalText("matchingId", .context(0), 0...255)
        var device = try fields.fields("deviceInfo", .context(1))
        typeAllocationCode = try device.octets("tac", .context(0), 4...8)
        _ = try device.node("deviceCapabilities", .context(1))
        imei = try device.optionalOctets("imei", .context(2), 8...8)
    }

    func encode(into writer: inout DERWriter) {
        writer.constructed(.context(0)) { context in
            if let matchingID { context.text(.context(0), matchingID) }
            context.constructed(.context(1)) { device in
                device.octets(.context(0), typeAllocationCode)
                device.constructed(.context(1)) { _ in }
                if let imei { device.octets(.context(2), imei) }
            }
        }
    }
}
