import Diagnostics
import Testing
import YAML

@testable import RolloutImport

/// The small readers: numbers, durations, names, queries, placeholders and JSON as YAML.
@Suite struct ValueTests {
    @Test(arguments: [
        ("0", "0"), ("5", "5"), ("-3", "-3"), (".5", "0.5"), ("+0.5", "0.5"), ("5.", "5"), ("007.50", "7.50"),
        ("1e-3", "1e-3"),
        ("2.5E+4", "2.5e4"), ("-0", "-0"),
    ])
    func decimalsHaveOneSpelling(_ written: String, _ text: String) throws {
        let number = try #require(Decimal(written))
        #expect(number.text == text)
        #expect(number.value == Double(written) ?? Double("0\(written)"))
        let node = Node(.scalar(number.scalar), at: .init(file: "x", line: 1, column: 1))
        #expect(try YAMLReader.parse(YAMLWriter.write(node), file: "x").scalar?.kind == number.scalar.kind)
    }

    @Test(arguments: [
        "", ".", "-", "+", "1e", "1e400", "0x10", "1_000", "NaN", "inf", "1.2.3", " 1", "1 ", "٣", "1e5x", "--1",
    ])
    func otherTextsAreNoDecimals(_ text: String) {
        #expect(Decimal(text) == nil)
    }

    @Test(arguments: [
        ("0", "0s"), ("0s", "0s"), ("300ms", "300ms"), ("90s", "90s"), ("1m", "1m"), ("1h30m", "90m"), ("1.5h", "90m"),
        ("24h", "1d"), ("1h0m0.5s", "3600500ms"), ("2us", "0s"), ("+5m", "5m"), ("8784h", "366d"),
    ])
    func durationsOfGo(_ written: String, _ text: String) throws {
        #expect(DurationText.write(try #require(DurationText.read(written))) == text)
    }

    @Test(arguments: [
        "", "5", "-5s", "1d", "5 m", "m", "1h-5m", "8785h", "1e3s", "5mm", ".s", "+", "9999999999999999999999h",
    ])
    func otherTextsAreNoDurations(_ text: String) {
        #expect(DurationText.read(text) == nil)
    }

    @Test(arguments: [
        ("error-rate", "error-rate"), ("Success Rate", "success-rate"), ("404s percentage", "metric-404s-percentage"),
        ("--x__y--", "x-y"), ("", "metric"), ("é", "metric"), ("_9", "metric-9"), ("UPPER", "upper"),
        (String(repeating: "a", count: 50), String(repeating: "a", count: 40)),
        (String(repeating: "a", count: 39) + "-b", String(repeating: "a", count: 39)),
    ])
    func namesThatASpecTakes(_ text: String, _ name: String) {
        #expect(MetricCatalogue.name(text) == name)
    }

    @Test func oneMetricHasOneNameAndOthersHaveTheirs() {
        let source = SourceValue(.string("x", at: .init(file: "x", line: 1, column: 1)), object: "o", ledger: Ledger())
        var catalogue = MetricCatalogue()
        func metric(_ name: String, _ query: String) -> Metric {
            Metric(name: name, query: query, rule: .atMost(Decimal(1)), isCritical: true)
        }
        #expect(catalogue.add(metric("error-rate", "a"), from: source) == "error-rate-2")
        #expect(catalogue.add(metric("error-rate", "a"), from: source) == "error-rate-2")
        #expect(catalogue.add(metric("error-rate", "b"), from: source) == "error-rate-3")
        let long = String(repeating: "l", count: 40)
        #expect(catalogue.add(metric(long, "a"), from: source) == long)
        #expect(catalogue.add(metric(long, "b"), from: source) == "\(long.prefix(38))-2")
        #expect(catalogue.metrics.map(\.name).count == 4)
    }

    @Test(arguments: [
        ("up", "up"), ("  sum(\n  a # all of \"them\"\n)\n", "sum( a )"),
        ("a{x=\"b  #c\"}  +\t1", "a{x=\"b  #c\"} + 1"),
        ("a{x='it\\'s  # in'} # out", "a{x='it\\'s  # in'}"), ("a{x=`\\`}  # out", "a{x=`\\`}"),
    ])
    func queriesAreOneLine(_ text: String, _ line: String) {
        #expect(QueryLine.read(text) == line)
    }

    @Test(arguments: ["", " \n", "# only a comment", "a{x=\"two\nlines\"}", String(repeating: "a", count: 4_097)])
    func otherTextsAreNoQueries(_ text: String) {
        #expect(QueryLine.read(text) == nil)
    }

    @Test func placeholders() {
        let (text, unknown) = Placeholders.replace("{{a}}-{{ b }}-{{c}}-{{c}}-{{ d") { name in
            switch name {
            case "a": .text("{{b}}")
            case "b": .text("2")
            default: .unknown("no \(name)")
            }
        }
        // What was put in is not looked at again.
        #expect(text == "{{b}}-2-{{c}}-{{c}}-{{ d")
        #expect(unknown == ["no c"])
    }

    @Test func JSONReadsAsYAMLAtItsPlaces() throws {
        let text =
            "{\n\t\"a\": \"tab\\tslash\\/\\u00e9\\ud83d\\ude00\",\t\"b\": \"\(String(repeating: "x", count: 3_000))\",\n\t\"c\": [1.50, true, null]}"
        let node = try YAMLReader.parse(JSONAsYAML.text(Array(text.utf8)), file: "x.json")
        #expect(node["a"]?.scalar?.text == "tab\tslash/é😀")
        #expect(node["b"]?.scalar?.text.count == 3_000)
        #expect(node["c"]?.sequence?.map { $0.scalar?.text } == ["1.50", "true", "null"])
        #expect(node["c"]?.mark.line == 3 && node["c"]?.mark.column == 7)
    }

    @Test func messagesAreOneLine() throws {
        let imported = try Sources.argo(metric: "successCondition: \"result\\nin [1,\\t2]\"")
        #expect(imported.tells("spec.metrics[0]", "(result in [1, 2])"))
    }
}

/// What conditions of Argo demand.
@Suite struct ConditionTests {
    @Test(arguments: [
        ("result < 0.05", "atMost 0.05"), ("result[0] <= 0.05", "atMost 0.05"), ("result[0]>=.99", "atLeast 0.99"),
        ("asFloat(result[0]) > -1", "atLeast -1"), ("0.5 <= result", "atLeast 0.5"), ("5 < result", "atLeast 5"),
        ("5 >= result", "atMost 5"), ("100 > result", "atMost 100"),
        ("!(result > 3)", "atMost 3"), ("not (result < 3)", "atLeast 3"), ("(((result < 3)))", "atMost 3"),
        ("result >= 1 && result <= 2", "atLeast 1 atMost 2"), ("result >= 1 and 2 >= result", "atLeast 1 atMost 2"),
        ("!(result < 1 || result > 2)", "atLeast 1 atMost 2"), ("isNaN(result) || result < 3", "atMost 3 passes"),
        ("len(result) == 0 || isNaN(result[0]) || result[0] < 3", "atMost 3 passes"),
        ("!isNaN(result) && result < 3", "atMost 3 fails"), ("len(result) > 0 && result[0] < 3", "atMost 3 fails"),
        ("isNil(result) or result < 1e-3", "atMost 1e-3 passes"), ("!(isNaN(result) || result > 3)", "atMost 3 fails"),
    ])
    func mean(_ text: String, _ meaning: String) throws {
        let bounds = try #require(ArgoConditionParser.parse(text)?.bounds)
        let words = bounds.relations.map { relation, bound in
            "\([.below, .atMost].contains(relation) ? "atMost" : "atLeast") \(bound.text)"
        }
        let missing = ["unsaid": "", "passes": " passes", "fails": " fails"]["\(bounds.missing)"] ?? ""
        #expect(words.joined(separator: " ") + missing == meaning)
    }

    @Test(arguments: [
        "", "result", "result == 0", "result != 0", "result < 1 || result > 5", "result.x < 1", "result[1] < 1",
        "result < other",
        "all(result, # < 1)", "default(result, 0) < 1", "asInt(result) < 1", "result < 1 &&", "(result < 1",
        "result < 1)",
        "1 < 2", "result < result", "result <", "< 1", "isNaN(result)", "isNaN(1)", "len(result) == 1",
        "result + 1 < 2",
        "result < '1'", "result in [1]", "result < 1 ? true : false", "result << 1", "result < 0x1", "true",
        "isNaN(result) || isNaN(result)",
        String(repeating: "(", count: 40) + "result < 1" + String(repeating: ")", count: 40),
        String(repeating: "!", count: 1_000),
    ])
    func meanNoBounds(_ text: String) {
        #expect(ArgoConditionParser.parse(text)?.bounds == nil)
    }

    @Test func strictBoundsAreTold() throws {
        func told(_ condition: String) throws -> [String] {
            try Sources.argo(metric: "interval: 1m, count: 2, \(condition)").losses.map(\.message).filter {
                $0.contains("of exactly")
            }
        }
        #expect(try told("successCondition: 'result < 3'").count == 1)
        #expect(
            try told("successCondition: 'result > 3'").first?.contains("because atLeast includes its bound") == true)
        #expect(try told("successCondition: 'result <= 3'") == [])
        // What fails above 3 passes at 3, in Argo too.
        #expect(try told("failureCondition: 'result > 3'") == [])
        #expect(try told("failureCondition: 'result >= 3'").count == 1)
    }
}
