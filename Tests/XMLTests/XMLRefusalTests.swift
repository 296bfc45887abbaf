import Testing
import XML

@Suite struct XMLRefusalTests {
    /// What must be refused, with the whole message.
    @Test(arguments: malformed)
    func refuses(bytes: [UInt8], message: String) {
        let error = #expect(throws: XMLError.self) { try XMLReader.parse(bytes) }
        #expect(error?.description == message)
        guard case .malformed? = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    static let malformed: [([UInt8], String)] =
        grammar.map { (Array($0.0.utf8), $0.1) } + [
            // An overlong NUL, and half of a surrogate pair.
            ([0x3C, 0x61, 0x3E, 0xC0, 0x80], "line 1, column 4: not well-formed (invalid token)"),
            ([0x3C, 0x61, 0x3E, 0xED, 0xA0, 0x80], "line 1, column 4: not well-formed (invalid token)"),
        ]

    private static let grammar: [(String, String)] = [
        ("", "line 1, column 1: no element found"),
        (" \n", "line 2, column 1: no element found"),
        ("<a>", "line 1, column 4: no element found"),
        ("text", "line 1, column 1: syntax error"),
        ("<a>\n  <b></a>", "line 2, column 8: mismatched tag"),
        ("<a/><b/>", "line 1, column 5: junk after document element"),
        ("<a>é<b c=1/></a>", "line 1, column 10: not well-formed (invalid token)"),
        ("<a b='1' b='2'/>", "line 1, column 10: duplicate attribute"),
        ("<a>&nbsp;</a>", "line 1, column 4: undefined entity"),
        ("<a>&#0;</a>", "line 1, column 4: reference to invalid character number"),
        ("<a>\0</a>", "line 1, column 4: not well-formed (invalid token)"),
        ("<a>\u{1}</a>", "line 1, column 4: not well-formed (invalid token)"),
        ("<a>x</a>\0", "line 1, column 9: not well-formed (invalid token)"),
        (" <?xml version='1.0'?><a/>", "line 1, column 2: XML or text declaration not at start of entity"),
        ("<?xml version='1.0' encoding='windows-1252'?><a/>", "line 1, column 31: unknown encoding"),
    ]

    /// Document types are refused at their first word, before any of their declarations is read.
    @Test(arguments: [
        ("<!DOCTYPE a><a/>", 1, 1),
        ("<?xml version='1.0'?>\n  <!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", 2, 3),
        ("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", 1, 1),
        ("<!-- <!DOCTYPE --><!DOCTYPE a [<!ENTITY % p 'q'> %p;", 1, 19),
        (billionLaughs, 1, 1),
    ])
    func refusesDocumentTypes(text: String, line: Int, column: Int) {
        let error = #expect(throws: XMLError.self) { try XMLReader.parse(Array(text.utf8)) }
        #expect(error?.reason == .doctype)
        #expect(error?.line == line && error?.column == column)
        #expect(error?.message == "document type declarations are not read")
    }

    /// Not a document type, although it looks like one.
    @Test(arguments: ["<!--<!DOCTYPE a>--><a/>", "<?p <!DOCTYPE a>?><a/>", "<a><![CDATA[<!DOCTYPE a>]]></a>"])
    func readsWhatLooksLikeOne(text: String) throws {
        #expect(try XMLReader.parse(Array(text.utf8)).name == "a")
    }

    private static let billionLaughs =
        "<!DOCTYPE a [<!ENTITY l0 'ha'>"
        + (1...9).map { "<!ENTITY l\($0) '\(String(repeating: "&l\($0 - 1);", count: 10))'>" }.joined()
        + "]><a>&l9;</a>"

    /// Each limit holds what it says and not one more, and says where.
    @Test(arguments: limits)
    func holdsLimits(limits: XMLLimits, fits: String, exceeds: String, reason: XMLError.Reason, message: String) throws
    {
        _ = try XMLReader.parse(Array(fits.utf8), limits: limits)
        let error = #expect(throws: XMLError.self) { try XMLReader.parse(Array(exceeds.utf8), limits: limits) }
        #expect(error?.reason == reason)
        #expect(error?.description == message)
    }

    static let limits: [(XMLLimits, String, String, XMLError.Reason, String)] = [
        (XMLLimits(bytes: 4), "<a/>", "<ab/>", .tooLarge, "the text is longer than 4 bytes"),
        (
            XMLLimits(depth: 2), "<a><b/><b/></a>", "<a>\n<b><c/></b></a>", .tooDeep,
            "line 2, column 4: more than 2 elements stand inside one another"
        ),
        (
            XMLLimits(nodes: 3), "<a b=''><c/></a>", "<a b=''><c d=''/></a>", .tooManyNodes,
            "line 1, column 9: there are more than 3 elements and attributes"
        ),
        (
            XMLLimits(nodes: 3), "<a><b/><c/></a>", "<a><b/><c/><d/></a>", .tooManyNodes,
            "line 1, column 12: there are more than 3 elements and attributes"
        ),
        (
            XMLLimits(textLength: 4), "<a>é<b>1234</b>é</a>", "<a>é<b>1234</b>é&#x61;</a>",
            .textTooLong, "line 1, column 17: a text is longer than 4 bytes"
        ),
        (
            XMLLimits(textLength: 4), "<a b='1234'/>", "<a b='12345'/>", .textTooLong,
            "line 1, column 1: a text is longer than 4 bytes"
        ),
    ]

    @Test func boundsWhatLimitsMayBe() throws {
        #expect(XMLLimits(bytes: .max, depth: .max).bytes == Int(Int32.max))
        #expect(XMLLimits(depth: .max).depth == 512)
        // Released by recursion: the deepest there can be must not exhaust a thread's stack.
        let deep = String(repeating: "<a>", count: 512) + String(repeating: "</a>", count: 512)
        let root = try XMLReader.parse(Array(deep.utf8), limits: XMLLimits(depth: 512))
        #expect(root == root && root.hashValue == root.hashValue)
        let deeper = Array((String(repeating: "<a>", count: 100_000)).utf8)
        let error = #expect(throws: XMLError.self) { try XMLReader.parse(deeper) }
        #expect(error?.reason == .tooDeep && error?.column == 64 * 3 + 1)
    }
}
