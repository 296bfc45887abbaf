import Crypto
import Glibc
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

    /// However the bytes are cut, the digest is that of the whole.
    @Test(arguments: [1, 55, 56, 63, 64, 65, 1_000, 70_000])
    func digestOfPieces(size: Int) {
        let bytes = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var stream = SHA256Stream()
        for start in stride(from: 0, to: bytes.count, by: size) {
            stream.update(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        #expect(stream.hex() == SHA256.hex(of: bytes))
    }

    @Test func digestOfNoPiece() {
        #expect(SHA256Stream().hex() == SHA256.hex(of: []))
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

@Suite struct HMACKeyTests {
    /// What memory holds where a key was, read through the kernel, since it has been given back.
    @Test func itsMemoryIsWiped() throws {
        let memory = unsafe open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
        try #require(memory >= 0)
        defer { close(memory) }
        // Behind the two words that every object begins with: the states after the two blocks of the key.
        func bytes(_ address: UInt) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: 224)
            return unsafe pread(memory, &bytes, bytes.count, off_t(address + 16)) == bytes.count ? bytes : []
        }
        func held() -> (address: UInt, bytes: [UInt8]) {
            let key = HMACKey([UInt8](repeating: 7, count: 32).span)
            return withExtendedLifetime(key) {
                let address = unsafe UInt(bitPattern: Unmanaged.passUnretained(key).toOpaque())
                return (address, bytes(address))
            }
        }
        let before = held()
        #expect(before.bytes.count == 224)
        // Of each state the first 32 bytes tell the key.
        let after = bytes(before.address)
        for start in [0, 112] {
            #expect(after.isEmpty || after[start..<start + 32] != before.bytes[start..<start + 32])
        }
    }
}
