import Diagnostics
import Glibc
import Testing

@Suite struct SecretTests {
    private struct Holder { let name = "db"; let password = Secret("hunter2-canary") }

    @Test func noRenderingShowsIt() {
        var dumped = ""
        dump(Holder(), to: &dumped)
        for text in [dumped, "\(Holder())", String(reflecting: Holder()), "\(Secret("hunter2-canary"))"] {
            #expect(!text.contains("hunter2"))
        }
        #expect("\(Secret("hunter2-canary"))" == Secret.placeholder)
    }

    @Test func exposesItsBytesOnRequest() {
        #expect(Secret("abc").withExposedBytes { $0 } == Array("abc".utf8))
    }

    /// What memory holds where a secret was, read through the kernel, since it has been given back.
    @Test func itsMemoryIsWiped() throws {
        let canary = (0..<256).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 7) }
        func place() -> UInt {
            let secret = Secret(canary.map { $0 })
            return secret.withExposedBytes { unsafe $0.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) } }
        }
        let memory = unsafe open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
        try #require(memory >= 0)
        defer { close(memory) }
        // Room of the same size that was made later would be the secret's own, and cleared.
        var found = [UInt8](repeating: 0, count: canary.count)
        let address = place()
        let count = unsafe pread(memory, &found, found.count, off_t(address))
        // A page that is gone cannot be read, and holds no secret either.
        let left = zip(found, canary).count { $0 == $1 }
        #expect(count < 0 || left < 64, "\(left) of \(canary.count) bytes are still there")
    }
}

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("replcas", "replicas"), ("prot", "port"), ("Port", "port"), ("imgae", "image"), ("zzzzzz", nil),
    ])
    func nearest(word: String, expected: String?) {
        #expect(Suggestion.nearest(to: word, among: ["replicas", "port", "image", "resources"]) == expected)
    }
}
