import Crypto
import Diagnostics
import SigV4
import Testing

/// Mistakes that signers have really made, each by name.
@Suite struct TrapTests {
    static let time = SigningTime(seconds: 1_440_938_160)
    static let host = SignableRequest.Header("Host", "example.amazonaws.com")

    static func signer(
        _ rules: SigningRules = .standard, token: String? = nil, expiry: SigningTime? = nil, service: String = "service"
    ) -> Signer {
        Signer(
            AWSCredentials(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                sessionToken: token.map { Secret($0) }, expiry: expiry),
            scope: SigningScope(region: "us-east-1", service: service), rules: rules)
    }

    static func request(_ target: String, _ headers: [SignableRequest.Header] = []) -> SignableRequest {
        SignableRequest("GET", target: Array(target.utf8), headers: [host] + headers)
    }

    /// The lines of the canonical request.
    static func canonical(_ request: SignableRequest, _ signer: Signer = signer()) throws -> [String] {
        lines(try signer.sign(request, at: time).canonicalRequest)
    }

    static func lines(_ request: [UInt8]) -> [String] {
        String(decoding: request, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    static func problem(_ body: () throws -> Void) -> SigningProblem? {
        do { try body() } catch { return error as? SigningProblem }
        return nil
    }

    /// The stamp, the day of the scope and the key come from one reading of the clock, a second before midnight too.
    @Test func twoReadingsOfTheClock() throws {
        let last = try #require(SigningTime("20151231T235959Z"))
        for (time, day) in [(last, "20151231"), (last.advanced(by: 1), "20160101")] {
            let signed = try Self.signer().sign(Self.request("/"), at: time)
            let text = String(decoding: signed.stringToSign, as: UTF8.self).split(separator: "\n")
            #expect(text[1].hasPrefix(day) && text[2] == "\(day)/us-east-1/service/aws4_request")
            let authorization = String(decoding: signed.headers.last?.value ?? [], as: UTF8.self)
            #expect(authorization.contains("Credential=AKIDEXAMPLE/\(day)/"))
        }
    }

    /// What was signed before into the same room leaves nothing behind, of whichever kind it was.
    @Test func aSignatureIsUsedAgain() throws {
        var used = Signature()
        let tokened = Self.signer(.s3, token: String(repeating: "t", count: 900))
        var long = Self.request("/\(String(repeating: "a b", count: 500))?x=1", [.init("My", "a"), .init("Zeta", "z")])
        long.payload = .bytes([1, 2, 3])
        let short = Self.request("/")
        for _ in 0..<2 {
            try tokened.sign(long, at: Self.time, into: &used)
            #expect(used == (try tokened.sign(long, at: Self.time)))
            try Self.signer().presign(short, for: 60, at: Self.time, into: &used)
            #expect(try used.query == Self.signer().presign(short, for: 60, at: Self.time).query && used.headers == [])
            try Self.signer().sign(short, at: Self.time, into: &used)
            #expect(try used.headers == Self.signer().sign(short, at: Self.time).headers && used.query == [])
        }
    }

    /// The headers can be changed until the request is signed.
    @Test func headersThatAreChanged() throws {
        var request = Self.request("/")
        request.headers.append(.init("My", "a"))
        #expect(try Self.canonical(request) == Self.canonical(Self.request("/", [.init("My", "a")])))
        request.headers = []
        #expect(Self.problem { _ = try Self.signer().sign(request, at: Self.time) } == .missingHost)
    }

    /// Parameters that sort among those of the signature.
    @Test func parametersAmongThoseOfTheSignature() throws {
        let signed = try Self.signer().presign(Self.request("/?X-Amz-Meta=1&a=2&A=3"), for: 60, at: Self.time)
        let names = Self.lines(signed.canonicalRequest)[2].split(separator: "&").map { $0.prefix { $0 != "=" } }
        #expect(
            names == [
                "A", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-Meta",
                "X-Amz-SignedHeaders", "a",
            ])
        #expect(String(decoding: signed.query, as: UTF8.self).hasPrefix("X-Amz-Meta=1&a=2&A=3&X-Amz-Algorithm="))
    }

    /// One signer over midnight signs as two signers would.
    @Test func theKeyOfYesterdayIsNotUsedToday() throws {
        let kept = Self.signer()
        for text in ["20151231T235959Z", "20160101T000000Z", "20151231T235959Z"] {
            let time = try #require(SigningTime(text))
            let fresh = try Self.signer().sign(Self.request("/"), at: time).digits
            #expect(try kept.sign(Self.request("/"), at: time).digits == fresh)
        }
    }

    @Test func keysDifferByRegionAndService() throws {
        var signatures: Set<[UInt8]> = []
        for region in ["us-east-1", "eu-west-1"] {
            for service in ["sts", "s3"] {
                let signer = Signer(
                    Self.signer().credentials, scope: SigningScope(region: region, service: service))
                signatures.insert(try signer.sign(Self.request("/"), at: Self.time).digits)
            }
        }
        #expect(signatures.count == 4)
    }

    @Test func unsignedPayloadIsSpelledWithAHyphen() throws {
        var request = Self.request("/")
        request.payload = .unsigned
        #expect(try Self.canonical(request).last == "UNSIGNED-PAYLOAD")
        let signed = try Self.signer(.s3).sign(request, at: Self.time)
        #expect(signed.headers.contains(.init("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")))
    }

    @Test func signedHeadersAreSortedWithTheToken() throws {
        let request = Self.request("/", [.init("X-Amz-Target", "a"), .init("Zeta", "b"), .init("Alpha", "c")])
        let lines = try Self.canonical(request, Self.signer(token: "t"))
        #expect(lines[lines.count - 2] == "alpha;host;x-amz-date;x-amz-security-token;x-amz-target;zeta")
    }

    /// The skew is applied by the caller to the one time there is.
    @Test func aSkewedClockReachesTheSignature() throws {
        let skewed = Self.time.advanced(by: -400)
        let signed = try Self.signer().sign(Self.request("/"), at: skewed)
        #expect(signed.headers.first == .init("X-Amz-Date", skewed.description))
        #expect(String(decoding: signed.stringToSign, as: UTF8.self).contains(skewed.description))
    }

    @Test(arguments: ["/a//b/../c/./d/", "//", "/.", "/a%2F..%2Fb", "/a%20b"])
    func pathsOfS3AreLeftAlone(_ path: String) throws {
        #expect(try Self.canonical(Self.request(path), Self.signer(.s3))[1] == path)
    }

    @Test(arguments: [
        ("/a//b", "/a/b"), ("/a/./b/", "/a/b/"), ("/a/../b", "/b"), ("/../..", "/"), ("", "/"), ("/a/b/..", "/a"),
        ("/...", "/..."), ("/.a/..b", "/.a/..b"),
    ])
    func pathsOfOthersAreNormalised(_ path: String, _ canonical: String) throws {
        #expect(try Self.canonical(Self.request(path))[1] == canonical)
    }

    /// Encoded once on the wire, once more in what is signed; escapes in capitals.
    @Test(arguments: [
        ("/a%20b", "/a%2520b"), ("/a%2Fb", "/a%252Fb"), ("/a:b@c", "/a%3Ab%40c"), ("/a+b", "/a%2Bb"), ("/~", "/~"),
        ("/%e1%88%b4", "/%25e1%2588%25b4"), ("/a=b&c", "/a%3Db%26c"),
    ])
    func pathsOfOthersAreEncodedTwice(_ path: String, _ canonical: String) throws {
        #expect(try Self.canonical(Self.request(path))[1] == canonical)
    }

    @Test(arguments: [
        ("/?a=+", "a=%2B"), ("/?a=%20", "a=%20"), ("/?a", "a="), ("/?a=", "a="), ("/?=b", "=b"), ("/?&&", ""),
        ("/?b=2&a=1", "a=1&b=2"), ("/?a=2&a=1", "a=1&a=2"), ("/?a=b=c", "a=b%3Dc"), ("/?A=1&a=0", "A=1&a=0"),
        ("/?é=ü", "%C3%A9=%C3%BC"), ("/?a=%zz", "a=%25zz"), ("/?a=%2f", "a=%2F"), ("/?a?b", "a%3Fb="),
        ("/?a=/", "a=%2F"), ("/?a-b=1&a=2", "a=2&a-b=1"), ("/?aa=1&a=2&a%21=3", "a=2&a%21=3&aa=1"),
    ])
    func queries(_ target: String, _ canonical: String) throws {
        #expect(try Self.canonical(Self.request(target))[2] == canonical)
    }

    @Test func duplicateHeadersAreJoinedInTheOrderSent() throws {
        let request = Self.request("/", [.init("My", "z"), .init("Other", "1"), .init("my", "a"), .init("MY", "z")])
        #expect(try Self.canonical(request).contains("my:z,a,z"))
    }

    @Test(arguments: [
        ("  a   b  ", "a b"), ("\"a   b\"", "\"a b\""), ("a\n  b\r\n\tc", "a b c"), ("", ""), ("   ", ""),
        ("a\t\tb", "a b"), ("é  ü", "é ü"),
    ])
    func valuesAreFolded(_ value: String, _ canonical: String) throws {
        #expect(try Self.canonical(Self.request("/", [.init("My", value)])).contains("my:\(canonical)"))
    }

    @Test func theHostHasNoPortThatGoesWithoutSaying() {
        #expect(SignableRequest.host("a", port: 443, isSecure: true) == "a")
        #expect(SignableRequest.host("a", port: 80, isSecure: false) == "a")
        #expect(SignableRequest.host("a", port: 80, isSecure: true) == "a:80")
        #expect(SignableRequest.host("a", port: 4566, isSecure: false) == "a:4566")
        #expect(SignableRequest.host("a", port: nil, isSecure: true) == "a")
    }

    @Test(arguments: [
        "Connection", "Expect", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent",
        "X-Amzn-Trace-Id", "Proxy-Authorization", "user-agent",
    ])
    func headersOfTheWayAreNotSigned(_ name: String) throws {
        #expect(try Self.canonical(Self.request("/", [.init(name, "a")])).suffix(2).first == "host;x-amz-date")
        let signed = try Self.signer().presign(Self.request("/", [.init(name, "a")]), for: 60, at: Self.time)
        #expect(Self.lines(signed.canonicalRequest).suffix(2).first == "host")
    }

    @Test(arguments: [
        "Authorization", "authorization", "Date", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256",
    ])
    func headersOfTheSignatureAreRefused(_ name: String) {
        let request = Self.request("/", [.init(name, "a")])
        #expect(Self.problem { _ = try Self.signer().sign(request, at: Self.time) } == .reserved(name))
        #expect(Self.problem { _ = try Self.signer().presign(request, for: 60, at: Self.time) } == .reserved(name))
    }

    @Test(arguments: [
        "X-Amz-Signature", "x-amz-signature", "X-Amz-Date", "X-Amz-Credential", "X-Amz-Algorithm", "X-Amz-Expires",
        "X-Amz-SignedHeaders", "X-Amz-Security-Token", "X-Amz-Signatur%65",
    ])
    func parametersOfTheSignatureAreRefused(_ name: String) {
        let request = Self.request("/?\(name)=a")
        for isPresigned in [false, true] {
            let found = Self.problem {
                if isPresigned {
                    _ = try Self.signer().presign(request, for: 60, at: Self.time)
                } else {
                    _ = try Self.signer().sign(request, at: Self.time)
                }
            }
            guard case .reserved? = found else { return #expect(Bool(false), "\(name) was signed") }
        }
    }

    @Test(arguments: [0, -1, 604_801, Int.max])
    func lifetimesOutsideOfAWeekAreRefused(_ seconds: Int) {
        let found = Self.problem { _ = try Self.signer().presign(Self.request("/"), for: seconds, at: Self.time) }
        #expect(found == .invalidLifetime(seconds))
    }

    @Test(arguments: [1, 604_800]) func lifetimesUpToAWeekAreWrittenExactly(_ seconds: Int) throws {
        let signed = try Self.signer().presign(Self.request("/"), for: seconds, at: Self.time)
        #expect(String(decoding: signed.query, as: UTF8.self).contains("X-Amz-Expires=\(seconds)&"))
    }

    @Test func anAddressThatOutlivesItsCredentialsIsRefused() throws {
        let signer = Self.signer(token: "t", expiry: Self.time.advanced(by: 100))
        _ = try signer.presign(Self.request("/"), for: 100, at: Self.time)
        #expect(
            Self.problem { _ = try signer.presign(Self.request("/"), for: 101, at: Self.time) }
                == .credentialsEndFirst(secondsLeft: 100))
        let late = Self.time.advanced(by: 100)
        #expect(Self.problem { _ = try signer.sign(Self.request("/"), at: late) } == .expiredCredentials(late))
    }

    /// Some services want the token under the signature, some after it; both send it.
    @Test(arguments: [true, false]) func theTokenOfAPresignedAddress(_ isAfter: Bool) throws {
        let signed = try Self.signer(SigningRules(addsTokenAfterPresigning: isAfter), token: "a/b")
            .presign(Self.request("/"), for: 60, at: Self.time)
        #expect(String(decoding: signed.query, as: UTF8.self).contains("X-Amz-Security-Token=a%2Fb"))
        #expect(Self.lines(signed.canonicalRequest)[2].contains("X-Amz-Security-Token") == !isAfter)
    }

    @Test func furtherHeadersOfAPresignedAddressAreNamed() throws {
        let request = Self.request("/", [.init("X-Amz-Acl", "private"), .init("Content-Type", "a")])
        let signed = try Self.signer(.s3).presign(request, for: 60, at: Self.time)
        #expect(
            String(decoding: signed.query, as: UTF8.self).contains(
                "X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-acl"))
    }

    @Test func whatNoRequestCanHoldIsRefused() {
        func found(_ request: SignableRequest) -> SigningProblem? {
            Self.problem { _ = try Self.signer().sign(request, at: Self.time) }
        }
        #expect(found(SignableRequest("GET", path: [], headers: [])) == .missingHost)
        #expect(found(SignableRequest("GE T", path: [], headers: [Self.host])) == .invalidMethod("GE T"))
        #expect(found(SignableRequest("GET", path: Array("a".utf8), headers: [Self.host])) == .invalidPath)
        for (name, value) in [("a b", "c"), ("", "c"), ("a", "b\nc"), ("a", "b\n"), ("a", "b\0"), ("a:", "b")] {
            #expect(found(Self.request("/", [.init(name, value)])) == .invalidHeader(name))
        }
        #expect(
            Self.problem { _ = try Self.signer(token: "a\nb: c").sign(Self.request("/"), at: Self.time) }
                == .invalidHeader("X-Amz-Security-Token"))
        var chunked = Self.request("/")
        chunked.payload = .chunks(.signed)
        #expect(Self.problem { _ = try Self.signer().presign(chunked, for: 60, at: Self.time) } == .payload)
    }

    /// RFC 4231 test cases 1 to 7, of which the sixth and seventh have keys of more than a block.
    @Test(arguments: [
        (20, 0x0B, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            131, 0xAA, "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func codesOfKeys(_ count: Int, _ byte: UInt8, _ text: String, _ code: String) {
        let key = [UInt8](repeating: byte, count: count)
        let found = HMACKey(key.span).code(of: text.utf8Span.span)
        let digits = [UInt8](capacity: 64) { Hex.append(found, to: &$0) }
        #expect(String(decoding: digits, as: UTF8.self) == code)
    }

    @Test func secretsAreInNoDescription() {
        let signer = Self.signer(token: "the-token")
        for text in ["\(signer.credentials)", String(reflecting: signer.credentials)] {
            #expect(!text.contains("wJalr") && !text.contains("the-token"))
        }
    }

    @Test(arguments: [
        "20150830T123600", "20150230T000000Z", "2015083XT123600Z", "20150830T240000Z", "", "19690101T000000Z",
    ])
    func timesThatNoCalendarHas(_ text: String) {
        #expect(SigningTime(text) == nil)
    }

    @Test func timesReadBack() throws {
        for seconds in [0, 951_782_399, 951_782_400, 1_440_938_160, 4_102_444_799, 253_402_300_799] as [Int64] {
            let time = SigningTime(seconds: seconds)
            #expect(SigningTime(time.description)?.seconds == seconds)
        }
    }
}
