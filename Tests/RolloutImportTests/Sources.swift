import Diagnostics
import Testing
import YAML

@testable import RolloutImport

/// Short sources for tests of one thing.
enum Sources {
    static func read(_ text: String) throws(Failure) -> ImportedRollout {
        try RolloutImport.read(Array(text.utf8), file: "source.yaml")
    }

    /// A Rollout with these steps, behind a router.
    static func argo(steps: String, templates: String = "", canary: String = "") -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Rollout
        metadata: { name: shop }
        spec:
          replicas: 4
          strategy:
            canary:
              trafficRouting: { nginx: { stableIngress: shop } }
              \(canary)
              steps: \(steps)
        \(templates)
        """
    }

    /// A template with one metric.
    static func template(_ metric: String, query: String = #"up{revision="$revision"}"#) -> String {
        """
        ---
        apiVersion: argoproj.io/v1alpha1
        kind: AnalysisTemplate
        metadata: { name: t }
        spec:
          metrics:
            - { name: m, provider: { prometheus: { query: '\(query)' } }, \(metric) }
        """
    }

    /// What one metric of a step becomes.
    static func argo(metric: String) throws(Failure) -> ImportedRollout {
        try read(
            argo(
                steps: "[{ setWeight: 10 }, { analysis: { templates: [{ templateName: t }] } }]",
                templates: template(metric)))
    }

    static func flagger(_ analysis: String, spec: String = "") -> String {
        """
        apiVersion: flagger.app/v1beta1
        kind: Canary
        metadata: { name: shop, namespace: prod }
        spec:
          targetRef: { kind: Deployment, name: shop }
          service: { port: 80 }
          \(spec)
          analysis: { \(analysis) }
        """
    }
}

extension ImportedRollout {
    /// The value at a path of the section, as `steps.0.weight`.
    func value(_ path: String) throws -> String? {
        var node: Node? = try YAMLReader.parse(Array(section.utf8), file: "section")["rollout"]
        for part in path.split(separator: ".") {
            node =
                Int(part).flatMap { index in
                    node?.sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                } ?? node?[String(part)]
        }
        return node?.scalar?.text
    }

    var weights: [String] {
        get throws {
            let section = try YAMLReader.parse(Array(section.utf8), file: "section")["rollout"]
            return (section?["steps"]?.sequence ?? []).compactMap { $0["weight"]?.scalar?.text }
        }
    }

    /// The messages at a path of the source.
    func messages(_ path: String) -> [String] { losses.filter { $0.path == path }.map(\.message) }

    func tells(_ path: String, _ words: String) -> Bool { messages(path).contains { $0.contains(words) } }
}
