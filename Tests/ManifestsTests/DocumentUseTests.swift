import JSON
import Manifests
import POSIX
import TestSupport
import Testing
import YAML

/// The goldens are used by the programs they are for, and agree with each other.
@Suite struct DocumentUseTests {
    /// An environment with or without TLS, and with hostile values.
    struct Case: Sendable, CustomTestStringConvertible {
        let environment: String
        let overrides: [String]
        var testDescription: String { ([environment] + overrides).joined(separator: " ") }
    }

    static let cases = Rendered.environments.flatMap { environment in
        [
            [], ["local.tls=true"], ["local.replicas=1"], ["local.replicas=64"],
            ["service.arguments=[serve, \"it's\", \"$(exit 3)\", \"`id`\", \"a  b\", \"\", \"*\"]"],
        ].map { Case(environment: environment, overrides: $0) }
    }

    private func text(_ path: String, _ use: Case) throws -> String {
        // Without overrides the golden itself is what is used.
        if use.overrides.isEmpty, let golden = GoldenFile.read("\(Rendered.golden)/\(use.environment)/\(path)") {
            return golden
        }
        return try Rendered.text(path, of: use.environment, use.overrides)
    }

    private func run(_ command: Command) throws -> Outcome {
        try Subprocess.run(command, timeout: .seconds(60))
    }

    static let haproxy = Command("haproxy").executablePath ?? Command("/usr/sbin/haproxy").executablePath

    @Test(.enabled(if: haproxy != nil, "haproxy is not installed"), arguments: cases)
    func haproxyAcceptsItsConfiguration(_ use: Case) throws {
        let scratch = try Scratch()
        // As in an environment: HAProxy runs in its own directory, the certificate two levels above.
        let directory = scratch.at("routers/haproxy")
        try FileSystem.createDirectory(directory, withParents: true)
        try FileSystem.writeAtomically(Array(try text("local/haproxy.cfg", use).utf8), to: "\(directory)/haproxy.cfg")
        try Rendered.writeRoutingTables(to: directory)
        if use.overrides.contains("local.tls=true") { try makeCertificate(scratch) }
        let outcome = try run(Command(Self.haproxy ?? "", ["-c", "-f", "haproxy.cfg"], directory: directory))
        #expect(outcome.status.isSuccess, "\(outcome.errorText)")
        #expect(!outcome.errorText.contains("WARNING"), "\(outcome.errorText)")
    }

    private func makeCertificate(_ scratch: Scratch) throws {
        try FileSystem.createDirectory(scratch.at("certificates"), withParents: true)
        let (key, certificate) = (scratch.at("key.pem"), scratch.at("certificate.pem"))
        let arguments = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2", "-keyout", key,
            "-out", certificate,
        ]
        let made = try run(Command("openssl", arguments))
        #expect(made.status.isSuccess, "\(made.errorText)")
        let pem = try FileSystem.read(certificate, limit: 1 << 20) + FileSystem.read(key, limit: 1 << 20)
        try FileSystem.writeAtomically(pem, to: scratch.at("certificates/development.pem"))
    }

    static let promtool = Command("promtool").executablePath

    @Test(.enabled(if: promtool != nil, "promtool is not installed"), arguments: cases)
    func prometheusAcceptsItsConfiguration(_ use: Case) throws {
        let scratch = try Scratch()
        let path = scratch.at("prometheus.yml")
        try FileSystem.writeAtomically(Array(try text("local/prometheus.yml", use).utf8), to: path)
        let outcome = try run(Command(Self.promtool ?? "", ["check", "config", path]))
        #expect(outcome.status.isSuccess, "\(outcome.outputText)\(outcome.errorText)")
    }

    /// The run script hands its arguments on, each as one word and none of them understood by the shell.
    @Test(arguments: cases)
    func theRunScriptStartsTheProgramWithItsArguments(_ use: Case) throws {
        let scratch = try Scratch()
        let script = try text("local/run", use)
        try FileSystem.writeAtomically(Array(script.utf8), to: scratch.at("run"), mode: 0o700)
        let checked = try run(Command("sh", ["-n", scratch.at("run")]))
        #expect(checked.status.isSuccess, "\(checked.errorText)")
        let environment = "export SLIPWAY_DIRECTORY=/ SLIPWAY_PROGRAM='\(scratch.at("print"))'\n"
        try FileSystem.writeAtomically(Array(environment.utf8), to: scratch.at("environment"))
        try FileSystem.writeAtomically(
            Array("#!/bin/sh\nfor word; do printf '[%s]' \"$word\"; done\n".utf8), to: scratch.at("print"), mode: 0o700)
        let outcome = try run(Command("sh", ["run"], directory: scratch.path))
        let isHostile = use.overrides.contains { $0.hasPrefix("service.arguments") }
        #expect(outcome.outputText == (isHostile ? "[serve][it's][$(exit 3)][`id`][a  b][][*]" : ""))
        #expect(outcome.status.isSuccess, "\(outcome.errorText)")
    }

    @Test(arguments: cases)
    func serversAndPortsAgreeBetweenDocuments(_ use: Case) throws {
        let router = try text("local/haproxy.cfg", use).split(separator: "\n").map {
            $0.split(separator: " ").map(String.init)
        }
        let servers = router.filter { $0.first == "server" }.map { ($0[1], $0[2]) }
        let binds = router.filter { $0.first == "bind" }.map { $0[1] }
        let config = try YAMLReader.parse(Array(try text("local/prometheus.yml", use).utf8), file: "prometheus.yml")
        let jobs = config["scrape_configs"]?.sequence ?? []
        func targets(_ job: Node?) -> [String] {
            (job?["static_configs"]?.sequence ?? []).flatMap { $0["targets"]?.sequence ?? [] }
                .compactMap(\.scalar?.text)
        }
        #expect(targets(jobs.first) == servers.map(\.1), "Prometheus reads exactly what HAProxy serves")
        let names = (jobs.first?["static_configs"]?.sequence ?? []).compactMap {
            $0["labels"]?["replica"]?.scalar?.text
        }
        #expect(names == servers.map(\.0))
        #expect(binds.count == 2)
        #expect(targets(jobs.last) == [binds[1]], "HAProxy's own metrics")
        let all = servers.map(\.1) + binds
        #expect(Set(all).count == all.count, "a port is given twice")
        #expect(all.allSatisfy { $0.hasPrefix("127.0.0.1:") }, "something listens beyond this machine")
        #expect(config["global"]?["external_labels"]?["environment"]?.scalar?.text == use.environment)
        if let count = use.overrides.first(where: { $0.hasPrefix("local.replicas=") })?.dropFirst(15) {
            #expect(servers.count == Int(count))
        }
    }

    @Test(arguments: Rendered.environments)
    func noSecretIsInADocument(_ environment: String) throws {
        let reference = "secretsmanager:canary/\(environment)#canary-key"
        let documents = try Rendered.documents(
            of: environment, ["service.secrets={CANARY: \"\(reference)\"}", "kubernetes.secretStore=aws"])
        for document in documents {
            let text = String(decoding: document.bytes, as: UTF8.self)
            // Where a secret is kept is said only to who fetches it.
            let isForTheStore = document.path == "kubernetes/secrets.yaml"
            for word in ["PRIVATE KEY", "AKIA", "password="] + (isForTheStore ? [] : ["canary-key"]) {
                #expect(!text.contains(word), "\(document.path) holds \(word)")
            }
        }
    }
}
