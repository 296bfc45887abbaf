import YAML

@testable import RolloutImport

/// The rules a spec has for its section `rollout`, written down once more for the tests.
enum SectionRules {
    private static let keys: Set<String> = [
        "strategy", "steps", "preview", "bake", "background", "metrics", "score", "onNoData", "deadline", "readyWithin",
        "warmUp", "keepWarm", "shrinkStable", "sticky", "notify",
    ]
    private static let rules: Set<String> = ["atMost", "atLeast", "ratioAtMost", "distribution"]

    /// What a reader of the section would refuse.
    static func faults(_ text: String) throws -> [String] {
        let document = try YAMLReader.parse(Array(text.utf8), file: "section")
        guard let section = document["rollout"], document.mapping?.count == 1 else { return ["no rollout"] }
        var faults = (section.mapping ?? []).map(\.name).filter { !keys.contains($0) }.map { "key \($0)" }
        let strategy = section["strategy"]?.scalar?.text
        let weights = steps(section, &faults)
        if strategy == "canary" {
            if weights.last != 100 { faults.append("last weight \(weights.last ?? -1)") }
            if zip(weights, weights.dropFirst()).contains(where: { $0 >= $1 }) { faults.append("weights \(weights)") }
            if weights.contains(where: { $0 <= 0 }) { faults.append("weight of nothing") }
        } else if section["steps"] != nil {
            faults.append("steps of \(strategy ?? "nothing")")
        }
        if strategy != "blue-green", section["preview"] != nil || section["bake"] != nil { faults.append("preview") }
        faults += metrics(section)
        for key in ["deadline", "readyWithin", "warmUp", "keepWarm"] {
            if let text = section[key]?.scalar?.text, !isDuration(text) { faults.append("\(key): \(text)") }
        }
        return faults
    }

    private static func steps(_ section: Node, _ faults: inout [String]) -> [Double] {
        var weights: [Double] = []
        for step in section["steps"]?.sequence ?? [] {
            guard let pair = step.mapping?.first, step.mapping?.count == 1 else {
                faults.append("step of several kinds")
                continue
            }
            switch pair.name {
            case "weight":
                let text = pair.value.scalar?.text ?? ""
                if text.hasSuffix("%"), let weight = Double(text.dropLast()) {
                    weights.append(weight)
                } else {
                    faults.append(text)
                }
            case "soak":
                if !isDuration(pair.value.scalar?.text ?? "") { faults.append("soak") }
            case "analyse", "gate", "scale", "route", "unroute": break
            default: faults.append("step \(pair.name)")
            }
        }
        return weights
    }

    private static func metrics(_ section: Node) -> [String] {
        var faults: [String] = []
        var names = MetricCatalogue.builtIn
        for metric in section["metrics"]?.sequence ?? [] {
            let name = metric["name"]?.scalar?.text ?? ""
            if names.contains(name) || MetricCatalogue.name(name) != name { faults.append("name \(name)") }
            names.append(name)
            let rules = (metric.mapping ?? []).map(\.name).filter(rules.contains)
            if rules.count != 1 { faults.append("\(name): \(rules.count) rules") }
            let query = metric["query"]?.scalar?.text ?? ""
            if query.isEmpty || query.utf8.contains(where: { $0 < 0x20 }) { faults.append("\(name): query") }
            if let weight = metric["weight"]?.scalar, !(1...1_000).contains(Int(weight.text) ?? 0) {
                faults.append("weight")
            }
        }
        var used: [(Node?, String?)] = (section["steps"]?.sequence ?? []).map {
            ($0["analyse"]?["metrics"], $0["analyse"]?["for"]?.scalar?.text)
        }
        used.append((section["preview"]?["analyse"]?["metrics"], section["preview"]?["analyse"]?["for"]?.scalar?.text))
        used.append((section["bake"]?["metrics"], section["bake"]?["for"]?.scalar?.text))
        used.append((section["background"], "1m"))
        for (list, length) in used {
            guard let list else { continue }
            if length.map({ !isDuration($0) || $0 == "0s" }) ?? true {
                faults.append("analysis for \(length ?? "nothing")")
            }
            let wanted = (list.sequence ?? []).compactMap(\.scalar?.text)
            if wanted.isEmpty { faults.append("analysis of nothing") }
            faults += wanted.filter { !names.contains($0) }.map { "no metric \($0)" }
        }
        return faults
    }

    private static func isDuration(_ text: String) -> Bool {
        let digits = text.prefix { $0.isNumber }
        return !digits.isEmpty && ["d", "h", "m", "s", "ms"].contains(String(text.dropFirst(digits.count)))
    }
}
