import AWS
import Diagnostics
import JSON
import POSIX
import TestSupport

/// A client that speaks to a simulator, with a home directory of its own and no other variables.
struct Simulated {
    let simulator: AWSSimulator
    let home: Scratch

    init(_ simulator: AWSSimulator) throws {
        self.simulator = simulator
        home = try Scratch()
    }

    /// One that all suites share; only what is told apart by names may be done there.
    static func shared() throws -> Simulated { try Simulated(AWSSimulator.shared()) }

    /// The variables of a user who has keys.
    var keys: [String: String] {
        ["AWS_ACCESS_KEY_ID": AWSSimulator.accessKeyID, "AWS_SECRET_ACCESS_KEY": AWSSimulator.secretAccessKey]
    }

    /// What leads to the simulator, without keys.
    var place: [String: String] {
        ["AWS_ENDPOINT_URL": simulator.url, "AWS_REGION": AWSSimulator.region, "HOME": home.path]
    }

    func settings(
        _ variables: [String: String], profile: String? = nil, without removed: [String] = [],
        now: @escaping @Sendable () -> WallTime = { .now }
    ) throws -> AWSSettings {
        var all = place.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { $1 }.merging(variables) { $1 }
        for name in removed { all[name] = nil }
        return try AWSSettings(AWSContext(variables: all, profile: profile, now: now, isCancelled: { false }))
    }

    func client(
        _ variables: [String: String] = [:], profile: String? = nil, attemptTimeout: Duration = .seconds(20),
        now: @escaping @Sendable () -> WallTime = { .now }
    ) throws -> AWSClient {
        let settings = try settings(keys.merging(variables) { $1 }, profile: profile, now: now)
        // No pauses: that they are there and bounded has a test of its own.
        return AWSClient(
            settings, credentials: CredentialStore(settings), attemptTimeout: attemptTimeout, random: { 0 })
    }

    /// A name that nobody else in the simulator has.
    static func name(_ prefix: String) -> String { "\(prefix)-\(RandomBytes.hexadecimal(6))" }

    /// Writes a file below the home directory.
    func write(_ path: String, _ text: String) throws {
        let full = home.at(path)
        try FileSystem.createDirectory(FileSystem.parent(of: full), withParents: true)
        try FileSystem.writeAtomically(Array(text.utf8), to: full)
    }
}

extension Secret {
    /// For tests, whose secrets are none.
    var exposed: String { withExposedBytes { String(decoding: $0, as: UTF8.self) } }
}
