import JSON
import Testing

@Suite struct JSONPointerTests {
    /// The examples of RFC 6901 section 5.
    @Test(
        arguments: [
            ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3), ("/g|h", 4),
            ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
        ] as [(String, JSONValue)])
    func examples(text: String, value: JSONValue) throws {
        let document = try JSONReader.parse(
            Array(#"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#.utf8))
        let pointer = try #require(JSONPointer(text))
        #expect(document[pointer: pointer] == value)
        #expect(pointer.description == text)
    }

    @Test func wholeAndMissing() throws {
        let document: JSONValue = ["a": [1, 2]]
        #expect(document[pointer: try #require(JSONPointer(""))] == document)
        for text in ["/b", "/a/2", "/a/01", "/a/-", "/a/x", "/a/0/b", "/a/"] {
            #expect(document[pointer: try #require(JSONPointer(text))] == nil)
        }
        for text in ["a", "/~", "/~2", "/a~"] { #expect(JSONPointer(text) == nil) }
    }
}
