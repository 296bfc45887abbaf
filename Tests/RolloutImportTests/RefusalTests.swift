import Diagnostics
import JSON
import Testing
import YAML

@testable import RolloutImport

/// Files that are not imported, each with the code, the words, the place and the remedy.
@Suite struct RefusalTests {
    private static func refusal(_ text: String) -> Diagnostic? {
        do throws(Failure) {
            _ = try Sources.read(text)
            return nil
        } catch {
            return error.diagnostics.first
        }
    }

    private static let head = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: shop }\n"

    @Test(arguments: [
        ("", "E0950", "source.yaml holds nothing", "1:1"),
        ("# nothing\n---\n", "E0950", "source.yaml holds nothing", "1:1"),
        ("kind: Deployment\napiVersion: apps/v1\n", "E0950", "source.yaml holds Deployment, and no rollout", "1:1"),
        (
            "apiVersion: serving.knative.dev/v1\nkind: Rollout\n", "E0950", "source.yaml holds Rollout, and no rollout",
            "1:1"
        ),
        ("[1, 2]", "E0950", "source.yaml holds something without a kind, and no rollout", "1:1"),
        ("just a text", "E0950", "source.yaml holds something without a kind, and no rollout", "1:1"),
        (
            "a: 1\n---\nb: 1\n---\nc: 1\n---\nd: 1\n---\ne: 1\n---\nf: 1\n---\ng: 1\n", "E0950",
            "source.yaml holds something without a kind, something without a kind, something without a kind, something "
                + "without a kind, something without a kind and 2 more, and no rollout", "1:1"
        ),
        (
            "apiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\nmetadata: { name: t }\n", "E0951",
            "source.yaml holds AnalysisTemplate/t, and no Rollout or Canary that uses it", "1:1"
        ),
        (
            "kind: Service\n---\napiVersion: flagger.app/v1beta1\nkind: MetricTemplate\n", "E0951",
            "source.yaml holds MetricTemplate/unnamed, and no Rollout or Canary that uses it", "3:1"
        ),
        (
            head + "spec: { strategy: { canary: { steps: [{ setWeight: much }] } } }", "E0952",
            "Rollout/shop: spec.strategy.canary.steps[0].setWeight is not a whole number from 0 to 100", "4:52"
        ),
        (
            head + "spec: { strategy: { canary: { steps: [{ setWeight: 101 }] } } }", "E0952",
            "Rollout/shop: spec.strategy.canary.steps[0].setWeight is not a whole number from 0 to 100", "4:52"
        ),
        (
            head + "spec: { strategy: { canary: { steps: { setWeight: 5 } } } }", "E0952",
            "Rollout/shop: spec.strategy.canary.steps is not a list", "4:38"
        ),
        (
            head + "spec: { strategy: { canary: 5 } }", "E0952", "Rollout/shop: spec.strategy.canary is not a mapping",
            "4:29"
        ),
        (
            head + "spec: { strategy: { canary: { steps: [{ pause: { duration: soon } }] } } }", "E0952",
            "Rollout/shop: spec.strategy.canary.steps[0].pause.duration is not a number of seconds or a duration such as "
                + "10m, up to 366 days", "4:60"
        ),
        (
            head + "spec: { strategy: { canary: { steps: [{ pause: { duration: -5 } }] } } }", "E0952",
            "Rollout/shop: spec.strategy.canary.steps[0].pause.duration is not a number of seconds or a duration such as "
                + "10m, up to 366 days", "4:60"
        ),
        (
            head + "spec: { minReadySeconds: [1], strategy: { canary: {} } }", "E0952",
            "Rollout/shop: spec.minReadySeconds is not a text", "4:26"
        ),
        (
            head + "spec: { strategy: { canary: { dynamicStableScale: perhaps } } }", "E0952",
            "Rollout/shop: spec.strategy.canary.dynamicStableScale is not true or false", "4:51"
        ),
        (
            head + "spec: { strategy: { canary: { steps: [{ analysis: { templates: [{ clusterScope: true }] } }] } } }",
            "E0952",
            "Rollout/shop: spec.strategy.canary.steps[0].analysis.templates[0] is not a reference with a templateName",
            "4:65"
        ),
        (head, "E0954", "Rollout/shop: the Rollout has no spec", "1:1"),
        (
            head + "spec: { replicas: 2 }", "E0954",
            "Rollout/shop: the Rollout has no strategy, and Argo takes none without", "4:7"
        ),
        (head + "spec: { strategy: {} }", "E0954", "Rollout/shop: strategy holds neither canary nor blueGreen", "4:19"),
        (
            head + "spec: { strategy: { canary: {}, blueGreen: {} } }", "E0954",
            "Rollout/shop: strategy holds canary and blueGreen", "4:19"
        ),
        (
            head + "spec: { strategy: { canary: { steps: [{ setWeight: 5, pause: {} }] } } }", "E0954",
            "Rollout/shop: spec.strategy.canary.steps[0] is setWeight and pause at once, and Argo takes one in each step",
            "4:39"
        ),
        (
            head + "---\n" + head, "E0954",
            "source.yaml holds 2 rollouts (Rollout/shop, Rollout/shop#2), and a section is of one", "5:1"
        ),
        (
            "apiVersion: flagger.app/v1beta1\nkind: Canary\nspec: { targetRef: {} }", "E0954",
            "Canary/unnamed: the Canary has no analysis, so it never gives the new revision a weight", "3:7"
        ),
        (
            "apiVersion: flagger.app/v1beta1\nkind: Canary\nspec: { analysis: { maxWeight: 50 } }", "E0954",
            "Canary/unnamed: the analysis has no stepWeight, stepWeights or iterations, so the weight stays 0", "3:19"
        ),
        (
            #"{"judge": {}, "metrics": [], "classifier": {"scoreThresholds": {"pass": 50, "marginal": 60}}}"#, "E0954",
            "config/unnamed: pass is 50 and marginal 60", "1:64"
        ),
    ])
    func refuses(_ text: String, _ code: String, _ detail: String, _ place: String) throws {
        let diagnostic = try #require(Self.refusal(text))
        #expect(diagnostic.code.id == code)
        #expect(diagnostic.detail == detail)
        #expect(diagnostic.location?.description == "source.yaml:\(place)")
        #expect(diagnostic.help?.isEmpty == false)
    }

    @Test func everyProblemIsToldInOneRun() throws {
        do throws(Failure) {
            _ = try Sources.read(
                Self.head
                    + "spec:\n  minReadySeconds: x\n  strategy: { canary: { steps: [{ setWeight: 5 }, { setWeight: y }] } }"
            )
            Issue.record("imported")
        } catch {
            #expect(error.diagnostics.map { $0.location?.line } == [5, 6])
            #expect(error.exit == .failed)
        }
    }

    @Test func templatesThatIncludeThemselves() throws {
        func template(_ name: String, _ inner: String) -> String {
            """
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AnalysisTemplate
            metadata: { name: \(name) }
            spec: { templates: [{ templateName: \(inner) }] }

            """
        }
        let source = Sources.argo(
            steps: "[{ analysis: { templates: [{ templateName: a }] } }]",
            templates: template("a", "b") + template("b", "a"))
        let diagnostic = try #require(Self.refusal(source))
        #expect(diagnostic.code == ImportCodes.contradictory)
        #expect(
            diagnostic.detail
                == "AnalysisTemplate/b: the template a includes itself (AnalysisTemplate/a, AnalysisTemplate/b, AnalysisTemplate/a)"
        )
    }

    @Test func sizes() throws {
        let big = Array(repeating: UInt8(ascii: "#"), count: SourceObjects.limit + 1)
        do throws(Failure) {
            _ = try RolloutImport.read(big, file: "big.yaml")
            Issue.record("imported")
        } catch {
            #expect(error.diagnostics.map(\.code) == [ImportCodes.tooLarge])
            #expect(error.diagnostics[0].detail == "big.yaml has 1048577 bytes, and at most 1048576 are read")
        }
        let steps = Array(repeating: "{ pause: {} }", count: 101).joined(separator: ", ")
        let many = try #require(Self.refusal(Sources.argo(steps: "[\(steps)]")))
        #expect(many.code == ImportCodes.tooLarge)
        #expect(many.detail == "Rollout/shop: spec.strategy.canary.steps has 101 steps, and at most 100 are read")
        let fine = try #require(Self.refusal(Sources.flagger("stepWeight: 1, maxWeight: 60")))
        #expect(fine.detail == "source.yaml needs 121 steps, and a section holds at most 100")
        let long = Sources.argo(steps: "[{ pause: { duration: 8000h } }, { pause: { duration: 8000h } }]")
        #expect(Self.refusal(long)?.detail == "the pauses and analyses of source.yaml take more than 366 days together")
    }

    @Test func manyAnalysesOfManyMetrics() throws {
        let metrics = (0..<51).map { "{ name: m\($0), successCondition: 'result < 1' }" }.joined(separator: ", ")
        let source = Sources.argo(
            steps: "[{ analysis: { templates: [{ templateName: t }] } }]",
            templates: """
                ---
                apiVersion: argoproj.io/v1alpha1
                kind: AnalysisTemplate
                metadata: { name: t }
                spec: { metrics: [\(metrics)] }
                """)
        #expect(
            Self.refusal(source)?.detail
                == "Rollout/shop: spec.strategy.canary.steps[0].analysis has 51 metrics, and at most 50 are read")
    }

    @Test(.timeLimit(.minutes(1)))
    func largeFilesAreReadInLinearTime() throws {
        let weights = (0..<20_000).map { #""g\#($0)": 1"# }.joined(separator: ",")
        let config =
            #"{"judge": {}, "metrics": [{"name": "m", "groups": ["g0"]}], "classifier": {"groupWeights": {\#(weights)}}}"#
        #expect(try Sources.read(config).losses.count > 19_000)
        let arguments = (0..<101).map { "{ name: a\($0), value: x }" }.joined(separator: ", ")
        #expect(
            Self.refusal(Sources.argo(steps: "[{ analysis: { args: [\(arguments)] } }]"))?.detail
                == "Rollout/shop: spec.strategy.canary.steps[0].analysis.args has 101 args, and at most 100 are read")
    }

    @Test func whatIsNoYAMLOrJSONKeepsItsOwnCode() throws {
        #expect(Self.refusal("a: [")?.code == YAMLCodes.syntax)
        #expect(Self.refusal("a: 1\na: 2")?.code == YAMLCodes.duplicateKey)
        #expect(Self.refusal(#"{"a": 1,}"#)?.code == JSONCodes.syntax)
        #expect(Self.refusal(#"{"metrics": [], "judge": {}, "judge": {}}"#)?.code == JSONCodes.duplicateName)
    }

    @Test func codesAreInTheirBlockAndExplained() {
        #expect(ImportCodes.all.map(\.id) == ["E0950", "E0951", "E0952", "E0953", "E0954"])
        for code in ImportCodes.all { #expect(!code.explanation.isEmpty && code.title.first?.isLowercase == true) }
    }
}
