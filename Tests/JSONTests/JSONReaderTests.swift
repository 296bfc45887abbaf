import Diagnostics
import JSON
import Testing

@Suite struct JSONReaderTests {
    /// Texts every reader must accept, with what they hold.
    @Test(arguments: accepted)
    func accepts(text: String, value: JSONValue) throws {
        #expect(try JSONReader.parse(Array(text.utf8)) == value)
    }

    static let accepted: [(String, JSONValue)] = [
        ("null", .null),
        (" true ", true),
        ("\t\r\n false", false),
        ("0", 0),
        ("-0", .number(JSONNumber(verbatim: "-0"))),
        ("-12", -12),
        ("0.10", .number(JSONNumber(verbatim: "0.10"))),
        ("1e5", .number(JSONNumber(verbatim: "1e5"))),
        ("1E+05", .number(JSONNumber(verbatim: "1E+05"))),
        ("-1.5e-300", .number(JSONNumber(verbatim: "-1.5e-300"))),
        ("99999999999999999999", .number(JSONNumber(verbatim: "99999999999999999999"))),
        (#""""#, ""),
        (#""a/b\/c""#, "a/b/c"),
        (#""\"\\\b\f\n\r\t""#, "\"\\\u{8}\u{c}\n\r\t"),
        (#""\u0041\u00e9\u20AC\ud83d\ude00""#, "Aé€😀"),
        (#""\u0000""#, "\0"),
        (#""é€😀\u0041""#, "é€😀A"),
        (#""\#u{7f}\#u{2028}\#u{feff}\#u{ffff}""#, "\u{7f}\u{2028}\u{feff}\u{ffff}"),
        ("[]", []),
        ("[ ]", []),
        ("[1,[2,[3]],{}]", [1, [2, [3]], [:]]),
        ("{}", [:]),
        ("{ \n}", [:]),
        (#"{"":0}"#, ["": 0]),
        (#"{"b":1,"a":{"b":[null]}}"#, ["b": 1, "a": ["b": [.null]]]),
        // Canonically equivalent names are two names: their bytes differ.
        ("{\"\u{e9}\":1,\"e\u{301}\":2}", ["\u{e9}": 1, "e\u{301}": 2]),
        (#"{"a":{"x":1},"b":{"x":1}}"#, ["a": ["x": 1], "b": ["x": 1]]),
    ]

    /// Texts that must be refused, with the code and the place.
    @Test(arguments: refused)
    func refuses(bytes: [UInt8], code: DiagnosticCode, place: String) {
        let error = #expect(throws: JSONError.self) { try JSONReader.parse(bytes) }
        #expect(error?.code == code)
        #expect(error.map { "\($0.position.line):\($0.position.column)" } == place)
    }

    static let refused: [([UInt8], DiagnosticCode, String)] =
        grammar.map { (Array($0.0.utf8), $0.1, $0.2) } + encodings

    private static let grammar: [(String, DiagnosticCode, String)] = [
        ("", JSONCodes.truncated, "1:1"),
        ("  \n ", JSONCodes.truncated, "2:2"),
        ("[", JSONCodes.truncated, "1:2"),
        ("[1,", JSONCodes.truncated, "1:4"),
        ("{\"a\"", JSONCodes.truncated, "1:5"),
        ("{\"a\":", JSONCodes.truncated, "1:6"),
        ("\"abc", JSONCodes.truncated, "1:1"),
        ("\"abc\\", JSONCodes.truncated, "1:6"),
        ("\"\\\"", JSONCodes.truncated, "1:1"),
        ("-", JSONCodes.truncated, "1:2"),
        ("1.", JSONCodes.truncated, "1:3"),
        ("1e", JSONCodes.truncated, "1:3"),
        // Structure.
        ("]", JSONCodes.syntax, "1:1"),
        ("[1,]", JSONCodes.syntax, "1:4"),
        ("{\"a\":1,}", JSONCodes.syntax, "1:8"),
        ("[,1]", JSONCodes.syntax, "1:2"),
        ("[1 2]", JSONCodes.syntax, "1:4"),
        ("[1}", JSONCodes.syntax, "1:3"),
        ("{1:2}", JSONCodes.syntax, "1:2"),
        ("{a:2}", JSONCodes.syntax, "1:2"),
        ("{'a':2}", JSONCodes.syntax, "1:2"),
        ("{\"a\" 2}", JSONCodes.syntax, "1:6"),
        ("{\"a\":1 \"b\":2}", JSONCodes.syntax, "1:8"),
        ("{\n  \"é\": nul\n}", JSONCodes.syntax, "2:8"),
        ("[1] // note", JSONCodes.trailing, "1:5"),
        ("{} {}", JSONCodes.trailing, "1:4"),
        ("1 ,", JSONCodes.trailing, "1:3"),
        ("\u{a0}1", JSONCodes.syntax, "1:1"),
        ("\u{c}1", JSONCodes.syntax, "1:1"),
        // Words and numbers.
        ("True", JSONCodes.syntax, "1:1"),
        ("truE", JSONCodes.syntax, "1:1"),
        ("nul", JSONCodes.syntax, "1:1"),
        ("truex", JSONCodes.trailing, "1:5"),
        ("NaN", JSONCodes.syntax, "1:1"),
        ("Infinity", JSONCodes.syntax, "1:1"),
        ("-Infinity", JSONCodes.number, "1:2"),
        ("+1", JSONCodes.syntax, "1:1"),
        (".5", JSONCodes.syntax, "1:1"),
        ("007", JSONCodes.number, "1:1"),
        ("-01", JSONCodes.number, "1:1"),
        ("[1.]", JSONCodes.number, "1:4"),
        ("[1.e1]", JSONCodes.number, "1:4"),
        ("[1e+]", JSONCodes.number, "1:5"),
        ("0x1f", JSONCodes.trailing, "1:2"),
        ("1_000", JSONCodes.trailing, "1:2"),
        ("[--1]", JSONCodes.number, "1:3"),
        (String(repeating: "9", count: 129), JSONCodes.limit, "1:1"),
        // Strings.
        ("'a'", JSONCodes.syntax, "1:1"),
        ("\"a\nb\"", JSONCodes.string, "1:3"),
        ("\"a\tb\"", JSONCodes.string, "1:3"),
        ("\"\\n\t\"", JSONCodes.string, "1:4"),
        ("\"\0\"", JSONCodes.string, "1:2"),
        (#""\a""#, JSONCodes.string, "1:2"),
        (#""\x41""#, JSONCodes.string, "1:2"),
        (#""\u12G4""#, JSONCodes.string, "1:2"),
        (#""\u12"#, JSONCodes.string, "1:2"),
        (#""\ud800""#, JSONCodes.surrogate, "1:2"),
        (#""\ud800\n""#, JSONCodes.surrogate, "1:2"),
        (#""\ud800\ud800""#, JSONCodes.surrogate, "1:2"),
        (#""é\udc00""#, JSONCodes.surrogate, "1:3"),
        // Names.
        (#"{"a":1,"a":1}"#, JSONCodes.duplicateName, "1:8"),
        (#"{"a":1,"b":{"c":[]},"\u0061":1}"#, JSONCodes.duplicateName, "1:21"),
        (#"[{"":1, "":1}]"#, JSONCodes.duplicateName, "1:9"),
        ("\u{feff}{}", JSONCodes.byteOrderMark, "1:1"),
    ]

    private static let encodings: [([UInt8], DiagnosticCode, String)] = [
        ([0xFF, 0xFE, 0x7B, 0x00], JSONCodes.byteOrderMark, "1:1"),
        ([0x7B, 0x00, 0x7D, 0x00], JSONCodes.syntax, "1:2"),
        ([0x22, 0xE9, 0x22], JSONCodes.encoding, "1:2"),
        ([0x22, 0x61, 0xC0, 0xAF, 0x22], JSONCodes.encoding, "1:3"),
        ([0x22, 0xED, 0xA0, 0x80, 0x22], JSONCodes.encoding, "1:2"),
        ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], JSONCodes.encoding, "1:2"),
        ([0x22, 0xE2, 0x82, 0x22], JSONCodes.encoding, "1:2"),
        ([0x22, 0x5C, 0x6E, 0x80, 0x22], JSONCodes.encoding, "1:4"),
        ([0x5B, 0xE9, 0x5D], JSONCodes.syntax, "1:2"),
    ]

    @Test func duplicateNamesTellBothPlaces() throws {
        let text = "{\n  \"one\": {\"two\": [1, 2]},\n  \"two\": 1,\n  \"two\": 2\n}"
        let error = try #require(throws: JSONError.self) { try JSONReader.parse(Array(text.utf8)) }
        let diagnostic = error.diagnostic(in: "plan.json")
        #expect(diagnostic.location?.description == "plan.json:4:3")
        #expect(diagnostic.related.map(\.location.description) == ["plan.json:3:3"])
        #expect(diagnostic.detail == "the object has a member of this name already")
        #expect(diagnostic.help == "keep one of the two")
    }

    @Test(arguments: [
        ("[1,]", "nothing follows the comma before `]`", "remove the comma"),
        ("{'a':1}", "a member name in double quotes is expected here, not `'`", "write strings in double quotes"),
        ("[NaN]", "a value is expected here, not `N`", "JSON has no NaN and no infinity: write null or a string"),
        ("[1 // x", "`,` or `]` after the value is expected here, not `/`", "remove the comment: JSON has none"),
        ("[1", "the text ends in the middle of a value", nil),
        ("[\u{1}", "a value is expected here, not the byte 0x01", nil),
        ("[é", "a value is expected here, not `é`", nil),
    ])
    func tellsCauseAndHelp(text: String, message: String, help: String?) throws {
        let error = try #require(throws: JSONError.self) { try JSONReader.parse(Array(text.utf8)) }
        #expect(error.message == message)
        #expect(error.help == help)
    }

    @Test(arguments: [("[", 1_000_000, 129), (#"{"a":"#, 200_000, 641)])
    func deepTexts(opening: String, count: Int, column: Int) throws {
        let text = Array(String(repeating: opening, count: count).utf8)
        let error = try #require(throws: JSONError.self) { try JSONReader.parse(text) }
        #expect(error.code == JSONCodes.limit)
        #expect(error.position.column == column)
    }

    @Test func limitsAreInclusive() throws {
        let limits = JSONLimits(bytes: 8, depth: 2, nodes: 3, numberLength: 4)
        #expect(try JSONReader.parse(Array("[[1234]]".utf8), limits: limits) == [[1234]])
        for text in ["[[1234]] ", "[[[]]]", "[1,2,3]", "12345"] {
            let error = #expect(throws: JSONError.self) { try JSONReader.parse(Array(text.utf8), limits: limits) }
            #expect(error?.code == JSONCodes.limit)
        }
    }

    /// Duplicates are found among many names too, and canonically equivalent ones do not slow the search down.
    @Test func manyNamesStayLinear() throws {
        let marks = ["\u{301}", "\u{323}", "\u{302}", "\u{331}"]
        var names = (0..<50_000).map { "name\($0)" }
        for index in 0..<5_000 { names.append("e" + (0..<7).map { marks[(index >> (2 * $0)) & 3] }.joined()) }
        let text = "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try JSONReader.parse(Array(text.utf8)).object?.count == 55_000)
        #expect(clock.now - start < .seconds(2))
        let doubled = text.dropLast() + ",\"name3\":1}"
        let error = #expect(throws: JSONError.self) { try JSONReader.parse(Array(doubled.utf8)) }
        #expect(error?.related?.offset == 1 + "\"name0\":0,".utf8.count * 3)
    }

    @Test func codesAreDistinctAndInRange() {
        let ids = JSONCodes.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { "E0150"..."E0169" ~= $0 })
        #expect(JSONCodes.all.allSatisfy { $0.explanation.count > 100 })
    }
}
