import Ethereum

/// What `gorse ethereum sign`, `encode` and `decode` answer to a line.
enum EthereumLines {
    struct Refusal: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    static func signed(_ line: JSON, by key: PrivateKey) throws -> JSON {
        if let transaction = line["transaction"] {
            let signed = try Transaction(transaction).signed(with: key)
            return .object(["raw": .text(hexadecimal(signed.encoded)), "hash": .text(hexadecimal(signed.hash))])
        }
        let hash: [UInt8]
        if let text = line["message"]?.text {
            hash = PersonalMessage(text).signingHash
        } else if let data = line["typed_data"] {
            hash = try typedData(data).signingHash()
        } else {
            throw Refusal("none of message, typed_data and transaction")
        }
        return .object(["hash": .text(hexadecimal(hash)), "signature": .text(hexadecimal(key.signature(of: hash).octets))])
    }

    static func encoded(_ line: JSON) throws -> JSON {
        if let types = line["abi"]?.list, let values = line["values"]?.list {
            let types = try types.map { try type($0) }
            return data(try abiEncoded(ABIValue.list(values, as: types), as: types))
        }
        if let signature = line["function"]?.text, let values = line["values"]?.list {
            let function = try ABIFunction(signature)
            return data(try function.call(ABIValue.list(values, as: function.inputs)))
        }
        if let item = line["rlp"] { return data(try rlp(item).encoded) }
        if let text = line["keccak256"] { return data(keccak256(try octets(text))) }
        if let claims = line["claims"]?.list { return try tree(claims) }
        throw Refusal("none of abi, function, rlp, keccak256 and claims")
    }

    static func decoded(_ line: JSON) throws -> JSON {
        if let types = line["abi"]?.list, let data = line["data"] {
            return .object(["values": .list(try abiDecoded(octets(data), as: types.map { try type($0) }).map(\.json))])
        }
        if let signature = line["function"]?.text, let data = line["data"] {
            return .object(["values": .list(try ABIFunction(signature).arguments(of: octets(data)).map(\.json))])
        }
        if let text = line["rlp"] { return .object(["rlp": json(try RLP(decoding: octets(text)))]) }
        if let text = line["transaction"] {
            let signed = try SignedTransaction(decoding: octets(text))
            guard let sender = signed.sender else { throw Refusal("nobody has signed it") }
            return .object([
                "transaction": signed.transaction.json, "from": .text("\(sender)"), "hash": .text(hexadecimal(signed.hash)),
            ])
        }
        guard let signature = Signature(octets: try octets(line["signature"] ?? .null)) else { throw Refusal("signature has another form") }
        if let text = line["message"]?.text { return signer(signature, PersonalMessage(text).signingHash) }
        if let data = line["typed_data"] { return signer(signature, try typedData(data).signingHash()) }
        if let text = line["sign_in"]?.text {
            guard let message = SignInMessage(text) else { throw Refusal("not a message of EIP-4361") }
            let isSigned = signature.signer(of: PersonalMessage(text).signingHash)?.address == message.address
            return .object([
                "address": .text("\(message.address)"), "domain": .text(message.domain), "nonce": .text(message.nonce),
                "is_signed": .flag(isSigned),
            ])
        }
        throw Refusal("nothing to decode")
    }

    private static func data(_ octets: [UInt8]) -> JSON { .object(["data": .text(hexadecimal(octets))]) }

    private static func signer(_ signature: Signature, _ hash: [UInt8]) -> JSON {
        .object(["address": signature.signer(of: hash).map { .text("\($0.address)") } ?? .null])
    }

    private static func octets(_ json: JSON) throws -> [UInt8] {
        guard let octets = json.text.flatMap({ [UInt8](hexadecimal: $0) }) else { throw Refusal("octets are written 0x…") }
        return octets
    }

    private static func type(_ json: JSON) throws -> ABIType { try ABIType(json.text ?? "") }

    private static func typedData(_ json: JSON) throws -> TypedData {
        guard let data = TypedData(json) else { throw Refusal("typed data have types, primaryType, domain and message") }
        return data
    }

    private static func rlp(_ json: JSON) throws -> RLP {
        if let items = json.list { return .list(try items.map { try rlp($0) }) }
        return .octets(try octets(json))
    }

    private static func json(_ item: RLP) -> JSON {
        switch item {
        case .octets(let octets): .text(hexadecimal(octets))
        case .list(let items): .list(items.map(json))
        }
    }

    private static func tree(_ items: [JSON]) throws -> JSON {
        let claims = try items.map { item in
            guard let parts = item.list, case .list(let values) = try ABIValue(.list(parts), as: .tuple([.address, .uint(bits: 256)])),
                case .address(let account) = values[0], case .uint(let amount) = values[1]
            else { throw Refusal("a claim is an address and an amount") }
            return Claim(account: account, cumulativeAmount: amount)
        }
        guard let tree = ClaimTree(claims) else { throw Refusal("claims are one at least, and one for an account") }
        let proofs = claims.map { claim in JSON.list((tree.proof(for: claim.account) ?? []).map { .text(hexadecimal($0)) }) }
        return .object(["root": .text(hexadecimal(tree.root)), "proofs": .list(proofs)])
    }
}
