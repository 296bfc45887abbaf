import Diagnostics
import TestSupport
import YAML

/// Canary configs by chance.
extension RandomSource {
    mutating func kayenta() -> SourceTree {
        let groups = ["a", "b", "c"]
        return SourceTree([
            mapping([
                ("name", 100, { $0.text("config") }),
                (
                    "judge", 100,
                    {
                        $0.mapping([
                            ("name", 80, { $0.text("J") }),
                            ("judgeConfigurations", 50, { $0.mapping([("tolerance", 50, { $0.number(1...2) })]) }),
                        ])
                    }
                ),
                ("metrics", 100, { $0.many(1...5) { source, index in source.kayentaMetric(index, groups) } }),
                (
                    "classifier", 80,
                    {
                        $0.mapping([
                            (
                                "groupWeights", 70,
                                {
                                    $0.mapping([
                                        ("a", 70, { $0.number(0...50) }), ("b", 60, { $0.number(0...50) }),
                                        ("d", 20, { $0.number(0...9) }),
                                    ])
                                }
                            ),
                            (
                                "scoreThresholds", 70,
                                {
                                    $0.mapping([
                                        ("pass", 80, { $0.number(76...100) }), ("marginal", 80, { $0.number(0...75) }),
                                    ])
                                }
                            ),
                        ])
                    }
                ),
            ])
        ])
    }

    mutating func kayentaMetric(_ index: Int, _ groups: [String]) -> Node {
        mapping([
            ("name", 100, { $0.text("metric \(index)") }),
            (
                "query", 95,
                { source in
                    source.mapping([
                        (
                            "serviceType", 100,
                            { $0.text($0.one(of: ["prometheus", "prometheus", "prometheus", "datadog"])) }
                        ),
                        source.chance(50)
                            ? (
                                "customInlineTemplate", 100,
                                {
                                    $0.text(
                                        $0.one(of: ["PromQL:x{r=\"${scope}\"}", "PromQL:y{z=\"${location}\"}", "other"])
                                    )
                                }
                            )
                            : ("metricName", 90, { $0.text("series") }),
                        ("labelBindings", 30, { $0.list([$0.text("job=\"a\"")]) }),
                        ("groupByFields", 10, { $0.list([$0.text("zone")]) }),
                    ])
                }
            ),
            ("groups", 90, { $0.list([$0.text($0.one(of: groups))]) }), ("scopeName", 50, { $0.text("default") }),
            (
                "analysisConfigurations", 80,
                {
                    $0.mapping([
                        (
                            "canary", 95,
                            {
                                $0.mapping([
                                    ("direction", 80, { $0.text($0.one(of: ["increase", "decrease", "either"])) }),
                                    ("nanStrategy", 40, { $0.text($0.one(of: ["remove", "replace"])) }),
                                    ("critical", 30, { $0.flag() }),
                                    ("mustHaveData", 30, { $0.flag() }), ("muted", 20, { $0.flag() }),
                                    (
                                        "effectSize", 30,
                                        {
                                            $0.mapping([
                                                ("measure", 50, { $0.text($0.one(of: ["meanRatio", "cles"])) }),
                                                ("allowedIncrease", 70, { $0.text("1.1") }),
                                            ])
                                        }
                                    ),
                                    (
                                        "outliers", 30,
                                        {
                                            $0.mapping([
                                                ("strategy", 90, { $0.text($0.one(of: ["keep", "remove"])) }),
                                                ("outlierFactor", 50, { $0.text("3.0") }),
                                            ])
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
}
