import Telecom
import Testing

struct EmailAddressTests {
    @Test func `addresses are compared in lower case`() {
        #expect(EmailAddress("Ana.B+x@Example.COM")?.text == "ana.b+x@example.com")
    }

    @Test(arguments: [
        "", "@", "a", "a@", "@b.c", "a@b", "a@@b.c", "a b@c.d", "a@b..c", ".a@b.c", "a.@b.c", "a@-b.c", "a@b-.c", "a@b.c\n", "a\0@b.c",
        "ä@b.c", "a@[::1]",
        "a@b.c>", "\"a\"@b.c", "a,b@c.d", String(repeating: "a", count: 65) + "@b.c", "a@" + String(repeating: "b.", count: 130) + "c",
    ])
    func `anything else is refused`(text: String) {
        #expect(EmailAddress(text) == nil)
    }
}
