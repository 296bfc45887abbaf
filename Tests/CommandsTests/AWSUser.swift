import POSIX
import TestSupport

/// Somebody at a machine of their own: a home directory, a project, variables and nothing else.
struct AWSUser {
    let scratch: Scratch
    var home: String { scratch.at("home") }

    /// Why there can be none here; nil where there can.
    static let missing =
        AWSSimulator.missing ?? (FileSystem.isExecutable("/usr/bin/openssl") ? nil : "openssl is missing")

    private static let spec = """
        environment: prod
        tier: dev
        service:
          name: shop
          program: shop
          secrets:
            DATABASE_PASSWORD: secretsmanager:shop/prod#password
            API_KEY: ssm:/shop/key
            SESSION_KEY: generate:32
        compliance: {owner: team}

        """

    init(files: [String: String] = [:]) throws {
        scratch = try Scratch()
        try FileSystem.createDirectory(home)
        try write("project/environments/prod.yaml", Self.spec)
        for (path, text) in files { try write("home/\(path)", text) }
    }

    func write(_ path: String, _ text: String, mode: UInt32 = 0o600) throws {
        try FileSystem.createDirectory(FileSystem.parent(of: scratch.at(path)), withParents: true)
        try FileSystem.writeAtomically(Array(text.utf8), to: scratch.at(path), mode: mode)
    }

    /// What every run has.
    static let keys = [
        "AWS_ACCESS_KEY_ID": AWSSimulator.accessKeyID, "AWS_SECRET_ACCESS_KEY": AWSSimulator.secretAccessKey,
    ]

    func command(_ words: [String], _ variables: [String: String], input: [UInt8] = []) throws -> Command {
        let all = ["PATH": "/usr/bin:/bin", "COLUMNS": "4000", "HOME": home, "AWS_EC2_METADATA_DISABLED": "true"]
        return Command(
            try LiveProject.program("slipway"), ["-C", scratch.at("project")] + words,
            environment: all.merging(variables) { _, given in given }, directory: scratch.path, standardInput: input)
    }

    func run(_ words: [String], _ variables: [String: String], input: [UInt8] = []) throws -> LiveProject.Result {
        let outcome = try Subprocess.run(
            try command(words, variables, input: input), timeout: .seconds(60), outputLimit: 16 << 20)
        let status: Int32 = if case .exited(let status) = outcome.status { status } else { -1 }
        return .init(status: status, output: outcome.outputText, errors: outcome.errorText)
    }

    /// A certificate for `name` that nobody signed but itself, and its key beside it, in PEM.
    func certificate(for name: String, _ path: String) throws {
        let made = try Subprocess.run(
            Command(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=stub", "-addext", "subjectAltName=\(name)", "-keyout", scratch.at("\(path).key"),
                    "-out", scratch.at(path),
                ], environment: ["PATH": "/usr/bin:/bin"]), timeout: .seconds(20))
        guard made.status.isSuccess else { throw StubServer.Failure(description: made.errorText) }
        let both = try ["\(path).key", path].flatMap { try FileSystem.read(scratch.at($0), limit: 1 << 16) }
        try FileSystem.writeAtomically(both, to: scratch.at("\(path).both"))
    }
}

extension FileSystem {
    /// Every regular file below a directory with its bytes.
    static func everything(below directory: String) throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for name in try list(directory) {
            let path = "\(directory)/\(name)"
            switch try kind(of: path) {
            case .directory: found.merge(try everything(below: path)) { first, _ in first }
            case .regular: found[path] = try read(path, limit: 64 << 20)
            default: break
            }
        }
        return found
    }
}
