import Arguments
internal import Diagnostics
internal import Glibc
import POSIX
package import Providers
import Reports

/// The command line of Slipway: words in, exit status out.
package struct CommandLineInterface: Sendable {
    private let version: String
    private let site: any Site

    package init(version: String, site: any Site) {
        self.version = version
        self.site = site
    }

    /// Runs the words this process was started with, and ends it.
    package func runAndExit() async -> Never {
        let status = await run(Array(CommandLine.arguments.dropFirst()), variables: EnvironmentVariables.all)
        exit(status.rawValue)
    }

    func run(_ words: [String], variables: [String: String]) async -> ExitStatus {
        // A reader that goes away must not end an apply half way.
        signal(SIGPIPE, SIG_IGN)
        switch ArgumentParser(SlipwayGrammar.root).parse(words, variables: variables) {
        case .failure(let error):
            StandardStream.error.write(error.text(program: "slipway"))
            return .usage
        case .success(let invocation):
            return await run(invocation, variables: variables)
        }
    }

    private func run(_ invocation: Invocation, variables: [String: String]) async -> ExitStatus {
        let events: EventLog
        do throws(Failure) {
            events = try Self.events(
                of: invocation, version: version, below: invocation[SlipwayGrammar.Options.chdir] ?? ".")
        } catch {
            session(for: invocation, variables, .none).report(error.diagnostics, sources: [:])
            return error.exit
        }
        let session = session(for: invocation, variables, events)
        switch invocation.request {
        case .help(let topic):
            session.print(HelpText.render(SlipwayGrammar.root, path: topic, columns: session.output.columns) ?? "")
            return .success
        case .version:
            session.print("slipway \(version)\n")
            return .success
        case .run: break
        }
        let project = Project(directory: session.directory)
        do throws(Failure) {
            if let text = try Self.text(for: invocation, project: project, version: version) {
                session.print(text)
                return .success
            }
            guard let command = try Self.command(for: invocation) else { return .usage }
            return try await command.run(in: session, project: project)
        } catch {
            let text = DiagnosticText.plain(sources: project.texts)
            for diagnostic in error.diagnostics { events.emit(.diagnostic(diagnostic), text: text) }
            session.report(error.diagnostics, sources: project.texts)
            return error.exit
        }
    }

    private func session(
        for invocation: Invocation, _ variables: [String: String], _ events: EventLog
    ) -> Session {
        typealias Options = SlipwayGrammar.Options
        let choice =
            invocation[Options.noColor]
            ? Terminal.ColourChoice.never
            : invocation[Options.color].flatMap(Terminal.ColourChoice.init) ?? .auto
        func terminal(_ stream: StandardStream) -> Terminal {
            Terminal(
                variables: variables, isTerminal: stream.isTerminal, choice: choice, measuredColumns: stream.columns)
        }
        return Session(
            version: version, variables: variables, site: site,
            directory: invocation[Options.chdir] ?? ".", output: terminal(.output), errors: terminal(.error),
            isQuiet: invocation[Options.quiet], isVerbose: invocation[Options.verbose],
            isInteractive: isatty(0) == 1 && StandardStream.error.isTerminal, events: events)
    }
}
