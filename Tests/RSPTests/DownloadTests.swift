import Crypto
import SoftwareEUICC
import Telecom
import Testing

@testable import RSP

@Suite struct DownloadTests {
    @Test func `A profile is downloaded, installed and enabled, and the network's keys are in it`() throws {
        var lab = try Laboratory()
        let package = try lab.boundPackage()
        #expect(lab.order?.state == .downloaded)
        let result = try lab.euicc.loadBoundProfilePackage(package)
        guard case .success = result.final else { return #expect(Bool(false), "\(result.final)") }
        #expect(try lab.handOn(.installation(result)) == .installed)
        #expect(lab.order?.state == .installed)
        #expect(lab.order?.eid == Laboratory.eid)

        let profile = try #require(lab.euicc.profiles.first)
        #expect(profile.metadata == lab.metadata)
        #expect(profile.content.iccid == lab.sim.iccid)
        #expect(profile.content.imsi == lab.sim.imsi)
        #expect(profile.content.k == lab.sim.k)
        #expect(profile.content.opc == lab.sim.opc)
        #expect(profile.content.elements == [0, 16, 3, 2, 6, 18, 19, 20, 2, 4, 10])

        try lab.euicc.enable(lab.sim.iccid)
        #expect(try lab.handOn(try #require(lab.euicc.notifications.last)) == .changed(.enable))
        try lab.euicc.disable(lab.sim.iccid)
        #expect(try lab.handOn(try #require(lab.euicc.notifications.last)) == .changed(.disable))
        try lab.euicc.delete(lab.sim.iccid)
        #expect(try lab.handOn(try #require(lab.euicc.notifications.last)) == .changed(.delete))
        #expect(lab.euicc.profiles.isEmpty)
    }

    @Test func `An eUICC without a matching id gets what is linked to it`() throws {
        var lab = try Laboratory(orderedFor: Laboratory.eid, matchingID: "")
        let package = try lab.boundPackage(matchingID: nil)
        #expect(try lab.handOn(.installation(lab.euicc.loadBoundProfilePackage(package))) == .installed)
    }

    @Test func `A package protected by keys of its own is opened by the keys that come in the channel`() throws {
        var lab = try Laboratory()
        let offer = try lab.offer(lab.prove(lab.initiate()))
        guard case .ok(let taken) = try lab.take(offer) else { return #expect(Bool(false)) }
        let oneTimeKey = P256.KeyAgreement.PrivateKey(lab.randomness)
        let hostID: [UInt8] = [1, 2, 3]
        let keys = try SecureChannel.Keys(
            privateKey: oneTimeKey, otherPublicKey: P256.KeyAgreement.PublicKey(x963Representation: taken.signed.oneTimeKey),
            hostID: hostID,
            eid: Laboratory.eid)
        let opening = InitialiseSecureChannelRequest(
            transactionID: taken.signed.transactionID, hostID: hostID, oneTimeKey: Array(oneTimeKey.publicKey.x963Representation),
            euiccOneTimeKey: taken.signed.oneTimeKey, sign: lab.certificates.smdpBinding.sign)
        let profileKeys = SecureChannel.Keys(
            initialChainingValue: lab.randomness.bytes(16), encryption: lab.randomness.bytes(16), authentication: lab.randomness.bytes(16))
        let package = BoundProfilePackage.encode(
            secureChannel: opening, keys: keys, metadata: lab.metadata, profile: lab.profile, profileKeys: profileKeys)
        guard case .success = try lab.euicc.loadBoundProfilePackage(package).final else { return #expect(Bool(false)) }
        #expect(lab.euicc.profiles.first?.content.k == lab.sim.k)
    }

    @Test func `The right confirmation code is taken, a wrong one three times ends the order`() throws {
        var lab = try Laboratory(confirmationCode: "4711")
        #expect(refusal { _ = try lab.boundPackage() } == "8.2.7/2.2")
        #expect(lab.order?.wrongConfirmationCodes == 0)
        #expect(refusal { _ = try lab.boundPackage(confirmationCode: "4712") } == "8.2.7/3.8")
        #expect(lab.order?.wrongConfirmationCodes == 1)
        var right = lab
        #expect(
            try right.handOn(.installation(right.euicc.loadBoundProfilePackage(right.boundPackage(confirmationCode: "4711")))) == .installed
        )

        #expect(refusal { _ = try lab.boundPackage(confirmationCode: "0000") } == "8.2.7/3.8")
        #expect(refusal { _ = try lab.boundPackage(confirmationCode: "0001") } == "8.2.7/6.4")
        #expect(lab.order?.state == .error)
        #expect(refusal { _ = try lab.boundPackage(confirmationCode: "4711") } == "8.2.6/3.8")
    }

    @Test func `A wrong confirmation code can be mended in the same session`() throws {
        var lab = try Laboratory(confirmationCode: "4711")
        let offer = try lab.offer(lab.prove(lab.initiate()))
        let wrong = try lab.take(offer, confirmationCode: "1")
        #expect(refusal { _ = try lab.bind(wrong) } == "8.2.7/3.8")
        let right = try lab.take(offer, confirmationCode: "4711")
        #expect(try lab.handOn(.installation(lab.euicc.loadBoundProfilePackage(lab.bind(right)))) == .installed)
    }

    @Test func `A download that was broken off can be done again by the same eUICC, and by no other`() throws {
        var lab = try Laboratory()
        _ = try lab.boundPackage()
        var thief = try Laboratory(seed: 2, eid: Laboratory.otherEID)
        thief.smdp = try SMDPPlus(
            address: Laboratory.address, authentication: thief.certificates.smdpAuthentication, binding: thief.certificates.smdpBinding,
            issuers: TrustedIssuers([thief.certificates.issuer.certificate]), at: Laboratory.start)
        thief.order = lab.order
        #expect(refusal { _ = try thief.boundPackage() } == "8.1.1/3.8")
        let again = try lab.boundPackage()
        #expect(try lab.handOn(.installation(lab.euicc.loadBoundProfilePackage(again))) == .installed)
        #expect(refusal { _ = try lab.boundPackage() } == "8.2.6/3.8")
    }

    @Test func `Downloads of one order are bounded`() throws {
        var lab = try Laboratory()
        for _ in 0..<10 { _ = try lab.boundPackage() }
        #expect(refusal { _ = try lab.boundPackage() } == "8.8.5/6.4")
        #expect(lab.order?.state == .error)
    }

    @Test(arguments: [
        (CancelSessionReason.postponed, ProfileOrder.State.released), (.timeout, .released), (.endUserRejection, .error),
        (.rulesNotAllowed, .error),
    ])
    func `A download that is given up leaves the order to be tried again, unless the person does not want it`(
        reason: CancelSessionReason, state: ProfileOrder.State
    ) throws {
        var lab = try Laboratory()
        _ = try lab.offer(lab.prove(lab.initiate()))
        let response = try CancelSessionResponse(decoding: lab.euicc.cancelSession(reason).encoded)
        var order = try #require(lab.order)
        try lab.smdp.cancelSession(response, &order, in: #require(lab.session), at: lab.now)
        #expect(order.state == state)

        var other = try Laboratory(seed: 3)
        _ = try other.offer(other.prove(other.initiate()))
        #expect(refusal { try other.smdp.cancelSession(response, &order, in: #require(other.session), at: other.now) } == "8.10.1/3.9")
    }
}
