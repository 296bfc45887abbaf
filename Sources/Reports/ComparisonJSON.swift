internal import Diagnostics
package import JSON
package import Manifests

/// A comparison of two environments for programs.
package enum ComparisonJSON {
    /// `before`, `after`, `same` and `documents`: each with `path`, `change` and, where it is `changed`, `differences`.
    package static func value(of comparison: Comparison, before: String, after: String) -> JSONValue {
        let documents = comparison.entries.map { entry -> JSONValue in
            switch entry {
            case .removed(let path): ["path": .string(path), "change": "removed"]
            case .added(let path): ["path": .string(path), "change": "added"]
            case .changed(let path, let differences):
                [
                    "path": .string(path), "change": "changed",
                    "differences": .array(
                        differences.map { difference in
                            [
                                "path": .string(difference.path), "before": side(difference.before),
                                "after": side(difference.after),
                            ]
                        }),
                ]
            }
        }
        return [
            "before": .string(before), "after": .string(after), "same": .integer(comparison.same),
            "documents": .array(documents),
        ]
    }

    private static func side(_ side: Comparison.Side?) -> JSONValue {
        guard let side else { return .null }
        return [
            "value": .string(side.text), "template": .string(side.origin.template.description),
            "causes": .array(side.origin.causes.map { .string($0.line == 0 ? $0.file : $0.description) }),
        ]
    }
}
