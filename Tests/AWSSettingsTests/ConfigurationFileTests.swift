import Diagnostics
import Testing

@testable import AWS

@Suite("the text of AWS's files")
struct ConfigurationFileTests {
    /// `kind/name: key=value; group{key=value}`, one section a line.
    static let good: [(String, String)] = [
        ("", ""),
        ("\n\n  \t\n# only a comment\n; another", ""),
        ("[default]\nregion = eu-central-1\n", "/default: region=eu-central-1"),
        ("[default]", "/default:"),
        ("[ \tdefault\t ]  # home\nregion=a", "/default: region=a"),
        ("[profile a]\nregion=b\n[profile  c ]\nd=e", "profile/a: region=b\nprofile/c: d=e"),
        ("[profile \"two words\"]\na=b", "profile/two words: a=b"),
        ("[profile 'two words']\na=b", "profile/two words: a=b"),
        ("[profile two words]\na=b", "profile/two words: a=b"),
        ("[profile \"half]\na=b", "profile/\"half: a=b"),
        ("[sso-session s]\nsso_region = x", "sso-session/s: sso_region=x"),
        ("[profile\tp]\na=b", "profile/p: a=b"),
        // Groups, and where they end.
        (
            "[services v]\nsts =\n  endpoint_url = http://a\n\ts3_x = y\ns3 =\n  endpoint_url=http://b",
            "services/v: sts{endpoint_url=http://a, s3_x=y}; s3{endpoint_url=http://b}"
        ),
        ("[a]\ns3 = # none\n  x = 1\nb = 2", "/a: s3{x=1}; b=2"),
        ("[a]\ns3 =\n  x = 1\n\n  # between\n      y = 2", "/a: s3{x=1, y=2}"),
        // Comments.
        ("[a]\nb = c # d\ne = f\t;g\nh = i#j\nk = l;m", "/a: b=c; e=f; h=i#j; k=l;m"),
        ("[a]\nb = # c\nd =#e", "/a: b=; d=#e"),
        ("[a]\n   # in front\nb = c\n   ; behind\nd = e", "/a: b=c; d=e"),
        // Continued values keep what stands in them.
        ("[a]\nb = c\n  d # e\n\tf = g\nh = i", "/a: b=c⏎d # e⏎f = g; h=i"),
        ("[a]\nb = c\n\n  d", "/a: b=c⏎d"),
        // Only what stands further in continues.
        ("[a]\n  b = c\n  d = e\n[f]\n\tg = h", "/a: b=c; d=e\n/f: g=h"),
        ("  [a]\n  b = c\n    d\n  [e]\n  f = g", "/a: b=c⏎d\n/e: f=g"),
        ("[a]\n    b = c\n  d = e", "/a: b=c; d=e"),
        // Values.
        ("[a]\nb =\nc = d", "/a: b=; c=d"),
        ("[a]\nb = c=d==\ne == f", "/a: b=c=d==; e== f"),
        ("[a]\n\tb\t=\tc d\t", "/a: b=c d"),
        ("[a]\nREGION = Ä b\nGröße = 😀", "/a: region=Ä b; größe=😀"),
        ("[a]\nb = \"c\"", "/a: b=\"c\""),
        ("[a]\nx y = z", "/a: x y=z"),
        // An accent belongs to no bracket, space, equals sign or comment mark.
        ("[a]\u{301}b]".replacing("]\u{301}b]", with: "\u{301}]") + "\nb =\u{338}c", "/a\u{301}: b=\u{338}c"),
        ("[a]\nb = c \u{301}d #\u{301}e", "/a: b=c \u{301}d"),
        // Twice.
        ("[a]\nb = 1\nb = 2\n[a]\nb = 3", "/a: b=1; b=2\n/a: b=3"),
        // Line ends and marks.
        ("[a]\r\nb = c\r\n  d\r\n\r\ne =\r\n  f = g\r\n", "/a: b=c⏎d; e{f=g}"),
        ("\u{FEFF}[a]\nb = c", "/a: b=c"),
        ("[a]\nb = c\n[d]", "/a: b=c\n/d:"),
    ]

    @Test("is read as AWS's tools read it", arguments: good)
    func reads(_ text: String, _ expected: String) throws {
        #expect(Self.shown(try ConfigurationFile(Array(text.utf8), file: "config")) == expected)
    }

    private static func shown(_ file: ConfigurationFile) -> String {
        func value(_ property: ConfigurationFile.Property) -> String {
            property.value.withExposedBytes { String(decoding: $0, as: UTF8.self) }
                .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "⏎")
        }
        return file.sections.map { section in
            let properties = section.properties.map { property in
                let nested = property.nested.map { "\($0.name)=\(value($0))" }.joined(separator: ", ")
                return property.name + (nested.isEmpty ? "=\(value(property))" : "{\(nested)}")
            }
            return "\(section.kind)/\(section.name):" + (properties.isEmpty ? "" : " ")
                + properties.joined(separator: "; ")
        }.joined(separator: "\n")
    }

    private static let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    static let bad: [(String, Int, String)] = [
        ("region = x", 1, "A line stands before the first section."),
        ("\n# a\n  region = x", 3, "A line stands before the first section."),
        ("IQoJb3JpZ2luX2VjEXAMPLE==", 1, "A line stands before the first section."),
        ("[default]\n\(secret)", 2, "The line is neither a section nor NAME = VALUE."),
        ("[default]\na = b\n\(secret)", 3, "The line is neither a section nor NAME = VALUE."),
        ("[default]\ns3 =\n  \(secret)", 3, "The line is neither a section nor NAME = VALUE."),
        ("[default]\nregion: \(secret)", 2, "The line is neither a section nor NAME = VALUE."),
        ("[default]\n = \(secret)", 2, "A name is missing before \"=\"."),
        ("[default]\n=", 2, "A name is missing before \"=\"."),
        ("[default\nregion = x", 1, "The section has no closing bracket."),
        ("[default]\n[\(secret)", 2, "The section has no closing bracket."),
        ("[]", 1, "The section has no name."),
        ("[ \t ]", 1, "The section has no name."),
        ("[default] \(secret)", 1, "Something follows the section's closing bracket."),
        ("[a]\r\nb = c\r\n[d]x", 3, "Something follows the section's closing bracket."),
    ]

    @Test("is refused with its line, and nothing of it is shown", arguments: bad)
    func refuses(_ text: String, _ line: Int, _ detail: String) throws {
        try expectRefused(Array(text.utf8), line, detail)
    }

    @Test(
        "is text in UTF-8",
        arguments: [
            ([0x5B, 0x61, 0x5D, 0x0A, 0x62, 0x3D, 0x00], 2), ([0x0A, 0x0A, 0xFF], 3), ([0x5B, 0xC3, 0x5D], 1),
            ([0xFE, 0xFF, 0x00, 0x5B], 1), ([0x23, 0xED, 0xA0, 0x80], 1), ([0x23, 0xC0, 0x80], 1),
        ] as [([UInt8], Int)])
    func isText(_ bytes: [UInt8], _ line: Int) throws {
        try expectRefused(bytes, line, "The file is no text in UTF-8.")
    }

    private func expectRefused(_ bytes: [UInt8], _ line: Int, _ detail: String) throws {
        let failure = try #require(throws: Failure.self) { try ConfigurationFile(bytes, file: "~/.aws/config") }
        let diagnostic = try #require(failure.diagnostics.first)
        #expect(failure.diagnostics.count == 1)
        #expect(diagnostic.code.id == "E0801")
        #expect(diagnostic.detail == detail)
        #expect(diagnostic.location == SourceLocation(file: "~/.aws/config", line: line, column: 1))
        #expect(diagnostic.help == "a file of AWS's tools has [sections] with lines NAME = VALUE")
        for word in ["wJalr", "K7MDENG", "EXAMPLEKEY", "IQoJ", "iqoj", "EXAMPLE=="] {
            #expect(!"\(diagnostic)".contains(word))
        }
    }

    @Test(
        "keys and tokens have no text", arguments: ["aws_secret_access_key", "AWS_SESSION_TOKEN", "aws_security_token"])
    func hidesSecrets(_ name: String) throws {
        let file = try ConfigurationFile(Array("[a]\n\(name) = \(Self.secret)\n  more".utf8), file: "credentials")
        let property = try #require(file.sections.first?.properties.first)
        #expect(property.text == "(sensitive value)")
        #expect(!"\(file)".contains("wJalr"))
        #expect(property.value.withExposedBytes { $0 == Array("\(Self.secret)\nmore".utf8) })
    }

    @Test("a value of half a million lines, and as many groups, are read in time", .timeLimit(.minutes(1)))
    func isLinear() throws {
        let long = try ConfigurationFile(
            Array(("[a]\nb=c" + String(repeating: "\n d", count: 300_000)).utf8), file: "c")
        #expect(long.sections.first?.properties.first?.value.count == 600_001)
        let wide = try ConfigurationFile(
            Array(("[a]\nb=" + String(repeating: "\n d=", count: 250_000)).utf8), file: "c")
        #expect(wide.sections.first?.properties.first?.nested.count == 250_000)
        let many = try ConfigurationFile(Array(String(repeating: "[a]\n", count: 260_000).utf8), file: "c")
        #expect(many.sections.count == 260_000)
    }
}
