import JSON
import POSIX
import TestSupport
import Testing

/// CLI tier: no secret turns up where it does not belong, whatever goes wrong and whoever quotes it.
@Suite(.enabled(if: AWSUser.missing == nil, "\(AWSUser.missing ?? "")"))
struct AWSSecrecyTests {
    /// A user whose secrets are canaries, with files for every source of credentials.
    struct Watched {
        let user: AWSUser
        var canaries = Canaries()
        var searched = 0
        private var files: [String: [UInt8]] = [:]

        init() throws { user = try AWSUser() }

        mutating func secret(_ name: String, plain: Bool = true) -> String { canaries.make(name, plain: plain) }

        /// The text with a canary for each `«name»`; the same name is the same canary.
        mutating func filled(_ text: String, _ places: [String: String] = [:]) -> String {
            var filled = ""
            for (index, part) in text.split(separator: "«", omittingEmptySubsequences: false).enumerated() {
                guard index > 0, let end = part.firstIndex(of: "»") else {
                    filled += part
                    continue
                }
                // A question mark asks for one that is there already.
                let isOptional = part.first == "?"
                let name = String(part[..<end].drop { $0 == "?" })
                let known = places[name] ?? canaries.secrets.first { $0.name == name }?.text
                filled += known ?? (isOptional ? "" : secret(name))
                filled += part[part.index(after: end)...]
            }
            return filled
        }

        /// Remembers what lies below the home directory and the project: what the test wrote is no leak.
        mutating func settle() throws { files = try FileSystem.everything(below: user.scratch.path) }

        /// Runs it as talkative as it can be, and searches all that comes of it.
        ///
        /// - Parameter printing: the secrets that are the result.
        mutating func run(
            _ words: [String], _ variables: [String: String], input: String = "", printing: Set<String> = []
        ) throws -> LiveProject.Result {
            let isJSON = words.starts(with: ["aws", "whoami"]) || words.starts(with: ["secrets", "list"])
            let all = words + ["--verbose"] + (isJSON ? ["--json"] : [])
            let result = try user.run(
                all, variables.merging(["GITHUB_ACTIONS": "true"]) { $1 }, input: Array(input.utf8))
            // What a service answers to a request of the user's own is the result, whatever it is.
            let isAnswer = words.starts(with: ["aws", "request"]) && result.status == 0
            try search(result, all, isAnswer ? Set(canaries.secrets.map(\.name)) : printing)
            return result
        }

        private mutating func search(
            _ result: LiveProject.Result, _ words: [String], _ printing: Set<String>
        ) throws {
            let told = canaries.found(in: Array(result.errors.utf8))
            #expect(told.isEmpty, "\(words) on standard error: \(told)")
            let printed = canaries.found(in: Array(result.output.utf8))
                .filter { found in !printing.contains { found.hasPrefix("\($0), ") } }
            #expect(printed.isEmpty, "\(words) on standard output: \(printed)")
            searched += 2
            for (path, bytes) in try FileSystem.everything(below: user.scratch.path) where files[path] != bytes {
                let written = canaries.found(in: bytes)
                #expect(written.isEmpty, "\(words) in \(path): \(written)")
                searched += 1
            }
        }
    }

    private static let commands: [(words: [String], input: String)] = [
        (["aws", "whoami"], ""), (["secrets", "get", "ssm:/shop/key"], ""),
        (["secrets", "get", "secretsmanager:shop/prod#password"], ""), (["secrets", "list", "prod"], ""),
        (["secrets", "rotate", "ssm:/shop/key", "--yes"], ""), (["aws", "request", "s3", "/bucket/key"], ""),
        (["aws", "request", "eks", "/clusters"], ""), (["aws", "request", "dynamodb", "--action", "ListTables"], ""),
        (["aws", "request", "ec2", "--action", "DescribeVpcs"], ""),
    ]

    /// An error in every protocol at once, with `words` in each of its parts and in the head.
    private static func answers(_ words: String) -> [StubServer.Answer] {
        let json = JSONValue.string(words).text.dropFirst().dropLast()
        let xml = words.map { ["&": "&amp;", "<": "&lt;", "\"": "&quot;"][$0] ?? String($0) }.joined()
        // A head holds no other characters.
        let head = String(decoding: words.utf8.filter { $0 >= 0x20 && $0 < 0x7F }, as: UTF8.self)
        let fields = [
            ("x-amzn-RequestId", head), ("x-amz-bucket-region", head), ("x-amzn-ErrorType", head), ("Server", head),
            ("Retry-After", "0"),
        ]
        func all(_ status: Int, _ code: String) -> [StubServer.Answer] {
            [
                .init(
                    status, "text/xml",
                    "<E><Error><Code>\(code)</Code><Message>User: \(xml) perform: \(xml) on resource: \(xml)</Message><Region>\(xml)</Region></Error><RequestId>\(xml)</RequestId></E>",
                    fields: fields),
                .init(
                    status, "application/json",
                    #"{"__type":"\#(code)","message":"it is \#(json) perform: \#(json)","Message":"\#(json)","code":"\#(json)"}"#,
                    fields: fields),
            ]
        }
        return all(403, "AccessDenied") + all(400, "ValidationException") + all(400, xml)
            + all(403, "InvalidClientTokenId")
            + [.init(200, "text/html; name=\(head)", "<html>\(xml)</html>", fields: fields)]
            + [
                .init(502, "x/\(head)", words, fields: fields),
                .init(301, "text/html", words, fields: [("Location", head)]),
            ]
    }

    /// What a server was sent, and what it was not, in its error messages and heads.
    @Test func whatAServerQuotes() throws {
        var watched = try Watched()
        let key = watched.secret("secret access key")
        let token = watched.secret("session token")
        let value = watched.secret("value to store", plain: false)
        let variables = [
            "AWS_ACCESS_KEY_ID": AWSSimulator.accessKeyID, "AWS_SECRET_ACCESS_KEY": key, "AWS_SESSION_TOKEN": token,
            "AWS_REGION": "us-east-1", "AWS_MAX_ATTEMPTS": "1",
        ]
        try watched.settle()
        let commands =
            Self.commands + [
                (["secrets", "set", "ssm:/shop/key"], value), (["secrets", "set", "secretsmanager:x"], value),
            ]
        for secret in [key, token, value] {
            let commands = commands.filter { (secret == value) == ($0.words[1] == "set") }
            // Each command asks once, so each answer is given to all of them.
            let answers = Canaries.quotations(of: secret).flatMap { Self.answers($0.1) }
            let stub = try StubServer(answers.flatMap { answer in commands.map { _ in answer } })
            let all = variables.merging(["AWS_ENDPOINT_URL": stub.url]) { $1 }
            for answer in answers {
                for (words, input) in commands {
                    let result = try watched.user.run(words, all, input: Array(input.utf8))
                    #expect(result.status == 1 || answer.status == 200, "\(words): \(result)")
                    let told = watched.canaries.found(in: Array(result.errors.utf8))
                    #expect(told.isEmpty, "\(words) told \(told) of \(answer.body): \(result.errors)")
                    watched.searched += 1
                }
            }
            #expect(try stub.requests().count == answers.count * commands.count)
        }
        print("searched \(watched.searched) answers for \(watched.canaries.count) runs")
    }

    /// Values go to standard output where they are asked for, and nowhere else.
    @Test func theResultAndNothingElse() throws {
        var watched = try Watched()
        let variables = AWSUser.keys.merging([
            "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": try AWSSimulator.shared().url,
        ]) { $1 }
        watched.canaries.add("secret access key", AWSSimulator.secretAccessKey)
        let name = "secrecy-\(RandomBytes.hexadecimal(6))"
        try watched.settle()
        for reference in ["ssm:/\(name)", "secretsmanager:\(name)-whole", "secretsmanager:\(name)#password"] {
            let value = watched.secret("value of \(reference)", plain: false)
            let stored = try watched.run(["secrets", "set", reference], variables, input: value + "\n")
            #expect(
                stored.status == 0 && stored.output.isEmpty && stored.errors == "Stored \(reference).\n", "\(stored)")
            let found = try watched.run(
                ["secrets", "get", reference], variables, printing: ["value of \(reference)"])
            #expect(found.output == value && found.errors.isEmpty)
            let rotated = try watched.run(["secrets", "rotate", reference, "--yes"], variables)
            #expect(rotated.status == 0 && rotated.output.isEmpty, "\(rotated)")
            let fresh = try watched.user.run(["secrets", "get", reference], variables).output
            #expect(fresh.utf8.count == 43 && fresh != value)
            watched.canaries.add("new value of \(reference)", fresh)
            #expect(watched.canaries.found(in: Array(rotated.errors.utf8)).isEmpty, "\(rotated)")
        }
        _ = try watched.run(["secrets", "list", "prod"], variables)
        print("\(watched.searched) texts searched for \(watched.canaries.count) runs")
    }

    /// The program that gives credentials has the words of its line, the user's own variables, and no secret of ours.
    @Test func theProgramsWorld() throws {
        var watched = try Watched()
        let script = """
            #!/bin/sh
            tr '\\0' '\\n' </proc/$$/cmdline >"$HOME/words"
            tr '\\0' '\\n' </proc/$$/environ >"$HOME/variables"
            tr '\\0' '\\n' </proc/$PPID/cmdline >"$HOME/caller"
            echo '{"Version":1,"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"\(watched.secret("secret key"))"}'

            """
        try watched.user.write("home/program", script, mode: 0o700)
        let program = "\(watched.user.home)/program"
        try watched.user.write(
            "home/.aws/config", "[profile a]\ncredential_process = \(program) --for 'two words' \"a \\\" quote\"\n")
        let given = [
            "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "OWN": watched.secret("own variable"),
            "AWS_SESSION_TOKEN": watched.secret("session token"),
        ]
        let result = try watched.user.run(["aws", "eks-token", "--cluster", "shop", "--profile", "a"], given)
        #expect(result.status == 0, "\(result)")
        func lines(_ file: String) throws -> [String] {
            String(decoding: try FileSystem.read("\(watched.user.home)/\(file)", limit: 1 << 16), as: UTF8.self)
                .split(separator: "\n").map(String.init)
        }
        #expect(try lines("words") == ["/bin/sh", program, "--for", "two words", "a \" quote"])
        let all = try watched.user.command([], given).environment ?? [:]
        #expect(try lines("variables").sorted() == all.map { "\($0.key)=\($0.value)" }.sorted())
        // Its own three, and that of the script or of the redirection.
        for file in ["words", "caller"] {
            let found = watched.canaries.found(in: Array(try lines(file).joined(separator: "\n").utf8))
            #expect(found.isEmpty, "\(file): \(found)")
        }
    }
}
