import Foundation
import Telecom

/// What an operator asks of the SM-DP+ in JSON. Source: GSMA SGP.22 §5.3, §6.5.2.1 to §6.5.2.4.
public enum ES2PlusRequest: Hashable, Sendable {
    /// For this profile, or one of this type.
    case downloadOrder(eid: EID?, iccid: ICCID?, profileType: String?)
    /// `matchingID` is `nil` when the SM-DP+ shall draw one.
    case confirmOrder(ICCID, eid: EID?, matchingID: String?, confirmationCode: String?, release: Bool)
    case cancelOrder(ICCID, eid: EID?, matchingID: String?, final: ProfileOrder.State)
    case releaseProfile(ICCID)

    /// The last part of each path, behind `/gsma/rsp2/es2plus/`. Source: §6.5.1.1.
    public enum Function: String, Hashable, Sendable, CaseIterable {
        case downloadOrder, confirmOrder, cancelOrder, releaseProfile
    }

    /// In octets.
    public static let longest = 10_000

    /// Who asks, and what the answer shall repeat.
    public struct Header: Hashable, Sendable {
        public let functionRequesterIdentifier: String
        public let functionCallIdentifier: String
    }

    /// - Throws: `1.6` or the field's own subject with what is wrong: 2.1 a value, 2.2 a field that is missing.
    public static func read(_ function: Function, json: [UInt8]) throws(StatusCode) -> (Header, ES2PlusRequest) {
        guard json.count <= longest else { throw StatusCode("1.6", "2.1", "The request is longer than it may be") }
        let fields: Fields
        do { fields = try JSONDecoder().decode(Fields.self, from: Data(json)) } catch { throw StatusCode("1.6", "2.1", explainJSON(error)) }
        guard let requester = fields.header?.functionRequesterIdentifier, let call = fields.header?.functionCallIdentifier else {
            throw StatusCode("1.6", "2.2", "header is missing, or an identifier in it")
        }
        guard (1...256).contains(requester.utf8.count), (1...256).contains(call.utf8.count) else {
            throw StatusCode("1.6", "2.1", "An identifier in header has 1 to 256 characters")
        }
        let request: ES2PlusRequest
        switch function {
        case .downloadOrder:
            guard fields.iccid != nil || fields.profileType != nil else {
                throw StatusCode("8.2.1", "2.2", "iccid or profileType is needed")
            }
            request = .downloadOrder(eid: try fields.eidValue, iccid: try fields.optionalICCID, profileType: fields.profileType)
        case .confirmOrder:
            guard let release = fields.releaseFlag else { throw StatusCode("1.6", "2.2", "releaseFlag is missing") }
            request = .confirmOrder(
                try fields.iccidValue, eid: try fields.eidValue, matchingID: fields.matchingId, confirmationCode: fields.confirmationCode,
                release: release)
        case .cancelOrder:
            guard let indicator = fields.finalProfileStatusIndicator else {
                throw StatusCode("1.6", "2.2", "finalProfileStatusIndicator is missing")
            }
            guard let final = ProfileOrder.State(rawValue: indicator), final == .available || final == .unavailable else {
                throw StatusCode("1.6", "2.1", "finalProfileStatusIndicator is Available or Unavailable")
            }
            request = .cancelOrder(try fields.iccidValue, eid: try fields.eidValue, matchingID: fields.matchingId, final: final)
        case .releaseProfile: request = .releaseProfile(try fields.iccidValue)
        }
        return (Header(functionRequesterIdentifier: requester, functionCallIdentifier: call), request)
    }

    private struct Fields: Decodable {
        struct Header: Decodable {
            var functionRequesterIdentifier: String?
            var functionCallIdentifier: String?
        }

        var header: Header?
        var eid: String?
        var iccid: String?
        var profileType: String?
        var matchingId: String?
        var confirmationCode: String?
        var releaseFlag: Bool?
        var finalProfileStatusIndicator: String?

        var eidValue: EID? {
            get throws(StatusCode) {
                guard let eid else { return nil }
                guard let value = EID(eid) else { throw StatusCode("8.1.1", "2.1", EID.rule) }
                return value
            }
        }

        /// 19 digits may be filled up with an F. Source: §6.5.2.1.
        var optionalICCID: ICCID? {
            get throws(StatusCode) {
                guard let iccid else { return nil }
                guard let value = ICCID(iccid.count == 20 && iccid.uppercased().hasSuffix("F") ? String(iccid.dropLast()) : iccid) else {
                    throw StatusCode("8.2.1", "2.1", ICCID.rule)
                }
                return value
            }
        }

        var iccidValue: ICCID {
            get throws(StatusCode) {
                guard let value = try optionalICCID else { throw StatusCode("8.2.1", "2.2", "iccid is missing") }
                return value
            }
        }
    }
}

/// What does not fit, for whoever sent it.
func explainJSON(_ error: any Error) -> String {
    guard case DecodingError.typeMismatch(_, let context) = error, let field = context.codingPath.last else {
        return "The body is not an object in JSON"
    }
    return "\(field.stringValue) is of a wrong type"
}
