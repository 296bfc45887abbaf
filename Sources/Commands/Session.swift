import Diagnostics
import POSIX
import Providers
import Reports

/// What a command is given of the world: streams, variables, the tool's version and the places environments can live.
struct Session: Sendable {
    let version: String
    let variables: [String: String]
    let site: any Site
    /// The directory of the project, as the user named it.
    let directory: String
    let output: Terminal
    let errors: Terminal
    let isQuiet: Bool
    let isVerbose: Bool
    /// Whether a question can be asked and answered.
    let isInteractive: Bool
    /// Where machines read what happens.
    let events: EventLog

    /// Whether progress may redraw its line: a terminal that can, and somebody who looks.
    var isLive: Bool { StandardStream.error.isTerminal && variables["TERM"] != "dumb" && !isQuiet }

    /// Prints a result.
    func print(_ text: String) { StandardStream.output.write(text) }

    /// Prints progress, which `--quiet` leaves out.
    func tell(_ text: String) { if !isQuiet { StandardStream.error.write(text) } }

    /// Prints what only `--verbose` wants to know.
    func detail(_ text: @autoclosure () -> String) { if isVerbose { StandardStream.error.write("\(text())\n") } }

    /// Prints problems, with the lines they are about; in GitHub Actions as annotations too.
    func report(_ diagnostics: [Diagnostic], sources: [String: [UInt8]]) {
        StandardStream.error.write(DiagnosticText(terminal: errors, sources: sources).render(diagnostics))
        if variables["GITHUB_ACTIONS"] == "true" {
            // The runner reads both streams; standard output may be a document that somebody parses.
            StandardStream.error.write(GitHubAnnotations.render(diagnostics))
        }
    }

    /// The absolute or relative path of something the user named on the command line, seen from the project.
    func path(_ argument: String) -> String {
        argument.hasPrefix("/") || directory == "." ? argument : "\(directory)/\(argument)"
    }
}

/// One verb with its arguments, ready to run.
protocol Command {
    /// Does it; throws a `Failure` that is told to the user.
    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus
}
