import HTTPTransport
import Testing

@testable import AWS

@Suite("small texts around AWS")
struct TextsTests {
    static let trusted = [
        "http://localhost", "http://localhost/", "http://localhost:8080/get", "http://LOCALHOST/x",
        "http://localhost?a=b",
        "http://127.0.0.1", "http://127.0.0.1:51679/creds?id=1", "http://127.255.0.9/", "http://127.0.0.1#x",
        "http://169.254.170.2/v2/credentials/x", "http://169.254.170.23/v1/credentials", "http://169.254.170.2:80/",
        "http://[::1]", "http://[::1]:8080/x", "http://[fd00:ec2::23]/v1/credentials", "http://[FD00:EC2::23]/",
        "https://evil.example/creds", "https://127.0.0.1", "https://creds.internal:8443/x?y=z",
    ]
    static let untrusted = [
        "", "http://", "https://", "http:///x", "127.0.0.1", "//127.0.0.1", "ftp://127.0.0.1", "file:///etc/shadow",
        "HTTP://127.0.0.1", "http://evil.example", "http://127.0.0.1.evil.com", "http://localhost.evil.com",
        "http://evil.localhost", "http://notlocalhost", "http://localhost.", "http://169.254.170.2.evil.com",
        "http://169.254.170.2@evil.com", "http://127.0.0.1:80@evil.com", "http://127.0.0.1%40evil.com",
        "http://user:pw@127.0.0.1", "http://evil.com#@127.0.0.1", "http://evil.com?@127.0.0.1",
        "http://evil.com\\@127.0.0.1", "http://127.0.0.1\\@evil.com", "http://127.0.0.1/\\..\\x", "http:\\\\127.0.0.1",
        "http://169.254.169.254/latest", "http://169.254.170.3", "http://169.254.170.022", "http://10.0.0.1",
        "http://0.0.0.0", "http://0x7f.1", "http://0x7f.0.0.1", "http://0177.0.0.1", "http://127.1",
        "http://2130706433",
        "http://127.0.0.01", "http://127.0.0.+1", "http://127.0.0.256", "http://127.0.0.", "http://127.0.0.1.",
        "http://127.0.0.1 ", " http://127.0.0.1", "http://127.0.0.1\r\nHost: evil", "http://127.0.0.1/\r\nX: y",
        "http://127.0.0.1/\u{0}", "http://127.0.0.1/é", "http://１２７.0.0.1", "http://127.0.0.1:x", "http://127.0.0.1:",
        "http://127.0.0.1:0", "http://127.0.0.1:99999", "http://[::1]evil.com", "http://[::1", "http://[::1].evil.com",
        "http://[::]", "http://[::2]", "http://[0:0:0:0:0:0:0:1]", "http://[::ffff:127.0.0.1]", "http://[fd00:ec2::24]",
        "http://[::1%25lo]", "http://::1", "https://user:pw@evil.example", "https://evil.example\r\nX: y",
        "http://localhost\u{301}",
    ]

    @Test("credentials come from there", arguments: trusted)
    func trusts(_ url: String) { #expect(ContainerCredentials.isTrusted(url)) }

    @Test("credentials never come from there", arguments: untrusted)
    func distrusts(_ url: String) { #expect(!ContainerCredentials.isTrusted(url)) }

    static let lines: [(String, [String]?)] = [
        ("", []), ("  \t ", []), ("a", ["a"]), (" a  b\tc\nd\re ", ["a", "b", "c", "d", "e"]), ("a\r\nb", ["a", "b"]),
        ("'a b' \"c d\"", ["a b", "c d"]), ("a'b'\"c\"d", ["abcd"]), ("'' \"\" x", ["", "", "x"]),
        ("a\\ b", ["a b"]), ("\\'", ["'"]), ("'\\'", ["\\"]), ("\"\\\"\"", ["\""]), ("\"\\\\\"", ["\\"]),
        ("\"\\n\"", ["\\n"]), ("\"'\" '\"'", ["'", "\""]),
        ("$HOME `id` $(id) ; | & > *", ["$HOME", "`id`", "$(id)", ";", "|", "&", ">", "*"]),
        ("~/bin/x #c", ["~/bin/x", "#c"]), ("é😀", ["é😀"]), ("\"\u{301}a b\"", ["\u{301}a b"]),
        ("a \u{301}b", ["a", "\u{301}b"]),
        ("'", nil), ("\"", nil), ("a 'b", nil), ("\"a\\\"", nil), ("\"a\\", nil), ("\\", nil), ("a \\", nil),
        ("'a\"", nil),
    ]

    @Test("a line is cut into words as a shell would, and nothing in it is done", arguments: lines)
    func words(_ line: String, _ expected: [String]?) { #expect(CommandWords.split(line) == expected) }

    @Test("a long line is cut in time", .timeLimit(.minutes(1)))
    func longLine() {
        #expect(CommandWords.split(String(repeating: "a", count: 1 << 20))?.first?.utf8.count == 1 << 20)
        #expect(CommandWords.split(String(repeating: "\"\" ", count: 300_000))?.count == 300_000)
    }

    static let dates: [(String, Int64?)] = [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199), ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
        // Forms that RFC 9110 calls obsolete, and what is no date.
        ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun Nov  6 08:49:37 1994", nil), ("", nil), ("now", nil),
        ("Sun, 6 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 08:49:37 UTC", nil),
        ("Sun, 06 Nov 1994 08:49:37 +0000", nil), ("Sun, 06 nov 1994 08:49:37 GMT", nil),
        ("Sun, 31 Apr 1994 08:49:37 GMT", nil), ("Thu, 29 Feb 2023 00:00:00 GMT", nil),
        ("Sun, 00 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 24:00:00 GMT", nil),
        ("Sun, 06 Nov 1994 08:60:37 GMT", nil), ("Wed, 31 Dec 1969 23:59:59 GMT", nil),
        ("Sun, +6 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov +994 08:49:37 GMT", nil),
        ("Sun,  6 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994  8:49:37 GMT", nil),
        ("Xyz, 06 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 08:49:37 GMT ", nil),
        ("Sun, 06 Nov 1994 08:4٣37 GMT", nil), ("Sun, 06 Nov 99999 8:49:37 GMT", nil),
    ]

    @Test("the date of an answer", arguments: dates)
    func date(_ text: String, _ seconds: Int64?) { #expect(HTTPDate.seconds(text) == seconds) }

    static let pauses: [(String, String, Int?)] = [
        ("retry-after", "0", 0), ("retry-after", "5", 5_000), ("Retry-After", "86400", 86_400_000),
        ("retry-after", "86401", 86_400_000), ("retry-after", "9223372036854775807", 86_400_000),
        ("retry-after", "-1", 0), ("retry-after", "-9223372036854775808", 0),
        ("retry-after", "99999999999999999999", nil), ("retry-after", "soon", nil), ("retry-after", "", nil),
        ("x-amz-retry-after", "1500", 1_500), ("x-amz-retry-after", "-9223372036854775808", 0),
        ("x-amz-retry-after", "9223372036854775807", 86_400_000),
    ]

    @Test("what a server asks to wait is from nothing to a day", arguments: pauses)
    func pause(_ name: String, _ value: String, _ milliseconds: Int?) {
        let response = HTTPResponse(status: 503, fields: [.init(name, value)])
        #expect(ServiceError(response, .restXML).retryAfter == milliseconds)
    }

    static let codes: [(String, String, Bool)] = [
        ("ThrottlingException", "ThrottlingException", true), ("Client.Invalid_Id-1", "Client.Invalid_Id-1", true),
        ("com.amazonaws.x#ThrottlingException:http://h/", "ThrottlingException", true), ("", "HTTP 403", false),
        ("#", "HTTP 403", false), (":", "HTTP 403", false), ("two words", "HTTP 403", false),
        ("\u{1B}[31mRed", "HTTP 403", false), ("Größe", "HTTP 403", false),
        (String(repeating: "x", count: 128), String(repeating: "x", count: 128), true),
        (String(repeating: "x", count: 129), "HTTP 403", false),
    ]

    @Test("only what can be a service's code is taken for one", arguments: codes)
    func code(_ said: String, _ code: String, _ isOfService: Bool) {
        let response = HTTPResponse(status: 403, fields: [.init("x-amzn-errortype", said)], body: Array("{}".utf8))
        let error = ServiceError(response, .restJSON)
        #expect(error.code == code)
        #expect(error.isOfService == isOfService)
    }
}
