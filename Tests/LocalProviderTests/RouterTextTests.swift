import Testing

@testable import LocalProvider

/// Pure tier: which servers of a text can come and go, and what is left of it without them.
@Suite struct RouterTextTests {
    private static let text = """
        global
            log stdout format raw local0
            hard-stop-after 90s
        frontend http
            default_backend service
        backend service
            default-server check inter 2s init-addr none fall 3
            server a-1 127.0.0.1:18080
            server a-2 127.0.0.1:18081
            server spare 127.0.0.1:9 backup
        backend candidate
            default-server check
            default-server disabled
            server b-1 127.0.0.1:18090
        """

    @Test func whatComesAndGoesIsTakenOut() throws {
        let text = try #require(RouterText(Self.text))
        #expect(text.servers.map(\.path) == ["service/a-1", "service/a-2", "candidate/b-1"])
        #expect(text.servers.map(\.port) == [18_080, 18_081, 18_090])
        // After what HAProxy itself says of servers.
        #expect(text.words(of: "service")?.suffix(5) == ["check", "inter", "2s", "fall", "3"])
        #expect(text.words(of: "candidate")?.suffix(3) == ["pool-purge-delay", "5s", "check"])
        #expect(text.isDisabled("candidate") && !text.isDisabled("service") && text.isChecked("service"))
        #expect(text.has("a-1", in: "service") && text.has("spare", in: "service") && !text.has("a-1", in: "candidate"))
        #expect(text.hardStop == .seconds(90))
        #expect(RouterText(Self.text.replacing("90s", with: "1500"))?.hardStop == .milliseconds(1500))
        let other = Self.text.replacing("a-2 127.0.0.1:18081", with: "c-7 127.0.0.1:18099")
        #expect(RouterText(other)?.rest == text.rest)
    }

    /// However a server is written, and whatever else is not understood.
    @Test func candidatesAreSeenInAnyText() {
        #expect(RouterText.hasServers(in: "candidate", Self.text))
        #expect(
            !RouterText.hasServers(in: "candidate", Self.text.replacing("    server b-1 127.0.0.1:18090", with: "")))
        for line in ["server b 127.0.0.1:1 disabled", "server-template b 2 127.0.0.1:1"] {
            #expect(RouterText.hasServers(in: "candidate", "backend candidate # new\n    \(line)\n"))
        }
        #expect(!RouterText.hasServers(in: "candidate", "backend candidate\nring logs\n    server s 127.0.0.1:6514\n"))
    }

    /// Servers of other sections are no servers that get requests.
    @Test func otherSectionsAreLeftAlone() throws {
        let text = try #require(
            RouterText(Self.text + "\nring logs\n    server s1 127.0.0.1:6514\npeers p\n    server me\n"))
        #expect(text.servers.map(\.path) == ["service/a-1", "service/a-2", "candidate/b-1"])
        #expect(text.rest.contains("server s1") && !text.has("s1", in: "candidate"))
    }

    /// What differs in anything but plain servers is loaded anew.
    @Test(arguments: [
        ("inter 2s", "inter 3s"), ("127.0.0.1:9 backup", "127.0.0.1:8 backup"),
        ("a-1 127.0.0.1:18080", "a-1 127.0.0.1:18080 weight 7"), ("local0", "local1"),
        ("a-1 127.0.0.1:18080", "a-1 service.example.com"), ("a-1 127.0.0.1:18080", "a;1 127.0.0.1:18080"),
        ("a-1 127.0.0.1:18080", "a-1 127.0.0.1:99999"),
    ])
    func whatElseDiffersIsLoadedAnew(old: String, new: String) throws {
        let text = try #require(RouterText(Self.text))
        let other = try #require(RouterText(Self.text.replacing(old, with: new)))
        #expect(other.rest != text.rest)
    }

    @Test func whatIsNotUnderstoodIsLoadedAnew() throws {
        #expect(RouterText(Self.text + "\n    server-template x 4 127.0.0.1:9000") == nil)
        #expect(RouterText("defaults\n    default-server check\n" + Self.text) == nil)
        for head in ["listen web", "backend web # shop", "backend \"web\"", "backend web from base"] {
            #expect(RouterText(Self.text + "\n\(head)\n    server w-1 127.0.0.1:9\n") == nil, "\(head)")
        }
        let quoted = try #require(RouterText(Self.text.replacing("inter 2s", with: "sni \"str(a; b)\"")))
        #expect(quoted.words(of: "service") == nil)
    }

    @Test(
        arguments: [
            ("server a 127.0.0.1:80", true), ("server a 127.0.0.1:80\nserver b 10.20.30.255:80", true),
            ("server a 999.0.0.1:80", false), ("server a 127.0.0.08:80", false), ("server a 127.0.1:80", false),
            ("server a localhost:80", false), ("server a 1.2.3.4.5:80", false),
            ("server a 127.0.0.1:80\nserver a 127.0.0.1:80", false),
            ("server a 127.0.0.1:80\nserver a 127.0.0.2:81", false),
            ("server a 127.0.0.1:80 weight 5\nserver a 127.0.0.1:80", false),
            ("server a 127.0.0.1:80\nuse-server gone if TRUE", false),
            ("server a 127.0.0.1:80\nuse-server a if TRUE", true),
        ])
    func serversBeyondDoubt(lines: String, isSound: Bool) throws {
        let text = try #require(RouterText("backend app\n\(lines)\n"))
        let leaving = RouterText.Server(backend: "app", name: "gone", address: "127.0.0.1", port: 1)
        #expect(text.isSound(leaving: [leaving]) == isSound)
    }
}
