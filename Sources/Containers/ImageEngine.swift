package import Diagnostics
package import POSIX

/// A program that builds and pushes images, and how it is called.
///
/// Every command line is data made by a function without effects; ``run(_:timeout:)`` is the only one that has any.
package struct ImageEngine: Sendable {
    /// In the order in which they are preferred: those that make the same image twice come first.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case podman, buildah, docker

        /// Whether it can give an image a time of the caller's choice, so that two builds make the same one.
        package var isReproducible: Bool { self != .docker }
    }

    package let kind: Kind
    /// The program, absolute.
    package let path: String
    /// All variables it is run with: its own settings and nothing else of the caller's.
    package let variables: [String: String]

    package init(kind: Kind, path: String, variables: [String: String]) {
        self.kind = kind
        self.path = path
        self.variables = variables
    }

    /// The engine called `name`, or the first that is installed; throws E0660 where there is none.
    package static func require(
        _ name: String? = nil, in variables: [String: String] = EnvironmentVariables.all,
        more: [String] = EngineSearch.usualPath
    ) throws(Failure) -> ImageEngine {
        let search = EngineSearch(variables, more: more)
        let names = (name.flatMap(Kind.init).map { [$0] } ?? Kind.allCases).map(\.rawValue)
        guard let found = search.first(of: names), let kind = Kind(rawValue: found.name) else {
            throw EngineSearch.missing(names)
        }
        // BuildKit of docker, where it is there, keeps what a Dockerfile ignores out of the context.
        let more = kind == .docker ? ["DOCKER_BUILDKIT": "1"] : [:]
        return ImageEngine(
            kind: kind, path: found.path, variables: search.variables.merging(more) { _, own in own })
    }

    /// Throws E0661 where the engine is installed but does not work here.
    package func requireUsable() throws(Failure) {
        let outcome = try run(
            kind == .docker ? ["version", "--format", "{{.Server.Version}}"] : ["info"], timeout: .seconds(60))
        guard outcome.status.isSuccess else { throw EngineSearch.unusable(kind.rawValue, at: path, outcome) }
    }

    /// As in `4.3.1`; empty where the engine does not say.
    package func version() throws(Failure) -> String {
        let outcome = try run(["--version"], timeout: .seconds(30))
        return outcome.outputText.split { $0 == " " || $0 == "\n" || $0 == "," }.map(String.init)
            .first { $0.first?.isNumber == true } ?? ""
    }

    /// Runs the engine to its end; its exit status is the caller's to judge. Throws E0663 where it cannot run or end.
    package func run(_ arguments: [String], timeout: Duration) throws(Failure) -> Outcome {
        do throws(SystemError) {
            return try Subprocess.run(
                Command(path, arguments, environment: variables), timeout: timeout, outputLimit: 64 << 20,
                endsAtFirstSignal: true)
        } catch {
            throw error.failure(code: ContainerCodes.commandFailed)
        }
    }

    /// The last lines an engine printed, errors last, as the end of a message.
    static func lastLines(of outcome: Outcome, _ count: Int = 12) -> String {
        let lines = lastLines(of: outcome.outputText + "\n" + outcome.errorText, count)
        return lines.isEmpty ? " it says nothing (\(outcome.status))" : lines.map { "\n  \($0)" }.joined()
    }

    /// Without what would move a cursor, and not at any length.
    static func lastLines(of text: String, _ count: Int) -> [String] {
        text.split { $0.isNewline }
            .map { line in String(line.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }.prefix(300)) }
            .filter { !$0.isEmpty && !$0.allSatisfy { $0 == " " } }
            .suffix(count)
    }
}
