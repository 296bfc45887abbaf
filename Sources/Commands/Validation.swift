import Diagnostics
import Environments
import JSON
import Manifests
import Reports

/// What is wrong with environments, and which findings of judges they accept.
struct Validation {
    /// An exception as one place of the spec has it, and the environments that place counts for.
    struct Accepted {
        let exception: ExceptionSection
        let location: SourceLocation
        var environments: [String]
    }

    let environments: [String]
    let problems: [Diagnostic]
    /// In the order of the environments; one that several share by their defaults is there once.
    let accepted: [Accepted]

    /// Reads and renders every environment; `today` decides which exceptions still hold.
    init(of names: [String], in project: Project, on today: CalendarDate) {
        var problems: [Diagnostic] = []
        var accepted: [Accepted] = []
        var known: [SourceLocation: Int] = [:]
        for name in names {
            do throws(Failure) {
                let environment = try project.environment(name)
                for (exception, location) in environment.exceptions {
                    if let index = known[location] {
                        accepted[index].environments.append(name)
                    } else {
                        known[location] = accepted.count
                        accepted.append(Accepted(exception: exception, location: location, environments: [name]))
                    }
                }
                let expired = environment.expiredExceptions(on: today)
                problems += expired.filter { !problems.contains($0) }
                _ = try project.manifests().documents(of: environment)
            } catch {
                // Problems of the shared layer are the same for every environment; once is enough.
                problems += error.diagnostics.filter { !problems.contains($0) }
            }
        }
        (environments, self.problems, self.accepted) = (names, problems, accepted)
    }

    var isValid: Bool { !problems.contains { $0.severity == .error } }

    /// The verdict where it is good, and every exception with its reason.
    func text(columns: Int) -> String {
        var lines = isValid ? ["valid: \(environments.joined(separator: ", "))"] : []
        for entry in accepted {
            let exception = entry.exception
            let documents = exception.documents.map(\.text).joined(separator: ", ")
            lines.append(
                "exception: \(exception.check)\(documents.isEmpty ? "" : " of \(documents)"), "
                    + "in \(entry.environments.joined(separator: ", ")), until \(exception.expires), "
                    + "answered for by \(exception.owner)")
            lines += VisibleText.wrap(VisibleText.of(exception.reason.text), columns: max(20, columns - 2)).map {
                "  \($0)"
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// One JSON document: `environments`, `valid`, `exceptions` and `diagnostics`.
    func json(sources: [String: [UInt8]]) -> JSONValue {
        let text = DiagnosticText.plain(sources: sources)
        return [
            "environments": .array(environments.map { .string($0) }), "valid": .bool(isValid),
            "exceptions": .array(accepted.map(Self.json)),
            "diagnostics": .array(problems.map { DiagnosticJSON.value(of: $0, text: text) }),
        ]
    }

    private static func json(of entry: Accepted) -> JSONValue {
        let exception = entry.exception
        return [
            "check": .string(exception.check.text),
            "documents": .array(exception.documents.map { .string($0.text) }),
            "reason": .string(exception.reason.text), "owner": .string(exception.owner.text),
            "expires": .string(exception.expires.description),
            "environments": .array(entry.environments.map { .string($0) }),
            "origin": .string(entry.location.description),
        ]
    }
}
