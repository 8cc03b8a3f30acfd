import Foundation
import HTTPAPI
import HTTPTypes
import Hummingbird
import Platform
import Telecom

/// What makes the pages an app that can be installed. Source: W3C Web Application Manifest; Service Workers.
enum OfflineRoutes {
    static let endpoints: [Endpoint] = [manifest, worker, offline].map { $0.asPage() }

    static let manifest = Endpoint(
        .get, "/manifest.webmanifest", "getManifest", tag: "Pages", "Get the manifest of the app", access: .anyone,
        produces: ["application/manifest+json"]
    ) { call in
        let brand = call.platform.catalogs.catalog(for: call.brandID).platform
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(try WebAppManifest(brand: brand, language: call.language))
        return Content("application/manifest+json", ByteBuffer(bytes: data), cacheControl: "private, max-age=300")
    }

    /// Browsers ask anew for it, and a policy of its own lets it fetch from here.
    static let worker = Endpoint(
        .get, "/sw.js", "getServiceWorker", tag: "Pages", "Get the worker that keeps the offline page", access: .anyone,
        produces: ["text/javascript"]
    ) { _ in workerContent }

    private static let workerContent: Content = {
        do {
            let source = String(decoding: Asset.all["worker.js"]!.bytes, as: UTF8.self)
            var content = Content.fixed(
                "text/javascript; charset=utf-8", Array(try Templates.translated(source, .english, .all).utf8), cacheControl: "no-cache")
            content.headers[.contentSecurityPolicy] = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"
            return content
        } catch {
            preconditionFailure("the service worker does not load: \(error)")
        }
    }()

    /// In the frame of a visitor whoever asks, because it is kept.
    static let offline = Endpoint(
        .get, "/offline", "showOffline", tag: "Pages", "Show what there is without a network", access: .anyone, produces: ["text/html"]
    ) { call in
        let shell = Shell(
            language: call.language, brand: call.platform.catalogs.catalog(for: call.brandID).platform,
            title: call.language.text("offline.title"), place: nil, isSignedIn: false, isStaff: false, formToken: "")
        return Page(shell: shell, model: OfflinePage()).content()
    }
}

/// Source: W3C Web Application Manifest.
struct WebAppManifest: Encodable {
    struct Icon: Encodable {
        let src: String
        let sizes: String
        let type: String
        let purpose: String
    }

    let id = "/"
    let name: String
    let short_name: String
    let lang: String
    let start_url = "/account"
    let scope = "/"
    let display = "standalone"
    let background_color = "#f6f6f2"
    let theme_color = "#0f6b43"
    let icons: [Icon]

    init(brand: String, language: Language) throws {
        name = brand
        short_name = brand
        lang = language.tag
        icons = [
            Icon(src: try Asset.path(of: "icon.svg"), sizes: "any", type: "image/svg+xml", purpose: "any"),
            Icon(src: try Asset.path(of: "icon-192.png"), sizes: "192x192", type: "image/png", purpose: "any"),
            Icon(src: try Asset.path(of: "icon-512.png"), sizes: "512x512", type: "image/png", purpose: "any"),
            Icon(src: try Asset.path(of: "icon-512-maskable.png"), sizes: "512x512", type: "image/png", purpose: "maskable"),
        ]
    }
}
