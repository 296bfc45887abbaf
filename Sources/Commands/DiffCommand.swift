import Diagnostics
import JSON
import Manifests
import Reports

/// `slipway diff ENV ENV`: the documents and values in which two environments differ, each with its origin.
struct DiffCommand: Command {
    let before: String
    let after: String
    let only: String?
    let isJSON: Bool
    let hasDetailedExit: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let manifests = try project.manifests()
        // The problems of both are told in one run.
        var problems: [Diagnostic] = []
        var documents: [[Document]] = []
        for name in [before, after] {
            do throws(Failure) {
                documents.append(try manifests.documents(of: try project.environment(name)))
            } catch {
                problems += error.diagnostics.filter { !problems.contains($0) }
            }
        }
        guard problems.isEmpty, documents.count == 2 else { throw Failure(problems) }
        // A set that only one of them has is a difference, not a mistake.
        if let only, documents.allSatisfy({ $0.below(only).isEmpty }) {
            throw (documents[0] + documents[1]).unknown(only, of: before, after)
        }
        let comparison = Comparison(from: documents[0].below(only), to: documents[1].below(only))
        if isJSON {
            let value = ComparisonJSON.value(of: comparison, before: before, after: after)
            session.print(String(decoding: value.bytes(pretty: true), as: UTF8.self) + "\n")
        } else {
            session.print(ComparisonText(terminal: session.output, before: before, after: after).render(comparison))
        }
        return hasDetailedExit && !comparison.entries.isEmpty ? .changes : .success
    }
}
