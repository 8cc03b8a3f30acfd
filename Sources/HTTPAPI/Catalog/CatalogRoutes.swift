import Catalog
import Hummingbird
import Platform
import Telecom

/// The public catalogue: what assistants and shops read without an account. Its page for people, `/mcp`, is WebUI's.
enum CatalogRoutes {
    static let endpoints: [Endpoint] = [catalog, service, calculate]

    static let catalog = Endpoint(
        .get, "/mcp/api", "getCatalog", tag: "Catalog", "Get the whole catalogue",
        description: "`timestamp` is when this catalogue was loaded, so the same catalogue always has the same ETag.",
        access: .anyone, parameters: [.currency], produces: ["application/json"], schema: CatalogSchemas.catalog,
        errorFormat: .catalogue
    ) { call in
        let edition = call.platform.catalogs.edition
        // Brands without a price list share what is kept of the common catalogue.
        let brand = edition.hasOwnPrices(call.brandID) ? call.brandID.text : ""
        return try edition.kept("api " + brand + " " + call.currency.rawValue) {
            let catalog = try call.catalog(of: edition)
            return .fixed("application/json", catalog.json(in: call.currency, loadedAt: edition.loadedAt).bytes).withPackedBody()
        }
    }

    static let service = Endpoint(
        .get, "/mcp/service/{service_id}", "getService", tag: "Catalog", "Get one service",
        description: "Takes a service's id or an alias of it. `category` is the title of its category.",
        access: .anyone,
        parameters: [.path("service_id", .text(1...200), "Such as `basic_membership`."), .currency],
        produces: ["application/json"], schema: CatalogSchemas.serviceAnswer,
        errors: [.init(404, "service_not_found", "The catalogue has no such service.")], errorFormat: .catalogue
    ) { call in
        let edition = call.platform.catalogs.edition
        let catalog = try call.catalog(of: edition)
        guard let id = call.text("service_id").flatMap(ServiceID.init(_:)), let service = catalog.service(id),
            let category = catalog.category(of: service)
        else { throw PlatformError(.notFound, code: "service_not_found", "Service not found") }
        let answer: JSONValue = [
            "service": service.json, "category": .string(category.title),
            "timestamp": .string(edition.loadedAt.description),
        ]
        return .fixed("application/json", answer.bytes)
    }

    static let calculate = Endpoint(
        .get, "/mcp/calculate", "calculateCosts", tag: "Catalog", "Add up what a choice of services costs",
        description:
            "Sums are exact, with two decimals. `monthly_recurring` holds a twelfth of the yearly sum; `annual_total` is a year without one-time "
            + "purchases. Ids that the catalogue does not have are listed in `unknown_services`. A service named twice counts once.",
        access: .anyone,
        parameters: [
            .query(
                "services", .array(of: .text(0...1000), count: 1...20),
                "Service ids or aliases, with commas between them or in a parameter each; at most \(Calculator.mostServices) in all.",
                isRequired: true),
            .currency,
        ],
        produces: ["application/json"], schema: CatalogSchemas.estimate,
        errors: [
            .init(400, "no_services", "No service is named."),
            .init(400, "too_many_services", "More than \(Calculator.mostServices) services are named."),
        ], errorFormat: .calculator
    ) { call in
        let currency = call.currency
        let catalog = try call.catalog(of: call.platform.catalogs.edition)
        guard let calculator = Calculator(catalog, currency: currency) else { throw PlatformError.notSold(in: currency) }
        do {
            let estimate = try calculator.estimate(call.texts("services"))
            return Content(json: estimate.json(in: currency, at: call.platform.time.now()))
        } catch Calculator.Refusal.noServices {
            throw PlatformError.invalid("services", "No services specified", code: "no_services")
        } catch Calculator.Refusal.tooManyServices {
            throw PlatformError.invalid("services", "More than \(Calculator.mostServices) services specified", code: "too_many_services")
        }
    }
}

extension Call {
    fileprivate var currency: Currency { text("currency").flatMap(Currency.init(rawValue:)) ?? .usd }

    /// The catalogue of the caller's brand, which must sell in the currency that was asked for.
    fileprivate func catalog(of edition: CatalogEdition) throws -> Catalog {
        let catalog = edition.catalog(for: brandID)
        guard catalog.currencies.contains(currency) else { throw PlatformError.notSold(in: currency) }
        return catalog
    }
}

extension PlatformError {
    fileprivate static func notSold(in currency: Currency) -> PlatformError {
        .invalid("currency", "This catalogue does not sell in \(currency.rawValue).", code: "currency_not_sold")
    }
}

extension Parameter {
    fileprivate static let currency = Parameter.query(
        "currency", .oneOf(Currency.self), "Of the sums; `USD` unless given. Each service carries its price in every currency that is sold."
    )
}

extension ErrorFormat {
    /// The public catalogue's own: `error` is the message for people.
    static let catalogue = ErrorFormat(schemaName: "CatalogError", schema: CatalogSchemas.error([])) { refusal, requestID in
        ["error": .string(refusal.message), "code": .string(refusal.code), "request_id": .string(requestID)]
    }

    /// The same, with a word on how to ask.
    static let calculator = ErrorFormat(
        schemaName: "CalculatorError", schema: CatalogSchemas.error([.required("usage", .text(1...200))])
    ) { refusal, requestID in
        [
            "error": .string(refusal.message), "code": .string(refusal.code), "request_id": .string(requestID),
            "usage": "Add ?services=service_id1,service_id2 to the address",
        ]
    }
}
