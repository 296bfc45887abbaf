package import Diagnostics
import POSIX
import Planning
package import Providers
package import RolloutPlans
package import Rollouts

extension LocalProvider: RolloutProvider {
    package func route(_ split: TrafficSplit) async throws(Failure) {
        try await Blocking.run { () throws(Failure) in
            for name in try Files.list(layout.routers) {
                try TrafficSwitch(directory: layout.router(name)).put(split)
            }
        }
    }

    package func read(_ query: MetricDefinition.Query, within timeout: Duration) async -> Reading {
        do throws(Failure) {
            return try await Blocking.run { () throws(Failure) in
                guard let server = try metricsServer() else {
                    return .missing("no Prometheus runs here (local.metrics is false)")
                }
                return server.read(query, within: timeout)
            }
        } catch {
            return .missing(error.diagnostics.first?.detail ?? "Prometheus cannot be asked")
        }
    }

    package func problem(of query: MetricDefinition.Query) async throws(Failure) -> String? {
        try await Blocking.run { () throws(Failure) in
            guard let server = try metricsServer() else {
                throw Failure(
                    LocalCodes.metricsMissing, "No Prometheus runs here that could be asked.",
                    help: "write local.metrics: true and apply, or take the analyses out of the rollout")
            }
            return try server.problem(of: query)
        }
    }

    private func metricsServer() throws(Failure) -> MetricsServer? {
        let records = Records(layout: layout)
        for name in try Files.list(layout.metrics) {
            guard let record = try records.read(ResourceAddress(kind: "metrics", name: name)) else { continue }
            let spec = try MetricsSpec(Resource(record.address, attributes: record.attributes))
            return MetricsServer(port: spec.port)
        }
        return nil
    }
}
