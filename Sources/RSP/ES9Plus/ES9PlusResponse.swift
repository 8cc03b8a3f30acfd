import Foundation
import SwiftASN1

/// What the SM-DP+ answers an LPA in JSON; a notification that was taken has no body (status 204). Source: GSMA SGP.22 §6.5.2.6 to §6.5.2.10.
public enum ES9PlusResponse: Hashable, Sendable {
    case challenge(TransactionID, SMDPPlus.Challenge)
    case offer(TransactionID, SMDPPlus.Offer)
    case boundProfilePackage(TransactionID, [UInt8])
    case cancelled
    /// Goes with status 200, too. Source: §6.5.1.4.
    case refused(StatusCode)

    /// Tells which protocol the answer is of, in the header `X-Admin-Protocol`. Source: §6.5.1.2.
    public static let adminProtocol = "gsma/rsp/v2.2.0"

    /// The same octets for the same answer.
    public var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return Array(try encoder.encode(fields)) } catch {
            preconditionFailure("strings are JSON: \(error)")
        }
    }

    private var fields: Fields {
        switch self {
        case .challenge(let id, let challenge):
            Fields(
                header: .success, transactionId: id.description, serverSigned1: Data(challenge.signed),
                serverSignature1: Data(taggedSignature(challenge.signature)),
                euiccCiPKIdToBeUsed: Data(DERWriter.octetString(challenge.rootKeyIdentifier)),
                serverCertificate: Data(challenge.certificate))
        case .offer(let id, let offer):
            Fields(
                header: .success, transactionId: id.description, profileMetadata: Data(offer.metadata), smdpSigned2: Data(offer.signed),
                smdpSignature2: Data(taggedSignature(offer.signature)), smdpCertificate: Data(offer.certificate))
        case .boundProfilePackage(let id, let package):
            Fields(header: .success, transactionId: id.description, boundProfilePackage: Data(package))
        case .cancelled: Fields(header: .success)
        case .refused(let code):
            Fields(
                header: Header(
                    functionExecutionStatus: Status(
                        status: "Failed",
                        statusCodeData: StatusCodeData(subjectCode: code.subject, reasonCode: code.reason, message: code.message))))
        }
    }

    private struct Fields: Encodable {
        var header: Header
        var transactionId: String?
        var serverSigned1: Data?
        var serverSignature1: Data?
        var euiccCiPKIdToBeUsed: Data?
        var serverCertificate: Data?
        var profileMetadata: Data?
        var smdpSigned2: Data?
        var smdpSignature2: Data?
        var smdpCertificate: Data?
        var boundProfilePackage: Data?
    }

    private struct Header: Encodable {
        var functionExecutionStatus: Status

        static let success = Header(functionExecutionStatus: Status(status: "Executed-Success"))
    }

    private struct Status: Encodable {
        var status: String
        var statusCodeData: StatusCodeData?
    }

    private struct StatusCodeData: Encodable {
        var subjectCode: String
        var reasonCode: String
        var message: String
    }
}

extension DERWriter {
    fileprivate static func octetString(_ content: [UInt8]) -> [UInt8] {
        var writer = DERWriter()
        writer.octets(.octetString, content)
        return writer.bytes
    }
}
