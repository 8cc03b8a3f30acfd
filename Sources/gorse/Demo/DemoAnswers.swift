/// The fields of the API's answers that the story tells of.
enum DemoAnswers {
    struct SignedIn: Decodable { let idToken: String }
    struct Me: Decodable { let id: String }
    struct Rewards: Decodable { let earned, reversed, balance: String }
    struct Money: Decodable { let minorUnits: Int64 }
    struct Order: Decodable {
        let id: String
        let total: Money
    }
    struct OrderDetails: Decodable {
        struct Order: Decodable { let state: String }
        let order: Order
    }
    struct Payment: Decodable {
        let state: String
        let declineCode: String?
    }
    struct Refund: Decodable {
        let state: String
        let amount: Money
    }
    struct Line: Decodable {
        let id: String
        let state: String
        let number: String?
        let iccid: String?
        let activationCode: String?
    }
    struct Bucket: Decodable {
        let grantedUnits, availableUnits: Int64?
        let usedUnits: Int64
    }
    struct Usage: Decodable {
        struct Item: Decodable {
            let grantedUnits: Int64?
            let isFinal: Bool
            let refusal: String?
        }
        let refusal: String?
        let items: [Item]
    }
    struct Balances: Decodable {
        struct Account: Decodable {
            let account: String
            let balance: Money
        }
        let money: [Account]
    }
    struct List<Element: Decodable>: Decodable { let data: [Element] }
}
