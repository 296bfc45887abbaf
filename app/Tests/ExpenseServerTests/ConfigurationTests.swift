import ExpenseStore
import Testing

@testable import ExpenseServer

@Suite struct ConfigurationTests {
    private func parse(_ environment: [String: String], files: [String: String] = [:]) throws -> Configuration {
        try Configuration(environment: environment) { files[$0] }
    }

    @Test func emptyEnvironmentIsValid() throws {
        let configuration = try parse([:])
        #expect(configuration.port == 8080)
        #expect(configuration.bindAddress == "127.0.0.1")
        #expect(configuration.durability == .full)
        #expect(configuration.accessLog == .all)
        #expect(configuration.readyDescriptor == nil)
    }

    @Test func everyProblemIsToldAtOnce() {
        let error = #expect(throws: ConfigurationError.self) {
            try parse([
                "PORT": "65536", "BIND_ADDRESS": "localhost", "DEFAULT_CURRENCY": "usd", "LOG_LEVEL": "loud",
                "SQLITE_SYNCHRONOUS": "off", "RETENTION_DAYS": "-1", "READY_FD": "1", "DATABASE_PATH": "",
            ])
        }
        #expect(
            error?.problems == [
                "PORT is \"65536\"; it must be an integer from 0 to 65535",
                "BIND_ADDRESS is \"localhost\"; it must be an IPv4 or IPv6 address, such as 127.0.0.1 or ::1",
                "DATABASE_PATH must be 1...1024 bytes of printable text",
                "SQLITE_SYNCHRONOUS is \"off\"; it must be one of: full, normal",
                "DEFAULT_CURRENCY is \"usd\"; it must be an active ISO 4217 code, such as USD",
                "RETENTION_DAYS is \"-1\"; it must be an integer from 0 to 36500",
                "LOG_LEVEL is \"loud\"; it must be one of: debug, info, warn, error",
                "READY_FD is \"1\"; it must be a file descriptor from 3 to 65535",
            ])
    }

    @Test(arguments: ["", " 1", "1.0", "0x10", "+5", "99999999999999999999", "\u{0661}"])
    func numbersAreDecimalDigits(_ text: String) {
        #expect(throws: ConfigurationError.self) { try parse(["PORT": text]) }
    }

    @Test func valueMayComeFromAFile() throws {
        #expect(try parse(["REVISION_FILE": "/r"], files: ["/r": "abc\n"]).revision == "abc")
        let missing = #expect(throws: ConfigurationError.self) { try parse(["REVISION_FILE": "/r"]) }
        #expect(missing?.problems == ["REVISION_FILE names /r, which cannot be read or is longer than 64 KiB"])
        let both = #expect(throws: ConfigurationError.self) {
            try parse(["REVISION": "a", "REVISION_FILE": "/r"], files: ["/r": "b"])
        }
        #expect(both?.problems == ["REVISION and REVISION_FILE are both set; leave one of them"])
    }

    @Test func readinessDescriptorHasTwoNames() throws {
        #expect(try parse(["READY_FD": "3"]).readyDescriptor == 3)
        #expect(try parse(["NOTIFY_FD": "4"]).readyDescriptor == 4)
    }

    /// The documented table is the one the code reads.
    @Test func readmeListsEverySetting() throws {
        let here = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let readme = Spawned.read("/\(here)/README.md")
        let rows = Setting.all.map { setting in
            "| `\(setting.name)` | \(setting.fallback.isEmpty ? "" : "`\(setting.fallback)`") | \(setting.meaning) |"
        }
        #expect(
            readme.contains(rows.joined(separator: "\n")), "app/README.md should have:\n\(rows.joined(separator: "\n"))"
        )
    }

    @Test func argumentsAreUnderstoodOrRefused() {
        #expect(Invocation([]) == .serve)
        #expect(Invocation(["--version"]) == .version)
        #expect(Invocation(["--check-config"]) == .checkConfiguration)
        #expect(Invocation(["serve"]) == nil)
        #expect(Invocation(["--version", "--help"]) == nil)
    }

    @Test func helpListsEverySetting() {
        for setting in Setting.all { #expect(Invocation.helpText.contains("  \(setting.name) ")) }
    }
}
