import JSON
import POSIX
import TestSupport

/// A project with an engine that is a script: it keeps what it is told, and fails where a test wants it to.
struct ImageProject {
    let scratch: Scratch
    let engine: String

    static let id = "sha256:" + String(repeating: "1", count: 64)
    static let digest = "sha256:" + String(repeating: "2", count: 64)
    static let base = "docker.io/library/debian:12@sha256:" + String(repeating: "5", count: 64)

    /// Answers as podman, buildah and docker do. `fail` beside it holds the command that fails and its words.
    private static let script = """
        #!/bin/sh
        here=${0%/*}
        printf '%s\\n' "$*" >>"$here/calls"
        [ "$1" = image ] && what="image $2" || what=$1
        if [ -f "$here/fail" ] && [ "$(head -n 1 "$here/fail")" = "$what" ]; then
            tail -n +2 "$here/fail" >&2
            exit 125
        fi
        # As an engine that takes long, and is not alone.
        if [ -f "$here/hang" ] && [ "$1" = build ]; then
            sleep 60 &
            echo $! >"$here/hanging"
            wait
        fi
        option() { while [ $# -gt 1 ]; do [ "$1" = "$name" ] && printf '%s' "$2" && return; shift; done; }
        case $1 in
        --version) echo "${0##*/} version 9.9.9, build 1" ;;
        build) name=--iidfile; printf '%s' '\(id)' >"$(option "$@")" ;;
        push) name=--digestfile; file=$(option "$@"); [ -z "$file" ] || cat "$here/digest" >"$file" ;;
        create) echo container ;;
        cp) cp -r "$here/image${2#container:}" "$3" ;;
        image) [ "$3" = --format ] && echo 'example.com/shop@\(digest)' || cat "$here/inspect.json" 2>/dev/null ;;
        esac
        exit 0

        """

    init(engine: String = "podman", build: String = "") throws {
        scratch = try Scratch()
        self.engine = engine
        try write("bin/\(engine)", Self.script, mode: 0o700)
        try write("bin/digest", Self.digest)
        try write("bin/image/var/lib/dpkg/status", "Package: libc6\nStatus: install ok installed\nVersion: 2.36-9\n")
        try write("bin/image/var/lib/dpkg/info/libc6.list", "/lib/x86_64-linux-gnu/libc.so.6\n")
        try write("bin/image/usr/lib/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
        try write("bin/image/usr/local/bin/shop", "#!/bin/sh\n")
        try write("bin/inspect.json", #"[{"Id":"11","Architecture":"amd64","Size":1,"Config":{"User":"10001"}}]"#)
        try write("shop", "#!/bin/sh\n", mode: 0o700)
        try write(
            "environments/dev.yaml",
            """
            environment: dev
            tier: dev
            service: {name: shop, program: shop, image: "example.com/shop:1.4"}
            build:
              base: \(Self.base)
              packages: [libssl3=3.0.22-1]
            \(build)
            compliance: {owner: team}

            """)
    }

    func write(_ path: String, _ text: String, mode: UInt32 = 0o600) throws {
        try FileSystem.createDirectory(FileSystem.parent(of: scratch.at(path)), withParents: true)
        try FileSystem.writeAtomically(Array(text.utf8), to: scratch.at(path), mode: mode)
    }

    func text(_ path: String) throws -> String {
        String(decoding: try FileSystem.read(scratch.at(path), limit: 1 << 20), as: UTF8.self)
    }

    /// Lets one command of the engine fail with these words.
    func fail(_ command: String, _ words: String) throws { try write("bin/fail", "\(command)\n\(words)\n") }

    /// Starts the program in the background; what it prints goes to `file`.
    func start(_ words: String..., into file: String) throws -> ProcessIdentity {
        try Subprocess.spawnDetached(try command(words, [:]), standardOutput: scratch.at(file))
    }

    private func command(_ words: [String], _ variables: [String: String]) throws -> Command {
        let path = EnvironmentVariables.value(of: "PATH") ?? "/usr/bin:/bin"
        let all = ["PATH": "\(scratch.at("bin")):\(path)", "COLUMNS": "400", "SLIPWAY_ENGINE": engine]
        return Command(
            try LiveProject.program("slipway"), ["-C", scratch.path] + words,
            environment: all.merging(variables) { _, given in given })
    }

    func run(_ words: String..., variables: [String: String] = [:]) throws -> LiveProject.Result {
        let outcome = try Subprocess.run(try command(words, variables), timeout: .seconds(60))
        let status: Int32 = if case .exited(let status) = outcome.status { status } else { -1 }
        return .init(status: status, output: outcome.outputText, errors: outcome.errorText)
    }
}
