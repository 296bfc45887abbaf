import Diagnostics
import Environments
import JSON
import POSIX
import Reports
import YAML

/// `slipway validate [ENV…]`: every problem of every environment and template in one run, and what they accept.
struct ValidateCommand: Command {
    let environments: [String]
    let isJSON: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let names = environments.isEmpty ? try project.environmentNames() : environments
        let validation = Validation(of: names, in: project, on: CalendarDate(of: .now))
        if isJSON {
            let document = validation.json(sources: project.texts)
            session.print(String(decoding: document.bytes(pretty: true), as: UTF8.self) + "\n")
        } else {
            session.report(validation.problems, sources: project.texts)
            session.print(validation.text(columns: session.output.columns))
        }
        return validation.isValid ? .success : .failed
    }
}

extension CalendarDate {
    /// The day of a moment in UTC.
    init(of time: WallTime) {
        let text = String(time.description.prefix(10))
        // A clock outside the years a date can have is wrong: nothing holds until it is set.
        self = (try? CalendarDate(Scalar(text: text, kind: .string))) ?? .placeholder
    }
}
