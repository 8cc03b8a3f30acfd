import Hummingbird
import HummingbirdTesting
import Platform
import Telecom
import TestKit
import Testing

@testable import HTTPAPI

@Suite struct CoverageRoutesTests {
    private func get(_ path: String) async throws -> (status: Int, body: JSONValue) {
        try await testDoor(try await testPlatform()).test(.router) { client in
            try await client.execute(uri: path, method: .get) { response in
                (Int(response.status.code), try JSONParser.parse(Array(response.body.readableBytesView)))
            }
        }
    }

    private func elements(_ value: JSONValue?) -> [JSONValue] {
        if case .array(let elements)? = value { elements } else { [] }
    }

    @Test func `zones are listed with their countries and what works in them`() async throws {
        let (status, body) = try await get("/v1/coverage?language=fr")
        #expect(status == 200)
        let zones = elements(body["zones"])
        let countries = zones.flatMap { elements($0["countries"]) }
        #expect(countries.count > 190)
        #expect(body["countries"] == .integer(Int64(countries.count)))
        #expect(countries.contains(["country": "DE", "name": "Allemagne"]))
        #expect(zones.first?["id"] == "north_america")
        #expect(zones.first?["talk_and_text_services"] == ["full_membership"])
        #expect(zones.dropFirst().allSatisfy { $0["talk_and_text_services"] == [] })
    }

    @Test func `a country tells its zone, what works there, and which networks are known`() async throws {
        let (status, mexico) = try await get("/v1/coverage/MX?language=es")
        #expect(status == 200)
        #expect(mexico["name"] == "México" && mexico["zone"] == "north_america")
        #expect(mexico["data_services"] == ["global_data_10gb", "beta_esim_activation"])
        #expect(mexico["talk_and_text_services"] == ["full_membership"])
        #expect(elements(mexico["known_networks"]).contains(["plmn": "33402", "brands": ["Telcel"]]))
    }

    @Test func `where nothing works there is no zone and no service`() async throws {
        let (status, antarctica) = try await get("/v1/coverage/AQ")
        #expect(status == 200)
        #expect(antarctica["zone"] == nil && antarctica["data_services"] == [] && antarctica["talk_and_text_services"] == [])
    }

    @Test(arguments: [
        ("/v1/coverage/ZZ", 404, "country_not_found"), ("/v1/coverage/mexico", 404, "not_found"),
        ("/v1/coverage/1", 404, "not_found"),
        ("/v1/coverage?language=de", 400, "invalid_value"),
    ])
    func `what is no country or language is refused`(_ path: String, expected: Int, code: String) async throws {
        let (status, body) = try await get(path)
        #expect(status == expected)
        #expect(body["error"]?["code"] == .string(code))
    }
}
