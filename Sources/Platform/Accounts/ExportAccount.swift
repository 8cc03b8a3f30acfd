import Foundation
import Store
import Subscribers
import Telecom

extension Platform {
    /// All that is kept of a person, as one JSON object: the account, the entry of the local identity provider, and every table that names
    /// the account, each an array of rows (at most 10,000). Times are microseconds since 1970 as they are stored; secrets are left out.
    public func exportAccount(_ principal: Principal) async throws -> String {
        let now = time.now()
        return try await store.read { transaction in
            guard let account = try transaction.account(principal.accountID) else { throw PlatformError.notFound("account") }
            var export: [String: Any] = ["exported_at": now.description]
            export["account"] = try transaction.query("SELECT * FROM accounts WHERE id = $1", account.id).first.map(Self.json)
            for table in AccountTable.all {
                export[table.name] = try transaction.rows(of: account.id, in: table).map(Self.json)
            }
            export["local_users"] = try transaction.identities(of: account.id).filter { $0.issuer == LocalUser.issuer }
                .compactMap { try transaction.localUser($0.subject) }
                .map { user in
                    [
                        "id": user.id, "email": user.email?.text as Any? ?? NSNull(), "display_name": user.displayName as Any? ?? NSNull(),
                        "photo_url": user.photoURL as Any? ?? NSNull(), "phone_number": user.phoneNumber as Any? ?? NSNull(),
                        "created_at": user.createdAt.microsecondsSince1970,
                    ] as [String: Any]
                }
            let data = try JSONSerialization.data(withJSONObject: export, options: [.sortedKeys, .withoutEscapingSlashes])
            return String(decoding: data, as: UTF8.self)
        }
    }

    private static func json(_ row: SQLRow) -> [String: Any] {
        Dictionary(
            uniqueKeysWithValues: zip(row.columns, row.values).map { column, value in
                switch value {
                case .null: (column, NSNull() as Any)
                case .integer(let integer): (column, integer as Any)
                case .text(let text): (column, text as Any)
                case .blob(let bytes): (column, Data(bytes).base64EncodedString() as Any)
                }
            })
    }
}
