import Foundation
import SoftwareEUICC
import Telecom
import Testing

@testable import RSP

@Suite struct ES9PlusTests {
    private func request(_ function: ES9PlusRequest.Function, _ fields: [String: Any]) throws -> ES9PlusRequest {
        try ES9PlusRequest(function, json: Array(JSONSerialization.data(withJSONObject: fields)))
    }

    private func base64(_ octets: [UInt8]) -> String { Data(octets).base64EncodedString() }

    /// The fields of an answer, as an LPA reads them.
    private func fields(_ response: ES9PlusResponse) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(response.json)) as? [String: Any])
    }

    private func octets(_ fields: [String: Any], _ name: String) throws -> [UInt8] {
        Array(try #require((fields[name] as? String).flatMap { Data(base64Encoded: $0) }, "\(name)"))
    }

    @Test func `A whole download goes through JSON`() throws {
        var lab = try Laboratory()
        let first = try request(
            .initiateAuthentication,
            [
                "euiccChallenge": base64(lab.euicc.challenge(lab.randomness)), "euiccInfo1": base64(lab.euicc.info1.encoded),
                "smdpAddress": Laboratory.address, "lpaRspCapability": "later versions add",
            ])
        guard case .initiateAuthentication(let euiccChallenge, let info, let address) = first else { return #expect(Bool(false)) }
        let (started, challenge) = try lab.smdp.initiateAuthentication(
            euiccChallenge: euiccChallenge, info: info, smdpAddress: address, at: lab.now, randomness: lab.randomness)
        var session = started
        var answer = try fields(.challenge(session.transactionID, challenge))
        let id = try #require(answer["transactionId"] as? String)
        #expect(id == session.transactionID.description)
        #expect(try octets(answer, "serverSignature1").prefix(3) == [0x5F, 0x37, 0x40])
        #expect(try octets(answer, "euiccCiPKIdToBeUsed").prefix(2) == [0x04, 0x14])
        let heard = SMDPPlus.Challenge(
            signed: try octets(answer, "serverSigned1"), signature: Array(try octets(answer, "serverSignature1").dropFirst(3)),
            rootKeyIdentifier: Array(try octets(answer, "euiccCiPKIdToBeUsed").dropFirst(2)),
            certificate: try octets(answer, "serverCertificate"))
        #expect(heard == challenge)

        let proof = try lab.euicc.authenticateServer(heard, matchingID: "AB-12", at: lab.now)
        let second = try request(.authenticateClient, ["transactionId": id, "authenticateServerResponse": base64(proof.encoded)])
        guard case .authenticateClient(session.transactionID, let response) = second else { return #expect(Bool(false)) }
        let offer = try lab.smdp.offer(
            &lab.order, lab.metadata, to: lab.smdp.authenticate(response, in: session, at: lab.now), in: &session, at: lab.now)
        answer = try fields(.offer(session.transactionID, offer))
        let offered = SMDPPlus.Offer(
            metadata: try octets(answer, "profileMetadata"), signed: try octets(answer, "smdpSigned2"),
            signature: Array(try octets(answer, "smdpSignature2").dropFirst(3)), certificate: try octets(answer, "smdpCertificate"))
        #expect(offered == offer)

        let taken = try lab.take(offered)
        let third = try request(
            .getBoundProfilePackage, ["transactionId": id.lowercased(), "prepareDownloadResponse": base64(taken.encoded)])
        guard case .getBoundProfilePackage(session.transactionID, let prepared) = third else { return #expect(Bool(false)) }
        var order = try #require(lab.order)
        let package = try lab.smdp.boundProfilePackage(
            prepared, &order, metadata: lab.metadata, profile: lab.profile, in: &session, at: lab.now, randomness: lab.randomness)
        answer = try fields(.boundProfilePackage(session.transactionID, package))
        let result = try lab.euicc.loadBoundProfilePackage(octets(answer, "boundProfilePackage"))

        let last = try request(.handleNotification, ["pendingNotification": base64(result.encoded)])
        guard case .handleNotification(let notification) = last else { return #expect(Bool(false)) }
        #expect(try lab.smdp.handle(notification, &order, at: lab.now) == .installed)
    }

    @Test func `A session is cancelled in JSON`() throws {
        var lab = try Laboratory()
        _ = try lab.offer(lab.prove(lab.initiate()))
        let id = try #require(lab.session).transactionID
        let cancelled = try lab.euicc.cancelSession(.postponed)
        #expect(
            try request(.cancelSession, ["transactionId": id.description, "cancelSessionResponse": base64(cancelled.encoded)])
                == .cancelSession(id, cancelled))
        #expect(
            String(decoding: ES9PlusResponse.cancelled.json, as: UTF8.self)
                == #"{"header":{"functionExecutionStatus":{"status":"Executed-Success"}}}"#)
    }

    @Test func `A refusal tells subject, reason and message`() {
        let json = String(decoding: ES9PlusResponse.refused(.unknownTransaction).json, as: UTF8.self)
        #expect(
            json == #"{"header":{"functionExecutionStatus":{"status":"Failed","statusCodeData":"#
                + #"{"message":"The transaction is unknown or over","reasonCode":"3.9","subjectCode":"8.10.1"}}}}"#)
    }

    @Test func `What a request lacks or has wrong is named`() throws {
        func answer(_ function: ES9PlusRequest.Function, _ json: String) -> String? {
            do {
                _ = try ES9PlusRequest(function, json: Array(json.utf8))
                return nil
            } catch {
                return "\(error.subject)/\(error.reason) \(error.message)"
            }
        }
        #expect(answer(.initiateAuthentication, "{}") == "1.6/2.2 euiccChallenge is missing")
        #expect(
            answer(.initiateAuthentication, #"{"euiccChallenge":"AA==","euiccInfo1":"AA=="}"#)
                == "1.6/2.1 EUICCInfo1 is not in the distinguished encoding rules")
        #expect(answer(.initiateAuthentication, #"{"euiccChallenge":7}"#) == "1.6/2.1 euiccChallenge is of a wrong type")
        #expect(answer(.initiateAuthentication, #"{"euiccChallenge":"é"}"#) == "1.6/2.1 euiccChallenge is not in Base64")
        #expect(answer(.authenticateClient, #"{"transactionId":"XY"}"#) == "1.6/2.1 transactionId is not 2 to 32 hexadecimal digits")
        #expect(answer(.getBoundProfilePackage, #"{"transactionId":"00"}"#) == "1.6/2.2 prepareDownloadResponse is missing")
        #expect(answer(.handleNotification, "[]") != nil)
        #expect(answer(.handleNotification, "nothing") == "1.6/2.1 The body is not an object in JSON")
        let long = #"{"pendingNotification":""# + String(repeating: "A", count: 100_000) + #""}"#
        #expect(answer(.handleNotification, long) == "1.6/2.1 The request is longer than it may be")
        #expect(
            answer(.cancelSession, #"{"transactionId":"00","cancelSessionResponse":""}"#)?.hasPrefix("1.6/2.1 CancelSessionResponse")
                == true)
    }
}
