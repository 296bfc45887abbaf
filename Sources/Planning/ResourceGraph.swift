package import Diagnostics

/// Resources and what they depend on, and the one order that honours it.
package struct ResourceGraph: Sendable {
    private let resources: [ResourceAddress: Resource]

    /// Throws a `Failure` where a dependency is no resource of the graph.
    package init(_ resources: [Resource]) throws(Failure) {
        self.init(ignoringUnknown: resources)
        for resource in resources {
            if let missing = resource.dependencies.first(where: { self.resources[$0] == nil }) {
                throw Failure(
                    PlanningCodes.unknownDependency, "\(resource.address) needs \(missing), which is not there.",
                    help: "add \(missing), or take the dependency away")
            }
        }
    }

    package init(ignoringUnknown resources: [Resource]) {
        self.resources = Dictionary(resources.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Every resource after all it depends on; among those free to choose, in the order of their addresses.
    ///
    /// Throws a `Failure` that names the cycle where there is no such order.
    package func dependenciesFirst() throws(Failure) -> [Resource] {
        let (order, stuck) = sorted()
        guard stuck.isEmpty else {
            throw Failure(
                PlanningCodes.dependencyCycle,
                "\(stuck.map(\.description).joined(separator: ", ")) depend on each other in a circle.",
                help: "take one of the dependencies away")
        }
        return order
    }

    /// As ``dependenciesFirst()``; resources in a circle come last, in the order of their addresses.
    package func dependenciesFirstIgnoringCycles() -> [Resource] {
        let (order, stuck) = sorted()
        return order + stuck.compactMap { resources[$0] }
    }

    private func sorted() -> (order: [Resource], stuck: [ResourceAddress]) {
        var waiting: [ResourceAddress: Int] = [:]
        var dependents: [ResourceAddress: [ResourceAddress]] = [:]
        for (address, resource) in resources {
            let known = Set(resource.dependencies).filter { resources[$0] != nil }
            waiting[address] = known.count
            for dependency in known { dependents[dependency, default: []].append(address) }
        }
        // A sorted list taken from its end keeps the order stable; the graphs have hundreds of nodes, not millions.
        var free = waiting.filter { $0.value == 0 }.map(\.key).sorted(by: >)
        var order: [Resource] = []
        while let address = free.popLast() {
            waiting[address] = nil
            if let resource = resources[address] { order.append(resource) }
            var freed: [ResourceAddress] = []
            for dependent in dependents[address] ?? [] {
                waiting[dependent, default: 0] -= 1
                if waiting[dependent] == 0 { freed.append(dependent) }
            }
            if !freed.isEmpty { free = (free + freed).sorted(by: >) }
        }
        return (order, waiting.keys.sorted())
    }
}
