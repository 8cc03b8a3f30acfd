import Crypto
import SoftwareEUICC
import Telecom
import Testing

@testable import RSP

@Suite struct DownloadFaultTests {
    @Test func `Another address, another root and another version are refused at the first request`() throws {
        var lab = try Laboratory()
        let challenge = lab.euicc.challenge(lab.randomness)
        func initiate(_ info: EUICCInfo1, _ address: String = Laboratory.address, challenge: [UInt8]) -> String? {
            refusal {
                _ = try lab.smdp.initiateAuthentication(
                    euiccChallenge: challenge, info: info, smdpAddress: address, at: lab.now, randomness: lab.randomness)
            }
        }
        var info = lab.euicc.info1
        #expect(initiate(info, "other.example.com", challenge: challenge) == "8.8.1/3.8")
        #expect(initiate(info, "RSP.example.com", challenge: challenge) == nil)
        #expect(initiate(info, challenge: [1]) == "1.6/2.1")
        info.version = [1, 1, 0]
        #expect(initiate(info, challenge: challenge) == "8.8.3/3.1")
        info = EUICCInfo1(version: [2, 2, 0], keysForVerification: [[1]], keysForSigning: [[1]])
        #expect(initiate(info, challenge: challenge) == "8.8.2/3.1")
    }

    @Test func `An eUICC's wrong signature is refused, and the order is as before`() throws {
        var lab = try Laboratory()
        guard case .ok(let ok) = try lab.prove(lab.initiate()) else { return #expect(Bool(false)) }
        let before = lab.order
        for position in [0, 31, 63] {
            var signature = ok.signature
            signature[position] ^= 1
            let forged = AuthenticateServerResponse.OK(
                signed: ok.signed, signature: signature, euiccCertificate: ok.euiccCertificate, eumCertificate: ok.eumCertificate)
            #expect(refusal { _ = try lab.offer(.ok(forged)) } == "8.1/6.1")
        }
        #expect(lab.order == before)
    }

    @Test func `A signature over another challenge, address or transaction is refused`() throws {
        var lab = try Laboratory()
        guard case .ok(let ok) = try lab.prove(lab.initiate()) else { return #expect(Bool(false)) }
        func signed(_ transactionID: TransactionID, _ address: String, _ challenge: [UInt8]) -> AuthenticateServerResponse {
            let signed = EUICCSigned1(
                transactionID: transactionID, serverAddress: address, serverChallenge: challenge, info: ok.signed.info,
                context: ok.signed.context)
            return .ok(
                AuthenticateServerResponse.OK(
                    signed: signed, signature: lab.certificates.euicc.sign(signed.encoded), euiccCertificate: ok.euiccCertificate,
                    eumCertificate: ok.eumCertificate))
        }
        let id = ok.signed.transactionID
        let wrongChallenge = signed(id, ok.signed.serverAddress, [UInt8](repeating: 0, count: 16))
        let wrongAddress = signed(id, "other.example.com", ok.signed.serverChallenge)
        let wrongTransaction = signed(TransactionID(octets: [1])!, ok.signed.serverAddress, ok.signed.serverChallenge)
        #expect(refusal { _ = try lab.offer(wrongChallenge) } == "8.1/6.1")
        #expect(refusal { _ = try lab.offer(wrongAddress) } == "8.1/6.1")
        #expect(refusal { _ = try lab.offer(wrongTransaction) } == "8.10.1/3.9")
    }

    @Test func `An eUICC's answer cannot be used twice, nor in another session`() throws {
        var lab = try Laboratory()
        let proof = try lab.prove(lab.initiate())
        let offer = try lab.offer(proof)
        #expect(refusal { _ = try lab.offer(proof) } == "8.10.1/3.9")
        let taken = try lab.take(offer)
        let session = lab.session
        _ = try lab.bind(taken)
        #expect(refusal { _ = try lab.bind(taken) } == "8.10.1/3.9")
        lab.session = session

        _ = try lab.initiate()
        #expect(refusal { _ = try lab.offer(proof) } == "8.10.1/3.9")
        #expect(refusal { _ = try lab.bind(taken) } == "8.10.1/3.9")
    }

    @Test func `A session is over after its time`() throws {
        var lab = try Laboratory()
        let proof = try lab.prove(lab.initiate())
        lab.now = Laboratory.start.adding(seconds: DownloadSession.lifetimeSeconds)
        #expect(refusal { _ = try lab.offer(proof) } == "8.10.1/3.9")
    }

    @Test func `Matching id, EID, release and expiry of the order are checked`() throws {
        var lab = try Laboratory()
        #expect(refusal { _ = try lab.boundPackage(matchingID: "AB-13") } == "8.2.6/3.8")
        #expect(refusal { _ = try lab.boundPackage(matchingID: nil) } == "8.2/3.7")
        lab = try Laboratory(orderedFor: Laboratory.otherEID)
        #expect(refusal { _ = try lab.boundPackage() } == "8.1.1/3.8")
        lab = try Laboratory(release: false)
        #expect(refusal { _ = try lab.boundPackage() } == "8.2/1.2")
        lab = try Laboratory(expiresAt: Laboratory.start.adding(seconds: -1))
        #expect(refusal { _ = try lab.boundPackage() } == "8.8.5/4.10")
        lab = try Laboratory()
        lab.euicc.info.capabilities = [EUICCInfo2.Capability.usim]
        #expect(refusal { _ = try lab.boundPackage() } == "8.2.5/4.3")
    }

    @Test func `Certificates that are over, foreign, swapped or revoked are refused`() throws {
        var lab = try Laboratory(validDays: 100, euiccValidDays: 2)
        lab.now = Laboratory.start.adding(days: 2)
        let proof = try lab.prove(lab.initiate())
        #expect(refusal { _ = try lab.offer(proof) } == "8.1.3/6.3")

        lab = try Laboratory()
        let other = try Laboratory(seed: 2)
        guard case .ok(let ok) = try lab.prove(lab.initiate()) else { return #expect(Bool(false)) }
        func with(euicc: [UInt8], eum: [UInt8]) -> AuthenticateServerResponse {
            .ok(AuthenticateServerResponse.OK(signed: ok.signed, signature: ok.signature, euiccCertificate: euicc, eumCertificate: eum))
        }
        #expect(
            refusal { _ = try lab.offer(with(euicc: ok.euiccCertificate, eum: other.certificates.manufacturer.certificate.der)) }
                == "8.11.1/3.9")
        #expect(refusal { _ = try lab.offer(with(euicc: other.certificates.euicc.certificate.der, eum: ok.eumCertificate)) } == "8.1.3/6.1")
        #expect(refusal { _ = try lab.offer(with(euicc: ok.eumCertificate, eum: ok.euiccCertificate)) } == "8.11.1/3.9")
        #expect(refusal { _ = try lab.offer(with(euicc: lab.certificates.smdpTLS.certificate.der, eum: ok.eumCertificate)) } == "8.1.3/6.1")
        #expect(
            refusal { _ = try lab.offer(with(euicc: ok.euiccCertificate, eum: lab.certificates.smdpTLS.certificate.der)) } == "8.1.2/6.1")

        let list = try RevocationList(der: lab.certificates.revoking([lab.certificates.manufacturer.certificate], at: Laboratory.start))
        lab.smdp = try SMDPPlus(
            address: Laboratory.address, authentication: lab.certificates.smdpAuthentication, binding: lab.certificates.smdpBinding,
            issuers: TrustedIssuers([lab.certificates.issuer.certificate], revocationLists: [list]), at: Laboratory.start)
        #expect(refusal { _ = try lab.offer(.ok(ok)) } == "8.1.2/6.1")
    }

    @Test func `The eUICC refuses a server that is not what it says`() throws {
        var lab = try Laboratory()
        let other = try Laboratory(seed: 2)
        let challenge = try lab.initiate()
        func changed(signed: [UInt8]? = nil, signature: [UInt8]? = nil, certificate: [UInt8]? = nil) -> SMDPPlus.Challenge {
            SMDPPlus.Challenge(
                signed: signed ?? challenge.signed, signature: signature ?? challenge.signature,
                rootKeyIdentifier: challenge.rootKeyIdentifier,
                certificate: certificate ?? challenge.certificate)
        }
        func code(_ challenge: SMDPPlus.Challenge) throws -> Int? {
            var euicc = lab.euicc
            guard case .error(_, let code) = try euicc.authenticateServer(challenge, matchingID: nil, at: lab.now) else { return nil }
            return code
        }
        #expect(try code(challenge) == nil)
        #expect(try code(changed(certificate: other.certificates.smdpAuthentication.certificate.der)) == 1)
        #expect(try code(changed(certificate: lab.certificates.smdpBinding.certificate.der)) == 5)
        #expect(try code(changed(signature: lab.certificates.smdpBinding.sign(challenge.signed))) == 2)
        let forged = ServerSigned1(
            transactionID: TransactionID(octets: [1])!, euiccChallenge: lab.randomness.bytes(16), serverAddress: Laboratory.address,
            serverChallenge: lab.randomness.bytes(16)
        ).encoded
        #expect(try code(changed(signed: forged, signature: lab.certificates.smdpAuthentication.sign(forged))) == 6)
        lab.now = Laboratory.start.adding(days: 400)
        #expect(try code(challenge) == 1)

        lab.now = Laboratory.start
        let offer = try lab.offer(lab.prove(challenge))
        let stolen = SMDPPlus.Offer(
            metadata: offer.metadata, signed: offer.signed, signature: lab.certificates.smdpAuthentication.sign(offer.signed),
            certificate: offer.certificate)
        guard case .error(_, let refused) = try lab.take(stolen) else { return #expect(Bool(false)) }
        #expect(refused == 2)
    }

    @Test func `A refusal of the eUICC ends the download`() throws {
        var lab = try Laboratory()
        let challenge = try lab.initiate()
        let id = try #require(lab.session).transactionID
        #expect(refusal { _ = try lab.offer(.error(id, code: 2)) } == "8.1/6.1")
        _ = try lab.offer(lab.prove(challenge))
        #expect(refusal { _ = try lab.bind(.error(id, code: 2)) } == "8.1/6.1")
    }

    @Test func `Wherever a bound package is changed, the eUICC installs nothing and says so under its signature`() throws {
        var lab = try Laboratory()
        let package = try lab.boundPackage()
        let ready = lab.euicc
        // Each octet in its turn would take minutes; every 7th visits all of the parts.
        for position in stride(from: 0, to: package.count, by: 7) {
            var tampered = package
            tampered[position] ^= 0x01
            var euicc = ready
            guard case .error = try euicc.loadBoundProfilePackage(tampered).final else {
                Issue.record("octet \(position) was changed and it was installed")
                continue
            }
            #expect(euicc.profiles.isEmpty)
        }
        for segments in [-1, 1] {
            var euicc = ready
            let shorter = segments < 0 ? Array(package.dropLast()) : package + [0]
            guard case .error(let command, let reason, _) = try euicc.loadBoundProfilePackage(shorter).final else {
                return #expect(Bool(false))
            }
            #expect(command == 0 && reason == 7)
        }
        var euicc = ready
        let failed = try euicc.loadBoundProfilePackage(package.dropLast() + [package.last! ^ 1])
        #expect(failed.final == .error(command: 5, reason: 8, responses: nil))
        #expect(try lab.handOn(.installation(failed)) == .failed(command: 5, reason: 8))
        #expect(lab.order?.state == .error)
    }

    @Test func `A bound package is of use to no other eUICC and in no other session`() throws {
        var lab = try Laboratory()
        let package = try lab.boundPackage()
        _ = try lab.boundPackage()
        guard case .error(let command, let reason, _) = try lab.euicc.loadBoundProfilePackage(package).final else {
            return #expect(Bool(false))
        }
        #expect(command == 0 && reason == 3)
    }

    @Test func `A profile that is there already is not installed again`() throws {
        var lab = try Laboratory()
        _ = try lab.euicc.loadBoundProfilePackage(lab.boundPackage())
        let again = try lab.euicc.loadBoundProfilePackage(lab.boundPackage())
        #expect(again.final == .error(command: 2, reason: 9, responses: nil))
    }

    @Test func `A notification told again changes nothing, a forged one is refused`() throws {
        var lab = try Laboratory()
        let result = try lab.euicc.loadBoundProfilePackage(lab.boundPackage())
        let forged = ProfileInstallationResult(
            transactionID: result.transactionID, metadata: result.metadata, smdpOID: [2, 999, 10], final: result.final,
            sign: { _ in [UInt8](repeating: 1, count: 64) })
        #expect(refusal { _ = try lab.handOn(.installation(forged)) } == "8.1/6.1")
        #expect(lab.order?.state == .downloaded)
        #expect(try lab.handOn(.installation(result)) == .installed)
        let after = lab.order
        #expect(try lab.handOn(.installation(result)) == .repeated)
        #expect(lab.order == after)

        try lab.euicc.enable(lab.sim.iccid)
        let enabled = try #require(lab.euicc.notifications.last)
        #expect(try lab.handOn(enabled) == .changed(.enable))
        #expect(try lab.handOn(enabled) == .repeated)
        let other = try Laboratory(seed: 2)
        let foreign = OtherSignedNotification(
            metadata: NotificationMetadata(sequenceNumber: 99, event: .delete, address: "", iccid: lab.sim.iccid),
            euiccCertificate: other.certificates.euicc.certificate.der, eumCertificate: other.certificates.manufacturer.certificate.der,
            sign: other.certificates.euicc.sign)
        #expect(refusal { _ = try lab.handOn(.other(foreign)) } == "8.11.1/3.9")
        let unsigned = OtherSignedNotification(
            metadata: foreign.metadata, euiccCertificate: lab.certificates.euicc.certificate.der,
            eumCertificate: lab.certificates.manufacturer.certificate.der, sign: other.certificates.euicc.sign)
        #expect(refusal { _ = try lab.handOn(.other(unsigned)) } == "8.1/6.1")
    }
}
