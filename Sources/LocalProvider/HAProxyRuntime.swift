package import Diagnostics
package import POSIX

/// HAProxy's runtime API, spoken over the master socket: to the master itself and through it to the current worker.
///
/// One connection per command, as `haproxy` closes it after the answer. The socket is reached through its directory, so
/// that the length of the environment's path does not matter. Commands: HAProxy Management Guide, sections 9.3 and 9.4.
package struct HAProxyRuntime: Sendable {
    /// The directory that holds `master.sock`.
    let directory: String
    static let socketName = "master.sock"

    package init(directory: String) { self.directory = directory }

    /// What `show proc` tells of one worker.
    package struct Worker: Sendable, Hashable {
        package let pid: Int32
    }

    /// The master and its workers.
    package struct Processes: Sendable, Hashable {
        package var reloads = 0
        /// Reloads that failed since the last that did not.
        package var failedReloads = 0
        package var current: [Worker] = []
        package var old: [Worker] = []

        /// Reads the answer to `show proc`.
        init(_ text: String) {
            var isOld = false
            for line in text.lines {
                if line.hasPrefix("# old workers") { isOld = true }
                let words = line.words
                guard words.count >= 3, let pid = Int32(words[0]), pid > 1 else { continue }
                switch words[1] {
                case "master":
                    reloads = Int(words[2]) ?? 0
                    if let failed = words.firstIndex(of: "[failed:"), failed + 1 < words.count {
                        failedReloads = Int(words[failed + 1].dropLast()) ?? 0
                    }
                case "worker": if isOld { old.append(Worker(pid: pid)) } else { current.append(Worker(pid: pid)) }
                default: break
                }
            }
        }
    }

    /// One server of a backend.
    package struct Server: Sendable, Hashable {
        package let backend: String
        package let name: String
        /// As HAProxy writes it: `UP`, `DOWN`, `DRAIN`, `MAINT`, `UP 1/2`, `no check`.
        package let status: String
        /// Effective weight, 0 to 256.
        package let weight: Int
        /// Requests under way.
        package let sessions: Int
        /// The last health check, such as `L7OK`; `INI` before the first, empty without checks.
        package let check: String

        /// Whether it takes new requests and its last check went well.
        package var isServing: Bool { isUp && (check.isEmpty || check.hasSuffix("OK")) }

        /// Whether it takes new requests, and no check went wrong by now.
        package var mayServe: Bool { isServing || isUp && check == "INI" }

        private var isUp: Bool { status == "no check" || status.hasPrefix("UP") }
    }

    package enum ServerState: String, Sendable, Hashable, CaseIterable {
        case ready, drain, maint
    }

    // MARK: Asking

    package func processes() throws(Failure) -> Processes { Processes(try send("show proc")) }

    /// Every server of every backend, as the current worker sees it.
    package func servers() throws(Failure) -> [Server] {
        // Type 4 is servers (Management Guide, section 9.3, "show stat").
        try HAProxyStatistics.servers(in: try sendToWorker("show stat -1 4 -1"))
    }

    /// The entries of a map by the name of its file, as the current worker uses them.
    package func mapEntries(_ map: String) throws(Failure) -> [String: String] {
        let lines = try sendToWorker("show map \(try Self.word(map))").lines
        var entries: [String: String] = [:]
        for line in lines {
            // An address, the key, the value.
            let words = line.split(separator: " ", maxSplits: 2)
            if words.count == 3, words[0].hasPrefix("0x") { entries[String(words[1])] = String(words[2]) }
        }
        return entries
    }

    /// The patterns of an ACL by the name of its file, in the order they were added.
    func patterns(_ acl: String) throws(Failure) -> [String] {
        let lines = try sendToWorker("show acl \(try Self.word(acl))").lines
        // An address and the pattern.
        return lines.compactMap { line in
            line.hasPrefix("0x") ? line.split(separator: " ", maxSplits: 1).dropFirst().first.map(String.init) : nil
        }
    }

    /// How many requests each backend was given since the current worker started.
    package func requests() throws(Failure) -> [String: Int] {
        // Type 2 is backends (Management Guide, section 9.3, "show stat").
        try HAProxyStatistics.requests(in: try sendToWorker("show stat -1 2 -1"))
    }

    /// The text that HAProxy reads back over a reload (`load-server-state-from-file`).
    package func serverState() throws(Failure) -> String { try sendToWorker("show servers state") }

    /// Where each server is that the current worker has, whatever its state.
    func places() throws(Failure) -> [RouterText.Server] {
        HAProxyStatistics.places(in: try sendToWorker("show servers state"))
    }

    // MARK: Changing

    /// Sets the weight: 0 to 256, relative to the other servers of the backend. 0 takes no new request.
    package func setWeight(_ weight: Int, backend: String, server: String) throws(Failure) {
        guard (0...256).contains(weight) else {
            throw Self.failure("A weight is 0 to 256, not \(weight).")
        }
        try order("set server \(try Self.word(backend))/\(try Self.word(server)) weight \(weight)")
    }

    /// Takes a server in or out: `drain` finishes what it has and gets nothing new.
    package func setState(_ state: ServerState, backend: String, server: String) throws(Failure) {
        try order("set server \(try Self.word(backend))/\(try Self.word(server)) state \(state.rawValue)")
    }

    /// Sets the value of an entry that the map has.
    package func setMapEntry(_ map: String, _ key: String, _ value: Int) throws(Failure) {
        try order("set map \(try Self.word(map)) \(try Self.word(key)) \(value)")
    }

    func addMapEntry(_ map: String, _ key: String, _ value: String) throws(Failure) {
        try order("add map \(try Self.word(map)) \(try Self.word(key)) \(try Self.word(value))")
    }

    func clearMap(_ map: String) throws(Failure) { try order("clear map \(try Self.word(map))") }

    func addPattern(_ acl: String, _ pattern: String) throws(Failure) {
        try order("add acl \(try Self.word(acl)) \(try Self.quoted(pattern))")
    }

    func deletePattern(_ acl: String, _ pattern: String) throws(Failure) {
        try order("del acl \(try Self.word(acl)) \(try Self.quoted(pattern))")
    }

    /// Counts a server as up until its next check says otherwise.
    package func setUp(backend: String, server: String) throws(Failure) {
        try order("set server \(try Self.word(backend))/\(try Self.word(server)) health up")
    }

    /// Has HAProxy check a server that was added, which it does not do by itself.
    func enableChecks(of server: RouterText.Server) throws(Failure) {
        try order("enable health \(server.path)")
    }

    /// Adds a server, in maintenance; false where HAProxy does not take it while it runs.
    func add(_ server: RouterText.Server, _ words: [String]) throws(Failure) -> Bool {
        let place = "\(server.path) \(server.address):\(server.port)"
        let answer = try sendToWorker(["add server", place].joined(separator: " ") + words.map { " \($0)" }.joined())
        return answer.hasPrefix("New server registered")
    }

    /// What became of a server that was to be taken out.
    enum Removal {
        case gone, busy, refused
    }

    /// Takes a server out that is in maintenance, as soon as nothing is under way on it.
    func remove(_ server: RouterText.Server) throws(Failure) -> Removal {
        let answer = try sendToWorker("del server \(server.path)")
        if answer.hasPrefix("Server deleted") || answer.hasPrefix("No such server") { return .gone }
        return answer.hasPrefix("Server still has connections") ? .busy : .refused
    }

    /// Closes the connections to a server that is in maintenance which requests left open for later ones.
    ///
    /// HAProxy does so where the address changes, and by itself only seconds later. A server in maintenance is asked
    /// nothing.
    func closeIdle(_ server: RouterText.Server) throws(Failure) {
        for port in [1, server.port] {
            _ = try sendToWorker("set server \(server.path) addr \(server.address) port \(port)")
        }
    }

    /// Ends every request that is on a server.
    func cutOff(_ server: RouterText.Server) throws(Failure) { try order("shutdown sessions server \(server.path)") }

    /// Drains a server and returns once no request is on it; false where some still are at the deadline.
    package func drain(backend: String, server: String, until deadline: Deadline) throws(Failure) -> Bool {
        try setState(.drain, backend: backend, server: server)
        while true {
            let found = try servers().first { $0.backend == backend && $0.name == server }
            guard let found, found.sessions > 0 else { return true }
            guard !deadline.hasPassed, Pause.sleep(for: .milliseconds(20)) else { return false }
        }
    }

    /// Asks the master to load its configuration anew; returns before that is done.
    package func reload() throws(Failure) { _ = try send("reload") }

    /// A command whose answer is empty where it was carried out.
    private func order(_ command: String) throws(Failure) {
        let answer = try sendToWorker(command).trimmed
        guard answer.isEmpty else { throw Self.failure("To \"\(command)\" it says: \(answer)") }
    }

    private static func word(_ text: String) throws(Failure) -> String {
        guard Attributes.isSafeName(text) else { throw failure("\"\(text)\" is no name of a backend or server.") }
        return text
    }

    /// One word of a command, in which a backslash takes the meaning of what follows (Management Guide, section 9.3).
    private static func quoted(_ pattern: String) throws(Failure) -> String {
        guard !pattern.contains(where: { $0.isWhitespace || $0 == ";" }) else {
            throw failure("\"\(pattern)\" is more than one word.")
        }
        return pattern.replacing("\\", with: "\\\\")
    }

    private static func failure(_ detail: String) -> Failure {
        Failure(
            LocalCodes.routerCommandFailed, detail,
            help: "see runbooks/local-router.md; `slipway status ENV` shows the servers")
    }

    // MARK: The wire

    private func sendToWorker(_ command: String) throws(Failure) -> String {
        let answer = try send("@1 \(command)")
        // The master's own words where there is no worker to pass the command on to.
        guard !answer.hasPrefix("Can't find the target") else { throw Self.failure(answer.trimmed) }
        return answer
    }

    /// How long the master is waited for: while it starts itself anew for a reload it refuses connections.
    private static let patience = Duration.seconds(1)

    private func send(_ command: String) throws(Failure) -> String {
        let deadline = Deadline.after(Self.patience)
        while true {
            do throws(SystemError) {
                return try UnixSocket.exchange(
                    "\(command)\n", directory: directory, name: Self.socketName, timeout: .seconds(5), limit: 16 << 20)
            } catch {
                guard error.isRefusal, !deadline.hasPassed, Pause.sleep(for: .milliseconds(10)) else {
                    throw Self.failure("\(error.description).")
                }
            }
        }
    }
}

/// The CSV of `show stat` (Management Guide, section 9.1).
enum HAProxyStatistics {
    static func servers(in text: String) throws(Failure) -> [HAProxyRuntime.Server] {
        try rows(of: text).filter { !$0("svname").isEmpty }.map { cell in
            HAProxyRuntime.Server(
                backend: cell("pxname"), name: cell("svname"), status: cell("status"),
                weight: Int(cell("weight")) ?? 0, sessions: Int(cell("scur")) ?? 0,
                // A check under way is marked with a star in front of the result before it.
                check: cell("check_status").replacing("* ", with: ""))
        }
    }

    /// Of `show servers state` (Management Guide, section 9.3): a version, a header behind a hash, a line for each.
    static func places(in text: String) -> [RouterText.Server] {
        var columns: [Substring: Int] = [:]
        var places: [RouterText.Server] = []
        for line in text.lines {
            let words = line.words
            if words.first == "#" {
                columns = Dictionary(words.dropFirst().enumerated().map { ($1, $0) }) { first, _ in first }
            } else {
                let cells = ["be_name", "srv_name", "srv_addr", "srv_port"].compactMap { name -> Substring? in
                    columns[name].flatMap { $0 < words.count ? words[$0] : nil }
                }
                guard cells.count == 4, let port = Int(cells[3]) else { continue }
                places.append(
                    .init(backend: String(cells[0]), name: String(cells[1]), address: String(cells[2]), port: port))
            }
        }
        return places
    }

    /// Streams that were given to each backend; a request is one.
    static func requests(in text: String) throws(Failure) -> [String: Int] {
        let counts = try rows(of: text).map { cell in (cell("pxname"), Int(cell("stot")) ?? 0) }
        return Dictionary(counts, uniquingKeysWith: { first, _ in first })
    }

    private static func rows(of text: String) throws(Failure) -> [(String) -> String] {
        let lines = text.lines
        guard let header = lines.first, header.hasPrefix("# ") else {
            throw Failure(
                LocalCodes.routerCommandFailed, "HAProxy answered \"show stat\" with: \(text.trimmed.prefix(200))",
                help: "see runbooks/local-router.md")
        }
        let names = header.dropFirst(2).pieces(omittingEmpty: false) { $0 == 0x2c }.map(String.init)
        let columns = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return lines.dropFirst().map { line in
            let cells = line.pieces(omittingEmpty: false) { $0 == 0x2c }
            return { name in columns[name].flatMap { $0 < cells.count ? String(cells[$0]) : nil } ?? "" }
        }
    }
}
