import Platform
import Subscribers
import Telecom

enum InventoryRoutes {
    static let endpoints: [Endpoint] = [count, importSIMProfiles, importPhoneNumbers]

    static let count = Endpoint(
        .get, "/v1/admin/inventory", "countInventory", tag: "Inventory", "Count SIM profiles and numbers by state",
        access: .role(.support, .admin, scope: "inventory:read"), output: InventoryBody.self
    ) { call in
        InventoryBody(try await call.platform.countInventory(of: try call.principal.brandID))
    }

    static let importSIMProfiles = Endpoint(
        .post, "/v1/admin/sim-profiles/import", "importSIMProfiles", tag: "Inventory", "Import SIM profiles",
        description: """
            Comma-separated values with the columns iccid, imsi, k, opc and, if you like, matching_id; at most 50,000 rows. \
            Good rows are imported, every other is named in the answer. A row that is in the inventory already is left out, \
            so that a file may be sent again.
            """,
        access: .role(.admin, scope: "inventory:write"), input: CSVBody.self, inputForm: .csv, bodyLimit: CSV.greatestSize,
        output: ImportReportBody.self, errors: [.invalidFile], isIdempotent: false
    ) { call, input in
        let principal = try call.principal
        return ImportReportBody(
            try await call.platform.importSIMProfiles(
                Array(input.text.utf8), brand: principal.brandID, actor: principal.accountID.text))
    }

    static let importPhoneNumbers = Endpoint(
        .post, "/v1/admin/phone-numbers/import", "importPhoneNumbers", tag: "Inventory", "Import numbers",
        description: """
            Comma-separated values with the column number, such as +12125550123; at most 50,000 rows. \
            Only fictional numbers (555-0100 to 555-0199) are taken unless the operator allows others.
            """,
        access: .role(.admin, scope: "inventory:write"), input: CSVBody.self, inputForm: .csv, bodyLimit: CSV.greatestSize,
        output: ImportReportBody.self, errors: [.invalidFile], isIdempotent: false
    ) { call, input in
        let principal = try call.principal
        return ImportReportBody(
            try await call.platform.importPhoneNumbers(
                Array(input.text.utf8), brand: principal.brandID, actor: principal.accountID.text))
    }
}

extension Endpoint.DocumentedError {
    fileprivate static let invalidFile = Self(400, "invalid_file", "The file as a whole cannot be read; nothing was imported.")
}

/// The text of a file with comma-separated values.
struct CSVBody: APIBody {
    let text: String

    init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    static let schema = JSONSchema.prose(0...CSV.greatestSize)
}

struct InventoryBody: APIBody {
    let simProfiles: [String: Int64]
    let phoneNumbers: [String: Int64]

    init(_ counts: InventoryCounts) {
        simProfiles = Dictionary(uniqueKeysWithValues: counts.simProfiles.map { ($0.key.rawValue, $0.value) })
        phoneNumbers = counts.phoneNumbers
    }

    static let schema = JSONSchema.object([
        .required(
            "sim_profiles", .map(of: .integer(0...1_000_000_000)),
            "How many are available, assigned, released, downloaded, installed, failed, retired; a state without any is absent."),
        .required(
            "phone_numbers", .map(of: .integer(0...1_000_000_000)),
            "How many are available, held, assigned, quarantined, ported_out; a state without any is absent."),
    ])
}

struct ImportReportBody: APIBody {
    let rows: Int
    let imported: Int
    let problemCount: Int
    let problems: [ImportProblemBody]

    init(_ report: ImportReport) {
        rows = report.rows
        imported = report.imported
        problemCount = report.problemCount
        problems = report.problems.map { ImportProblemBody(row: $0.row, column: $0.column, rule: $0.rule) }
    }

    static let schema = JSONSchema.object([
        .required("rows", .integer(0...50_000), "Rows of the file but for its header and empty lines."),
        .required("imported", .integer(0...50_000)),
        .required("problem_count", .integer(0...50_000), "Rows left out."),
        .required("problems", .array(of: .body(ImportProblemBody.self), count: 0...1000), "The first 1,000 of them."),
    ])
}

struct ImportProblemBody: APIBody {
    let row: Int
    let column: String?
    let rule: String

    static let schema = JSONSchema.object([
        .required("row", .integer(1...10_000_000), "As a spreadsheet numbers rows, the header being row 1."),
        .optional("column", .text(1...100), "Absent when the row as a whole is at fault."),
        .required("rule", .text(1...300), "What it must be."),
    ])
}
