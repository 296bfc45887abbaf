import Diagnostics
import TestSupport
import YAML

/// Rollouts and AnalysisTemplates by chance.
extension RandomSource {
    mutating func argo() -> SourceTree {
        let spec = mapping([
            ("replicas", 70, { $0.number(1...20) }), ("minReadySeconds", 30, { $0.number(0...60) }),
            ("progressDeadlineSeconds", 30, { $0.number(60...900) }), ("progressDeadlineAbort", 50, { $0.flag() }),
            ("revisionHistoryLimit", 20, { $0.number(1...9) }), ("paused", 10, { $0.flag() }),
            ("rollbackWindow", 20, { $0.mapping([("revisions", 100, { $0.number(1...3) })]) }),
            ("selector", 50, { $0.mapping([("app", 100, { $0.text("a") })]) }),
            (
                "strategy", 100,
                { source in
                    let isCanary = source.chance(75)
                    return source.mapping([
                        (isCanary ? "canary" : "blueGreen", 100, { isCanary ? $0.canary() : $0.blueGreen() })
                    ])
                }
            ),
        ])
        var documents = [object("argoproj.io/v1alpha1", "Rollout", "shop", spec)]
        for name in ["t0", "t1"] {
            let metrics = mapping([
                (
                    "args", 60,
                    { $0.list([$0.mapping([("name", 100, { $0.text("bound") }), ("value", 50, { $0.text("0.5") })])]) }
                ),
                ("metrics", 100, { $0.many(1...3) { $0.metric("\(name)-m\($1)") } }),
                ("dryRun", 10, { $0.list([$0.mapping([("metricName", 100, { $0.text("m1") })])]) }),
                ("measurementRetention", 10, { $0.list([$0.mapping([("limit", 100, { $0.number(1...5) })])]) }),
            ])
            documents.append(object("argoproj.io/v1alpha1", "AnalysisTemplate", name, metrics))
        }
        return SourceTree(documents)
    }

    mutating func metric(_ name: String) -> Node {
        mapping([
            ("name", 100, { $0.text(name) }), ("interval", 80, { $0.length() }), ("count", 70, { $0.number(1...9) }),
            ("initialDelay", 30, { $0.length() }), ("failureLimit", 50, { $0.number(-1...4) }),
            ("inconclusiveLimit", 20, { $0.number(0...4) }), ("consecutiveErrorLimit", 30, { $0.number(-1...6) }),
            ("consecutiveSuccessLimit", 10, { $0.number(0...4) }),
            (
                "successCondition", 80,
                { source in
                    source.text(
                        source.one(of: [
                            "result[0] < 0.5", "result >= 1", "result[0] <= {{args.bound}}", "result > 1 && result < 9",
                            "isNaN(result) || result < 2", "all(result, # < 1)", "result == 1",
                        ]))
                }
            ),
            (
                "failureCondition", 30,
                {
                    $0.text(
                        $0.one(of: ["result[0] > 3", "result >= 1", "result < {{ args.bound }}", "len(result) == 3"]))
                }
            ),
            (
                "provider", 95,
                { source in
                    source.mapping([
                        (
                            source.one(of: ["prometheus", "prometheus", "prometheus", "web", "job"]), 100,
                            {
                                $0.mapping([
                                    ("address", 50, { $0.text("http://p") }), ("timeout", 10, { $0.number(1...9) }),
                                    (
                                        "query", 95,
                                        {
                                            $0.text(
                                                $0.one(of: [
                                                    "up", "x{r=\"$revision\"}", "y > {{args.bound}}",
                                                    "z{a=\"{{args.app}}\"}",
                                                ]))
                                        }
                                    ),
                                ])
                            }
                        )
                    ])
                }
            ),
        ])
    }

    mutating func analysis(_ more: [(String, Int, (inout RandomSource) -> Node)] = []) -> Node {
        mapping(
            [
                (
                    "templates", 100,
                    {
                        $0.many(1...2) { source, index in
                            source.mapping([
                                ("templateName", 100, { $0.text($0.one(of: ["t0", "t1", "t1", "t9"])) }),
                                ("clusterScope", 10, { $0.flag() }),
                            ])
                        }
                    }
                ),
                (
                    "args", 60,
                    {
                        $0.many(1...3) { source, index in
                            let name = ["bound", "app", "idle"][index]
                            return source.mapping([
                                ("name", 100, { $0.text(name) }),
                                source.chance(70)
                                    ? ("value", 100, { $0.text($0.one(of: ["1", "2.5"])) })
                                    : (
                                        "valueFrom", 100,
                                        {
                                            $0.mapping([
                                                $0.one(of: [
                                                    (
                                                        "podTemplateHashValue", 100,
                                                        { $0.text($0.one(of: ["Latest", "Stable"])) }
                                                    ),
                                                    (
                                                        "fieldRef", 100,
                                                        {
                                                            $0.mapping([
                                                                ("fieldPath", 100, { $0.text("metadata.name") })
                                                            ])
                                                        }
                                                    ),
                                                    (
                                                        "secretKeyRef", 100,
                                                        { $0.mapping([("name", 100, { $0.text("s") })]) }
                                                    ),
                                                ])
                                            ])
                                        }
                                    ),
                            ])
                        }
                    }
                ),
                (
                    "dryRun", 20,
                    {
                        $0.list([
                            $0.mapping([("metricName", 100, { $0.text($0.one(of: ["t0-m0", "m2$", ".*[0-9]"])) })])
                        ])
                    }
                ),
                ("analysisRunMetadata", 10, { $0.mapping([("labels", 100, { $0.text("x") })]) }),
            ] + more)
    }

    mutating func canary() -> Node {
        let most = chance(20) ? 1_000 : 100
        return mapping([
            ("canaryService", 50, { $0.text("c") }), ("stableService", 50, { $0.text("s") }),
            ("maxSurge", 30, { $0.text("25%") }), ("maxUnavailable", 30, { $0.number(0...2) }),
            ("dynamicStableScale", 30, { $0.flag() }), ("scaleDownDelaySeconds", 30, { $0.number(0...900) }),
            ("abortScaleDownDelaySeconds", 20, { $0.number(0...900) }), ("antiAffinity", 10, { $0.mapping([]) }),
            (
                "trafficRouting", most == 100 ? 70 : 100,
                {
                    $0.mapping([
                        ("maxTrafficWeight", most == 100 ? 10 : 100, { _ in .integer(most, at: RandomSource.place) }),
                        ("istio", 50, { $0.mapping([("virtualService", 100, { $0.text("v") })]) }),
                        ("managedRoutes", 20, { $0.list([$0.text("r")]) }),
                    ])
                }
            ),
            ("analysis", 40, { $0.analysis([("startingStep", 50, { $0.number(0...3) })]) }),
            ("steps", 90, { $0.many(0...10) { source, _ in source.step(most) } }),
        ])
    }

    mutating func step(_ most: Int) -> Node {
        let steps: [(String, Int, (inout RandomSource) -> Node)] = [
            ("setWeight", 100, { $0.number(0...most) }), ("setWeight", 100, { $0.number(0...most) }),
            ("pause", 100, { $0.mapping([("duration", 80, { $0.chance(50) ? $0.number(0...600) : $0.length() })]) }),
            (
                "setCanaryScale", 100,
                {
                    let replicas = $0.chance(50)
                    return $0.mapping([
                        ("replicas", replicas ? 100 : 0, { $0.number(0...9) }),
                        ("weight", replicas ? 10 : 100, { $0.number(0...100) }),
                        ("matchTrafficWeight", 10, { $0.flag() }),
                    ])
                }
            ),
            ("analysis", 100, { $0.analysis() }),
            ("experiment", 100, { $0.mapping([("duration", 100, { $0.length() })]) }),
            (
                "setHeaderRoute", 100,
                {
                    $0.mapping([
                        ("name", 100, { $0.text($0.one(of: ["r", "q"])) }),
                        (
                            "match", 60,
                            {
                                $0.many(1...2) { source, _ in
                                    source.mapping([
                                        ("headerName", 100, { $0.text($0.one(of: ["X-A", "X-B", "X A"])) }),
                                        (
                                            "headerValue", 100,
                                            {
                                                $0.mapping([
                                                    (
                                                        $0.one(of: ["exact", "exact", "prefix", "regex"]), 100,
                                                        { $0.text("v1") }
                                                    )
                                                ])
                                            }
                                        ),
                                    ])
                                }
                            }
                        ),
                    ])
                }
            ),
            (
                "setMirrorRoute", 100,
                { $0.mapping([("name", 100, { $0.text("m") }), ("percentage", 50, { $0.number(1...100) })]) }
            ),
            ("plugin", 100, { $0.mapping([("name", 100, { $0.text("p") })]) }),
        ]
        let kind = one(of: steps)
        return mapping([kind])
    }

    mutating func blueGreen() -> Node {
        mapping([
            ("activeService", 100, { $0.text("a") }), ("previewService", 50, { $0.text("p") }),
            ("previewReplicaCount", 40, { $0.number(0...5) }), ("autoPromotionEnabled", 50, { $0.flag() }),
            ("autoPromotionSeconds", 40, { $0.number(0...300) }), ("scaleDownDelaySeconds", 40, { $0.number(0...900) }),
            ("prePromotionAnalysis", 50, { $0.analysis() }), ("postPromotionAnalysis", 50, { $0.analysis() }),
            ("previewMetadata", 20, { $0.mapping([("labels", 100, { $0.text("l") })]) }),
        ])
    }
}
