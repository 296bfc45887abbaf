package import Diagnostics
import POSIX
package import Planning
package import Providers
package import RolloutPlans
package import Rollouts

extension LocalProvider: RolloutProvider {
    package func route(
        _ split: TrafficSplit, isSuperseded: @escaping @Sendable () -> Bool
    ) async throws(Failure) -> Bool {
        try await Blocking.run { () throws(Failure) in
            var isInEffect = true
            for name in try Files.list(layout.routers) {
                let change = TrafficSwitch(directory: layout.router(name), isSuperseded: isSuperseded)
                isInEffect = try change.put(split) && isInEffect
            }
            return isInEffect
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

    package func measures(_ replicas: [ResourceAddress]) async -> Bool {
        do throws(Failure) {
            return try await Blocking.run { () throws(Failure) in
                guard let server = try metricsServer() else { return true }
                return server.asked().isSuperset(of: replicas.map(\.name))
            }
        } catch {
            return false
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
