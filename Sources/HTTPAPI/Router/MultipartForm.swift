import Foundation

/// A form with files: `multipart/form-data`. Source: RFC 7578 §4; RFC 2046 §5.1.
enum MultipartForm {
    /// At most so many parts in one form.
    static let greatestPartCount = 20

    /// The fields by name, in order: texts as they are, files in base 64.
    /// - Throws: `invalid_form` for what is no such form, `too_many_parameters`.
    static func fields(_ body: [UInt8], contentType: String) throws -> [(name: String, value: String)] {
        guard let boundary = parameter("boundary", of: contentType), (1...70).contains(boundary.utf8.count) else { throw invalid }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter stands at the beginning, as if behind a line end.
        let bytes = [0x0D, 0x0A] + body
        var borders: [Int] = []
        var position = 0
        while let found = find(delimiter, in: bytes, from: position) {
            guard borders.count <= greatestPartCount else {
                throw Refusal(.badRequest, code: "too_many_parameters", "A form has at most \(greatestPartCount) parts.")
            }
            borders.append(found)
            position = found + delimiter.count
        }
        guard borders.first == 0, let last = borders.last, bytes[(last + delimiter.count)...].starts(with: Array("--".utf8)) else {
            throw invalid
        }
        return try zip(borders, borders.dropFirst()).map { start, end in try field(bytes[(start + delimiter.count)..<end]) }
    }

    private static var invalid: Refusal { Refusal(.badRequest, code: "invalid_form", "The form is not multipart/form-data.") }

    private static func field(_ part: ArraySlice<UInt8>) throws -> (name: String, value: String) {
        let blank = Array("\r\n\r\n".utf8)
        guard part.starts(with: [0x0D, 0x0A]), let end = find(blank, in: Array(part), from: 0), end <= 4096,
            let head = String(validating: part.prefix(end), as: UTF8.self)
        else { throw invalid }
        let body = part.dropFirst(end + blank.count)
        let disposition = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-disposition:") }
        guard let disposition, let name = parameter("name", of: String(disposition)) else { throw invalid }
        if parameter("filename", of: String(disposition)) != nil { return (name, Data(body).base64EncodedString()) }
        guard let text = String(validating: body, as: UTF8.self) else { throw invalid }
        return (name, text)
    }

    /// A parameter of a header, with or without quotation marks.
    private static func parameter(_ name: String, of header: String) -> String? {
        for part in header.split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard pair.count == 2, pair[0].lowercased() == name else { continue }
            let value = pair[1]
            return value.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"") ? String(value.dropFirst().dropLast()) : value
        }
        return nil
    }

    private static func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count - start >= pattern.count else { return nil }
        return (start...bytes.count - pattern.count).first { at in
            bytes[at] == pattern[0] && bytes[at..<at + pattern.count].elementsEqual(pattern)
        }
    }
}
