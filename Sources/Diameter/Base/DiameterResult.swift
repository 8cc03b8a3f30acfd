/// What an answer says became of its request: a code of the base protocol, or one of 3GPP. Source: RFC 6733 §7.1, §7.6.
public enum DiameterResult: Hashable, Sendable {
    case base(ResultCode)
    /// Experimental-Result of vendor 10415: its numbers mean something else than the same ones of the base.
    case experimental(ResultCode)

    public static let success = DiameterResult.base(.success)

    public var isSuccess: Bool { code.isSuccess }
    /// 4xxx: the same request may fare better later.
    public var isTransient: Bool { code.rawValue / 1000 == 4 }
    public var isProtocolError: Bool { if case .base(let code) = self { code.isProtocolError } else { false } }

    private var code: ResultCode {
        switch self {
        case .base(let code), .experimental(let code): code
        }
    }

    /// - Throws: `DiameterFailure` 5005 when there is neither of the two.
    public init(_ message: DiameterMessage) throws(DiameterFailure) {
        if let group = try message.first(AVPs.experimentalResult) {
            self = .experimental(try group.required(AVPs.experimentalResultCode))
        } else {
            self = .base(try message.required(AVPs.resultCode))
        }
    }

    func append(to message: inout DiameterMessage) {
        switch self {
        case .base(let code): message.append(AVPs.resultCode, code)
        case .experimental(let code):
            message.append(AVPs.experimentalResult, AVPGroup([AVPs.vendorID(vendor3GPP), AVPs.experimentalResultCode(code)]))
        }
    }
}
