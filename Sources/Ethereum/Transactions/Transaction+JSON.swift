extension Transaction {
    /// Reads what wallets and web3 libraries call a transaction: `chainId`, `nonce`, `gas`, `to`, `value`, `data`, and `gasPrice` with or without
    /// `accessList`, or `maxPriorityFeePerGas` with `maxFeePerGas`. Numbers are JSON's, or decimal or hexadecimal texts; without `to` it deploys.
    /// - Throws: `.badField` with the name of what is missing, unknown or of another form.
    public init(_ json: JSON) throws(TransactionError) {
        guard case .object(let members) = json else { throw .badField("transaction") }
        let known = ["chainId", "nonce", "gas", "to", "value", "data", "gasPrice", "maxPriorityFeePerGas", "maxFeePerGas", "accessList"]
        if let other = members.keys.filter({ !known.contains($0) }).min() { throw .badField(other) }
        func number(_ name: String, default value: UInt256? = nil) throws(TransactionError) -> UInt256 {
            guard let json = members[name] else {
                guard let value else { throw .badField(name) }
                return value
            }
            guard case .uint(let number)? = try? ABIValue(json, as: .uint(bits: 256)) else { throw .badField(name) }
            return number
        }
        func small(_ name: String) throws(TransactionError) -> UInt64 {
            guard let number = try number(name).uint64 else { throw .badField(name) }
            return number
        }
        var to: Address?
        if let text = members["to"] {
            guard let address = text.text.flatMap({ Address($0) }) else { throw .badField("to") }
            to = address
        }
        guard let data = [UInt8](hexadecimal: members["data"].map { $0.text ?? "" } ?? "0x", limit: Self.maximumSize) else {
            throw .badField("data")
        }
        let list = try members["accessList"].map(Self.accessList)
        let fees: Fees
        if members["gasPrice"] != nil {
            guard members["maxFeePerGas"] == nil, members["maxPriorityFeePerGas"] == nil else { throw .badField("gasPrice") }
            let price = try number("gasPrice")
            fees = list.map { .accessList(gasPrice: price, $0) } ?? .legacy(gasPrice: price)
        } else {
            fees = .dynamic(
                maxPriorityFeePerGas: try number("maxPriorityFeePerGas"), maxFeePerGas: try number("maxFeePerGas"), list ?? [])
        }
        try self.init(
            chainID: small("chainId"), nonce: small("nonce"), fees: fees, gasLimit: small("gas"), to: to,
            value: number("value", default: .zero), data: data)
    }

    private static func accessList(_ json: JSON) throws(TransactionError) -> [AccessListEntry] {
        guard let items = json.list else { throw .badField("accessList") }
        let entries = items.compactMap { item -> AccessListEntry? in
            guard let address = item["address"]?.text.flatMap({ Address($0) }), let keys = item["storageKeys"]?.list else { return nil }
            let words = keys.compactMap { key in key.text.flatMap { [UInt8](hexadecimal: $0) } }.compactMap { octets in
                octets.count == 32 ? UInt256(octets: octets) : nil
            }
            return words.count == keys.count ? AccessListEntry(address: address, storageKeys: words) : nil
        }
        guard entries.count == items.count else { throw .badField("accessList") }
        return entries
    }

    /// What `init(_:)` reads; numbers are decimal texts.
    public var json: JSON {
        var members: [String: JSON] = [
            "chainId": .text("\(chainID)"), "nonce": .text("\(nonce)"), "gas": .text("\(gasLimit)"), "value": .text("\(value)"),
            "data": .text(hexadecimal(data)),
        ]
        if let to { members["to"] = .text("\(to)") }
        switch fees {
        case .legacy(let price): members["gasPrice"] = .text("\(price)")
        case .accessList(let price, let list):
            members["gasPrice"] = .text("\(price)")
            members["accessList"] = Self.json(list)
        case .dynamic(let priority, let whole, let list):
            members["maxPriorityFeePerGas"] = .text("\(priority)")
            members["maxFeePerGas"] = .text("\(whole)")
            members["accessList"] = Self.json(list)
        }
        return .object(members)
    }

    private static func json(_ list: [AccessListEntry]) -> JSON {
        .list(
            list.map { entry in
                .object([
                    "address": .text("\(entry.address)"), "storageKeys": .list(entry.storageKeys.map { .text(hexadecimal($0.octets)) }),
                ])
            })
    }
}
