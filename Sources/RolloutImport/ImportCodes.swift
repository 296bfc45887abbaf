package import Diagnostics

/// The problems of reading the rollout of another tool: E0950 to E0959, beside those of YAML and JSON.
package enum ImportCodes {
    package static let unknownKind = DiagnosticCode(
        "E0950", "not a rollout of a known tool",
        """
        Three tools are known: Argo Rollouts (`Rollout`, `AnalysisTemplate`, `ClusterAnalysisTemplate` of \
        argoproj.io/v1alpha1), Flagger (`Canary`, `MetricTemplate` of flagger.app) and Kayenta (a canary config in \
        JSON, with `metrics` and `classifier` or `judge`). The file holds none of these. A Helm or Kustomize source \
        has to be rendered first: `helm template`, `kubectl kustomize`.
        """)
    package static let noRollout = DiagnosticCode(
        "E0951", "templates without a rollout",
        """
        The file holds templates of an analysis, and no object that says how traffic moves. Templates alone are no \
        rollout. Join them with the `Rollout` or `Canary` that refers to them in one file, with a line `---` between.
        """)
    package static let malformed = DiagnosticCode(
        "E0952", "value of another form than the tool reads",
        """
        A key holds a value that the tool itself would refuse: a text where it reads a number, a mapping where it \
        reads a list. What was meant cannot be told from it, so nothing of the file is imported. `kubectl apply \
        --dry-run=server -f FILE` tells what the tool thinks of the file.
        """)
    package static let tooLarge = DiagnosticCode(
        "E0953", "rollout too large",
        """
        A file is read up to 1 MiB, and a section holds at most 100 steps, 50 metrics and 20 metrics in one analysis. \
        A rollout written by hand is far below that; what is larger has been generated, or is another file.
        """)
    package static let contradictory = DiagnosticCode(
        "E0954", "rollout that contradicts itself",
        """
        Two things in the file cannot both hold: two rollouts, two strategies, two kinds of step in one step, a \
        template that includes itself, or a canary that has no way to a weight. Which one is meant is for a person to \
        say.
        """)

    package static let all: [DiagnosticCode] = [unknownKind, noRollout, malformed, tooLarge, contradictory]
}
