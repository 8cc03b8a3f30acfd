import Foundation
import Testing

@testable import HTTPAPI

struct MultipartFormTests {
    private func fields(_ text: String, type: String = "multipart/form-data; boundary=xyz") throws -> [(name: String, value: String)] {
        try MultipartForm.fields(Array(text.replacing("\n", with: "\r\n").utf8), contentType: type)
    }

    @Test func `texts come as they are, files in base 64`() throws {
        let found = try fields(
            """
            --xyz
            Content-Disposition: form-data; name="a"

            one
            two
            --xyz
            Content-Disposition: form-data; name="b"; filename="x.png"
            Content-Type: image/png

            \u{1}--xy
            --xyz--

            """)
        #expect(found.map(\.name) == ["a", "b"])
        #expect(found[0].value == "one\r\ntwo")
        #expect(Data(base64Encoded: found[1].value) == Data("\u{1}--xy".utf8))
        #expect(try fields("--xyz--\n").isEmpty)
        #expect(try fields("--x y--\n", type: #"multipart/form-data; boundary="x y""#).isEmpty)
    }

    @Test(arguments: [
        "", "hello", "--xyz", "--xyz\nContent-Disposition: form-data; name=\"a\"\n\nno end", "--xyz\n\n\n--xyz--\n",
        "--xyz\nContent-Disposition: form-data\n\nx\n--xyz--\n", "--other\n--other--\n",
    ]) func `what is no such form is refused`(_ text: String) {
        #expect(throws: Refusal.self) { try fields(text) }
    }

    @Test func `a form without a boundary, or of too many parts, is refused`() {
        #expect(throws: Refusal.self) { try fields("--xyz--\n", type: "multipart/form-data") }
        let part = "--xyz\nContent-Disposition: form-data; name=\"a\"\n\nx\n"
        #expect(throws: Refusal.self) { try fields(String(repeating: part, count: 21) + "--xyz--\n") }
        #expect(throws: Never.self) { try fields(String(repeating: part, count: 20) + "--xyz--\n") }
    }
}
