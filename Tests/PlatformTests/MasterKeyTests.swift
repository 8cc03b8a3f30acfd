import Crypto
import Testing

@testable import Platform

@Suite struct MasterKeyTests {
    let old = [UInt8](repeating: 1, count: 32)
    let new = [UInt8](repeating: 2, count: 32)
    let secret = [UInt8](0..<16)

    @Test func `what is sealed opens for the same purpose and record alone`() throws {
        let key = try MasterKey([new])
        let sealed = key.seal(secret, .subscriberK, of: "001010000000001")
        #expect(try key.open(sealed, .subscriberK, of: "001010000000001") == secret)
        #expect(throws: MasterKey.Failure()) { try key.open(sealed, .subscriberOPc, of: "001010000000001") }
        #expect(throws: MasterKey.Failure()) { try key.open(sealed, .subscriberK, of: "001010000000002") }
        #expect(throws: MasterKey.Failure()) { try MasterKey([old]).open(sealed, .subscriberK, of: "001010000000001") }
    }

    @Test func `a changed, cut or lengthened octet anywhere is noticed`() throws {
        let key = try MasterKey([new])
        let sealed = key.seal(secret, .subscriberK, of: "1")
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: MasterKey.Failure()) { try key.open(changed, .subscriberK, of: "1") }
            #expect(throws: MasterKey.Failure()) { try key.open(Array(sealed[..<index]), .subscriberK, of: "1") }
        }
        #expect(throws: MasterKey.Failure()) { try key.open(sealed + [0], .subscriberK, of: "1") }
    }

    @Test func `the same secret never seals to the same bytes`() throws {
        let key = try MasterKey([new])
        #expect(Set((0..<100).map { _ in key.seal(secret, .subscriberK, of: "1") }).count == 100)
    }

    @Test func `after a change of keys old secrets open and are known to be old`() throws {
        let sealed = try MasterKey([old]).seal(secret, .subscriberK, of: "1")
        let both = try MasterKey([new, old])
        #expect(try both.open(sealed, .subscriberK, of: "1") == secret)
        #expect(!both.isCurrent(sealed))
        #expect(both.isCurrent(both.seal(secret, .subscriberK, of: "1")))
    }

    @Test func `a key of another form is refused`() throws {
        for text in [
            "", "ab", String(repeating: "g", count: 64), String(repeating: "a", count: 63), String(repeating: "a", count: 64) + ",",
        ] {
            #expect(throws: MasterKey.Failure()) { try MasterKey(text) }
        }
        #expect(throws: MasterKey.Failure()) { try MasterKey([]) }
        let sealed = try MasterKey(String(repeating: "02", count: 32)).seal(secret, .subscriberK, of: "1")
        #expect(try MasterKey([new]).open(sealed, .subscriberK, of: "1") == secret)
    }

    @Test func `the key is not shown when printed`() throws {
        let key = try MasterKey([new])
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] { #expect(!text.contains("2, 2") && !text.contains("SymmetricKey")) }
    }
}
