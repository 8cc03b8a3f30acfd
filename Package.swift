// swift-tools-version:6.2
import PackageDescription

let settings: [SwiftSetting] = [.enableUpcomingFeature("ExistentialAny"), .treatAllWarnings(as: .error)]

/// A layer below may be imported, a layer above may not: each target names exactly what it imports.
/// `bin/test` lets the compiler hold every import against this list.
func target(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

extension Target.Dependency {
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
    static let hummingbirdTLS = product(name: "HummingbirdTLS", package: "hummingbird")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let logging = product(name: "Logging", package: "swift-log")
    static let mustache = product(name: "Mustache", package: "swift-mustache")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioEmbedded = product(name: "NIOEmbedded", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioHTTPTypes = product(name: "NIOHTTPTypes", package: "swift-nio-extras")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let serviceLifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let swiftASN1 = product(name: "SwiftASN1", package: "swift-asn1")
    static let x509 = product(name: "X509", package: "swift-certificates")
    static let yams = product(name: "Yams", package: "Yams")
}

let package = Package(
    name: "gorse",
    products: [.executable(name: "gorse", targets: ["gorse"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Values shared by all.
        target("Telecom"),

        // Wire protocols and the network's algorithms: octets in, octets out.
        target("Diameter", ["Telecom", .nioCore], exclude: ["Dictionary"]),
        target("Milenage", ["Telecom", .crypto, .cryptoExtras]),
        target("ChargingRecords", ["Telecom", .swiftASN1]),
        target("RSP", ["Telecom", .crypto, .cryptoExtras, .swiftASN1, .x509]),
        target("SoftwareEUICC", ["Telecom", "RSP", .crypto, .swiftASN1]),
        target("Ethereum", ["Telecom", "CSecp256k1", "CSodium", .crypto, .cryptoExtras]),
        target("RADIUS", [.crypto], exclude: ["Dictionary"]),

        // Rules: pure decisions on values.
        target("Catalog", ["Telecom", .yams]),
        target("Subscribers", ["Telecom"]),
        target("Charging", ["Telecom", "Catalog"]),
        target("Policy", ["Telecom", "Catalog"]),
        target("Billing", ["Telecom", "Catalog"]),
        target("Rewards", ["Telecom"]),
        tests("PolicyTests", ["Telecom", "Catalog", "Policy", "Platform", "TestKit"]),
        tests("RewardsTests", ["Telecom", "Rewards", "Subscribers", "Store", "TestKit"]),
        tests("ScenarioTests", ["Telecom", "Catalog", "Charging", "Subscribers", "Billing", "Rewards", "Store", "Platform", "TestKit"]),
        tests("BillingTests", ["Telecom", "Catalog", "Billing", "Platform", "TestKit"]),

        // Memory.
        target(
            "Store",
            ["Telecom", "Catalog", "Subscribers", "Charging", "Policy", "Billing", "Rewards", "CLibPQ", .crypto, .grdb, .logging],
            resources: [.copy("Migrations/SQL")]),

        // Use cases.
        target(
            "Platform",
            [
                "Telecom", "Milenage", "ChargingRecords", "Ethereum", "Catalog", "Subscribers", "Charging", "Policy", "Billing", "Rewards",
                "Store", "CQREncode", "CPNG",
                .crypto, .logging, .yams,
            ], resources: [.copy("Catalog/catalog.yaml"), .copy("Messages/Texts")]),

        // The outside world.
        target(
            "Providers",
            [
                "Telecom", "Ethereum", "Subscribers", "Billing", "Store", "Platform", "CSodium",
                .asyncHTTPClient, .crypto, .cryptoExtras, .logging, .nioCore, .x509,
            ]),

        // Doors.
        target(
            "HTTPAPI",
            [
                "Telecom", "Catalog", "Subscribers", "Charging", "Billing", "Rewards", "Store", "Platform", "CZlib",
                .crypto, .httpTypes, .hummingbird, .logging, .nioCore, .nioHTTP1, .nioHTTPTypes,
            ], resources: [.copy("Assets")]),
        target(
            "WebUI",
            [
                "Telecom", "Catalog", "Subscribers", "Charging", "Billing", "Rewards", "Store", "Platform", "HTTPAPI", .crypto, .httpTypes,
                .hummingbird,
                .mustache,
                .logging, .nioCore, .yams,
            ],
            resources: [.copy("Templates"), .copy("Assets"), .copy("Texts"), .copy("Data")]),
        target(
            "CoreNetwork",
            [
                "Telecom", "Diameter", "Milenage", "RADIUS", "Catalog", "Charging", "Policy", "Subscribers", "Store", "Platform", .logging,
                .nioCore,
                .nioPosix, .nioSSL, .x509,
            ]),
        .executableTarget(
            name: "gorse",
            dependencies: [
                "Telecom", "Catalog", "Charging", "Store", "Subscribers", "Platform", "Providers", "HTTPAPI", "WebUI", "CoreNetwork",
                "Diameter", "ChargingRecords", "Ethereum", "RSP", "SoftwareEUICC",
                .argumentParser, .asyncHTTPClient, .hummingbird, .hummingbirdCore, .hummingbirdTLS, .logging, .nioCore, .nioPosix, .nioSSL,
                .serviceLifecycle, .swiftASN1,
            ],
            swiftSettings: settings),

        // C libraries that Debian ships.
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CSecp256k1", pkgConfig: "libsecp256k1", providers: [.apt(["libsecp256k1-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Tests.
        tests("SimulationTests", ["Telecom", "Charging", "Store", "Platform", "TestKit"]),
        tests("StoreContractTests", ["Telecom", "Catalog", "Policy", "Store", "TestKit", "Subscribers"]),
        target(
            "TestKit",
            [
                "Telecom", "Milenage", "Catalog", "Charging", "Subscribers", "Billing", "Store", "Platform", "Providers", "HTTPAPI",
                .crypto,
                .hummingbird,
                .hummingbirdTesting, .logging,
            ]),
        tests("DiameterTests", ["Diameter", "Telecom", "TestKit", .nioCore]),
        tests(
            "CoreNetworkTests",
            [
                "CoreNetwork", "Diameter", "Milenage", "RADIUS", "Telecom", "Catalog", "Charging", "Policy", "Subscribers", "Store",
                "Platform", "TestKit",
                .crypto, .logging, .nioCore, .nioEmbedded,
                .nioPosix, .x509,
            ]),
        tests("RADIUSTests", ["RADIUS", "Milenage"]),
        tests("ChargingRecordsTests", ["ChargingRecords", "Telecom"]),
        tests("RSPTests", ["RSP", "SoftwareEUICC", "Telecom", "TestKit", .crypto, .swiftASN1, .x509]),
        tests("EthereumTests", ["Ethereum", "Telecom", "TestKit", .crypto]),
        tests("MilenageTests", ["Milenage", "Telecom", "TestKit"], resources: [.copy("ts35208.json")]),
        tests("CatalogTests", ["Telecom", "Catalog", "Platform", "TestKit"]),
        tests("TelecomTests", ["Telecom", "TestKit"]),
        tests("ChargingTests", ["Telecom", "Catalog", "Charging", "TestKit"]),
        tests(
            "HTTPAPITests",
            [
                "Telecom", "Catalog", "Charging", "Subscribers", "Store", "Platform", "Providers", "HTTPAPI", "TestKit", "CZlib",
                .httpTypes, .hummingbird, .hummingbirdTesting, .nioCore,
            ]),
        tests(
            "PlatformTests",
            [
                "Telecom", "Milenage", "Ethereum", "Subscribers", "Policy", "Rewards", "Store", "Platform", "TestKit", .crypto, "Providers",
                "Charging",
            ]),
        tests(
            "GorseTests",
            ["gorse", "HTTPAPI", "Store", "Telecom", "TestKit", .asyncHTTPClient, .crypto, .logging, .nioCore, .nioSSL, .x509]),
        tests("RepositoryTests", ["gorse"]),
        tests("StoreTests", ["Telecom", "Charging", "Subscribers", "Store", "TestKit"]),
        tests(
            "WebUITests",
            [
                "Telecom", "Billing", "Catalog", "Charging", "Subscribers", "Store", "Platform", "Providers", "HTTPAPI", "WebUI", "TestKit",
                .httpTypes, .hummingbird, .hummingbirdTesting, .nioCore,
            ]),
        tests(
            "ProvidersTests",
            ["Telecom", "Subscribers", "Store", "Platform", "Providers", "TestKit", .crypto, .cryptoExtras, .logging, .x509]),
        tests("SubscribersTests", ["Telecom", "Subscribers", "TestKit"]),
    ],
    swiftLanguageModes: [.v6]
)
