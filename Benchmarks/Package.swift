// swift-tools-version:6.2
import PackageDescription

// What benchmarks compare with. It is a package of its own so that the product carries none of it.
let package = Package(
    name: "benchmarks",
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .executableTarget(
            name: "bare-http", dependencies: [.product(name: "Hummingbird", package: "hummingbird"), .product(name: "Logging", package: "swift-log")])
    ],
    swiftLanguageModes: [.v6]
)
