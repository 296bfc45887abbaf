/// The text of a router, taken apart into the servers that can come and go while HAProxy runs, and all the rest.
///
/// A server comes and goes where its line in a backend is no more than `server NAME ADDRESS:PORT`; what else it is told
/// stands in the `default-server` lines before it. Any other server is a part of the rest.
struct RouterText: Hashable {
    struct Server: Hashable {
        let backend: String
        let name: String
        let address: String
        let port: Int

        /// As commands name it.
        var path: String { "\(backend)/\(name)" }

        /// Whether its address is one of IPv4 in numbers, which nobody has to be asked for.
        ///
        /// What is none, such as 999.0.0.1, HAProxy 2.6 refuses in its text and takes over its runtime API.
        fileprivate var isByNumber: Bool {
            let parts = address.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 4 && parts.allSatisfy { part in UInt8(part).map { "\($0)" == part } ?? false }
        }
    }

    /// The text without those servers; a change of it takes a reload.
    let rest: String
    let servers: [Server]
    /// After which time requests on what has to go are cut off (`hard-stop-after`); nil where they never are.
    let hardStop: Duration?
    /// Names of the other servers, by backend.
    private let fixed: Set<[String]>
    /// What the servers of a backend are told, as `default-server` has it.
    private let options: [String: [String]]

    /// Nil where the text makes servers in a way that does not show their names.
    init?(_ text: String) {
        var rest: [Substring] = []
        var servers: [Server] = []
        var fixed: Set<[String]> = []
        var options: [String: [String]] = [:]
        var hardStop: Duration?
        // The backend that a line is about; nil where its name is not a plain word.
        var section: String? = ""
        for line in text[...].pieces(omittingEmpty: false, { $0 == 0x0a }) {
            let words = line.words.map(String.init)
            switch words.first {
            case "backend":
                section = words.count == 2 && Attributes.isSafeName(words[1]) ? words[1] : nil
            case "listen": section = nil
            case let keyword? where Self.sections.contains(keyword): section = ""
            case "default-server":
                // What all backends are told is more than `words(of:)` knows of.
                guard let section, !section.isEmpty else { return nil }
                options[section, default: []] += words.dropFirst()
            case "server-template": return nil
            case "hard-stop-after": hardStop = words.count > 1 ? Self.time(words[1]) : nil
            case "server" where section != "":
                guard let section else { return nil }
                if words.count == 3, let server = Server(section, words[1], words[2]) {
                    servers.append(server)
                    continue
                }
                if words.count > 1 { fixed.insert([section, words[1]]) }
            default: break
            }
            rest.append(line)
        }
        self.rest = rest.joined(separator: "\n")
        self.servers = servers
        self.hardStop = hardStop
        self.fixed = fixed
        self.options = options
    }

    /// Sections without servers that get requests (Configuration Manual 2.6, chapters 3, 4, 5.3, 6, 10 and 12).
    private static let sections: Set = [
        "global", "defaults", "frontend", "peers", "ring", "resolvers", "mailers", "userlist", "program", "cache",
        "fcgi-app", "http-errors", "log-forward",
    ]

    /// Whether a text gives a backend any server, in whatever way it is written.
    static func hasServers(in backend: String, _ text: String) -> Bool {
        var isInside = false
        for line in text.lines {
            let words = line.words
            guard let keyword = words.first.map(String.init) else { continue }
            if ["backend", "listen"].contains(keyword) || sections.contains(keyword) {
                isInside = words.count > 1 && words[1] == backend
            } else if isInside, ["server", "server-template"].contains(keyword) {
                return true
            }
        }
        return false
    }

    /// A time as HAProxy reads it: a number with a unit, or of milliseconds (Configuration Manual 2.6, section 2.5).
    private static func time(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isNumber }
        guard let number = Int(digits), number < 1 << 40 else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms", "": return .milliseconds(number)
        case "s": return .seconds(number)
        case "m": return .seconds(number * 60)
        case "h": return .seconds(number * 3600)
        case "d": return .seconds(number * 86_400)
        default: return nil
        }
    }

    /// Whether a server of that name belongs to the text.
    func has(_ name: String, in backend: String) -> Bool {
        fixed.contains([backend, name]) || servers.contains { $0.backend == backend && $0.name == name }
    }

    /// Whether HAProxy takes the servers of the text where it takes the rest, once those that leave are gone: names are
    /// there once, addresses are numbers, and nothing else names one that leaves.
    func isSound(leaving: [Server]) -> Bool {
        let names = Set(servers.map { [$0.backend, $0.name] })
        return names.count == servers.count && names.isDisjoint(with: fixed) && servers.allSatisfy(\.isByNumber)
            && !leaving.contains { rest.contains($0.name) }
    }

    /// Whether the servers of a backend wait to be let in.
    func isDisabled(_ backend: String) -> Bool { options[backend]?.contains("disabled") ?? false }

    func isChecked(_ backend: String) -> Bool { options[backend]?.contains("check") ?? false }

    /// What the configuration gives a server that says nothing else (Configuration Manual 2.6, section 5.2).
    ///
    /// A server that is added begins without: HAProxy 2.6 would close each of its connections after one request.
    private static let defaults = [
        "inter", "2s", "rise", "2", "fall", "3", "error-limit", "10", "on-error", "fail-check", "pool-max-conn", "-1",
        "pool-purge-delay", "5s",
    ]

    /// The words for `add server` beside name and address; nil where they are more than plain words.
    ///
    /// It takes no `init-addr`, and begins in maintenance anyhow (Management Guide, section 9.3).
    func words(of backend: String) -> [String]? {
        var words = Self.defaults + (options[backend] ?? [])
        while let index = words.firstIndex(of: "init-addr") {
            words.removeSubrange(index..<min(index + 2, words.count))
        }
        words.removeAll { $0 == "disabled" || $0 == "enabled" }
        return words.allSatisfy(Attributes.isSafeName) ? words : nil
    }
}

extension RouterText.Server {
    fileprivate init?(_ backend: String, _ name: String, _ place: String) {
        let parts = place.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let port = Int(parts[1]), (1...65_535).contains(port), Attributes.isSafeName(backend),
            Attributes.isSafeName(name), Attributes.isSafeName(String(parts[0]))
        else { return nil }
        self.init(backend: backend, name: name, address: String(parts[0]), port: port)
    }
}
