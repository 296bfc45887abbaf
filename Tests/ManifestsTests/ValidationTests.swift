import Diagnostics
import Environments
import JSON
import POSIX
import TestSupport
import Testing

@testable import Commands

/// What `slipway validate` finds, on a day the test chooses.
@Suite struct ValidationTests {
    private static func project(_ scratch: Scratch, reason: String) throws -> Project {
        let defaults = """
            service: {name: api, program: bin/api}
            compliance:
              owner: team
              exceptions:
                - {check: DL3008, documents: [docker], reason: "\(reason)", owner: team, expires: 2027-01-31}

            """
        try FileSystem.createDirectory(scratch.at("environments"))
        for (name, text) in [
            ("defaults", defaults), ("a", "environment: a\ntier: dev\n"), ("b", "environment: b\ntier: dev\n"),
            (
                "c",
                "environment: c\ntier: dev\ncompliance:\n  exceptions:\n"
                    + "    - {check: CKV_1, reason: Own., owner: me, expires: 2026-12-31}\n"
            ),
        ] {
            try FileSystem.writeAtomically(Array(text.utf8), to: scratch.at("environments/\(name).yaml"))
        }
        return Project(directory: scratch.path)
    }

    private static func validation(_ date: String, reason: String = "Debian keeps no old versions.") throws
        -> Validation
    {
        let time = try #require(WallTime("\(date)T23:59:59Z"))
        let scratch = try Scratch()
        let project = try project(scratch, reason: reason)
        return withExtendedLifetime(scratch) {
            Validation(of: ["a", "b", "c"], in: project, on: CalendarDate(of: time))
        }
    }

    @Test func everyExceptionIsToldOnceWithItsReason() throws {
        let validation = try Self.validation("2026-12-31")
        #expect(validation.isValid)
        #expect(
            validation.text(columns: 80) == """
                valid: a, b, c
                exception: DL3008 of docker, in a, b, until 2027-01-31, answered for by team
                  Debian keeps no old versions.
                exception: CKV_1, in c, until 2026-12-31, answered for by me
                  Own.

                """)
        let exceptions = try #require(validation.json(sources: [:])["exceptions"]?.array)
        #expect(exceptions.map { $0["check"]?.string } == ["DL3008", "CKV_1"])
        #expect(exceptions[0]["environments"]?.array == ["a", "b"])
        #expect(exceptions[0]["origin"]?.string?.hasSuffix("environments/defaults.yaml:5:7") == true)
        #expect(exceptions[0]["documents"]?.array == ["docker"] && exceptions[0]["expires"] == "2027-01-31")
    }

    @Test func anExpiredOneIsAnErrorAndToldOnce() throws {
        let early = try Self.validation("2027-01-31"), late = try Self.validation("2027-02-01")
        #expect(early.problems.map(\.detail) == ["me accepted CKV_1 until 2026-12-31, and today is 2027-01-31."])
        #expect(!early.isValid && !early.text(columns: 80).contains("valid:"))
        #expect(late.problems.map(\.code.id) == ["E0213", "E0213"])
        #expect(late.json(sources: [:])["valid"] == false)
    }

    /// Nothing in a reason reaches the terminal as a command.
    @Test func aReasonIsShownVisibly() throws {
        let text = try Self.validation("2026-12-31", reason: "a\u{202E}b").text(columns: 40)
        #expect(text.contains("  a<U+202E>b\n"))
    }

    @Test(arguments: ["1969-12-31", "9999-12-31"]) func aClockThatIsWrongLetsNothingHold(date: String) throws {
        #expect(CalendarDate(of: try #require(WallTime("\(date)T12:00:00Z"))).description == "9999-12-31")
    }
}
