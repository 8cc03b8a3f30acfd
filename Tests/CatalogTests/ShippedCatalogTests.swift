import Catalog
import Platform
import Telecom
import TestKit
import Testing

/// The catalogue that is shipped, against the facts of the product.
@Suite struct ShippedCatalogTests {
    let catalog: Catalog

    init() throws {
        catalog = try CatalogBook.load(nil, at: ManualTime().source.now()).catalog(for: .dotm)
    }

    func service(_ id: ServiceID) throws -> Service { try #require(catalog.service(id)) }

    @Test func `there are twenty services in seven categories, in their order`() {
        #expect(
            catalog.categories.map(\.id) == [
                "esim_services", "membership_plans", "physical_products", "network_features", "token_services", "api_services",
                "support_services",
            ])
        #expect(catalog.categories.map(\.services.count) == [2, 3, 1, 6, 3, 2, 3])
        #expect(catalog.categories.first?.title == "Connectivity Services")
        #expect(catalog.categories[4].title == "DOTM Token Services")
    }

    static let facts: [(ServiceID, String, Service.Kind, String, String?, String)] = [
        ("global_data_10gb", "Global Data 10GB", .oneTimePurchase, "20.00", nil, "Available"),
        ("beta_esim_activation", "Beta eSIM Activation", .betaProgram, "1.00", nil, "Beta Testing"),
        ("basic_membership", "Basic Membership", .annualSubscription, "24.00", "yearly", "Available"),
        ("full_membership", "Full Membership", .annualSubscription, "66.00", "yearly (365.25 days)", "Available"),
        ("beta_tester", "Beta Tester Program", .monthlySubscription, "0.00", "monthly", "Invitation Only"),
        ("metal_card", "DOTM Metal Card", .oneTimePurchase, "99.99", nil, "Limited Edition"),
        ("network_scans", "Network Scans", .addOn, "0.00", "monthly", "Free"),
        ("network_security_basic", "Network Security", .addOn, "5.00", "monthly", "Available"),
        ("network_optimization", "Network Optimization", .addOn, "3.00", "monthly", "Available"),
        ("network_monitoring", "Network Monitoring", .addOn, "4.00", "monthly", "Available"),
        ("network_vpn_access", "VPN Access", .addOn, "8.00", "monthly", "Available"),
        ("network_priority_routing", "Priority Routing", .addOn, "6.00", "monthly", "Available"),
        ("founding_member_token", "Founding Member Token", .oneTimeReward, "0.00", nil, "Founding Members Only"),
        ("new_member_token", "New Member Welcome Token", .welcomeReward, "0.00", nil, "All New Members"),
        ("purchase_rewards", "Purchase Rewards", .cashbackReward, "0.00", nil, "All Purchases"),
        ("oxio_integration", "OXIO Line Activation", .includedService, "0.00", nil, "Membership Required"),
        ("stripe_integration", "Payment Processing", .paymentProcessing, "0.00", nil, "All Services"),
        ("standard_support", "Standard Support", .includedService, "0.00", nil, "All Users"),
        ("priority_support", "Priority Support", .membershipBenefit, "0.00", nil, "Basic/Full Members"),
        ("premium_support", "Premium Support", .membershipBenefit, "0.00", nil, "Full Members Only"),
    ]

    @Test(arguments: facts)
    func `each service has its published name, type, price, cycle and availability`(
        _ fact: (id: ServiceID, name: String, kind: Service.Kind, price: String, cycle: String?, availability: String)
    ) throws {
        let service = try service(fact.id)
        #expect(service.name == fact.name)
        #expect(service.kind == fact.kind)
        #expect(service.price[.usd]?.decimal == fact.price)
        #expect(service.billingCycle?.rawValue == fact.cycle)
        #expect(service.availability == fact.availability)
        #expect(service.price[.cad] != nil)
        #expect(!service.features.isEmpty)
    }

    @Test func `what a buyer gets is stated in exact units`() throws {
        #expect(
            try service("global_data_10gb").fulfilment
                == .bucket(.data(.gigabytes(10)), validityDays: nil, priority: 50, createsLine: false))
        #expect(
            try service("beta_esim_activation").fulfilment
                == .bucket(.data(.megabytes(1000)), validityDays: 10, priority: 10, createsLine: true))
        #expect(try service("basic_membership").fulfilment == .membership(validitySeconds: 31_557_600))
        #expect(try service("full_membership").fulfilment.createsLine)
        #expect(try service("network_vpn_access").fulfilment == .addOn(periodMonths: 1))
        #expect(try service("metal_card").fulfilment.needsShippingAddress)
        #expect(catalog.services.filter(\.isSold).count == 11)
    }

    @Test func `rewards are exact and said beside the services that bring them`() throws {
        #expect(catalog.rewards.cashbackBasisPoints == 1033)
        #expect(catalog.rewards.welcome == TokenAmount("10.33"))
        #expect(try service("new_member_token").tokenAmount == "10.33 DOTM")
        #expect(try service("founding_member_token").tokenAmount == "100.33 DOTM")
        #expect(try service("purchase_rewards").rewardPercentage == "10.33%")
        #expect(try service("stripe_integration").processingFee == "2.9% + $0.30 per transaction")
        #expect(try service("priority_support").responseTime == "4-8 hours")
        #expect(try service("network_security_basic").defaultEnabled == true)
    }
}
