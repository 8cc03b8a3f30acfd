import Catalog
import Charging
import Diameter
import NIOCore
import Platform
import Telecom
import TestKit

@testable import CoreNetwork

/// A subscriber with a line and data, and a gateway that speaks for her. Messages pass through their octets both ways.
struct GyFixture {
    let time = ManualTime()
    let platform: Platform
    let gy: GyApplication
    let principal: Principal
    let lineID: LineID
    let imsi: IMSI
    let msisdn: MSISDN

    static let identity = DiameterIdentity(host: "ocs.b.test", realm: "b.test")

    /// - Parameter tariffs: what the catalogue says of them, as YAML; `nil` for the shipped one.
    init(
        _ services: [ServiceID] = ["basic_membership", "global_data_10gb"], finalUnit: CreditControlAnswer.FinalUnit = .terminate,
        tariffs: String? = nil
    ) async throws {
        var catalogs = try CatalogBook.load(nil, at: time.source.now())
        if let tariffs {
            let text = catalogs.edition.text + "\ntariffs:\n" + tariffs
            catalogs = CatalogBook(try CatalogFile(parsing: text, file: "catalog.yaml"), at: time.source.now())
        }
        platform = try await testPlatform(catalogs: catalogs, time: time)
        gy = GyApplication(platform, identity: Self.identity, finalUnit: finalUnit)
        principal = try await platform.testSubscriber()
        _ = try await platform.testPurchase(services, as: principal)
        let account = principal.accountID
        let line = try await platform.store.read { try $0.lines(of: account)[0] }
        lineID = line.id
        imsi = line.imsi!
        msisdn = line.msisdn!
    }

    func request(
        _ type: CCRequestType, _ number: UInt32 = 0, session: String = "pgw.a.test;1;2", context: String? = "32251@3gpp.org",
        services: [CreditControlRequest.ServiceRequest] = [], ids: [CreditControlRequest.SubscriptionID]? = nil
    ) -> CreditControlRequest {
        CreditControlRequest(
            sessionID: session, originHost: "pgw.a.test", originRealm: "a.test", destinationRealm: "b.test", serviceContextID: context,
            type: type, number: number, subscriptionIDs: ids ?? [.init(.imsi, imsi.digits), .init(.e164, msisdn.digits)],
            services: services,
            calledStationID: "internet", servingNetwork: PLMN("302720"))
    }

    func ask(_ request: CreditControlRequest) async throws -> CreditControlAnswer {
        try CreditControlAnswer(await ask(request.message))
    }

    func ask(_ message: DiameterMessage) async throws -> DiameterMessage {
        var octets = ByteBuffer()
        message.encode(into: &octets)
        let answer = await gy.answer(try DiameterMessage(decoding: octets))
        octets.clear()
        answer.encode(into: &octets)
        return try DiameterMessage(decoding: octets)
    }

    /// Octets that can be promised now.
    func left() async throws -> Int64 {
        try await platform.buckets(of: principal.accountID).filter { $0.bucket.unit == .octets }.reduce(0) { $0 + ($1.available ?? 0) }
    }

    func used() async throws -> Int64 { try await platform.verifyQuota().octetsUsed }
}

extension CreditControlRequest.ServiceRequest {
    static func octets(_ ratingGroup: UInt32? = nil, ask: UInt64? = nil, used: UInt64? = nil) -> Self {
        .init(
            ratingGroup: ratingGroup, requested: ask.map { ServiceUnits(totalOctets: $0) },
            used: used.map { [ServiceUnits(totalOctets: $0)] } ?? [])
    }
}
