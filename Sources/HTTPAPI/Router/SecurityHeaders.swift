import HTTPTypes
import Hummingbird

/// What every answer tells a browser. An answer may bring a policy of its own (`Content.headers`), which then stands.
/// There are no CORS headers: pages of other origins cannot read this API.
enum SecurityHeaders {
    static func add(to headers: inout HTTPFields, isSecure: Bool) {
        if headers[.contentSecurityPolicy] == nil {
            headers.append(headers[.contentType]?.hasPrefix("text/html") == true ? page : data)
        }
        for header in isSecure ? secured : common { headers.append(header) }
    }

    private static let common: [HTTPField] = [
        HTTPField(name: .xContentTypeOptions, value: "nosniff"),
        HTTPField(name: HTTPField.Name("Referrer-Policy")!, value: "same-origin"),
        HTTPField(name: HTTPField.Name("Cross-Origin-Resource-Policy")!, value: "same-origin"),
    ]
    private static let secured =
        common + [HTTPField(name: .strictTransportSecurity, value: "max-age=31536000; includeSubDomains")]

    private static let data = HTTPField(name: .contentSecurityPolicy, value: "default-src 'none'; frame-ancestors 'none'")
    private static let page = HTTPField(
        name: .contentSecurityPolicy,
        value: "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
            + "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
}
