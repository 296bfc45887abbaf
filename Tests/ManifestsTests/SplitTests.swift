import Commands
import Diagnostics
import Environments
import Manifests
import POSIX
import TestSupport
import Testing

/// The router's text while two revisions are there, as it was read once and as HAProxy takes it.
@Suite struct SplitTests {
    private static let layout = MachineLayout(
        http: 8080, stats: 8404, prometheus: 9090,
        replicas: [.init(name: "old-1", revision: "old", port: 18_080)],
        candidates: [
            .init(name: "new-1", revision: "new", port: 18_090),
            .init(name: "new-2", revision: "new", port: 18_091),
        ])

    private static func text(_ path: String) throws -> String {
        let project = Project(directory: Rendered.root)
        let documents = try project.manifests(below: "local").documents(
            of: try project.environment("prod"), on: layout, below: "local")
        return String(decoding: documents.first { $0.path == path }?.bytes ?? [], as: UTF8.self)
    }

    @Test(arguments: ["local/haproxy.cfg", "local/prometheus.yml"])
    func theTextOfTwoRevisionsIsAsItWas(_ path: String) throws {
        expectGolden(try Self.text(path), named: "split/\(FileSystem.name(of: path))")
    }

    @Test(.enabled(if: DocumentUseTests.haproxy != nil, "haproxy is not installed"))
    func haproxyTakesIt() throws {
        let scratch = try Scratch()
        try FileSystem.writeAtomically(Array(try Self.text("local/haproxy.cfg").utf8), to: scratch.at("haproxy.cfg"))
        try Rendered.writeRoutingTables(to: scratch.at("."))
        let outcome = try Subprocess.run(
            Command(
                DocumentUseTests.haproxy ?? "", ["-c", "-f", "haproxy.cfg"], directory: scratch.at("."),
                standardInput: []), timeout: .seconds(20))
        let complaints = outcome.errorText.split(separator: "\n").filter {
            !$0.contains("development.pem") && ($0.contains("[ALERT]") || $0.contains("[WARNING]"))
        }
        #expect(outcome.status.isSuccess && complaints.isEmpty, "\(outcome.errorText)")
    }
}
