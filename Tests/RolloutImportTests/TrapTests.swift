import Testing

@testable import RolloutImport

/// Where a tool does other than its manual or common sense says; each by name.
@Suite struct ArgoTrapTests {
    @Test func aMetricWithoutConditionsIsSuccessfulAndNotInconclusive() throws {
        let imported = try Sources.argo(metric: "interval: 1m, count: 3")
        #expect(try imported.value("metrics.0.name") == nil)
        #expect(imported.tells("spec.metrics[0]", "has no condition, so Argo takes every reading for a success"))
    }

    @Test func failureLimitThreeMeansThatTheFourthFails() throws {
        let imported = try Sources.argo(
            metric: "interval: 1m, count: 9, failureLimit: 3, successCondition: 'result[0] <= 1'")
        #expect(try imported.value("metrics.0.failures") == "3")
        #expect(try imported.value("metrics.0.samples") == "9")
        #expect(try imported.value("steps.1.analyse.for") == "9m")
    }

    @Test func aFailureLimitOfMinusOneCanNeverFail() throws {
        let imported = try Sources.argo(
            metric: "interval: 1m, count: 9, failureLimit: -1, successCondition: 'result[0] <= 1'")
        #expect(try imported.value("metrics.0.name") == nil)
        #expect(imported.tells("spec.metrics[0]", "can never fail (failureLimit: -1)"))
    }

    @Test func aBackgroundRunThatNeverMeasuredIsSuccessful() throws {
        let imported = try Sources.read(
            Sources.argo(
                steps: "[{ setWeight: 10 }]",
                templates: Sources.template("interval: 1m, initialDelay: 1h, successCondition: 'result[0] <= 1'"),
                canary: "analysis: { templates: [{ templateName: t }] }"))
        #expect(try imported.value("background.0") == "m")
        #expect(imported.tells("spec.strategy.canary.analysis", "successful even if it never took a valid reading"))
        #expect(
            imported.tells(
                "spec.metrics[0].initialDelay", "counts a run that ends before its first reading as successful"))
    }

    @Test func headerMirrorAndAnalysisAreStepsThoughTheValidationTextOmitsThem() throws {
        let imported = try Sources.read(
            Sources.argo(
                steps: """
                    [{ setHeaderRoute: { name: r, match: [{ headerName: X-A, headerValue: { exact: b } }] } },
                     { setMirrorRoute: { name: s, percentage: 5, match: [{ method: { exact: GET } }] } },
                     { analysis: { templates: [{ templateName: t }] } }]
                    """, templates: Sources.template("interval: 1m, count: 2, successCondition: 'result <= 1'")))
        #expect(try imported.value("steps.0.route.header") == "X-A")
        #expect(imported.tells("spec.strategy.canary.steps[1].setMirrorRoute", "copies no requests"))
        #expect(try imported.value("steps.1.analyse.metrics.0") == "m")
    }

    @Test func anEmptyMatchEndsARoute() throws {
        let imported = try Sources.read(
            Sources.argo(
                steps: """
                    [{ setHeaderRoute: { name: r, match: [{ headerName: X-A, headerValue: { exact: b } }] } },
                     { setHeaderRoute: { name: r } }, { setHeaderRoute: { name: q } }]
                    """))
        #expect(try imported.value("steps.1.unroute") == "true")
        #expect(try imported.value("steps.2.weight") == "100%")
        #expect(imported.tells("spec.strategy.canary.steps[2].setHeaderRoute", "no route q is on here"))
    }

    @Test func withoutARouterWeightsAreNearestReplicas() throws {
        let source = Sources.argo(steps: "[{ setWeight: 5 }]").replacing(
            "trafficRouting: { nginx: { stableIngress: shop } }", with: "")
        #expect(try Sources.read(source).tells("spec.strategy.canary.trafficRouting", "5 % of 4 replicas is 1 of 4"))
    }

    @Test func aDeadlineOnlySaysSoUnlessItAborts() throws {
        let source = Sources.argo(steps: "[{ setWeight: 5 }]")
        #expect(try Sources.read(source).tells("spec.progressDeadlineAbort", "only says so"))
        let aborting = source.replacing("replicas: 4", with: "progressDeadlineAbort: true")
        #expect(try Sources.read(aborting).messages("spec.progressDeadlineAbort") == [])
        #expect(try Sources.read(aborting).value("readyWithin") == "10m")
    }

    @Test func autoPromotionSecondsWaitOnlyWhilePromotionIsAutomatic() throws {
        let source = """
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            spec: { strategy: { blueGreen: { activeService: a, autoPromotionEnabled: %, autoPromotionSeconds: 60 } } }
            """
        let path = "spec.strategy.blueGreen.autoPromotionSeconds"
        let automatic = try Sources.read(source.replacing("%", with: "true"))
        #expect(automatic.tells(path, "cannot wait for 1m"))
        #expect(try automatic.value("preview.gate.approvalWithin") == nil)
        let manual = try Sources.read(source.replacing("%", with: "false"))
        #expect(manual.tells(path, "does not look at this either"))
        #expect(try manual.value("preview.gate.approvalWithin") == "1d")
    }

    @Test func withoutACountAMetricOfAStepGoesOnForEver() throws {
        let imported = try Sources.argo(metric: "interval: 20s, successCondition: 'result[0] <= 1'")
        #expect(try imported.value("steps.1.analyse.for") == "100s")
        #expect(imported.tells("spec.metrics[0].count", "for ever"))
    }

    @Test func aDryRunPatternMatchesAnywhereInTheName() throws {
        let template = Sources.template("interval: 1m, count: 2, successCondition: 'result <= 1'").replacing(
            "name: m,", with: "name: p99-latency-all,")
        for (pattern, isJudged) in [
            ("latency", false), ("^p99", false), ("all$", false), ("^latency", true), (".*", false),
        ] {
            let imported = try Sources.read(
                Sources.argo(
                    steps:
                        "[{ analysis: { templates: [{ templateName: t }], dryRun: [{ metricName: '\(pattern)' }] } }]",
                    templates: template))
            #expect(try imported.value("metrics.0.name") == (isJudged ? "p99-latency-all" : nil), "\(pattern)")
        }
    }

    @Test func aDryRunPatternWithoutAMetricIsTold() throws {
        let imported = try Sources.read(
            Sources.argo(
                steps: "[{ analysis: { templates: [{ templateName: t }], dryRun: [{ metricName: other }] } }]",
                templates: Sources.template("interval: 1m, count: 2, successCondition: 'result <= 1'")))
        #expect(
            imported.tells(
                "spec.strategy.canary.steps[0].analysis.dryRun[0]", "no metric of this analysis matches other"))
        #expect(try imported.value("metrics.0.name") == "m")
    }

    @Test func aCountWithoutAnIntervalIsTold() throws {
        let imported = try Sources.argo(metric: "count: 4, successCondition: 'result <= 1'")
        #expect(try imported.value("steps.1.analyse.for") == "4m")
        #expect(imported.tells("spec.metrics[0].interval", "takes no count without an interval"))
    }

    @Test func theWholeHasADeadlineOfTheSumOfItsParts() throws {
        let imported = try Sources.read(
            Sources.argo(steps: "[{ setWeight: 10 }, { pause: { duration: 2h } }]").replacing(
                "replicas: 4", with: "progressDeadlineSeconds: 60"))
        // Two hours, a minute to get ready for each of two weights and for the way back, and 30 s to keep the old warm.
        #expect(try imported.value("deadline") == "124m")
        #expect(imported.tells("spec.strategy", "no bound for the whole"))
    }

    @Test func twoBoundsAreTwoMetricsAndToldWhereTheyStand() throws {
        for key in ["successCondition: 'result >= -1 && result <= 1'", "failureCondition: 'result < -1 || result > 1'"]
        {
            let imported = try Sources.argo(metric: "interval: 1m, count: 2, \(key)")
            #expect(try imported.value("metrics.0.atLeast") == "-1")
            #expect(try imported.value("metrics.1.atMost") == "1")
            let path = "spec.metrics[0].\(key.prefix { $0 != ":" })"
            #expect(imported.tells(path, "becomes m-at-least and m-at-most"))
        }
    }

    @Test(arguments: [
        // Count, interval and limit; samples and failures. 15 s, 30 s, 150 s and 200 min are 1, 2, 10 and 120 readings.
        (3, "5s", 1, "1", "0"), (3, "10s", 1, "2", "1"), (30, "5s", 12, "10", "9"), (30, "5s", 2, "10", "2"),
        (200, "1m", 3, "120", "3"), (5, "1m", 3, "5", "3"), (3, "5s", 4, "1", "4"),
    ])
    func noMoreSamplesAreWantedThanAreRead(
        _ count: Int, _ interval: String, _ limit: Int, _ samples: String, _ failures: String
    ) throws {
        let imported = try Sources.argo(
            metric: "interval: \(interval), count: \(count), failureLimit: \(limit), successCondition: 'result <= 1'")
        #expect(try imported.value("metrics.0.samples") == samples)
        #expect(try imported.value("metrics.0.failures") == failures)
        #expect(imported.tells("spec", "\(count) samples with \(limit) failures became") == (samples != "\(count)"))
    }

    @Test func limitsBeyondASectionAreTold() throws {
        let imported = try Sources.argo(
            metric: "interval: 1m, count: 2, failureLimit: 10001, successCondition: 'result <= 1'")
        #expect(try imported.value("metrics.0.failures") == "10000")
        #expect(imported.tells("spec.metrics[0].failureLimit", "10000 at most"))
    }

    @Test func theSmallestWeightIsNotNothing() throws {
        let source = Sources.argo(steps: "[{ setWeight: 1 }]").replacing(
            "nginx: { stableIngress: shop }", with: "maxTrafficWeight: 1000000")
        #expect(try Sources.read(source).weights == ["0.001%", "100%"])
    }

    @Test func anInconclusiveReadingHasNoCounterpart() throws {
        let imported = try Sources.argo(
            metric:
                "interval: 1m, count: 2, inconclusiveLimit: 1, successCondition: 'result < 1', failureCondition: 'result > 2'"
        )
        #expect(try imported.value("metrics.0.atMost") == "1")
        #expect(imported.tells("spec.metrics[0].failureCondition", "inconclusive in Argo and pauses for a person"))
        #expect(imported.tells("spec.metrics[0].inconclusiveLimit", "more than 1 inconclusive readings"))
    }
}

@Suite struct FlaggerTrapTests {
    @Test func twentyUpToFiftyRunsTwentyFortySixty() throws {
        let imported = try Sources.read(Sources.flagger("stepWeight: 20, maxWeight: 50"))
        #expect(try imported.weights == ["20%", "40%", "60%", "100%"])
        #expect(imported.tells("spec.analysis.maxWeight", "goes beyond 50 to 60"))
    }

    @Test(arguments: [
        ("stepWeight: 10, maxWeight: 30", ["10%", "20%", "30%", "100%"]), ("stepWeight: 50", ["50%", "100%"]),
        ("stepWeight: 30", ["30%", "60%", "90%", "100%"]), ("stepWeight: 100, maxWeight: 10", ["100%"]),
        ("stepWeights: [1, 5, 40]", ["1%", "5%", "40%", "100%"]), ("stepWeights: [5, 100]", ["5%", "100%"]),
        ("stepWeights: [60, 120]", ["60%", "100%"]), ("stepWeights: [10, 60, 80, 30]", ["10%", "60%", "100%"]),
        ("stepWeights: [50, 20, 80]", ["50%", "80%", "100%"]), ("stepWeights: [10, 10, 40]", ["10%", "40%", "100%"]),
    ])
    func weightsAreThoseThatItRunsThrough(_ keys: String, _ weights: [String]) throws {
        #expect(try Sources.read(Sources.flagger(keys)).weights == weights)
    }

    @Test func stepWeightsEndAtTheirLastEntry() throws {
        let imported = try Sources.read(Sources.flagger("stepWeights: [10, 30], maxWeight: 80"))
        #expect(try imported.weights == ["10%", "30%", "100%"])
        #expect(imported.tells("spec.analysis.maxWeight", "takes their last entry"))
    }

    @Test func equalStepWeightsNeverEnd() throws {
        let imported = try Sources.read(Sources.flagger("stepWeights: [10, 10, 40]"))
        #expect(imported.tells("spec.analysis.stepWeights", "goes round without an end"))
        #expect(imported.tells("spec.analysis.stepWeights[1]", "does not come through 10"))
        #expect(try Sources.read(Sources.flagger("stepWeights: [10, 40]")).messages("spec.analysis.stepWeights") == [])
    }

    @Test func stepWeightHasPrecedenceOverStepWeights() throws {
        let imported = try Sources.read(Sources.flagger("stepWeight: 15, stepWeights: [10, 40]"))
        #expect(try imported.weights == ["15%", "30%", "45%", "100%"])
        #expect(imported.tells("spec.analysis.stepWeights", "takes only the last entry"))
    }

    @Test func failedChecksAreCountedTogetherAndActedOnOneIntervalLater() throws {
        let imported = try Sources.read(
            Sources.flagger(
                "interval: 30s, threshold: 4, stepWeight: 50, metrics: [{ name: own, query: 'x{r=\"$revision\"}', thresholdRange: { max: 1 } }]"
            ))
        #expect(try imported.value("metrics.0.failures") == "3")
        #expect(try imported.value("metrics.0.samples") == "4")
        #expect(try imported.value("steps.1.analyse.for") == "2m")
        #expect(imported.tells("spec.analysis.threshold", "together over the whole run"))
        #expect(imported.tells("spec.analysis.threshold", "one interval after the count is 4"))
    }

    /// And never more than the 120 readings of the longest analysis.
    @Test func aThresholdBeyondASectionIsTold() throws {
        let imported = try Sources.read(
            Sources.flagger(
                "threshold: 20000, stepWeight: 50, metrics: [{ name: own, query: x, thresholdRange: { max: 1 } }]"))
        #expect(try imported.value("metrics.0.failures") == "119")
        #expect(imported.tells("spec.analysis.threshold", "10000 at most"))
    }

    @Test func missingDataIsAFailedCheck() throws {
        let imported = try Sources.read(
            Sources.flagger(
                "threshold: 2, stepWeight: 50, metrics: [{ name: own, query: x, thresholdRange: { max: 1 } }]"))
        #expect(try imported.value("onNoData") == "abort")
        #expect(try imported.value("metrics.0.errors") == "1")
        #expect(imported.tells("spec.analysis.threshold", "missing data included"))
    }

    @Test func aNewRevisionStartsAgainAndPromotionCopies() throws {
        let imported = try Sources.read(Sources.flagger("stepWeight: 50"))
        #expect(imported.tells("spec.analysis", "starts Flagger again at weight 0"))
        #expect(imported.tells("spec.analysis", "whose new pods then serve in place of the judged ones"))
        #expect(imported.tells("spec.analysis", "sends all traffic to the canary if they do not get ready"))
    }

    @Test func theLeastTimeIsIntervalTimesWeights() throws {
        let imported = try Sources.read(Sources.flagger("interval: 5m, stepWeight: 25, maxWeight: 50"))
        #expect(try imported.value("steps.1.soak") == "5m")
        #expect(try imported.value("steps.3.soak") == "5m")
        #expect(try imported.value("steps.4.weight") == "100%")
    }

    @Test func intervalsHaveAFloorAndADefault() throws {
        #expect(try Sources.read(Sources.flagger("interval: 2s, stepWeight: 50")).value("steps.1.soak") == "10s")
        #expect(try Sources.read(Sources.flagger("stepWeight: 50")).value("steps.1.soak") == "1m")
    }

    @Test func successRatesArePercentAndDurationsMilliseconds() throws {
        let imported = try Sources.read(
            Sources.flagger(
                """
                stepWeight: 50, metrics: [{ name: request-success-rate, thresholdRange: { min: 99.5 } },
                  { name: request-duration, thresholdRange: { max: 250 } }]
                """))
        #expect(try imported.value("steps.1.analyse.metrics.0") == "error-rate")
        #expect(try imported.value("steps.1.analyse.metrics.1") == "latency-p99")
        #expect(imported.tells("spec.analysis.metrics[0].thresholdRange.min", "atMost: 0.005 "))
        #expect(imported.tells("spec.analysis.metrics[1].thresholdRange.max", "atMost: 0.25, in seconds"))
    }

    @Test func theProviderKubernetesIsBlueGreenWithTenIterations() throws {
        let metrics = "metrics: [{ name: own, query: x, thresholdRange: { max: 1 } }]"
        let imported = try Sources.read(
            Sources.flagger("interval: 30s, stepWeight: 50, \(metrics)", spec: "provider: kubernetes"))
        #expect(try imported.value("strategy") == "blue-green")
        #expect(try imported.value("preview.analyse.for") == "5m")
        #expect(imported.tells("spec.provider", "10 iterations"))
    }

    @Test func iterationsBelowTheThresholdAreTold() throws {
        let imported = try Sources.read(
            Sources.flagger(
                "interval: 1m, iterations: 3, threshold: 5, metrics: [{ name: own, query: x, thresholdRange: { max: 1 } }]"
            ))
        #expect(try imported.value("strategy") == "blue-green")
        #expect(try imported.value("preview.analyse.for") == "5m")
        #expect(imported.tells("spec.analysis.iterations", "goes on after 3 good intervals"))
    }

    @Test func aPreviewWithoutMetricsCannotWait() throws {
        let imported = try Sources.read(Sources.flagger("interval: 1m, iterations: 3"))
        #expect(try imported.value("strategy") == "blue-green")
        #expect(imported.tells("spec.analysis.iterations", "lets 3m pass before traffic moves"))
    }

    @Test func sessionsStay() throws {
        let imported = try Sources.read(Sources.flagger("stepWeight: 50, sessionAffinity: { cookieName: c }"))
        #expect(try imported.value("sticky") == "true")
        #expect(imported.tells("spec.analysis.sessionAffinity.cookieName", "Slipway's own"))
    }

    @Test func aWebhookWithoutATypeRunsWithEveryCheck() throws {
        let imported = try Sources.read(Sources.flagger("stepWeight: 50, webhooks: [{ name: load, url: 'http://x/' }]"))
        #expect(imported.tells("spec.analysis.webhooks[0]", "runs with every check"))
    }
}

@Suite struct KayentaTrapTests {
    private static func config(_ metric: String, classifier: String = "{}", more: String = "") -> String {
        """
        {"judge": {"name": "NetflixACAJudge-v1.0"}, "classifier": \(classifier), "metrics": [
        {"name": "m", "query": {"serviceType": "prometheus", "customInlineTemplate": "PromQL:x{r=\\"${scope}\\"}"}, \(metric)}\(more)]}
        """
    }

    @Test func aGroupWithoutDataCountsAHundred() throws {
        let imported = try Sources.read(Self.config(#""groups": ["a"]"#))
        #expect(try imported.value("onNoData") == "proceed")
        #expect(imported.tells("", "a group without data counts 100"))
    }

    @Test func aMetricThatMustHaveDataAborts() throws {
        let imported = try Sources.read(
            Self.config(#""groups": ["a"], "analysisConfigurations": {"canary": {"mustHaveData": true}}"#))
        #expect(try imported.value("onNoData") == "abort")
    }

    @Test func aCriticalMissMakesTheScoreNothing() throws {
        let imported = try Sources.read(
            Self.config(#""groups": ["a"], "analysisConfigurations": {"canary": {"critical": true}}"#))
        #expect(try imported.value("metrics.0.critical") == "true")
        #expect(imported.tells("metrics[0].analysisConfigurations.canary.critical", "makes Kayenta's score 0"))
    }

    @Test func constantSeriesGetNoise() throws {
        #expect(try Sources.read(Self.config(#""groups": ["a"]"#)).tells("judge.name", "random noise"))
    }

    @Test func aQuarterOfTheShiftIsTheTolerance() throws {
        let imported = try Sources.read(
            Self.config(#""groups": ["a"], "analysisConfigurations": {"canary": {"direction": "decrease"}}"#))
        #expect(try imported.value("metrics.0.distribution.direction") == "decrease")
        #expect(try imported.value("metrics.0.distribution.tolerance") == "0.25")
    }

    @Test func anEffectSizeIsNotLostSilently() throws {
        let imported = try Sources.read(
            Self.config(
                #""groups": ["a"], "analysisConfigurations": {"canary": {"effectSize": {"allowedIncrease": 1.2, "criticalDecrease": 0.5}}}"#
            ))
        let path = "metrics[0].analysisConfigurations.canary.effectSize"
        #expect(imported.tells("\(path).allowedIncrease", "ratioAtMost: 1.2"))
        #expect(imported.tells("\(path).criticalDecrease", "criticalDecrease: 0.5"))
    }

    @Test func groupsShareTheirWeight() throws {
        let other =
            #", {"name": "n", "query": {"serviceType": "prometheus", "customInlineTemplate": "PromQL:y"}, "groups": ["b"]}"#
            + #", {"name": "o", "query": {"serviceType": "prometheus", "customInlineTemplate": "PromQL:z"}, "groups": ["b"]}"#
        let imported = try Sources.read(
            Self.config(#""groups": ["a"]"#, classifier: #"{"groupWeights": {"a": 75}}"#, more: other))
        // 75 for one, and what is left of 100 for two.
        #expect(try (0..<3).map { try imported.value("metrics.\($0).weight") } == ["6", "1", "1"])
    }
}
