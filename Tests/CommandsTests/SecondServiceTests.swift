import POSIX
import TestSupport
import Testing

/// A service that has nothing to do with the one that comes with Slipway: what its templates add is rendered.
@Suite struct SecondServiceTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    /// The project of `scripts/second-service`, which the judge of Kubernetes documents uses too.
    private static func project(_ scratch: Scratch) throws -> LiveProject {
        let directory = scratch.at("warehouse")
        let tools = FileSystem.parent(of: try LiveProject.program("slipway"))
        let made = try Subprocess.run(
            Command(
                "\(root)/scripts/second-service", [directory], environment: ["PATH": "\(tools):/usr/bin:/bin"]),
            timeout: .seconds(60))
        #expect(made.status.isSuccess, "\(made.outputText)\(made.errorText)")
        return LiveProject(directory: directory, ports: [])
    }

    @Test func itsTemplatesAreRenderedBesideOurs() throws {
        let scratch = try Scratch()
        let project = try Self.project(scratch)
        #expect(try project.run("validate").output == "valid: dev, prod, staging\n")
        for environment in ["dev", "staging", "prod"] {
            let all = try project.run("render", environment, "--only", "kubernetes")
            #expect(all.status == 0 && all.errors.isEmpty, "\(all)")
            let kinds = all.lines.filter { $0.hasPrefix("kind: ") }.map { String($0.dropFirst(6)) }
            let usual = [
                "Deployment", "HorizontalPodAutoscaler", "LimitRange", "Namespace", "NetworkPolicy", "NetworkPolicy",
                "PodDisruptionBudget", "PrometheusRule", "ResourceQuota", "Service", "ServiceAccount", "ServiceMonitor",
            ]
            // It has no configuration, so no ConfigMap; a host and the user's own document in prod only.
            #expect(kinds.sorted() == (environment == "prod" ? usual + ["CronJob", "Ingress"] : usual).sorted())
            #expect(!all.output.contains("expense") && !all.output.contains("DATABASE"), "\(environment)")
        }
    }

    @Test func whatWasAddedKnowsWhereItCameFrom() throws {
        let scratch = try Scratch()
        let project = try Self.project(scratch)
        func why(_ document: String, _ path: String) throws -> String {
            let told = try project.run("why", "prod", "kubernetes/\(document).yaml", path)
            #expect(told.status == 0, "\(told)")
            return told.words
        }
        let pod = "spec.template.spec.containers"
        let port = try why("deployment", "\(pod).warehouse.ports.http.containerPort")
        #expect(port.contains(": 9090 ") && port.contains("environments/defaults.yaml:"), "\(port)")
        let sidecar = try why("deployment", "\(pod).log-forwarder.args.1")
        #expect(sidecar.contains(": prod ") && sidecar.contains("templates/kubernetes/deployment.yaml:"), "\(sidecar)")
        let annotation = try why("deployment", "spec.template.metadata.annotations[\"example.org/on-call\"]")
        #expect(annotation.contains(": team-warehouse "), "\(annotation)")
        let count = try why("stocktaking", "spec.jobTemplate.spec.template.spec.containers.stocktaking.args.1")
        #expect(count.contains(": 20 ") && count.contains("templates/kubernetes/stocktaking.yaml:"), "\(count)")
        // What the user left alone is still Slipway's own.
        #expect(try why("service", "spec.type").contains("(built in)"))
    }

    /// It runs on this machine as well: a plan needs its program only.
    @Test func itCanBePlannedHere() throws {
        let scratch = try Scratch()
        let project = try Self.project(scratch)
        try project.write("bin/server", LiveProject.server, mode: 0o700)
        let planned = try project.run("plan", "dev")
        #expect(planned.status == 0 && planned.output.contains("Plan: "), "\(planned)")
    }
}
