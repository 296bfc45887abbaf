import JSON
import Testing

@Suite struct JSONWriterTests {
    static let sample: JSONValue = [
        "name": "expense-api", "ports": [8080, -1], "empty": [[:], []],
        "nested": ["on": true, "off": false, "no": .null],
    ]

    @Test func compact() {
        let text =
            #"{"name":"expense-api","ports":[8080,-1],"empty":[{},[]],"nested":{"on":true,"off":false,"no":null}}"#
        #expect(Self.sample.text == text)
    }

    @Test func pretty() {
        let text = """
            {
              "name": "expense-api",
              "ports": [
                8080,
                -1
              ],
              "empty": [
                {},
                []
              ],
              "nested": {
                "on": true,
                "off": false,
                "no": null
              }
            }
            """
        #expect(String(decoding: Self.sample.bytes(pretty: true), as: UTF8.self) == text)
    }

    @Test(arguments: [
        ("a/b", #""a/b""#),
        ("\"\\", #""\"\\""#),
        ("\u{8}\t\n\u{c}\r", #""\b\t\n\f\r""#),
        ("\0\u{1f}\u{1b}", #""\u0000\u001f\u001b""#),
        ("\u{2028}x\u{2029}", #""\u2028x\u2029""#),
        ("\u{2027}\u{202a}\u{20ac}é😀\u{7f}", "\"\u{2027}\u{202a}\u{20ac}é😀\u{7f}\""),
        ("", "\"\""),
    ])
    func escapes(text: String, expected: String) throws {
        let written = JSONValue.string(text).bytes()
        #expect(String(decoding: written, as: UTF8.self) == expected)
        #expect(try JSONReader.parse(written) == .string(text))
    }

    @Test(arguments: [
        (Int.min, "-9223372036854775808"), (Int.max, "9223372036854775807"), (0, "0"), (-1, "-1"), (100, "100"),
    ])
    func integers(value: Int, expected: String) {
        var writer = JSONWriter()
        writer.integer(value)
        #expect(writer.text == expected)
    }

    @Test func wideIntegersAndLiterals() {
        var writer = JSONWriter()
        writer.beginArray()
        writer.integer(UInt64.max)
        writer.number(literal: "0.10")
        writer.endArray()
        #expect(writer.text == "[18446744073709551615,0.10]")
    }

    @Test(arguments: [Double(0.1), -1e300, .leastNonzeroMagnitude, 1, 123_456_789.5])
    func doubles(value: Double) throws {
        let number = try #require(JSONNumber(value))
        #expect(try JSONReader.parse(JSONValue.number(number).bytes()) == .number(number))
        #expect(number.double == value)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func unwritableDoubles(value: Double) { #expect(JSONNumber(value) == nil) }

    /// Whatever is written reads back as the same value, compact and pretty.
    @Test(arguments: 0..<300)
    func readsBack(seed: Int) throws {
        var generator = Generator(seed: UInt64(seed))
        let value = generator.value(depth: 5)
        #expect(try JSONReader.parse(value.bytes()) == value, "seed \(seed)")
        #expect(try JSONReader.parse(value.bytes(pretty: true)) == value, "seed \(seed)")
    }
}
