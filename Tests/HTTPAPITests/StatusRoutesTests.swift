import HTTPTypes
import HummingbirdTesting
import TestKit
import Testing

@testable import HTTPAPI

@Suite struct StatusRoutesTests {
    @Test func `the status tells the brand and the time`() async throws {
        try await testDoor(testPlatform()).test(.router) { client in
            try await client.execute(uri: "/v1/status", method: .get) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body) == #"{"status":"ok","brand_id":"brd_dotm","time":"2026-11-23T12:00:00.000Z"}"#)
            }
        }
    }
}
