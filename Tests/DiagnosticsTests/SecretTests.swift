import Diagnostics
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
}

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("replcas", "replicas"), ("prot", "port"), ("Port", "port"), ("imgae", "image"), ("zzzzzz", nil),
    ])
    func nearest(word: String, expected: String?) {
        #expect(Suggestion.nearest(to: word, among: ["replicas", "port", "image", "resources"]) == expected)
    }
}
