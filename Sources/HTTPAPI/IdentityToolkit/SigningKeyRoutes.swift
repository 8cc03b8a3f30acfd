import Foundation
import NIOCore
import Platform

/// With what anyone checks the ID tokens of the local identity provider. May be cached for an hour: keys are published a day ahead.
enum SigningKeyRoutes {
    static let endpoints = [certificates, keySet]

    static let certificates = Endpoint(
        .get, "/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com", "getSigningCertificates", tag: IdentityToolkitRoutes.tag,
        "Get the certificates of ID tokens", description: "X.509 in PEM by key id, at the path where Google has its own.", access: .anyone,
        produces: ["application/json"], schema: .map(of: .prose(1...10_000)), errorFormat: .identityToolkit
    ) { call in
        let certificates = try await call.directory { try await $0.certificates() }
        let members = certificates.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
        return Content("application/json", ByteBuffer(bytes: JSONValue.object(members).bytes), cacheControl: cacheControl)
    }

    static let keySet = Endpoint(
        .get, "/identity/jwks.json", "getSigningKeySet", tag: IdentityToolkitRoutes.tag, "Get the keys of ID tokens",
        description: "A JSON Web Key Set (RFC 7517).", access: .anyone, produces: ["application/json"],
        schema: .openObject([.required("keys", .array(of: .openObject([.required("kid", .text(1...100))])))]), errorFormat: .identityToolkit
    ) { call in
        let text = try await call.directory { try await $0.keySet() }
        return Content("application/json", ByteBuffer(string: text), cacheControl: cacheControl)
    }

    private static let cacheControl = "public, max-age=3600"
}
