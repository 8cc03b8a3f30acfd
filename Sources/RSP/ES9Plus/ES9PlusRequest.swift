import Foundation

/// What a device's LPA asks of the SM-DP+ in JSON. Source: GSMA SGP.22 §6.5.2.6 to §6.5.2.10.
public enum ES9PlusRequest: Hashable, Sendable {
    case initiateAuthentication(euiccChallenge: [UInt8], info: EUICCInfo1, smdpAddress: String)
    case authenticateClient(TransactionID, AuthenticateServerResponse)
    case getBoundProfilePackage(TransactionID, PrepareDownloadResponse)
    case cancelSession(TransactionID, CancelSessionResponse)
    case handleNotification(PendingNotification)

    /// The last part of each path, behind `/gsma/rsp2/es9plus/`. Source: §6.5.1.1.
    public enum Function: String, Hashable, Sendable, CaseIterable {
        case initiateAuthentication, authenticateClient, getBoundProfilePackage, cancelSession, handleNotification
    }

    /// In octets; the greatest is a notification with two certificates, some 4,000.
    public static let longest = 100_000

    /// - Throws: `1.6` with what is wrong: 2.1 a value, 2.2 a field that is missing.
    public init(_ function: Function, json: [UInt8]) throws(StatusCode) {
        guard json.count <= Self.longest else { throw StatusCode("1.6", "2.1", "The request is longer than it may be") }
        let fields: Fields
        do { fields = try JSONDecoder().decode(Fields.self, from: Data(json)) } catch {
            throw StatusCode("1.6", "2.1", explainJSON(error))
        }
        do {
            switch function {
            case .initiateAuthentication:
                self = .initiateAuthentication(
                    euiccChallenge: try Self.octets(fields.euiccChallenge, "euiccChallenge"),
                    info: try EUICCInfo1(decoding: Self.octets(fields.euiccInfo1, "euiccInfo1")),
                    smdpAddress: try Self.present(fields.smdpAddress, "smdpAddress"))
            case .authenticateClient:
                self = .authenticateClient(
                    try fields.id,
                    try AuthenticateServerResponse(decoding: Self.octets(fields.authenticateServerResponse, "authenticateServerResponse")))
            case .getBoundProfilePackage:
                self = .getBoundProfilePackage(
                    try fields.id,
                    try PrepareDownloadResponse(decoding: Self.octets(fields.prepareDownloadResponse, "prepareDownloadResponse")))
            case .cancelSession:
                self = .cancelSession(
                    try fields.id, try CancelSessionResponse(decoding: Self.octets(fields.cancelSessionResponse, "cancelSessionResponse")))
            case .handleNotification:
                self = .handleNotification(
                    try PendingNotification(decoding: Self.octets(fields.pendingNotification, "pendingNotification")))
            }
        } catch let error as StatusCode {
            throw error
        } catch let error as MalformedMessage {
            throw .malformed(error)
        } catch {
            throw StatusCode("1.6", "2.1", "The request cannot be read")
        }
    }

    /// All that any of the functions has; what it does not know is skipped, as later versions add.
    private struct Fields: Decodable {
        var euiccChallenge: String?
        var euiccInfo1: String?
        var smdpAddress: String?
        var transactionId: String?
        var authenticateServerResponse: String?
        var prepareDownloadResponse: String?
        var cancelSessionResponse: String?
        var pendingNotification: String?

        var id: TransactionID {
            get throws(StatusCode) {
                guard let id = TransactionID(try ES9PlusRequest.present(transactionId, "transactionId")) else {
                    throw StatusCode("1.6", "2.1", "transactionId is not 2 to 32 hexadecimal digits")
                }
                return id
            }
        }
    }

    private static func present(_ value: String?, _ field: String) throws(StatusCode) -> String {
        guard let value else { throw StatusCode("1.6", "2.2", "\(field) is missing") }
        return value
    }

    private static func octets(_ value: String?, _ field: String) throws(StatusCode) -> [UInt8] {
        guard let data = Data(base64Encoded: try present(value, field)) else { throw StatusCode("1.6", "2.1", "\(field) is not in Base64") }
        return Array(data)
    }
}
