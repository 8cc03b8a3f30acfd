import Ethereum
import Foundation
import Telecom
import TestKit
import Testing

@Suite struct KeystoreTests {
    private let secret = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d"

    private func key() throws -> PrivateKey { try #require(PrivateKey(octets: octets(secret))) }

    /// Source: Web3 Secret Storage Definition, "Test Vectors" (ethereum/tests, KeyStoreTests/basic_tests.json).
    private static let pbkdf2 = #"""
        {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2",
        "kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256","salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
        "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
        """#
    private static let scrypt = #"""
        {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
        "ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c","kdf":"scrypt",
        "kdfparams":{"dklen":32,"n":262144,"r":1,"p":8,"salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
        "mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
        """#

    @Test(arguments: [pbkdf2, scrypt, scrypt.replacing("\"crypto\"", with: "\"Crypto\"")])
    func `the definition's files open with their password`(json: String) throws {
        let keystore = try Keystore(json: Data(json.utf8))
        #expect(try keystore.privateKey(password: "testpassword").address == key().address)
        #expect(keystore.address == nil)
    }

    private let quick = Keystore.Derivation.scrypt(n: 2, r: 1, p: 1)

    @Test(arguments: [Keystore.Derivation.scrypt(n: 4, r: 8, p: 2), .pbkdf2(rounds: 3)])
    func `what is written opens with its password alone`(derivation: Keystore.Derivation) throws {
        let made = try Keystore(key(), password: "zażółć", derivation: derivation, randomness: .seeded(1))
        let read = try Keystore(json: made.json)
        #expect(try read.privateKey(password: "zażółć").address == key().address)
        #expect(read.address == (try key().address))
        #expect(throws: KeystoreError.wrongPassword) { try read.privateKey(password: "zazolc") }
        #expect(throws: KeystoreError.wrongPassword) { try read.privateKey(password: "") }
        #expect(try Keystore(key(), password: "zażółć", derivation: derivation, randomness: .seeded(2)).json != made.json)
    }

    @Test func `neither the file nor its description shows the key or the password`() throws {
        let keystore = try Keystore(key(), password: "correct horse", derivation: quick, randomness: .seeded(3))
        var dumped = ""
        dump(keystore, to: &dumped)
        for text in [String(decoding: keystore.json, as: UTF8.self), "\(keystore)", dumped, String(reflecting: keystore)] {
            #expect(!text.lowercased().contains(secret.prefix(8)) && !text.contains("horse"))
        }
        #expect("\(keystore)".contains(try key().address.description))
    }

    @Test(arguments: [
        ("\"version\":3", "\"version\":4", KeystoreError.unsupported), ("aes-128-ctr", "aes-256-gcm", .unsupported),
        ("\"kdf\":\"scrypt\"", "\"kdf\":\"argon2\"", .unsupported), ("\"kdf\":\"scrypt\"", "\"kdf\":\"pbkdf2\"", .unsupported),
        ("\"dklen\":32", "\"dklen\":64", .unsupported), ("\"n\":262144", "\"n\":262143", .unsupported),
        ("\"n\":262144", "\"n\":2097152", .unsupported), ("\"r\":1", "\"r\":17", .unsupported), ("\"p\":8", "\"p\":0", .unsupported),
        ("\"n\":262144,\"r\":1,\"p\":8", "\"n\":1048576,\"r\":16,\"p\":1", .unsupported), ("\"n\":262144", "\"n\":-2", .unsupported),
        ("83dbcc02", "83dbcc", .unreadable), ("2103ac29", "2103ac2x", .unreadable), ("d172bf74", "d172bf7400", .unreadable),
        ("\"mac\"", "\"mack\"", .unreadable), ("{\"crypto\"", "[\"crypto\"", .unreadable), ("\"n\":262144", "\"n\":\"many\"", .unreadable),
    ])
    func `a file that is none, or asks for too much, is refused before it costs anything`(
        part: String, other: String, reason: KeystoreError
    ) throws {
        let changed = Self.scrypt.replacing(part, with: other)
        #expect(changed != Self.scrypt)
        #expect(throws: reason) { try Keystore(json: Data(changed.utf8)).privateKey(password: "testpassword") }
    }

    @Test func `a changed file does not open`() throws {
        let json = String(decoding: try Keystore(key(), password: "p", derivation: quick, randomness: .seeded(4)).json, as: UTF8.self)
        let ciphertext = try #require(JSON(decoding: Array(json.utf8))?["crypto"]?["ciphertext"]?.text)
        let flipped = (ciphertext.first == "0" ? "1" : "0") + ciphertext.dropFirst()
        #expect(throws: KeystoreError.wrongPassword) {
            try Keystore(json: Data(json.replacing(ciphertext, with: flipped).utf8)).privateKey(password: "p")
        }
        let address = String(hexadecimal(try key().address.octets).dropFirst(2))
        let other = json.replacing(address, with: String(repeating: "0", count: 40))
        #expect(throws: KeystoreError.wrongAddress) { try Keystore(json: Data(other.utf8)).privateKey(password: "p") }
        #expect(throws: KeystoreError.unreadable) { try Keystore(json: Data(repeating: 0x20, count: Keystore.maximumFileSize + 1)) }
    }
}
