import Billing
import Platform
import Rewards
import Telecom

enum LedgerRoutes {
    static let endpoints: [Endpoint] = [balances]

    static let balances = Endpoint(
        .get, "/v1/admin/ledger/balances", "getLedgerBalances", tag: "Ledger", "Tell the sums of the books",
        description: "Money of your brand, DOTM of all brands. Debits are positive, credits negative; each currency sums to zero.",
        access: .role(.admin, scope: "admin:read"), output: LedgerBalancesBody.self
    ) { call in
        LedgerBalancesBody(try await call.platform.ledgerBalances(of: try call.principal.brandID))
    }
}

struct LedgerBalancesBody: APIBody {
    struct Account: APIBody {
        let account: String
        let balance: Money

        static let schemaName = "LedgerBalanceBody"
        static let schema = JSONSchema.object([.required("account", .oneOf(LedgerAccount.self)), .required("balance", .money)])
    }

    struct Tokens: APIBody {
        let account: String
        let balance: TokenAmount

        static let schemaName = "TokenBalanceBody"
        static let schema = JSONSchema.object([.required("account", .oneOf(TokenLedgerAccount.self)), .required("balance", .tokens)])
    }

    let money: [Account]
    let tokens: [Tokens]
    let outstanding: TokenAmount

    static let schema = JSONSchema.object([
        .required("money", .array(of: .body(Account.self), count: 0...100)),
        .required("tokens", .array(of: .body(Tokens.self), count: 0...10)),
        .required("outstanding", .tokens, "Granted and not taken back; at most 10,333,333."),
    ])

    init(_ balances: LedgerBalances) {
        money = balances.money.map { Account(account: $0.account.rawValue, balance: $0.balance) }
        tokens = balances.tokens.sorted { $0.key.rawValue < $1.key.rawValue }.map { Tokens(account: $0.key.rawValue, balance: $0.value) }
        outstanding = balances.outstanding
    }
}
