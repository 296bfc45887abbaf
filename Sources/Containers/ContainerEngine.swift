package import Diagnostics
package import POSIX

/// A program that runs containers on this machine, and how it is called.
package struct ContainerEngine: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case podman, docker

        /// The Debian package it comes in.
        package var package: String {
            switch self {
            case .podman: "podman"
            case .docker: "docker.io"
            }
        }
    }

    package let kind: Kind
    /// The program, absolute.
    package let path: String
    /// All variables it is run with: its own settings and nothing else of the caller's, such as a CI secret.
    package let variables: [String: String]

    package init(kind: Kind, path: String, variables: [String: String]) {
        self.kind = kind
        self.path = path
        self.variables = variables
    }

    /// What the engines read to find their settings, their storage, their daemon, registries and proxies.
    package static let settings: Set<String> = [
        "CONTAINERS_CONF", "CONTAINERS_REGISTRIES_CONF", "CONTAINERS_STORAGE_CONF", "DBUS_SESSION_BUS_ADDRESS",
        "DOCKER_CERT_PATH", "DOCKER_CONFIG", "DOCKER_CONTEXT", "DOCKER_HOST", "DOCKER_TLS_VERIFY", "HOME",
        "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "REGISTRY_AUTH_FILE", "STORAGE_DRIVER", "STORAGE_OPTS", "TMPDIR",
        "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "http_proxy", "https_proxy", "no_proxy",
    ]

    /// Where programs are looked for after PATH: ordinary users do not have /usr/sbin there, where Debian keeps runc.
    package static let usualPath = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"]

    /// The first of `kinds` that is installed; nil where none is.
    ///
    /// - Parameters:
    ///   - variables: the caller's, of which PATH and ``settings`` are used.
    ///   - more: directories searched after those of PATH.
    package static func find(
        _ kinds: [Kind] = Kind.allCases, in variables: [String: String] = EnvironmentVariables.all,
        more: [String] = usualPath
    ) -> ContainerEngine? {
        let own = (variables["PATH"] ?? "").split(separator: ":").map(String.init)
        var kept = variables.filter { settings.contains($0.key) }
        kept["PATH"] = (own + more.filter { !own.contains($0) }).joined(separator: ":")
        kept["LC_ALL"] = "C.UTF-8"
        for kind in kinds {
            guard let path = Command(kind.rawValue, environment: kept).executablePath else { continue }
            return ContainerEngine(kind: kind, path: path, variables: kept)
        }
        return nil
    }

    /// The first of `kinds` that is installed; throws E0660 where none is.
    package static func require(
        _ kinds: [Kind] = Kind.allCases, in variables: [String: String] = EnvironmentVariables.all,
        more: [String] = usualPath
    ) throws(Failure) -> ContainerEngine {
        guard let engine = find(kinds, in: variables, more: more) else {
            let names = kinds.map(\.rawValue)
            throw Failure(
                ContainerCodes.engineMissing,
                """
                \(names.count > 1 ? "neither \(names.joined(separator: " nor ")) was" : "\(names.joined()) was not") \
                found on PATH, /usr/sbin or /sbin.
                """,
                help: "apt-get install \(kinds.first?.package ?? Kind.podman.package)")
        }
        return engine
    }

    /// Runs the engine to its end; its exit status is the caller's to judge.
    ///
    /// - Parameter timeout: after it the engine is killed, and E0663 thrown.
    package func run(
        _ arguments: [String], timeout: Duration = .seconds(60), outputLimit: Int = 8 << 20
    ) throws(Failure) -> Outcome {
        let command = Command(path, arguments, environment: variables)
        do throws(SystemError) {
            return try Subprocess.run(command, timeout: timeout, outputLimit: outputLimit)
        } catch {
            throw error.failure(code: ContainerCodes.commandFailed)
        }
    }

    /// Runs the engine and gives what it printed; an exit status other than 0 is E0663 with its words.
    package func output(
        _ arguments: [String], timeout: Duration = .seconds(60), outputLimit: Int = 8 << 20
    ) throws(Failure) -> String {
        let outcome = try run(arguments, timeout: timeout, outputLimit: outputLimit)
        guard outcome.status.isSuccess else {
            throw Failure(
                ContainerCodes.commandFailed,
                "\(kind.rawValue) \(arguments.first ?? "") (\(outcome.status)): \(Self.words(of: outcome))",
                help: "run it by hand: \(kind.rawValue) \(arguments.joined(separator: " "))")
        }
        return outcome.outputText
    }

    /// Throws E0661 or E0662 where the engine is installed but cannot run a container here.
    package func requireUsable() throws(Failure) {
        if kind == .docker { try requireLocalDaemon() }
        let question =
            switch kind {
            case .podman: ["info", "--format", "{{.Host.OCIRuntime.Name}}"]
            case .docker: ["version", "--format", "{{.Server.Version}}"]
            }
        let outcome = try run(question, timeout: .seconds(30))
        guard outcome.status.isSuccess else {
            let remedy =
                switch kind {
                case .podman: "see that `podman info` works for your user: storage, runtime (runc or crun), subuids"
                case .docker:
                    "start the daemon (systemctl start docker), see that your user may speak to it, or install podman"
                }
            throw Failure(
                ContainerCodes.engineUnusable, "\(path) does not work here: \(Self.words(of: outcome))", help: remedy)
        }
    }

    private func requireLocalDaemon() throws(Failure) {
        let outcome = try run(["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"], timeout: .seconds(30))
        let host = outcome.outputText.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        guard host.isEmpty || host.hasPrefix("unix://") else {
            throw Failure(
                ContainerCodes.engineElsewhere, "docker speaks to \(host).",
                help: "unset DOCKER_HOST or choose a context on this machine: docker context use default")
        }
    }

    /// The last of what a command complained about, on one line.
    package static func words(of outcome: Outcome) -> String {
        let text = outcome.errorText.split(whereSeparator: \.isNewline).joined(separator: "; ")
        return text.isEmpty ? "it says nothing (\(outcome.status))" : String(text.suffix(400))
    }
}
