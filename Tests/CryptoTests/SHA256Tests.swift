import Crypto
import Testing

@Suite struct SHA256Tests {
    /// FIPS 180-4 examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func digest(text: String, expected: String) {
        #expect(SHA256.hex(of: Array(text.utf8)) == expected)
    }

    /// RFC 4231 test case 2.
    @Test func authenticationCode() {
        let code = SHA256.authenticationCode(of: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(Hex.encode(code) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test(arguments: ["", "00ff10", "0g", "abc"])
    func hexRoundTrip(text: String) {
        let bytes = Hex.decode(text)
        #expect((bytes == nil) == (text == "0g" || text == "abc"))
        if let bytes { #expect(Hex.encode(bytes) == text) }
    }
}
