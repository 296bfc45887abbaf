internal import Diagnostics
internal import JSON
internal import POSIX

/// A program that prints credentials (AWS SDKs and Tools Reference Guide, "Process credential provider").
struct ProcessCredentials {
    let settings: AWSSettings
    let profile: String

    init(_ settings: AWSSettings, profile: String) {
        self.settings = settings
        self.profile = profile
    }

    /// Runs the words of `line`, at most a minute, without a shell; throws E0807.
    func fetch(_ line: String) throws(Failure) -> FoundCredentials {
        let answer = CredentialAnswer(source: "credential_process of profile \(profile)")
        guard let words = CommandWords.split(line), let program = words.first else {
            throw answer.problem("is empty, or has a quote without its end", help: "correct the line")
        }
        let outcome: Outcome
        do throws(SystemError) {
            outcome = try Subprocess.run(
                Command(
                    settings.context.expanded(program), Array(words.dropFirst()),
                    environment: settings.context.variables),
                timeout: .seconds(60), outputLimit: 64 << 10, endsAtFirstSignal: true)
        } catch {
            if settings.context.isCancelled() { throw AWSClient.stopped }
            if error.isNotFound {
                throw answer.problem("names \(program), which is no program", help: "check the path and PATH")
            }
            throw answer.problem("cannot be run: \(error.detail ?? error.reason)", help: "run it by hand")
        }
        // What it printed is not quoted: it may be the very credentials.
        guard outcome.status.isSuccess else {
            throw answer.problem("ended with \(outcome.status)", help: "run it by hand to see what it says")
        }
        let version = (try? JSONReader.parse(outcome.standardOutput))?["Version"]?.integer
        guard version == 1 else {
            throw answer.problem(
                version.map { "printed Version \($0), and only 1 is known" }
                    ?? "printed no JSON object with \"Version\": 1", help: "run it by hand to see what it prints")
        }
        let credentials = try answer.credentials(outcome.standardOutput, requiresExpiry: false)
        return FoundCredentials(
            credentials, source: "credential_process of profile \(profile)", isRenewable: true)
    }
}

/// A line of words as a shell would cut it, with its quotes and backslashes and nothing else of a shell.
enum CommandWords {
    /// nil where a quote has no end, or nothing follows a backslash.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String.UnicodeScalarView?
        var quote: Unicode.Scalar?
        func add(_ scalar: Unicode.Scalar) {
            if word == nil { word = .init() }
            word?.append(scalar)
        }
        // By scalars: to Swift an accent makes another character of a quote before it.
        var scalars = line.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            if let open = quote {
                if scalar == open {
                    quote = nil
                } else if scalar == "\\", open == "\"" {
                    guard let next = scalars.next() else { return nil }
                    if next != "\"", next != "\\" { add(scalar) }
                    add(next)
                } else {
                    add(scalar)
                }
                continue
            }
            switch scalar {
            case " ", "\t", "\r", "\n":
                if let done = word { words.append(String(done)) }
                word = nil
            case "\"", "'":
                quote = scalar
                word = word ?? .init()
            case "\\":
                guard let next = scalars.next() else { return nil }
                add(next)
            default: add(scalar)
            }
        }
        guard quote == nil else { return nil }
        if let done = word { words.append(String(done)) }
        return words
    }
}
