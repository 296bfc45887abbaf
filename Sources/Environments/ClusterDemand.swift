/// What the namespace of an environment takes at its fullest: two revisions side by side, and every job at once.
package struct ClusterDemand: Sendable {
    package let pods: Int
    package let cpuRequests: CPUQuantity
    package let cpuLimits: CPUQuantity
    package let memoryRequests: ByteSize
    package let memoryLimits: ByteSize

    package init(of service: ServiceSection, jobs: [JobSection]) {
        // Each revision may have one replica more than its most while it is updated; a migration is one more.
        let replicas = 2 * (service.replicas.max + 1) + (service.migration == nil ? 0 : 1)
        func cpu(_ part: KeyPath<ResourcesSection, CPUQuantity>) -> CPUQuantity {
            .thousandths(
                jobs.reduce(service.resources[keyPath: part].millicores * replicas) {
                    $0 + $1.resources[keyPath: part].millicores
                })
        }
        func memory(_ part: KeyPath<ResourcesSection, ByteSize>) -> ByteSize {
            let parts = [service.resources[keyPath: part].times(replicas)] + jobs.map { $0.resources[keyPath: part] }
            return ByteSize(
                bytes: parts.reduce(0) { sum, part in
                    let (total, overflow) = sum.addingReportingOverflow(part.bytes)
                    return overflow ? .max : total
                })
        }
        pods = replicas + jobs.count
        (cpuRequests, cpuLimits) = (cpu(\.cpuRequest), cpu(\.cpuLimit))
        (memoryRequests, memoryLimits) = (memory(\.memoryRequest), memory(\.memoryLimit))
    }

    /// The parts of `quota` that are too small, each with what it gives and what is needed.
    func shortcomings(of quota: ClusterQuotaSection) -> [(name: String, given: String, needed: String)] {
        func short<Value: SpecValue & Comparable>(
            _ name: String, _ given: Value?, _ needed: Value
        ) -> (name: String, given: String, needed: String)? {
            given.flatMap { $0 < needed ? (name, $0.written, needed.written) : nil }
        }
        return [
            short("pods", quota.pods, pods), short("cpuRequests", quota.cpuRequests, cpuRequests),
            short("cpuLimits", quota.cpuLimits, cpuLimits),
            short("memoryRequests", quota.memoryRequests, memoryRequests),
            short("memoryLimits", quota.memoryLimits, memoryLimits),
        ].compactMap(\.self)
    }
}
