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
        let comparison = Comparison(
            from: try documents[0].below(only, of: before), to: try documents[1].below(only, of: after))
        if isJSON {
            let value = ComparisonJSON.value(of: comparison, before: before, after: after)
            session.print(String(decoding: value.bytes(pretty: true), as: UTF8.self) + "\n")
        } else {
            session.print(ComparisonText(terminal: session.output, before: before, after: after).render(comparison))
        }
        return hasDetailedExit && !comparison.entries.isEmpty ? .changes : .success
    }
}

extension [Document] {
    /// The documents of a set such as `local`, or the one of this path; all of them without one.
    func below(_ set: String?, of environment: String) throws(Failure) -> [Document] {
        guard let set else { return self }
        let chosen = filter { $0.path == set || $0.path.hasPrefix(set + "/") }
        guard chosen.isEmpty else { return chosen }
        let sets = Set(compactMap { $0.path.split(separator: "/").first.map(String.init) }).sorted()
        throw Failure(
            CommandCodes.unknownDocument, "\(environment) has no documents called \"\(set)\".",
            help: Suggestion.nearest(to: set, among: sets).map { "did you mean \"\($0)\"?" }
                ?? "the sets are \(sets.joined(separator: ", "))")
    }
}
