/// One list of optional features of an application. Source: 3GPP TS 29.229 §6.3.29 to §6.3.31, 3GPP TS 29.212 §5.4.1.
public struct SupportedFeatures: Hashable, Sendable {
    public var listID: UInt32
    public var features: UInt32

    public init(listID: UInt32, features: UInt32) {
        self.listID = listID
        self.features = features
    }

    /// Bits of Gx's first list (TS 29.212 table 5.4.1.1).
    public enum Gx {
        public static let listID: UInt32 = 1
        public static let release8: UInt32 = 1 << 0
        public static let release9: UInt32 = 1 << 1
        public static let release10: UInt32 = 1 << 3
    }

    init(_ group: AVPGroup) throws(DiameterFailure) {
        listID = try group.required(AVPs.featureListID)
        features = try group.required(AVPs.featureList)
    }

    var group: AVPGroup {
        AVPGroup([AVPs.vendorID(vendor3GPP), AVPs.featureListID(listID), AVPs.featureList(features)])
    }
}
