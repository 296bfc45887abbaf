internal import Diagnostics
internal import YAML

/// The candidate a user probably meant by a word, also when the word is a known synonym of another tool's.
func nearest(_ word: String, among candidates: [String]) -> String? {
    if let candidate = Suggestion.nearest(to: word, among: candidates) { return candidate }
    let folded = word.lowercased().filter { $0 != "_" && $0 != "-" }
    if let same = candidates.first(where: { $0.lowercased().filter { $0 != "_" && $0 != "-" } == folded }) {
        return same
    }
    if let synonym = synonyms[folded], candidates.contains(synonym) { return synonym }
    guard folded.count >= 3 else { return nil }
    return candidates.first { $0.lowercased().hasPrefix(folded) || folded.hasPrefix($0.lowercased()) }
}

/// Words of other tools for the keys of the spec.
private let synonyms = [
    "env": "config", "environmentvariables": "config", "variables": "config", "settings": "config",
    "minreplicas": "min", "minimum": "min", "maxreplicas": "max", "maximum": "max",
    "targetcpu": "cpuTarget", "cpuutilization": "cpuTarget", "targetcpuutilizationpercentage": "cpuTarget",
    "health": "probes", "healthcheck": "probes", "healthchecks": "probes", "containerport": "port",
    "requests": "request", "limits": "limit", "mem": "memory", "db": "database", "redis": "cache",
    "scale": "replicas", "autoscaling": "replicas", "instances": "replicas", "count": "replicas",
    "subnets": "network", "vpc": "network", "availabilityzones": "zones", "azs": "zones",
    "setweight": "weight", "pause": "soak", "wait": "soak", "analysis": "analyse", "analyze": "analyse",
    "approval": "gate", "manual": "gate", "production": "prod", "prd": "prod", "live": "prod",
    "development": "dev", "test": "dev", "stage": "staging", "stg": "staging", "bluegreen": "blue-green",
]

extension Diagnostic {
    static func unknownKey(_ pair: Node.Pair, path: [String], known: [String]) -> Diagnostic {
        let written = Scalar.string(pair.name)
        let place = path.isEmpty ? "an environment" : path.joined(separator: ".")
        let help =
            nearest(pair.name, among: known).map { "did you mean \"\($0)\"?" }
            ?? "the keys are \(known.joined(separator: ", "))"
        return Diagnostic(
            EnvironmentCodes.unknownKey, "\(written.quoted) is not a key of \(place).", at: pair.key.mark,
            length: written.length, help: help)
    }

    static func missingKey(_ path: [String], at location: SourceLocation, example: String) -> Diagnostic {
        Diagnostic(
            EnvironmentCodes.missingKey, "\(path.joined(separator: ".")) must be given; it has no default.",
            at: location, length: path.dropLast().last?.count ?? 1,
            help:
                "add `\(path.last ?? ""): \(example)`\(path.count > 1 ? " under \(path.dropLast().joined(separator: "."))" : "")"
        )
    }

    static func invalidValue(_ problem: ValueProblem, at node: Node, path: [String]) -> Diagnostic {
        Diagnostic(
            EnvironmentCodes.invalidValue, "\(path.joined(separator: ".")): \(problem.detail).", at: node.mark,
            length: node.scalar?.length ?? 1, help: problem.help)
    }

    static func wrongShape(
        _ node: Node, wanted: String, path: [String], example: String? = nil
    ) -> Diagnostic {
        let found =
            switch node.content {
            case .scalar(let scalar): scalar.kind == .null ? "nothing" : scalar.quoted
            case .sequence: "a list"
            case .mapping: "a mapping"
            }
        let help =
            switch wanted {
            case "a list": "write each item on a line of its own, after `- `"
            case "a mapping": "write `key: value` lines, indented below the key"
            default: "write one value after the colon\(example.map { ", such as \($0)" } ?? "")"
            }
        return Diagnostic(
            EnvironmentCodes.wrongShape, "\(path.joined(separator: ".")) is \(wanted), and \(found) is written.",
            at: node.mark, length: node.scalar?.length ?? 1, help: help)
    }

    static func outOfRange(_ number: Int, _ range: ClosedRange<Int>, at node: Node, path: [String]) -> Diagnostic {
        let nearest = min(max(number, range.lowerBound), range.upperBound)
        return Diagnostic(
            EnvironmentCodes.outOfRange,
            "\(path.joined(separator: ".")): \(number) is outside \(range.lowerBound) to \(range.upperBound).",
            at: node.mark, length: node.scalar?.length ?? 1,
            help: "the nearest that is allowed is \(nearest)")
    }

    static func wrongCount(_ count: Int, _ range: ClosedRange<Int>, at key: Node) -> Diagnostic {
        Diagnostic(
            EnvironmentCodes.outOfRange,
            "\(key.scalar?.text ?? "the list") has \(count) items; \(range.lowerBound) to \(range.upperBound) are allowed.",
            at: key.mark, length: key.scalar?.length ?? 1,
            help: count < range.lowerBound
                ? "add \(range.lowerBound - count)" : "take \(count - range.upperBound) away")
    }

    static func repeatedItem(_ scalar: Scalar, at node: Node) -> Diagnostic {
        Diagnostic(
            EnvironmentCodes.repeatedItem, "\(scalar.quoted) is in the list already.", at: node.mark,
            length: scalar.length, help: "take this one away")
    }
}
