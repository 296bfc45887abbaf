package import Diagnostics
package import POSIX

/// A program that runs containers on this machine, and how it is called.
package struct ContainerEngine: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case podman, docker
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

    /// The first of `kinds` that is installed; nil where none is.
    ///
    /// - Parameters:
    ///   - variables: the caller's, of which PATH and the engines' own settings are used.
    ///   - more: directories searched after those of PATH.
    package static func find(
        _ kinds: [Kind] = Kind.allCases, in variables: [String: String] = EnvironmentVariables.all,
        more: [String] = EngineSearch.usualPath
    ) -> ContainerEngine? {
        let search = EngineSearch(variables, more: more)
        guard let found = search.first(of: kinds.map(\.rawValue)), let kind = Kind(rawValue: found.name) else {
            return nil
        }
        return ContainerEngine(kind: kind, path: found.path, variables: search.variables)
    }

    /// The first of `kinds` that is installed; throws E0660 where none is.
    package static func require(
        _ kinds: [Kind] = Kind.allCases, in variables: [String: String] = EnvironmentVariables.all,
        more: [String] = EngineSearch.usualPath
    ) throws(Failure) -> ContainerEngine {
        guard let engine = find(kinds, in: variables, more: more) else {
            throw EngineSearch.missing(kinds.map(\.rawValue))
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
        guard outcome.status.isSuccess else { throw EngineSearch.unusable(kind.rawValue, at: path, outcome) }
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
