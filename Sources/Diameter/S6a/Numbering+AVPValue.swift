import NIOCore
import Telecom

/// Visited-PLMN-Id. Source: 3GPP TS 29.272 §7.3.9.
extension PLMN: AVPValue {
    public init?(avpValue: ByteBuffer) { self.init(octets: Array(avpValue.readableBytesView)) }
    public var avpValue: ByteBuffer { ByteBuffer(bytes: octets) }
}

/// MSISDN. Source: 3GPP TS 29.329 §6.3.2.
extension MSISDN: AVPValue {
    public init?(avpValue: ByteBuffer) { self.init(tbcd: Array(avpValue.readableBytesView)) }
    public var avpValue: ByteBuffer { ByteBuffer(bytes: tbcd) }
}
