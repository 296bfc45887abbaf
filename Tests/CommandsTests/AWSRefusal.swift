import POSIX
import TestSupport
import Testing

/// One thing that goes wrong for a user, and all that is told of it.
///
/// In every text `{sim}` is the simulator, `{stub}` the stub server with these answers, `{host}` and `{port}` its parts,
/// `{closed}` a port where nobody listens, `{home}` the home directory, `{dir}` the directory above it. In what is told
/// `…` matches the rest of a line up to what follows.
struct AWSRefusal: Sendable, CustomTestStringConvertible {
    let name: String
    var words: [String]
    /// Over those of a user with keys and a region, whose endpoint is the stub, or the simulator where there is none.
    var variables: [String: String] = [:]
    var without: [String] = []
    /// Below the home directory.
    var files: [String: String] = [:]
    var answers: [StubServer.Answer] = []
    /// The stub speaks TLS with a certificate for this name.
    var certificate: String?
    var input: [UInt8] = []
    var status: Int32 = 1
    let code: String
    var position: String?
    let text: String
    let help: String
    /// Told by the parser of the command line, in a form of its own.
    var isUsage = false

    var testDescription: String { name }

    static let noKeys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]

    init(
        _ name: String, _ words: String = "aws whoami", _ variables: [String: String] = [:], without: [String] = [],
        files: [String: String] = [:], answers: [StubServer.Answer] = [], certificate: String? = nil,
        input: String = "", status: Int32 = 1, is code: String, at position: String? = nil, _ text: String,
        help: String,
        isUsage: Bool = false
    ) {
        self.name = name
        self.words = words.split(separator: " ").map(String.init)
        self.variables = variables
        self.without = without
        self.files = files
        self.answers = answers
        self.certificate = certificate
        self.input = Array(input.utf8)
        self.status = status
        self.code = code
        self.position = position
        self.text = text
        self.help = help
        self.isUsage = isUsage
    }

    /// The same with words that hold spaces.
    func words(_ words: [String]) -> Self {
        var copy = self
        copy.words = words
        return copy
    }

    func input(_ bytes: [UInt8]) -> Self {
        var copy = self
        copy.input = bytes
        return copy
    }

    /// What standard error has to be, as a whole.
    var told: String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }.joined()
        if isUsage { return "slipway: error[\(code)]: …\n\(lines)  help: \(help)\n" }
        return "\(position.map { "\($0): " } ?? "")error[\(code)]: …\n\(lines)  help: \(help)\n\n1 error\n"
    }

    /// Whether `text` is `pattern`, in which `…` stands for any part of one line.
    static func matches(_ text: String, _ pattern: String) -> Bool {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let patterns = pattern.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count == patterns.count && zip(lines, patterns).allSatisfy { matchesLine($0, $1) }
    }

    private static func matchesLine(_ line: Substring, _ pattern: Substring) -> Bool {
        let parts = pattern.split(separator: "…", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return line == pattern }
        guard line.hasPrefix(first) else { return false }
        var rest = line.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}

/// CLI tier: what a user is told who cannot be served, word for word, with the exit status.
@Suite(.enabled(if: AWSUser.missing == nil, "\(AWSUser.missing ?? "")"))
struct AWSRefusalTests {
    @Test(arguments: AWSRefusal.ofCredentials + AWSRefusal.ofProfiles + AWSRefusal.ofSources)
    func credentials(row: AWSRefusal) throws { try check(row) }

    @Test(arguments: AWSRefusal.ofAnswers + AWSRefusal.ofNetwork)
    func services(row: AWSRefusal) throws { try check(row) }

    @Test(arguments: AWSRefusal.ofSettings + AWSRefusal.ofRequests + AWSRefusal.ofSecrets)
    func commands(row: AWSRefusal) throws { try check(row) }

    private func check(_ row: AWSRefusal) throws {
        let block = try PortBlock()
        defer { withExtendedLifetime(block) {} }
        let user = try AWSUser()
        var certificate: String?
        if let name = row.certificate {
            try user.certificate(for: name, "tls.pem")
            certificate = user.scratch.at("tls.pem.both")
        }
        let stub = row.answers.isEmpty ? nil : try StubServer(row.answers, certificate: certificate)
        let simulator = try AWSSimulator.shared().url
        var places = [
            ("{sim}", simulator), ("{home}", user.home), ("{dir}", user.scratch.path),
            ("{closed}", "\(block.ports[0])"),
        ]
        if let stub {
            places += [("{stub}", stub.url), ("{port}", "\(stub.port)"), ("{host}", "127.0.0.1:\(stub.port)")]
        }
        func filled(_ text: String) -> String {
            places.reduce(text) { text, place in
                text.split(separator: place.0, omittingEmptySubsequences: false).joined(separator: place.1)
            }
        }
        for (path, text) in row.files { try user.write("home/\(path)", filled(text)) }
        var variables = AWSUser.keys
        variables["AWS_REGION"] = AWSSimulator.region
        variables["AWS_ENDPOINT_URL"] = stub?.url ?? simulator
        variables.merge(row.variables) { _, given in given }
        for name in row.without { variables[name] = nil }
        let result = try user.run(row.words.map(filled), variables.mapValues(filled), input: row.input)
        #expect(result.status == row.status && result.output.isEmpty, "\(row.name): \(result)")
        let expected = filled(row.told)
        #expect(AWSRefusal.matches(result.errors, expected), "\(row.name)\nis:  \(result.errors)not: \(expected)")
        let explained = try user.run(["explain", row.code], [:])
        let documented = row.status == 1 ? "" : "Exit status: \(row.status)\n"
        let isTold = explained.output.contains("Exit status: ")
        #expect(explained.output.hasSuffix(documented) && isTold == (row.status != 1), "\(row.code): \(explained)")
    }
}
