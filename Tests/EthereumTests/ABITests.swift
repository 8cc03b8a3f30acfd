import Ethereum
import Foundation
import Telecom
import TestKit
import Testing

/// Words of 32 octets: short ones are numbers, those that end with `.` are octets from the left.
private func words(_ words: String) throws -> [UInt8] {
    try words.split(separator: " ").flatMap { word in
        let zeros = String(repeating: "0", count: 64 - word.filter { $0 != "." }.count)
        return try octets(word.hasSuffix(".") ? word.dropLast() + zeros : zeros + word)
    }
}

private func int(_ number: UInt64) -> ABIValue { .uint(UInt256(UInt128(number))) }

@Suite struct ABITests {
    /// Source: Contract ABI Specification, "Examples" and "Use of Dynamic Types".
    @Test(
        arguments: [
            ("baz(uint32,bool)", "cdcd77c0", [int(69), .bool(true)], "45 1"),
            ("bar(bytes3[2])", "fce353f6", [.list([.octets(Array("abc".utf8)), .octets(Array("def".utf8))])], "616263. 646566."),
            (
                "sam(bytes,bool,uint256[])", "a5643bf2", [.octets(Array("dave".utf8)), .bool(true), .list([int(1), int(2), int(3)])],
                "60 1 a0 4 64617665. 3 1 2 3"
            ),
            (
                "f(uint256,uint32[],bytes10,bytes)", "8be65246",
                [int(0x123), .list([int(0x456), int(0x789)]), .octets(Array("1234567890".utf8)), .octets(Array("Hello, world!".utf8))],
                "123 80 31323334353637383930. e0 2 456 789 d 48656c6c6f2c20776f726c6421."
            ),
            (
                "g(uint256[][],string[])", "2289b18c",
                [.list([.list([int(1), int(2)]), .list([int(3)])]), .list([.text("one"), .text("two"), .text("three")])],
                "40 140 2 40 a0 2 1 2 1 3 3 60 a0 e0 3 6f6e65. 3 74776f. 5 7468726565."
            ),
        ] as [(String, String, [ABIValue], String)])
    func `the specification's calls come out, and are read back`(
        signature: String, selector: String, arguments: [ABIValue], data: String
    ) throws {
        let function = try ABIFunction(signature)
        let call = try octets(selector) + words(data)
        #expect(try hexadecimal(function.call(arguments)) == hexadecimal(call))
        #expect(try function.arguments(of: call) == arguments)
        #expect(function.signature == signature)
    }

    @Test(
        arguments: [
            ("uint8", int(256)), ("uint8", .int(Int256(Int128(1)))), ("int8", .int(Int256(Int128(128)))),
            ("int8", .int(Int256(Int128(-129)))),
            ("bool", int(1)), ("bytes3", .octets([1, 2])), ("bytes3", .octets([1, 2, 3, 4])), ("function", .octets([1])),
            ("address", .octets(Array(repeating: 0, count: 20))), ("uint8[2]", .list([int(1)])), ("(uint8,bool)", .list([int(1)])),
            ("string", .octets([0x61])), ("fixed8x1", .int(Int256(Int128(128)))), ("uint8[]", int(1)),
        ] as [(String, ABIValue)])
    func `a value that does not fit its type is refused`(type: String, value: ABIValue) throws {
        let type = try ABIType(type)
        #expect(throws: ABIError.self) { try abiEncoded([value], as: [type]) }
    }

    @Test func `the ends of every width are taken`() throws {
        for bits in stride(from: 8, through: 256, by: 8) {
            let most = "0x" + String(repeating: "f", count: bits / 4)
            let least =
                bits == 256
                ? "-" + UInt256("0x8" + String(repeating: "0", count: 63))!.description
                : Int256("-0x8" + String(repeating: "0", count: bits / 4 - 1))!.description
            let values: [ABIValue] = [.uint(UInt256(most)!), .int(Int256(least)!)]
            let types: [ABIType] = [.uint(bits: bits), .int(bits: bits)]
            #expect(try abiDecoded(abiEncoded(values, as: types), as: types) == values, "\(bits) bits")
        }
    }

    @Test(arguments: [
        ("bool", "2"), ("bool", ""), ("uint8", "100"), ("int8", "80"), ("address", "10000000000000000000000000000000000000000"),
        ("bytes3", "61626364."), ("bytes", "20 1 6161."), ("bytes", "40 0 1 61."), ("bytes", "20 1 61. 0"), ("bytes", "0"),
        ("string", "20 1 ff."),
        ("string", "20 2 c3."), ("uint8[]", "20 2 1"), ("uint8[]", "20 ffffffffffffffff 1"),
        ("uint8[]", "20 ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"), ("(bytes,bytes)", "20 40 40 1 61."),
        ("uint256", "1 2"), ("bytes[]", "20 2 40 40 0"),
    ])
    func `data that no encoder writes are refused`(type: String, data: String) throws {
        let (type, data) = (try ABIType(type), try words(data))
        #expect(throws: ABIError.self) { try abiDecoded(data, as: [type]) }
    }

    @Test(arguments: [
        "uint7", "uint0", "uint264", "uint08", "uint+8", "int", "bytes0", "bytes33", "uint8[0]", "uint8[-1]", "uint8[", "uint8]", "()",
        "()[]",
        "(uint8", "(uint8,)", "(,uint8)", "uint8 ", "Uint8", "fixed128x81", "fixed7x1", "uint8[99999]", "uint8[30000][2]",
        "bytes[30000][2]", "",
        "uint8[2][02]", "(uint8[32768],bool)", "tuple", String(repeating: "(", count: 20) + "bool" + String(repeating: ")", count: 20),
        "bool" + String(repeating: "[]", count: 20), String(repeating: "(", count: 3000),
    ])
    func `what is no type, or too deep or large, is refused`(name: String) throws {
        if name == "int" {
            #expect(try ABIType(name).description == "int256")
        } else if name == "bytes[30000][2]" {
            #expect(try ABIType(name).isDynamic)
        } else {
            #expect(throws: ABIError.badDeclaration) { try ABIType(name) }
        }
    }

    /// A random type of at most `depth`.
    private func type(_ randomness: Randomness, _ depth: Int) -> ABIType {
        let number = { (bound: UInt64) in Int(randomness.number(below: bound)) }
        switch number(depth == 0 ? 9 : 12) {
        case 0: return .uint(bits: 8 * (1 + number(32)))
        case 1: return .int(bits: 8 * (1 + number(32)))
        case 2: return .fixed(isSigned: number(2) == 0, bits: 8 * (1 + number(32)), decimals: 1 + number(80))
        case 3: return .bool
        case 4: return .address
        case 5: return .fixedBytes(1 + number(32))
        case 6: return .function
        case 7: return .bytes
        case 8: return .string
        case 9: return .array(type(randomness, depth - 1))
        case 10: return .fixedArray(type(randomness, depth - 1), count: 1 + number(3))
        default: return .tuple((0...number(3)).map { _ in type(randomness, depth - 1) })
        }
    }

    private func value(_ type: ABIType, _ randomness: Randomness) throws -> ABIValue {
        func list(_ count: Int, _ type: ABIType) throws -> ABIValue { .list(try (0..<count).map { _ in try value(type, randomness) }) }
        switch type {
        case .uint(let bits), .fixed(false, let bits, _): return .uint(try #require(UInt256(octets: randomness.bytes(bits / 8))))
        case .int(let bits), .fixed(true, let bits, _):
            let octets = randomness.bytes(bits / 8)
            let sign = [UInt8](repeating: octets[0] >= 0x80 ? 0xFF : 0, count: 32 - octets.count)
            return .int(Int256(bitPattern: try #require(UInt256(octets: sign + octets))))
        case .bool: return .bool(randomness.number(below: 2) == 1)
        case .address: return .address(try #require(Address(octets: randomness.bytes(20))))
        case .fixedBytes(let count): return .octets(randomness.bytes(count))
        case .function: return .octets(randomness.bytes(24))
        case .bytes: return .octets(randomness.bytes(Int(randomness.number(below: 70))))
        case .string: return .text(String(repeating: "zażółć 📱", count: Int(randomness.number(below: 5))))
        case .array(let element): return try list(Int(randomness.number(below: 4)), element)
        case .fixedArray(let element, let count): return try list(count, element)
        case .tuple(let members): return .list(try members.map { try value($0, randomness) })
        }
    }

    @Test func `values of any type come back, from the data, from the type's name and from JSON`() throws {
        let randomness = Randomness.seeded(10)
        for _ in 0..<400 {
            let types = (0..<3).map { _ in type(randomness, 3) }
            let values = try types.map { try value($0, randomness) }
            let data = try abiEncoded(values, as: types)
            #expect(try abiDecoded(data, as: types) == values)
            for (type, value) in zip(types, values) {
                #expect(try ABIType(type.description) == type)
                let json = try #require(JSON(decoding: value.json.encoded))
                #expect(try ABIValue(json, as: type) == value)
            }
        }
    }

    @Test func `changed or random data are refused, or written again as they were read`() throws {
        let randomness = Randomness.seeded(11)
        var read = 0
        for _ in 0..<3000 {
            let types = (0..<2).map { _ in type(randomness, 3) }
            var data = try abiEncoded(types.map { try value($0, randomness) }, as: types)
            switch randomness.number(below: 3) {
            case 0: data[Int(randomness.number(below: UInt64(data.count)))] ^= UInt8(1 + randomness.number(below: 255))
            case 1: data.removeLast(Int(randomness.number(below: UInt64(data.count))))
            default: data = randomness.bytes(data.count).map { $0 < 200 ? 0 : $0 & 0x63 }
            }
            guard let values = try? abiDecoded(data, as: types) else { continue }
            read += 1
            #expect(try abiEncoded(values, as: types) == data)
        }
        #expect(read > 100)
    }

    @Test func `numbers in JSON may be texts or whole numbers, and nothing else`() throws {
        func read(_ json: String, _ type: String) throws -> ABIValue {
            try ABIValue(#require(JSON(decoding: Array(json.utf8))), as: ABIType(type))
        }
        #expect(try read("12", "uint8") == int(12))
        #expect(try read("\"0x0c\"", "uint8") == int(12))
        #expect(try read("-12", "int8") == .int(Int256(Int128(-12))))
        #expect(try read("170141183460469231731687303715884105727", "uint256") == .uint(UInt256(UInt128(Int128.max))))
        #expect(throws: ABIError.self) { try read("-1", "uint8") }
        #expect(throws: ABIError.self) { try read("true", "uint8") }
        #expect(throws: ABIError.self) { try read("1", "bool") }
        #expect(throws: (any Error).self) { try read("1.5", "uint8") }
        #expect(throws: ABIError.self) { try read("\"0x1\"", "bytes") }
        #expect(throws: ABIError.self) {
            _ = try abiEncoded([read("[1,2]", "uint8[3]")], as: [ABIType("uint8[3]")])
        }
    }
}

@Suite struct ABIEventTests {
    private let from = Address("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf")!
    private func transfer() throws -> ABIEvent {
        try ABIEvent(
            name: "Transfer",
            parameters: [
                .init(name: "from", type: .address, isIndexed: true), .init(name: "to", type: .address, isIndexed: true),
                .init(name: "value", type: .uint(bits: 256), isIndexed: false),
            ])
    }

    @Test func `a transfer is read from its log`() throws {
        let event = try transfer()
        #expect(hexadecimal(event.topic) == "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
        let topics = try event.topics([.address(from), .address(.zero)]).compactMap { $0 }
        #expect(topics.count == 3)
        #expect(
            try event.values(topics: topics, data: words("de0b6b3a7640000")) == [
                .address(from), .address(.zero), int(1_000_000_000_000_000_000),
            ])
        #expect(try event.topics([nil, .address(from)])[1] == nil)
    }

    @Test func `another event, other topics and other data are refused`() throws {
        let event = try transfer()
        let topics = try event.topics([.address(from), .address(.zero)]).compactMap { $0 }
        #expect(throws: ABIError.wrongSelector) { try event.values(topics: Array(topics.dropLast()), data: words("1")) }
        #expect(throws: ABIError.wrongSelector) { try event.values(topics: [topics[1]] + topics.dropFirst(), data: words("1")) }
        #expect(throws: ABIError.wrongSelector) { try event.values(topics: [], data: []) }
        #expect(throws: ABIError.notStrict) { try event.values(topics: topics, data: words("1 2")) }
        #expect(throws: ABIError.self) { try event.values(topics: [topics[0], [1], topics[2]], data: words("1")) }
        #expect(throws: ABIError.wrongKind) { try event.topics([nil, nil, nil]) }
    }

    @Test func `what does not fit into a topic is there as its hash`() throws {
        let event = try ABIEvent(
            name: "Named",
            parameters: [.init(name: "name", type: .string, isIndexed: true), .init(name: "tags", type: .array(.bool), isIndexed: false)])
        let hash = keccak256("dotm".utf8)
        #expect(try event.values(topics: [event.topic, hash], data: words("20 1 1")) == [.octets(hash), .list([.bool(true)])])
        #expect(throws: ABIError.wrongKind) { try event.topics([.text("dotm")]) }
    }

    @Test func `a contract's JSON tells its functions, events and errors`() throws {
        let json = #"""
            [{"type":"constructor","inputs":[{"name":"owner","type":"address"}],"stateMutability":"nonpayable"},
             {"type":"function","name":"claim","inputs":[{"name":"c","type":"tuple[2]","components":[{"name":"a","type":"address"},
              {"name":"n","type":"uint256[]"}]}],"outputs":[{"name":"","type":"bool"}],"stateMutability":"view"},
             {"type":"event","name":"Claimed","inputs":[{"name":"account","type":"address","indexed":true},
              {"name":"amount","type":"uint256","indexed":false}],"anonymous":false},
             {"type":"error","name":"TooMuch","inputs":[{"name":"left","type":"uint256"}]},{"type":"receive","stateMutability":"payable"}]
            """#
        let contract = try ContractABI(json: Data(json.utf8))
        #expect(contract.constructor == [.address])
        #expect(contract.function("claim((address,uint256[])[2])")?.outputs == [.bool])
        #expect(contract.event("Claimed")?.signature == "Claimed(address,uint256)")
        let error = try #require(contract.errors.first)
        #expect(Revert(try error.call([int(7)]), errors: contract.errors) == .error(error, [int(7)]))
        #expect(throws: ABIError.self) {
            try ContractABI(json: Data(#"[{"type":"function","name":"f","inputs":[{"type":"uint9"}]}]"#.utf8))
        }
        #expect(throws: (any Error).self) { try ContractABI(json: Data("{}".utf8)) }
    }

    @Test func `why a call has reverted is read, and what is unknown is kept`() throws {
        // Source: Solidity documentation, "require", its example of Error(string).
        let message = try octets(
            "08c379a00000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000001a4e6f7420656e6f7567682045746865722070726f76696465642e000000000000"
        )
        #expect(Revert(message) == .message("Not enough Ether provided."))
        #expect(Revert(try octets("4e487b71") + words("11")) == .panic(0x11))
        #expect(Revert([]) == .unknown([]))
        #expect(Revert(Array(message.dropLast())) == .unknown(Array(message.dropLast())))
    }
}

@Suite struct ContractABITests {
    /// The contracts of this repository, as `bin/build-contracts` leaves them.
    private func contract(_ name: String) throws -> ContractABI {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = try JSON(decoding: Array(Data(contentsOf: root.appendingPathComponent("contracts/artifacts/\(name).json"))))
        return try ContractABI(json: Data(#require(file?["abi"]).encoded))
    }

    @Test(arguments: ["DOTMToken", "RewardDistributor", "StakingVault"])
    func `a checked-in contract is read whole`(name: String) throws {
        let contract = try contract(name)
        #expect(contract.functions.count > 10 && contract.events.count > 4 && contract.errors.count > 5)
        #expect(Set(contract.functions.map(\.selector)).count == contract.functions.count)
    }

    @Test func `the token takes the calls that are made for it, and the distributor the claims`() throws {
        let token = try contract("DOTMToken")
        #expect(token.function("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)")?.outputs.isEmpty == true)
        #expect(token.function("balanceOf(address)")?.outputs == [.uint(bits: 256)])
        #expect(try contract("RewardDistributor").function("claim(address,uint256,bytes32[])") != nil)
    }
}
