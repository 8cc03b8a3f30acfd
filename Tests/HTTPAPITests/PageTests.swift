import Platform
import Testing

@testable import HTTPAPI

@Suite struct PageTests {
    private struct Number: APIBody {
        let value: Int
        static let schema = JSONSchema.object([.required("value", .integer(0...100))])
    }

    @Test func `pages lead through a whole list without a gap or a repeat`() throws {
        let all = Array(0..<45)
        var seen: [Int] = []
        var cursor: String?
        repeat {
            let request = PageRequest(limit: 20, after: try cursor.map(Cursor.key))
            let rows = all.filter { $0 > request.after.flatMap(Int.init) ?? -1 }.prefix(request.fetchLimit)
            let page = request.page(Array(rows), key: { "\($0)" }) { Number(value: $0) }
            #expect(page.hasMore == (page.nextCursor != nil))
            seen += page.data.map(\.value)
            cursor = page.nextCursor
        } while cursor != nil
        #expect(seen == all)
    }

    @Test(arguments: ["", "x", "AAAA", "MTph=", "éé", "MTo\n"])
    func `a cursor that no list gave is refused`(text: String) {
        #expect(throws: PlatformError.self) { try Cursor.key(text) }
    }

    @Test func `the last page says null`() throws {
        let page = PageRequest(limit: 20, after: nil).page([1], key: { "\($0)" }) { Number(value: $0) }
        #expect(
            String(decoding: try JSONValue(encoding: page).bytes, as: UTF8.self)
                == #"{"data":[{"value":1}],"has_more":false,"next_cursor":null}"#)
    }
}
