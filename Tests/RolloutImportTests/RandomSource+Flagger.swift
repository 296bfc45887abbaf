import Diagnostics
import TestSupport
import YAML

/// Canaries and MetricTemplates by chance.
extension RandomSource {
    mutating func flagger() -> SourceTree {
        let spec = mapping([
            ("provider", 50, { $0.text($0.one(of: ["istio", "kubernetes", "nginx"])) }),
            ("metricsServer", 20, { $0.text("http://p") }),
            (
                "targetRef", 100,
                { $0.mapping([("kind", 100, { $0.text("Deployment") }), ("name", 100, { $0.text("shop") })]) }
            ),
            ("progressDeadlineSeconds", 40, { $0.number(60...900) }), ("skipAnalysis", 10, { $0.flag() }),
            ("suspend", 10, { $0.flag() }),
            (
                "service", 80,
                {
                    $0.mapping([
                        ("port", 100, { $0.number(80...90) }),
                        ("retries", 30, { $0.mapping([("attempts", 100, { $0.number(1...3) })]) }),
                    ])
                }
            ),
            ("analysis", 100, { $0.flaggerAnalysis() }),
        ])
        let template = mapping([
            (
                "provider", 90,
                {
                    $0.mapping([
                        ("type", 100, { $0.text($0.one(of: ["prometheus", "prometheus", "datadog"])) }),
                        ("address", 50, { $0.text("http://p") }),
                    ])
                }
            ),
            (
                "query", 100,
                {
                    $0.text(
                        $0.one(of: ["x{t=\"{{ target }}\"}", "y[{{ interval }}]", "z{v=\"{{ variables.zone }}\"}"]))
                }
            ),
        ])
        return SourceTree([
            object("flagger.app/v1beta1", "Canary", "shop", spec),
            object("flagger.app/v1beta1", "MetricTemplate", "mt", template),
        ])
    }

    mutating func flaggerAnalysis() -> Node {
        let hasList = chance(25)
        return mapping([
            ("interval", 80, { $0.text($0.one(of: ["5s", "30s", "1m", "2m"])) }),
            ("threshold", 80, { $0.number(0...10) }),
            ("iterations", 40, { $0.number(0...12) }), ("maxWeight", 70, { $0.number(1...100) }),
            ("stepWeight", hasList ? 20 : 100, { $0.number(4...100) }),
            ("stepWeights", hasList ? 100 : 0, { $0.many(1...5) { source, _ in source.number(1...110) } }),
            ("stepWeightPromotion", 20, { $0.number(1...100) }), ("mirror", 20, { $0.flag() }),
            ("mirrorWeight", 10, { $0.number(1...100) }),
            ("canaryReadyThreshold", 20, { $0.number(50...100) }),
            ("match", 40, { $0.flaggerMatch() }),
            ("metrics", 80, { $0.many(1...4) { source, index in source.flaggerMetric(index) } }),
            ("webhooks", 60, { $0.flaggerWebhooks() }),
            (
                "sessionAffinity", 20,
                { $0.mapping([("cookieName", 100, { $0.text("c") }), ("maxAge", 50, { $0.number(1...99) })]) }
            ),
            ("alerts", 20, { $0.list([$0.mapping([("name", 100, { $0.text("a") })])]) }),
        ])
    }

    mutating func flaggerMetric(_ index: Int) -> Node {
        let kind = one(of: ["request-success-rate", "request-duration", "own", "templated"])
        return mapping([
            ("name", 100, { $0.text(kind.hasPrefix("request") ? kind : "\(kind)-\(index)") }),
            ("interval", 50, { $0.length() }),
            (
                "thresholdRange", 80,
                { $0.mapping([("min", 50, { $0.number(1...99) }), ("max", 70, { $0.number(100...999) })]) }
            ),
            ("threshold", 20, { $0.number(1...99) }),
            ("query", kind == "own" ? 100 : 0, { $0.text("own{r=\"$revision\"}") }),
            (
                "templateRef", kind == "templated" ? 100 : 0,
                { $0.mapping([("name", 100, { $0.text($0.one(of: ["mt", "mt", "none"])) })]) }
            ),
            ("templateVariables", kind == "templated" ? 30 : 0, { $0.mapping([("zone", 100, { $0.text("a") })]) }),
        ])
    }

    mutating func flaggerMatch() -> Node {
        many(1...2) { source, _ in
            source.mapping([
                (
                    "headers", 100,
                    {
                        $0.mapping([
                            (
                                "x-canary", 70,
                                {
                                    $0.mapping([
                                        ($0.one(of: ["exact", "regex"]), 100, { $0.text("insider") })
                                    ])
                                }
                            ),
                            (
                                "cookie", 50,
                                {
                                    $0.mapping([
                                        ("regex", 100, { $0.text("^(.*?;)?(canary=always)(;.*)?$") })
                                    ])
                                }
                            ),
                        ])
                    }
                ), ("uri", 10, { $0.mapping([("prefix", 100, { $0.text("/a") })]) }),
            ])
        }
    }

    mutating func flaggerWebhooks() -> Node {
        many(1...4) { source, _ in
            source.mapping([
                ("name", 100, { $0.text("hook") }), ("url", 100, { $0.text("http://hook.example.com/") }),
                (
                    "type", 80,
                    {
                        $0.text(
                            $0.one(of: [
                                "confirm-rollout", "confirm-traffic-increase", "confirm-promotion",
                                "pre-rollout", "rollout",
                                "post-rollout", "rollback", "event",
                            ]))
                    }
                ), ("timeout", 30, { $0.length() }),
            ])
        }
    }
}
