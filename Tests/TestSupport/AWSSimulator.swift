internal import HTTPTransport
package import JSON
internal import POSIX

/// `awssim` of the shared files on a free port of loopback: it answers as AWS does and refuses what AWS refuses.
///
/// One serves all tests of a process (``shared()``), which keep apart by the names of what they make. A test that needs
/// faults, another clock or keys of its own starts a private one. It ends with its last reference, and by itself once
/// the test process is gone.
package final class AWSSimulator: Sendable {
    /// The key it knows where it was not given others.
    package static let accessKeyID = "AKIAIOSFODNN7EXAMPLE"
    package static let secretAccessKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    package static let region = "us-east-1"
    package static let account = "123456789012"

    /// `http://127.0.0.1:PORT`, of every service.
    package let url: String
    private let process: ProcessIdentity
    private let scratch: Scratch
    private let isShared: Bool

    /// Why it did not start, or would not do what it was told.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Why there can be none here; nil where there can.
    package static let missing: String? = {
        guard directory != nil else { return "the AWS simulator is not beside this repository" }
        let command = Command(python, ["-c", "import boto3, cfnlint, flask, flask_cors, moto"])
        guard let outcome = try? Subprocess.run(command, timeout: .seconds(60)), outcome.status.isSuccess else {
            return "the AWS simulator needs .venv-aws: scripts/setup test"
        }
        return nil
    }()

    /// Python that has what the simulator and its judges import: `SLIPWAY_AWS_PYTHON` or that of `.venv-aws`.
    package static var python: String {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        return EnvironmentVariables.value(of: "SLIPWAY_AWS_PYTHON") ?? "\(root)/.venv-aws/bin/python"
    }

    private static var directory: String? {
        SharedFiles.path("aws/awssim/__main__.py").map { FileSystem.parent(of: FileSystem.parent(of: $0)) }
    }

    private static let common = Result { try AWSSimulator(isShared: true) }

    /// The one of this process, started by the first who asks.
    package static func shared() throws -> AWSSimulator { try common.get() }

    /// Starts one of the caller's own.
    ///
    /// - Parameters:
    ///   - speed: how many times faster than at AWS stacks are made.
    ///   - credentials: secret access keys by access key id, in place of the usual one.
    ///   - keySet: a JSON Web Key Set (RFC 7517) that web identity tokens may be signed with.
    package convenience init(
        speed: Double = 50, credentials: [String: String]? = nil, keySet: JSONValue? = nil
    ) throws {
        try self.init(isShared: false, speed: speed, credentials: credentials, keySet: keySet)
    }

    private init(
        isShared: Bool, speed: Double = 50, credentials: [String: String]? = nil, keySet: JSONValue? = nil
    ) throws {
        guard let directory = Self.directory else { throw Failure(description: Self.missing ?? "") }
        self.isShared = isShared
        scratch = try Scratch()
        var options = ["--port", "0", "--region", Self.region, "--speed", String(speed)]
        if let credentials {
            let keys = JSONValue.sortedObject(credentials.mapValues { .string($0) })
            options += ["--credentials", try Self.write(keys, to: scratch.at("credentials.json"))]
        }
        if let keySet { options += ["--jwks", try Self.write(keySet, to: scratch.at("jwks.json"))] }
        let log = scratch.at("log")
        let started = try Subprocess.spawnDetached(
            Command(
                Self.python, ["-c", Self.program, String(try ProcessIdentity.current().pid), scratch.path] + options,
                environment: [
                    "PATH": "/usr/bin:/bin", "HOME": scratch.path, "AWS_EC2_METADATA_DISABLED": "true",
                    "PYTHONDONTWRITEBYTECODE": "1",
                ], directory: directory), standardOutput: log)
        var ready: JSONValue?
        let isOver = Pause.until(.after(.seconds(90))) {
            ready = Self.readyLine(in: log)
            return ready != nil || !started.isAlive
        }
        guard let url = ready?["url"]?.string else {
            started.kill()
            _ = started.waitUntilGone(.after(.seconds(5)))
            throw Failure(
                description: "awssim \(isOver ? "ended" : "is not ready after 90 s"): \(GoldenFile.read(log) ?? "")")
        }
        self.url = url
        process = started
        // Its issuer makes the key when it is first used, and two at once where two are first.
        _ = try control("GET", "oidc/jwks")
    }

    deinit { stop() }

    /// Ends it; again is fine. It holds nothing that has to be put away.
    package func stop() {
        process.kill()
        _ = process.waitUntilGone(.after(.seconds(5)))
    }

    /// What it printed: a defect of its own stands here.
    package var log: String { GoldenFile.read(scratch.at("log")) ?? "" }

    /// Asks one of its endpoints for tests (`/_sim/...`), which need no signature.
    @discardableResult
    package func control(_ method: String, _ path: String, _ body: JSONValue? = nil) throws -> JSONValue {
        let response = try HTTPClient().send(
            HTTPRequest(
                method, "\(url)/_sim/\(path)", fields: [.init("Content-Type", "application/json")],
                body: body.map { Self.text(of: $0) }, timeout: .seconds(30), limit: 64 << 20))
        guard response.status == 200 else {
            throw Failure(description: "\(method) /_sim/\(path): \(response.status) \(response.text)")
        }
        return try JSONReader.parse(response.body)
    }

    /// For what would disturb the other tests of this process.
    private func change(_ method: String, _ path: String, _ body: JSONValue? = nil) throws {
        guard !isShared else {
            throw Failure(description: "\(method) /_sim/\(path) is not for the shared simulator: start a private one")
        }
        try control(method, path, body)
    }

    private static func text(of value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(value)
        return writer.bytes
    }

    private static func write(_ value: JSONValue, to path: String) throws -> String {
        try FileSystem.writeAtomically(text(of: value), to: path)
        return path
    }

    private static func readyLine(in log: String) -> JSONValue? {
        (GoldenFile.read(log) ?? "").split(separator: "\n").lazy
            .filter { $0.hasPrefix("{\"ready\"") && $0.hasSuffix("}") }
            .compactMap { try? JSONReader.parse(Array($0.utf8)) }.first
    }

    /// Runs it until the process it is told is no longer its parent. A signal at the parent's death would come at that
    /// of the thread which started it, and threads of a pool come and go.
    private static let program = """
        import os, runpy, shutil, sys, threading, time
        parent, scratch = int(sys.argv[1]), sys.argv[2]
        def watch():
            while os.getppid() == parent:
                time.sleep(0.5)
            shutil.rmtree(scratch, ignore_errors=True)
            os._exit(0)
        threading.Thread(target=watch, daemon=True).start()
        sys.argv[:] = ["awssim"] + sys.argv[3:]
        runpy.run_module("awssim", run_name="__main__", alter_sys=True)

        """
}

extension AWSSimulator {
    /// What it remembers of one request.
    package struct Request: Sendable, Hashable {
        package let service: String
        package let action: String
        package let method: String
        package let path: String
        package let signedHeaders: [String]
        /// The ARN of who signed; nil where the signature was refused or none.
        package let caller: String?
        /// `signed`, `unsigned` or `rejected: CODE`.
        package let verdict: String
        /// nil where the connection was cut.
        package let status: Int?
    }

    /// The requests it saw, oldest first, at most the last 10,000; nil stands for any service or action.
    package func requests(service: String? = nil, action: String? = nil) throws -> [Request] {
        let filter = [service.map { "service=\($0)" }, action.map { "action=\($0)" }].compactMap { $0 }
        let answer = try control("GET", "requests" + (filter.isEmpty ? "" : "?" + filter.joined(separator: "&")))
        return (answer.array ?? []).map { entry in
            func text(_ name: String) -> String { entry[name]?.string ?? "" }
            return Request(
                service: text("service"), action: text("action"), method: text("method"), path: text("path"),
                signedHeaders: (entry["signedHeaders"]?.array ?? []).compactMap(\.string),
                caller: entry["caller"]?.string, verdict: text("verdict"), status: entry["status"]?.integer)
        }
    }

    /// What goes wrong with calls number `nth` to `nth + times - 1` of those that match.
    package struct Fault: Sendable, Hashable {
        package enum Effect: String, Sendable, Hashable, CaseIterable {
            case throttle, stall, garbage
            case internalError = "500"
            case unavailable = "503"
            case expiredToken = "expired-token"
            /// Refused for its time, with a Date that is off by `seconds`.
            case clockSkew = "clock-skew"
            /// The connection is reset, and nothing was done.
            case resetBefore = "reset-before"
            /// All was done, and then the connection is reset.
            case resetAfterCommit = "reset-after-commit"
        }

        package var effect: Effect
        /// Its signing name; `*` and `?` match as in file names, in both.
        package var service = "*"
        package var action = "*"
        package var nth = 1
        /// 0 is for ever.
        package var times = 1
        /// Of ``Effect/stall`` and ``Effect/clockSkew``.
        package var seconds = 0

        package init(
            _ effect: Effect, service: String = "*", action: String = "*", nth: Int = 1, times: Int = 1,
            seconds: Int = 0
        ) {
            self.effect = effect
            self.service = service
            self.action = action
            self.nth = nth
            self.times = times
            self.seconds = seconds
        }
    }

    /// Of a private simulator only, as all below.
    package func addFault(_ fault: Fault) throws {
        try change(
            "POST", "faults",
            [
                "effect": .string(fault.effect.rawValue), "service": .string(fault.service),
                "action": .string(fault.action), "nth": .integer(fault.nth), "times": .integer(fault.times),
                "seconds": .integer(fault.seconds),
            ])
    }

    package func clearFaults() throws { try change("DELETE", "faults") }

    /// - Parameters:
    ///   - advance: seconds by which stacks and the ends of credentials come nearer.
    ///   - skew: seconds by which the clock that judges signatures is ahead of ours, from now on.
    ///   - speed: how many times faster than at AWS stacks are made.
    package func setClock(advance: Int? = nil, skew: Int? = nil, speed: Int? = nil) throws {
        let members = [("advance", advance), ("skew", skew), ("speed", speed)]
        try change(
            "POST", "clock",
            .object(members.compactMap { name, value in value.map { JSONValue.Member(name, .integer($0)) } }))
    }

    /// Forgets everything: what was made, credentials it gave, faults, clock and requests.
    package func reset() throws { try change("POST", "reset") }
}
