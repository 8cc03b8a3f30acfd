import Telecom
import Testing

@Suite struct APNTests {
    @Test func `an access point name is kept in lower case`() {
        #expect(APN("Internet.DOTM")?.name == "internet.dotm")
    }

    @Test(arguments: ["", ".", "a..b", "-a", "a-", "a b", "ä", String(repeating: "a", count: 64)])
    func `what breaks the rule is refused`(text: String) {
        #expect(APN(text) == nil)
    }

    @Test func `a country is two letters`() {
        #expect(Country("ca")?.code == "CA")
        #expect(Country("CAN") == nil)
        #expect(Country("1A") == nil)
    }
}
