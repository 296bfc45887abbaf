import Diagnostics
import JSON
import Manifests
import Reports

/// `slipway validate [ENV…]`: every problem of every environment and template in one run.
struct ValidateCommand: Command {
    let environments: [String]
    let isJSON: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let names = environments.isEmpty ? try project.environmentNames() : environments
        var problems: [Diagnostic] = []
        for name in names {
            do throws(Failure) {
                let environment = try project.environment(name)
                _ = try project.manifests().documents(of: environment)
            } catch {
                // Problems of the shared layer are the same for every environment; once is enough.
                problems += error.diagnostics.filter { !problems.contains($0) }
            }
        }
        let isValid = !problems.contains { $0.severity == .error }
        if isJSON {
            let text = DiagnosticText.plain(sources: project.texts)
            let values = problems.map { DiagnosticJSON.value(of: $0, text: text) }
            let document: JSONValue = [
                "environments": .array(names.map { .string($0) }), "valid": .bool(isValid),
                "diagnostics": .array(values),
            ]
            session.print(String(decoding: document.bytes(pretty: true), as: UTF8.self) + "\n")
        } else {
            session.report(problems, sources: project.texts)
            if isValid { session.print("valid: \(names.joined(separator: ", "))\n") }
        }
        return isValid ? .success : .failed
    }
}
