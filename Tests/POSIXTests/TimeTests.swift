import POSIX
import Testing

@Suite struct TimeTests {
    /// Against `date -u -d @N`.
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_769_817_599, "2026-01-30T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
            (-2_203_891_201, "1900-02-28T23:59:59Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
        ])
    func calendar(seconds: Int64, text: String) throws {
        #expect(WallTime(seconds: seconds).description == text)
        #expect(WallTime(text) == WallTime(seconds: seconds))
        let outcome = try Subprocess.run(
            Command("date", ["-u", "-d", "@\(seconds)", "+%Y-%m-%dT%H:%M:%SZ"]), timeout: .seconds(5))
        #expect(outcome.outputText == "\(text)\n")
    }

    @Test func everyDayOfFourCenturiesRoundTrips() {
        for day in stride(from: Int64(-30_000), to: 120_000, by: 1) {
            let time = WallTime(seconds: day * 86_400 + (day * 7919 % 86_400 + 86_400) % 86_400)
            #expect(WallTime(time.description) == time)
        }
    }

    @Test(
        arguments: [
            ("2026-01-31T12:00:00.5Z", 1_769_860_800, 500_000_000), ("2026-01-31t14:00:00+02:00", 1_769_860_800, 0),
            ("2026-01-31T11:30:00.000000001-00:30", 1_769_860_800, 1),
            ("2026-01-31T12:00:00.123456789z", 1_769_860_800, 123_456_789),
        ])
    func readsRFC3339(text: String, seconds: Int64, nanoseconds: Int32) {
        #expect(WallTime(text) == WallTime(seconds: seconds, nanoseconds: nanoseconds))
    }

    @Test(
        arguments: [
            "", "2026-01-31", "2026-01-31T12:00:00", "2026-1-31T12:00:00Z", "2026-02-29T12:00:00Z",
            "2026-13-01T12:00:00Z",
            "2026-01-00T12:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31T12:00:60Z",
            "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00.1234567890Z", "2026-01-31T12:00:00+24:00",
            "2026-01-31T12:00:00ZZ",
            "2026-01-31 12:00:00Z", "-026-01-31T12:00:00Z", "2100-02-29T00:00:00Z", "+2026-01-31T12:00:00Z",
        ])
    func refuses(text: String) { #expect(WallTime(text) == nil) }

    @Test func preciseRoundTrips() {
        let now = WallTime.now
        #expect(WallTime(now.precise) == now)
        #expect(WallTime(seconds: 5, nanoseconds: 7).precise == "1970-01-01T00:00:05.000000007Z")
    }

    @Test func arithmetic() {
        let time = WallTime(seconds: 10, nanoseconds: 200_000_000)
        #expect(time.advanced(by: .milliseconds(900)) == WallTime(seconds: 11, nanoseconds: 100_000_000))
        #expect(time.advanced(by: .milliseconds(-300)) == WallTime(seconds: 9, nanoseconds: 900_000_000))
        #expect(time.since(WallTime(seconds: 9, nanoseconds: 900_000_000)) == .milliseconds(300))
        #expect(Instant(nanoseconds: .max).advanced(by: .seconds(1)).nanoseconds == .max)
        #expect(Deadline.after(.zero).hasPassed)
        #expect(Deadline.after(.seconds(60)).remaining > .seconds(50))
    }

    @Test func sleepsAtLeastAsLongAsAsked() {
        let start = Instant.now
        #expect(Pause.sleep(for: .milliseconds(15)))
        #expect(Instant.now.since(start) >= .milliseconds(15))
        #expect(!Pause.until(.after(.milliseconds(20)), every: .milliseconds(2)) { false })
    }

    @Test func randomBytesDiffer() {
        #expect(RandomBytes.make(0).isEmpty)
        #expect(RandomBytes.make(32) != RandomBytes.make(32))
        #expect(RandomBytes.hexadecimal(16).utf8.count == 32)
    }
}
