import Ethereum
import Telecom
import Testing

private func key(_ digits: String) throws -> PrivateKey { try #require(PrivateKey(octets: octets(digits))) }

@Suite struct PersonalMessageTests {
    /// Source: web3.js documentation, `eth.accounts.sign`.
    @Test func `the documented signature of a text comes out`() throws {
        let key = try key("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318")
        let message = PersonalMessage("Some data")
        #expect(hexadecimal(message.signingHash) == "0x1da44b586eb0729ff70a73c326926f6ed5a25f5b056e7f47fbc6e58d86871655")
        #expect(
            hexadecimal(key.signature(of: message.signingHash).octets)
                == "0xb91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c"
        )
    }

    @Test func `the length counts octets, not characters`() {
        #expect(PersonalMessage("ż").signingHash == keccak256(Array("\u{19}Ethereum Signed Message:\n2ż".utf8)))
    }

    @Test func `data for a validator are told from a text`() {
        #expect(PersonalMessage.signingHash([1, 2], for: .zero) == keccak256([0x19, 0] + Array(repeating: 0, count: 20) + [1, 2]))
    }
}

@Suite struct TypedDataTests {
    /// Source: EIP-712, "Test Cases": Example.sol and, with a further member in the domain, Example.js.
    private static let mail = #"""
        {"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},{"name":"chainId","type":"uint256"},
        {"name":"verifyingContract","type":"address"}],"Person":[{"name":"name","type":"string"},{"name":"wallet","type":"address"}],
        "Mail":[{"name":"from","type":"Person"},{"name":"to","type":"Person"},{"name":"contents","type":"string"}]},"primaryType":"Mail",
        "domain":{"name":"Ether Mail","version":"1","chainId":1,"verifyingContract":"0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"},
        "message":{"from":{"name":"Cow","wallet":"0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
        "to":{"name":"Bob","wallet":"0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},"contents":"Hello, Bob!"}}
        """#

    private func read(_ json: String = mail) throws -> TypedData { try #require(JSON(decoding: Array(json.utf8)).flatMap(TypedData.init)) }

    @Test func `the mail of EIP-712 comes out, hash by hash`() throws {
        let mail = try read()
        #expect(try mail.typeText("Mail") == "Mail(Person from,Person to,string contents)Person(string name,address wallet)")
        #expect(
            try hexadecimal(mail.structHash(of: mail.message, as: "Mail"))
                == "0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e")
        #expect(
            try hexadecimal(mail.structHash(of: mail.domain, as: "EIP712Domain"))
                == "0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f")
        #expect(TypedData(mail.json) == mail)
        let hash = try mail.signingHash()
        #expect(hexadecimal(hash) == "0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2")
        let key = try #require(PrivateKey(octets: keccak256("cow".utf8)))
        #expect(key.address.description == "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826")
        #expect(
            hexadecimal(key.signature(of: hash).octets)
                == "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c"
        )
    }

    @Test func `the older mail with an origin in its domain comes out`() throws {
        let json = Self.mail.replacing(
            #"{"name":"verifyingContract""#, with: #"{"name":"httpOrigin","type":"string"},{"name":"verifyingContract""#
        )
        .replacing(#""verifyingContract":"0x"#, with: #""httpOrigin":"https://ether-mail.eth","verifyingContract":"0x"#)
        let hash = try read(json).signingHash()
        #expect(hexadecimal(hash) == "0xa5f5fa6b05af38f2e9d2889ac36f5a4ba31e20646781d23739de458d86d6593e")
    }

    @Test(arguments: [
        (#""contents":"Hello, Bob!""#, #""contents":1"#), (#""contents":"Hello, Bob!""#, #""content":"Hello, Bob!""#),
        (#""contents":"Hello, Bob!""#, #""contents":"Hello, Bob!","more":1"#), (#""chainId":1"#, #""chainId":-1"#),
        (#""chainId":1"#, #""chainId":true"#), (#"{"name":"contents","type":"string"}"#, #"{"name":"contents","type":"uint"}"#),
        (#"{"name":"contents","type":"string"}"#, #"{"name":"contents","type":"Strange"}"#),
        (#"{"name":"contents","type":"string"}"#, #"{"name":"contents","type":"string[0]"}"#),
        (#"{"name":"contents","type":"string"}"#, #"{"name":"contents","type":"(bool)"}"#),
        (#"{"name":"contents","type":"string"}"#, #"{"name":"from","type":"Person"}"#),
        (#"{"name":"contents","type":"string"}"#, #"{"name":"a b","type":"string"}"#), (#""primaryType":"Mail""#, #""primaryType":"Male""#),
        (#""to":{"name":"Bob","wallet":"0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"}"#, #""to":null"#),
        ("0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB", "0xbbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbBb"), ("EIP712Domain", "Domain"),
    ])
    func `a message that is not of its types has no hash`(part: String, other: String) throws {
        let changed = try read(Self.mail.replacing(part, with: other))
        #expect(try changed != read())
        #expect(throws: TypedDataError.self) { try changed.signingHash() }
    }

    @Test func `lists are hashed element by element, and a fixed length is held`() throws {
        func hash(_ type: String, _ value: JSON) throws -> [UInt8] {
            let data = TypedData(
                types: ["A": [.init("x", type)]], primaryType: "A", domain: .object([:]), message: .object(["x": value]))
            return try data.structHash(of: data.message, as: "A")
        }
        let word = { (number: UInt8) in [UInt8](repeating: 0, count: 31) + [number] }
        #expect(
            try hash("uint8[2][]", .list([.list([.integer(1), .integer(2)])]))
                == keccak256(keccak256("A(uint8[2][] x)".utf8) + keccak256(keccak256(word(1) + word(2)))))
        #expect(throws: TypedDataError.wrongValue("x")) { try hash("uint8[2]", .list([.integer(1)])) }
        #expect(throws: TypedDataError.wrongValue("x")) { try hash("uint8[]", .integer(1)) }
    }

    @Test func `a type that holds itself ends with its value, and depth is bounded`() throws {
        var message = JSON.object(["next": .list([])])
        func hash() throws -> [UInt8] {
            let data = TypedData(
                types: ["Node": [.init("next", "Node[]")]], primaryType: "Node", domain: .object([:]), message: message)
            return try data.structHash(of: data.message, as: "Node")
        }
        #expect(try hash().count == 32)
        for _ in 0..<20 { message = .object(["next": .list([message])]) }
        #expect(throws: TypedDataError.tooLarge) { try hash() }
    }
}

@Suite struct PermitTests {
    private let domain = TypedData.Domain(
        name: "DOTM", version: "1", chainID: 1, verifyingContract: Address("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC")!)

    @Test func `the owner's signature is told from others', for this token only`() throws {
        let key = try key("0000000000000000000000000000000000000000000000000000000000000001")
        let permit = Permit(owner: key.address, spender: .zero, value: .max, nonce: 0, deadline: 1_800_000_000)
        let data = permit.typedData(domain)
        // Source: EIP-2612, "Specification".
        #expect(
            try hexadecimal(keccak256(data.typeText("Permit").utf8))
                == "0x6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c9")
        let signature = key.signature(of: try data.signingHash())
        #expect(permit.isSigned(by: signature, domain))
        let elsewhere = TypedData.Domain(name: "DOTM", version: "1", chainID: 5, verifyingContract: domain.verifyingContract)
        #expect(!permit.isSigned(by: signature, elsewhere))
        let other = Permit(owner: .zero, spender: .zero, value: .max, nonce: 0, deadline: 1_800_000_000)
        #expect(!other.isSigned(by: signature, domain))
        let call = try permit.call(signature)
        #expect(hexadecimal(call.prefix(4)) == "0xd505accf")
        #expect(call.count == 4 + 7 * 32)
    }
}

@Suite struct SignInMessageTests {
    /// Source: EIP-4361, "Example message".
    static let example = """
        service.org wants you to sign in with your Ethereum account:
        0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2

        I accept the ServiceOrg Terms of Service: https://service.org/tos

        URI: https://service.org/login
        Version: 1
        Chain ID: 1
        Nonce: 32891756
        Issued At: 2021-09-30T16:25:24Z
        Resources:
        - ipfs://bafybeiemxf5abjwjbikoz4mc3a3dla6ual3jsgpdr4cjr3oz3evfyavhwq/
        - https://example.com/my-web2-claim.json
        """

    @Test func `the example of EIP-4361 is read`() throws {
        let message = try #require(SignInMessage(Self.example))
        #expect(message.domain == "service.org" && message.scheme == nil)
        #expect(message.statement == "I accept the ServiceOrg Terms of Service: https://service.org/tos")
        #expect(message.uri == "https://service.org/login" && message.chainID == 1 && message.nonce == "32891756")
        #expect(message.issuedAt == Timestamp("2021-09-30T16:25:24Z"))
        #expect(message.resources.count == 2 && message.expiresAt == nil && message.requestID == nil)
    }

    @Test func `every optional part is read`() throws {
        let text = Self.example.replacing("service.org wants", with: "https://service.org:8443 wants").replacing(
            "\nResources:",
            with: "\nExpiration Time: 2021-09-30T17:25:24.123Z\nNot Before: 2021-09-30T16:00:00+02:00\nRequest ID: a-1\nResources:")
        let message = try #require(SignInMessage(text))
        #expect(message.scheme == "https" && message.domain == "service.org:8443" && message.requestID == "a-1")
        #expect(message.expiresAt == Timestamp("2021-09-30T17:25:24.123Z") && message.notBefore == Timestamp("2021-09-30T14:00:00Z"))
        let plain = Self.example.replacing("I accept the ServiceOrg Terms of Service: https://service.org/tos\n", with: "")
        #expect(try #require(SignInMessage(plain)).statement == nil)
    }

    @Test(arguments: [
        ("service.org wants", " wants"), ("service.org wants", "service.org/a wants"), ("service.org wants", "1x://service.org wants"),
        ("0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2", "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"), ("Version: 1", "Version: 2"),
        ("Chain ID: 1", "Chain ID: 01"), ("Chain ID: 1", "Chain ID: 0"), ("Chain ID: 1", "Chain ID: +1"),
        ("Nonce: 32891756", "Nonce: 3289175"),
        ("Nonce: 32891756", "Nonce: 3289175-"), ("2021-09-30T16:25:24Z", "2021-09-30"), ("URI: https", "URI: //https"),
        ("\nURI", "\n\nURI"),
        ("I accept", "I ‘accept’"), ("I accept", "I\naccept"), ("\n- ipfs", "\n* ipfs"), ("- https://example.com", "- example.com"),
        ("claim.json", "claim.json\n"), ("URI:", "Uri:"), ("\nNonce", "\nVersion: 1\nNonce"), ("account:", "account"),
    ])
    func `a message of another form is refused`(part: String, other: String) {
        let changed = Self.example.replacing(part, with: other)
        #expect(changed != Self.example && SignInMessage(changed) == nil)
    }

    @Test func `a message that is too long, or cut anywhere, does no harm`() {
        #expect(SignInMessage(Self.example + String(repeating: "/", count: SignInMessage.maximumLength)) == nil)
        for length in 0..<Self.example.count {
            guard let message = SignInMessage(String(Self.example.prefix(length))) else { continue }
            #expect(Self.example.hasPrefix(message.text))
        }
    }

    private let now = Timestamp("2026-11-24T12:00:00Z")!
    private let expectation = SignInMessage.Expectation(
        domain: "gorse.example", uri: "https://gorse.example/wallets", chainID: 1, nonce: "abcdEFGH12345678")

    private func message(
        _ key: PrivateKey, domain: String = "gorse.example", uri: String = "https://gorse.example/wallets", chain: UInt64 = 1,
        nonce: String = "abcdEFGH12345678", issued: Int64 = -5, expires: Int64? = nil
    ) throws -> SignInMessage {
        try #require(
            SignInMessage(
                domain: domain, address: key.address, statement: "Link this wallet.", uri: uri, chainID: chain, nonce: nonce,
                issuedAt: now.adding(seconds: issued), expiresAt: expires.map { now.adding(seconds: $0) }))
    }

    @Test func `who signs the right message is let in, and whatever differs is refused by name`() throws {
        let key = try key("0000000000000000000000000000000000000000000000000000000000000001")
        func check(_ message: SignInMessage, by signer: PrivateKey? = nil) throws(SignInError) {
            let signature = (signer ?? key).signature(of: PersonalMessage(message.text).signingHash)
            try message.check(signature, expectation, at: now)
        }
        try check(message(key))
        try check(message(key, expires: 1))
        let wrong: [(SignInError, SignInMessage)] = [
            (.wrongDomain, try message(key, domain: "gorse.example.evil")), (.wrongURI, try message(key, uri: "https://gorse.example/")),
            (.wrongChain, try message(key, chain: 5)), (.wrongNonce, try message(key, nonce: "abcdEFGH1234567")),
            (.expired, try message(key, expires: 0)), (.wrongTime, try message(key, issued: 61)),
            (.wrongTime, try message(key, issued: -601)),
        ]
        for (reason, message) in wrong { #expect(throws: reason) { try check(message) } }
        let other = try self.key2()
        let mine = try message(key)
        #expect(throws: SignInError.wrongSignature) { try check(mine, by: other) }
        let later = try #require(SignInMessage(mine.text + "\nNot Before: 2026-11-24T12:00:01Z"))
        #expect(throws: SignInError.notYetValid) { try check(later) }
    }

    private func key2() throws -> PrivateKey { try key("0000000000000000000000000000000000000000000000000000000000000002") }
}
