import Catalog
import Platform
import Telecom
import TestKit
import Testing

/// What an operator may write, and what they are told when it is wrong.
@Suite struct CatalogFileTests {
    static let sound = """
        platform: Acme
        version: "1.0"
        currencies: [USD, CAD]
        rewards: { cashback_basis_points: 250, welcome: 1, founder: 0 }
        aliases: { pack: data }
        categories:
          - id: packs
            title: Packs
            description: Data
            services:
              - id: data
                name: Data
                description: Some data
                type: one_time_purchase
                price: { USD: 20.00, CAD: 27.00 }
                availability: Available
                fulfilment: { bucket: { megabytes: 10000, priority: 50 } }
              - id: plan
                name: Plan
                description: A year
                type: annual_subscription
                price: { USD: 24.00, CAD: 33.00 }
                billing_cycle: yearly
                availability: Available
                fulfilment: membership
        brands:
          brd_north:
            platform: North
            hidden: [plan]
            prices:
              data: { USD: 18.50, CAD: 25.00 }
        """

    func problems(_ text: String) -> [String] {
        do {
            _ = try CatalogFile(parsing: text, file: "catalog.yaml")
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test func `a sound file is read`() throws {
        let file = try CatalogFile(parsing: Self.sound, file: "catalog.yaml")
        #expect(file.catalog.platform == "Acme")
        #expect(file.catalog.service("pack")?.id == "data")
        #expect(file.catalog.rewards.cashbackPercentage == "2.5%")
    }

    @Test func `taxes are said by country, and every mistake in them is named`() throws {
        let taxes = "\ntaxes:\n  - { country: CA, name: GST, basis_points: 500 }\n  - { country: DE, name: VAT, basis_points: 1900 }\n"
        let file = try CatalogFile(parsing: Self.sound + taxes, file: "catalog.yaml")
        let canada = try #require(Country("CA"))
        #expect(file.catalog.taxes.count == 2)
        #expect(file.catalog(for: BrandID("brd_north")!).taxes[canada] == TaxRate(country: canada, name: "GST", basisPoints: 500))
        #expect(try CatalogFile(parsing: Self.sound, file: "catalog.yaml").catalog.taxes.isEmpty)
        let wrong = """

            taxes:
              - { country: Canada, name: GST, basis_points: 500 }
              - { country: ca, name: GST, basis_points: 500 }
              - { country: CA, name: GST, basis_points: 0 }
              - { country: CA, name: GST, basis_points: 5.5 }
              - { country: CA, basis_points: 500 }
              - { country: DE, name: VAT, basis_points: 1900 }
              - { country: DE, name: VAT, basis_points: 700 }
            """
        let rules = [
            "taxes[0].country", "taxes[1].country", "taxes[2].basis_points", "taxes[3].basis_points", "taxes[4].name", "taxes[6].country",
        ]
        let found = problems(Self.sound + wrong)
        #expect(found.count == rules.count, "\(found)")
        for (problem, key) in zip(found, rules) { #expect(problem.contains(": \(key): "), "\(problem)") }
    }

    @Test func `policy is said by service, and every mistake in it is named`() throws {
        let policy = """

            policy:
              default: { qci: 9, priority: 12, downlink_kbps: 1000, uplink_kbps: 500, rules: [all] }
              services: { plan: { qci: 8, rules: [hotspot] } }
              rules: { all: { filters: [permit out ip from any to any], precedence: 10 }, hotspot: predefined, safe: base }
              roaming: { home: [US], downlink_kbps: 200, uplink_kbps: 100 }
              fair_use: { gigabytes: 5, downlink_kbps: 100, uplink_kbps: 50 }
            """
        let terms = try CatalogFile(parsing: Self.sound + policy, file: "catalog.yaml").catalog(for: BrandID("brd_north")!).policy
        #expect(terms.base.rules == ["all"] && terms.services["plan"]?.qci == 8 && terms.rules["safe"] == .base)
        #expect(terms.roaming?.home == [Country("US")!] && terms.fairUse?.volume == .gigabytes(5))
        #expect(try CatalogFile(parsing: Self.sound, file: "catalog.yaml").catalog.policy == .standard)
        let wrong = """

            policy:
              default: { qci: 4, priority: 16, downlink_kbps: 0, uplink_kbps: 5.5, rules: [none] }
              services: { data: { qci: 8 }, plan: { qci: 10, speed: 1 } }
              rules: { Big: predefined, odd: other, deny: { filters: [deny out ip from any to any], precedence: 10 } }
              roaming: { home: [us], downlink_kbps: 200, uplink_kbps: 100 }
              fair_use: { gigabytes: 0, downlink_kbps: 100, uplink_kbps: 50 }
            """
        let keys = [
            "rules.Big", "rules.odd", "rules.deny.filters[0]", "default.qci", "default.priority", "default.downlink_kbps",
            "default.uplink_kbps", "default.rules[0]",
        ]
        let found = problems(Self.sound + wrong)
        for (problem, key) in zip(found, keys) { #expect(problem.contains(": policy.\(key): "), "\(problem)") }
        #expect(found.count >= keys.count, "\(found)")
        for (text, key) in [
            ("services: { data: { qci: 8 } }", "services.data"), ("services: { plan: { qci: 10 } }", "services.plan.qci"),
            ("services: { plan: { speed: 1 } }", "services.plan.speed"),
            ("roaming: { home: [us], downlink_kbps: 200, uplink_kbps: 100 }", "roaming.home[0]"),
            ("fair_use: { gigabytes: 0, downlink_kbps: 100, uplink_kbps: 50 }", "fair_use.gigabytes"),
        ] {
            let base = "\npolicy:\n  default: { qci: 9, priority: 12, downlink_kbps: 1000, uplink_kbps: 500 }\n  \(text)\n"
            let found = problems(Self.sound + base)
            #expect(found.count == 1 && found[0].contains(": policy.\(key): "), "\(found)")
        }
    }

    @Test func `a brand has its own name and prices and hides what it does not sell`() throws {
        let file = try CatalogFile(parsing: Self.sound, file: "catalog.yaml")
        let north = file.catalog(for: BrandID("brd_north")!)
        #expect(north.platform == "North")
        #expect(north.services.map(\.id) == ["data"])
        #expect(north.service("data")?.price[.usd]?.decimal == "18.50")
        #expect(north.service("plan") == nil)
        #expect(file.catalog(for: .dotm).service("data")?.price[.usd]?.decimal == "20.00")
        let book = CatalogBook(file, at: ManualTime().source.now())
        #expect(book.catalog(for: BrandID("brd_north")!) == north)
        #expect(book.brandIDs == [BrandID("brd_north")!])
    }

    /// What is replaced in the sound file, by what, and what the operator reads.
    static let faults: [(String, String, String)] = [
        ("USD: 20.00, CAD: 27.00", "USD: 20.00", "catalog.yaml:15: categories[0].services[0].price.CAD: is required"),
        (
            "USD: 20.00, CAD", "USD: 20, CAD",
            "catalog.yaml:15: categories[0].services[0].price.USD: must be an amount with two decimals from 0.00 to 10000000.00"
        ),
        (
            "USD: 20.00, CAD", "USD: -20.00, CAD",
            "catalog.yaml:15: categories[0].services[0].price.USD: must be an amount with two decimals from 0.00 to 10000000.00"
        ),
        (
            "USD: 20.00, CAD", "USD: 10000000.01, CAD",
            "catalog.yaml:15: categories[0].services[0].price.USD: must be an amount with two decimals from 0.00 to 10000000.00"
        ),
        (
            "CAD: 27.00", "CAD: 27.00, EUR: 19.00",
            "catalog.yaml:15: categories[0].services[0].price.EUR: unknown key; allowed are USD, CAD"
        ),
        (
            "{ USD: 20.00, CAD: 27.00 }", "20.00",
            "catalog.yaml:15: categories[0].services[0].price: must be free, or an amount for each of USD, CAD"
        ),
        (
            "type: one_time_purchase", "type: gift",
            "catalog.yaml:14: categories[0].services[0].type: must be one of one_time_purchase, beta_program, annual_subscription, "
                + "monthly_subscription, add_on, one_time_reward, welcome_reward, cashback_reward, included_service, payment_processing, "
                + "membership_benefit"
        ),
        ("- id: plan", "- id: data", "catalog.yaml:18: categories[0].services[1].id: data is already the name of a category or service"),
        (
            "- id: plan", "- id: Plan!",
            "catalog.yaml:18: categories[0].services[1].id: must be a lower-case letter, then up to 39 lower-case letters, digits or _"
        ),
        ("name: Plan", "name: ''", "catalog.yaml:19: categories[0].services[1].name: must be text of 1 to 80 characters on one line"),
        (
            "billing_cycle: yearly", "billing_cycle: monthly",
            "catalog.yaml:23: categories[0].services[1].billing_cycle: must be yearly for this type"
        ),
        (
            "fulfilment: membership", "fulfilment: shipment",
            "catalog.yaml:25: categories[0].services[1].fulfilment: does not fit the type and billing_cycle of plan"
        ),
        (
            "fulfilment: membership", "fulfilment: hope",
            "catalog.yaml:25: categories[0].services[1].fulfilment: must be membership, add_on, shipment or a mapping with bucket"
        ),
        (
            "megabytes: 10000", "megabytes: 0",
            "catalog.yaml:17: categories[0].services[0].fulfilment.bucket.megabytes: must be a whole number from 1 to 1000000000"
        ),
        (
            "megabytes: 10000", "seconds: 0",
            "catalog.yaml:17: categories[0].services[0].fulfilment.bucket.seconds: must be a whole number from 1 to 1000000000"
        ),
        (
            "megabytes: 10000", "seconds: 60, messages: 5",
            "catalog.yaml:17: categories[0].services[0].fulfilment.bucket.messages: stands beside seconds: a bucket holds one of megabytes, seconds and messages"
        ),
        ("[USD, CAD]", "[CAD]", "catalog.yaml:3: currencies: must hold USD"),
        ("[USD, CAD]", "[USD, USD]", "catalog.yaml:3: currencies[1]: must be one of USD, CAD, MXN, each once"),
        (
            "cashback_basis_points: 250", "cashback_basis_points: 10.33",
            "catalog.yaml:4: rewards.cashback_basis_points: must be a whole number from 0 to 10000"
        ),
        ("welcome: 1,", "welcome: -1,", "catalog.yaml:4: rewards.welcome: must be a decimal amount of DOTM from 0 to 10333333"),
        ("pack: data", "pack: bread", "catalog.yaml:5: aliases.pack: must name a service of this file"),
        ("hidden: [plan]", "hidden: [bread]", "catalog.yaml:29: brands.brd_north.hidden[0]: must name a service of this file"),
        ("brd_north:", "north:", "catalog.yaml:28: brands.north: must be the id of a brand, such as brd_dotm"),
        (
            "data: { USD: 18.50", "bread: { USD: 18.50",
            "catalog.yaml:31: brands.brd_north.prices.bread: must name a service of this file that is sold"
        ),
        (
            "platform: Acme", "platfrom: Acme",
            "catalog.yaml:1: platfrom: unknown key; allowed are platform, version, currencies, rewards, taxes, aliases, categories, policy, zones, tariffs, brands, translations"
        ),
        ("platform: Acme", "platform: Acme\nplatform: Acme", "catalog.yaml:1: the key platform is given twice"),
        ("name: Plan", "name: [Plan", "catalog.yaml:20: not YAML: did not find expected ',' or ']'"),
    ]

    @Test(arguments: faults) func `a fault is told with file, line, key and rule`(_ old: String, _ new: String, _ told: String) {
        let text = Self.sound.replacing(old, with: new, maxReplacements: 1)
        #expect(text != Self.sound)
        let problems = problems(text)
        #expect(problems.contains(told), "\(problems)")
    }

    @Test func `a service that costs something must bring something`() {
        let text = Self.sound.replacing("        fulfilment: { bucket: { megabytes: 10000, priority: 50 } }\n", with: "")
        #expect(
            problems(text).contains(
                "catalog.yaml:11: categories[0].services[0].fulfilment: is required for a service that costs something"))
    }

    @Test func `every fault is told at once, a hundred at most`() {
        let text = Self.sound.replacing("availability: Available", with: "unheard_of: 1")
        #expect(problems(text).count == 4)
        let many = "categories:\n  - services:\n" + String(repeating: "    - {}\n", count: 90)
        #expect(problems(many).count == CatalogProblems.most)
    }

    @Test(arguments: ["", "[]", "text", "- a\n- b", "\u{0}", "a: &x [1]\nb: *x", "---\na: 1\n---\nb: 2"])
    func `what is not a catalogue is refused`(_ text: String) {
        #expect(!problems(text).isEmpty)
    }

    @Test func `a file of more than a mebibyte is refused unread`() {
        #expect(problems(String(repeating: "#", count: (1 << 20) + 1)) == ["catalog.yaml: a catalogue has at most 1 MiB"])
    }

    @Test func `a file that is not there is told by its name`() {
        #expect(throws: CatalogProblems(unreadable: "no.yaml")) { try CatalogBook.load("/nowhere/no.yaml", at: ManualTime().source.now()) }
    }
}
