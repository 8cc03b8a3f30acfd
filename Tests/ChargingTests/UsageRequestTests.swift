import Charging
import Telecom
import Testing

@Suite struct UsageRequestTests {
    let line = LineID("line_one")!

    private func error(_ sessionID: String = "s", _ kind: UsageRequest.Kind = .update, _ items: [UsageRequest.Item]) -> UsageRequestError? {
        do throws(UsageRequestError) {
            _ = try UsageRequest(sessionID: sessionID, requestNumber: 1, kind: kind, lineID: line, items: items)
            return nil
        } catch {
            return error
        }
    }

    @Test func `session names are 1 to 255 bytes of printable ASCII`() {
        #expect(error("", []) == .sessionID)
        #expect(error(String(repeating: "x", count: 256), []) == .sessionID)
        #expect(error("a b", []) == .sessionID)
        #expect(error("é", []) == .sessionID)
        #expect(error(String(repeating: "x", count: 255), []) == nil)
    }

    @Test func `counts are within 2^50 and a rating group comes once`() {
        #expect(error(items: [.init(ratingGroup: 1, requested: .units(0))]) == .units)
        #expect(error(items: [.init(ratingGroup: 1, requested: .units((1 << 50) + 1))]) == .units)
        #expect(error(items: [.init(ratingGroup: 1, requested: .any, used: UsedUnits(total: -1))]) == .units)
        #expect(error(items: [.init(ratingGroup: 1, requested: .any, used: UsedUnits(input: .max, output: .max))]) == .units)
        #expect(error(items: [.init(ratingGroup: 1, requested: .any), .init(ratingGroup: 1, requested: .any)]) == .repeatedRatingGroup)
        #expect(error(items: [.init(ratingGroup: 1, requested: .any), .init(ratingGroup: nil, requested: .any)]) == nil)
        #expect(error(items: (0..<33).map { .init(ratingGroup: $0, requested: .any) }) == .tooManyItems)
        #expect(error("s", .event, [.init(ratingGroup: 1, requested: .any, used: UsedUnits(total: 1))]) == .usedInEvent)
    }

    private func error(items: [UsageRequest.Item]) -> UsageRequestError? { error("s", .update, items) }
    private func error(_ sessionID: String, _ items: [UsageRequest.Item]) -> UsageRequestError? { error(sessionID, .update, items) }

    @Test func `the total is the sum of the directions where the gateway names none`() {
        #expect(UsedUnits(input: 3, output: 4).total == 7)
        #expect(UsedUnits(input: 3, output: 4, total: 9).total == 9)
    }
}
