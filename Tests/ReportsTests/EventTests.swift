import Diagnostics
import JSON
import Planning
import Rollouts
import TestSupport
import Testing

@testable import Reports

@Suite struct EventTests {
    private static let api = ResourceAddress(kind: "process", name: "api-1")
    private static let time = EventTime(seconds: 1_772_366_400, milliseconds: 250)

    /// One of each type.
    static let events: [Event] = [
        .version(tool: "0.1.0"),
        .resourceDrift(
            Sample.change(
                "process/api-1", .update, ["port was changed from outside"],
                [
                    Difference(attribute: "port", before: .plain(9090), after: .plain(8080))
                ])),
        .plannedChange(
            Sample.change(
                "process/api-1", .update, ["password changes"],
                [
                    Difference(
                        attribute: "password", before: .sensitive(fingerprint: "a1"),
                        after: .sensitive(fingerprint: "b2"))
                ])),
        .changeSummary(ChangeCounts(Sample.changes), operation: .plan),
        .applyStart(api, .update), .applyProgress(api, .update, elapsedSeconds: 30),
        .applyComplete(api, .update, elapsedSeconds: 42), .applyErrored(api, .update, elapsedSeconds: 42),
        .diagnostic(
            Diagnostic(
                DiagnosticCode("E0412", "plan is stale", runbook: "plan-refused.md", ""), "The state has moved on.",
                help: "plan again")),
        .rolloutMoved(
            RolloutMove(
                id: "5f1c2a9b00d4e7a1", environment: "prod", steps: 7, event: .routed(Weight(percent: 5)),
                rollout: moved)),
        .rolloutNotice("step-2: pass; error-rate: 0 of 500 against 1 of 9500"),
        .outputs(["url": "http://127.0.0.1:8080"]),
    ]

    /// Five percent are reached, and a soak follows.
    private static var moved: Rollout {
        let start = Moment(milliseconds: 0)
        var schedule = Schedule([.setWeight(Weight(percent: 5)), .soak(.seconds(60)), .setWeight(.all)], replicas: 2)
        schedule.deadlines.overall = .seconds(600)
        var rollout = Rollout(schedule, stableReady: 2, at: start)
        for event in [RolloutEvent.start, .ready(.canary, 1), .routed(Weight(percent: 5))] {
            _ = rollout.handle(event, at: start)
        }
        return rollout
    }

    /// The page for readers shows each type exactly as it is written.
    @Test func documentedExamplesAreTrue() throws {
        expectGolden(Self.events.map { EventJSON.line($0, at: Self.time) }.joined(), named: "events.jsonl")
        let directory = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
        let page = try #require(GoldenFile.read("\(directory)/docs/events.md"))
        let shown = page.split(separator: "\n").filter { $0.hasPrefix("{") }.map { "\($0)\n" }
        let written = Self.events.map { EventJSON.line($0, at: Self.time) }
        #expect(shown == written)
    }

    @Test(arguments: events)
    func everyLineStandsAlone(event: Event) throws {
        let line = EventJSON.line(event, at: Self.time)
        #expect(line.hasSuffix("\n") && line.dropLast().allSatisfy { $0 != "\n" })
        let value = try JSONReader.parse(Array(line.dropLast().utf8))
        let names = try #require(value.object?.map(\.name))
        #expect(names.prefix(5) == ["@level", "@message", "@module", "@timestamp", "type"])
        #expect(value["@message"]?.string?.isEmpty == false)
        #expect(!line.contains("\"a1\"") && !line.contains("\"b2\""))
    }

    @Test func textView() {
        let view = EventText(terminal: Terminal(isColoured: false))
        expectGolden(Self.events.map(view.render).joined(), named: "events.txt")
        let coloured = EventText(terminal: Terminal(isColoured: true)).render(Self.events[7])
        #expect(coloured.hasPrefix("\u{1B}[31m"))
    }

    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00.000Z"), (951_782_400, 7, "2000-02-29T00:00:00.007Z"),
        (1_772_366_400, 250, "2026-03-01T12:00:00.250Z"), (4_107_542_399, 999, "2100-02-28T23:59:59.999Z"),
        (-1, 0, "1969-12-31T23:59:59.000Z"),
    ])
    func timestamps(seconds: Int, milliseconds: Int, text: String) {
        #expect(EventTime(seconds: seconds, milliseconds: milliseconds).text == text)
    }
}
