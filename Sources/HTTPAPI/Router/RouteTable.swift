import Hummingbird
import HTTPTypes

/// Finds the endpoint of a path: literal segments go before `{parameters}`. Nothing is guessed: no trailing slash, no case folding,
/// no `.` or `..`, and a percent-encoded slash is part of a segment, never a border. A segment that is not percent-encoded UTF-8, or holds
/// control characters, matches a parameter as `nil`, so that the endpoint itself can say that there is no such thing.
struct RouteTable: Sendable {
    enum Match {
        case endpoint(index: Int, values: [String?])
        /// The path is known, not under this method.
        case otherMethods([HTTPRequest.Method])
        case none
    }

    private final class Node {
        var literals: [String: Node] = [:]
        var parameter: Node?
        var endpoints: [(method: HTTPRequest.Method, index: Int)] = []
    }

    /// Only read once built.
    private nonisolated(unsafe) let root = Node()
    /// The paths without parameters, for which no segment need be looked at.
    private let whole: [HTTPRequest.Method: [String: Int]]

    init(_ endpoints: [Endpoint]) {
        whole = Dictionary(grouping: endpoints.indices.filter { !endpoints[$0].path.contains("{") }) { endpoints[$0].method }
            .mapValues { indices in Dictionary(indices.map { (endpoints[$0].path, $0) }, uniquingKeysWith: { first, _ in first }) }
        for (index, endpoint) in endpoints.enumerated() {
            var node = root
            for segment in endpoint.path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
                if segment.hasPrefix("{") {
                    if node.parameter == nil { node.parameter = Node() }
                    node = node.parameter!
                } else {
                    if node.literals[String(segment)] == nil { node.literals[String(segment)] = Node() }
                    node = node.literals[String(segment)]!
                }
            }
            precondition(!node.endpoints.contains { $0.method == endpoint.method }, "\(endpoint.method) \(endpoint.path) stands twice")
            node.endpoints.append((endpoint.method, index))
        }
    }

    /// - Parameter path: as it came, without the query.
    func match(_ method: HTTPRequest.Method, _ path: some StringProtocol) -> Match {
        if let index = whole[method]?[String(path)] { return .endpoint(index: index, values: []) }
        guard path.hasPrefix("/"), path.utf8.count <= 8192 else { return .none }
        var segments: [String?] = []
        for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            let text = PercentEncoding.decode(segment)
            guard text != ".", text != ".." else { return .none }
            segments.append(text.flatMap { $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } ? $0 : nil })
        }
        var others: [HTTPRequest.Method] = []
        guard let found = find(segments[...], root, method, &others) else {
            return others.isEmpty ? .none : .otherMethods(others)
        }
        return .endpoint(index: found.index, values: found.values.reversed())
    }

    private func find(_ segments: ArraySlice<String?>, _ node: Node, _ method: HTTPRequest.Method, _ others: inout [HTTPRequest.Method])
        -> (
            index: Int, values: [String?]
        )?
    {
        guard let segment = segments.first else {
            if let endpoint = node.endpoints.first(where: { $0.method == method }) { return (endpoint.index, []) }
            others.append(contentsOf: node.endpoints.map(\.method))
            return nil
        }
        if let segment, let next = node.literals[segment], let found = find(segments.dropFirst(), next, method, &others) { return found }
        guard segment != "", let next = node.parameter, var found = find(segments.dropFirst(), next, method, &others) else { return nil }
        found.values.append(segment)
        return found
    }
}

/// Source: RFC 3986 §2.1; WHATWG URL, application/x-www-form-urlencoded.
enum PercentEncoding {
    /// - Returns: `nil` for a broken escape or what is not UTF-8.
    static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || (plusIsSpace && $0 == UInt8(ascii: "+")) }) else {
            return String(text)
        }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(0x20)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
