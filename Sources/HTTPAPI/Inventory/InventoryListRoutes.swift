import Platform
import Subscribers
import Telecom

enum InventoryListRoutes {
    static let endpoints = [simProfiles, phoneNumbers]

    static let simProfiles = Endpoint(
        .get, "/v1/admin/sim-profiles", "listSIMProfiles", tag: "Inventory", "List SIM profiles in the order of ICCIDs",
        description: "K, OPc and matching ids are never shown.", access: .role(.support, .admin, scope: "inventory:read"),
        parameters: .page + [.query("state", .oneOf(SIMProfileState.self), "`available` unless given."), .brand],
        output: Page<SIMProfileBody>.self
    ) { call in
        let page = try call.pageRequest
        let profiles = try await call.platform.simProfiles(
            of: call.brandAsked, state: call.text("state").flatMap(SIMProfileState.init(rawValue:)) ?? .available, after: page.after,
            limit: page.fetchLimit, as: try call.principal)
        return page.page(profiles, key: \.iccid.digits) { SIMProfileBody($0) }
    }

    static let phoneNumbers = Endpoint(
        .get, "/v1/admin/phone-numbers", "listPhoneNumbers", tag: "Inventory", "List numbers in order",
        description: "A hold or a quarantine that is over still stands under its state, until the number is handed out again.",
        access: .role(.support, .admin, scope: "inventory:read"),
        parameters: .page + [.query("state", .oneOf(PhoneNumberListing.self), "`available` unless given."), .brand],
        output: Page<PhoneNumberBody>.self
    ) { call in
        let page = try call.pageRequest
        let numbers = try await call.platform.phoneNumbers(
            of: call.brandAsked, state: call.text("state").flatMap(PhoneNumberListing.init(rawValue:)) ?? .available,
            after: page.after.flatMap { MSISDN($0) }, limit: page.fetchLimit, as: try call.principal)
        return page.page(numbers, key: \.msisdn.digits) { PhoneNumberBody($0) }
    }
}

struct SIMProfileBody: APIBody {
    let id: SIMProfileID
    let iccid: ICCID
    let imsi: IMSI
    let state: SIMProfileState
    let lineID: LineID?
    let source: InventorySource
    let createdAt: Timestamp

    init(_ profile: SIMProfile) {
        id = profile.id
        iccid = profile.iccid
        imsi = profile.imsi
        state = profile.state
        lineID = profile.lineID
        source = profile.source
        createdAt = profile.createdAt
    }

    static let schemaName = "SIMProfile"
    static let schema = JSONSchema.object([
        .required("id", .id(Noun.SIMProfile.self)), .required("iccid", .text(19...20)), .required("imsi", .text(15...15)),
        .required("state", .oneOf(SIMProfileState.self)),
        .optional("line_id", .id(Noun.Line.self), "The line that it was handed to, for ever."),
        .required("source", .oneOf(["imported", "minted"])), .required("created_at", .time),
    ])
}

struct PhoneNumberBody: APIBody {
    let number: MSISDN
    let state: String
    let lineID: LineID?
    let heldBy: AccountID?
    let until: Timestamp?
    let source: InventorySource

    init(_ number: PhoneNumber) {
        self.number = number.msisdn
        source = number.source
        switch number.state {
        case .available: (state, lineID, heldBy, until) = ("available", nil, nil, nil)
        case .held(let holder, let end): (state, lineID, heldBy, until) = ("held", nil, holder, end)
        case .assigned(let line): (state, lineID, heldBy, until) = ("assigned", line, nil, nil)
        case .quarantined(let end): (state, lineID, heldBy, until) = ("quarantined", nil, nil, end)
        case .portedOut: (state, lineID, heldBy, until) = ("ported_out", nil, nil, nil)
        }
    }

    static let schemaName = "PhoneNumber"
    static let schema = JSONSchema.object([
        .required("number", .text(8...16), "ITU-T E.164, with +."), .required("state", .oneOf(PhoneNumberListing.self)),
        .optional("line_id", .id(Noun.Line.self)), .optional("held_by", .id(Noun.Account.self)),
        .optional("until", .time, "The end of the hold or of the quarantine."), .required("source", .oneOf(["imported", "minted"])),
    ])
}
