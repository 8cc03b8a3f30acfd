import HTTPTypes
import Hummingbird

/// What every answer tells a browser. An answer may bring a policy of its own (`Content.headers`), which then stands.
/// There are no CORS headers: pages of other origins cannot read this API.
enum SecurityHeaders {
    static func add(to headers: inout HTTPFields, isSecure: Bool) {
        headers[.xContentTypeOptions] = "nosniff"
        headers[referrerPolicy] = "same-origin"
        headers[resourcePolicy] = "same-origin"
        if isSecure { headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains" }
        guard headers[.contentSecurityPolicy] == nil else { return }
        headers[.contentSecurityPolicy] = headers[.contentType]?.hasPrefix("text/html") == true ? page : data
    }

    private static let data = "default-src 'none'; frame-ancestors 'none'"
    private static let page =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    private static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    private static let resourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!
}
