import Diagnostics
import Environments
import JSON
import Providers
import Reports
import YAML

/// `slipway explain ENV|CODE [PATH]`: where a value comes from, or what a code means.
struct ExplainCommand: Command {
    let subject: String
    let path: String?
    let isJSON: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        if let code = DiagnosticCatalogue.code(subject, of: session.site.codes) {
            session.print(isJSON ? json(of: code) : text(of: code, columns: session.output.columns))
            return .success
        }
        if subject.first == "E", subject.dropFirst().allSatisfy(\.isNumber), subject.count > 1 {
            throw Failure(
                CommandCodes.unknownCode, "No problem has the code \(subject).",
                help: "codes are printed in brackets, as in error[E0201]")
        }
        let environment = try project.environment(subject)
        let parts = path.map { NodePath($0)?.parts ?? [$0] } ?? []
        guard let explanation = Explanation(of: parts, in: environment) else {
            throw Failure(
                EnvironmentCodes.unknownPath, "\(path ?? "") is no path of the spec.",
                help: project.unknownPathHelp(parts))
        }
        session.print(isJSON ? explanation.json : explanation.text)
        return .success
    }

    private func text(of code: DiagnosticCode, columns: Int) -> String {
        let explanation = VisibleText.wrap(code.explanation, columns: columns).joined(separator: "\n")
        var text = "\(code.id): \(code.title)\n\n\(explanation)\n"
        if code.exit != .failed { text += "\nExit status: \(code.exit.rawValue)\n" }
        if let runbook = code.runbook { text += "\nSee runbooks/\(runbook)\n" }
        return text
    }

    private func json(of code: DiagnosticCode) -> String {
        let value: JSONValue = [
            "code": .string(code.id), "title": .string(code.title), "explanation": .string(code.explanation),
            "exit": .integer(Int(code.exit.rawValue)),
            "runbook": code.runbook.map { .string("runbooks/\($0)") } ?? .null,
        ]
        return String(decoding: value.bytes(pretty: true), as: UTF8.self) + "\n"
    }
}
