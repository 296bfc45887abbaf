package import Diagnostics

/// What must be done so that the world is as desired: a pure total function of three pictures of it.
///
/// The order is the order of execution: first everything that is made or changed, dependencies before dependents, then
/// everything that goes, dependents before dependencies. So what is replaced goes only once its successor serves.
package struct Changes: Sendable, Hashable {
    /// Everything that is done, in order.
    package let pending: [Change]
    /// What is as it should be.
    package let unchanged: [ResourceAddress]

    /// - Parameters:
    ///   - desired: what the spec asks for.
    ///   - recorded: what was last applied, as the state says.
    ///   - observed: what the provider found of both.
    /// - Throws: a `Failure` where an address stands twice or the dependencies of `desired` have no order.
    package init(
        desired: [Resource], recorded: [Resource], observed: [ObservedResource]
    ) throws(Failure) {
        let desiredByAddress = try Self.index(desired)
        let recordedByAddress = Dictionary(recorded.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
        let observedByAddress = Dictionary(observed.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })

        var pending: [Change] = []
        var unchanged: [ResourceAddress] = []
        for resource in try ResourceGraph(desired).dependenciesFirst() {
            let change = Self.change(
                to: resource, recorded: recordedByAddress[resource.address],
                observed: observedByAddress[resource.address])
            if change.action == .none { unchanged.append(change.address) } else { pending.append(change) }
        }
        var leaving = recorded.filter { desiredByAddress[$0.address] == nil }
        let leavingAddresses = Set(leaving.map(\.address))
        leaving += observed.filter { found in
            desiredByAddress[found.address] == nil && !leavingAddresses.contains(found.address)
        }.map { Resource($0.address, attributes: $0.attributes) }
        // What was recorded may refer to what is gone by now; only the order among what is left matters.
        for resource in ResourceGraph(ignoringUnknown: leaving).dependenciesFirstIgnoringCycles().reversed() {
            let isRecorded = recordedByAddress[resource.address] != nil
            pending.append(
                Change(
                    address: resource.address, action: .delete,
                    reasons: [isRecorded ? "no longer wanted" : "belongs to this environment and is not wanted"],
                    before: resource, after: nil, differences: []))
        }
        self.pending = pending
        self.unchanged = unchanged.sorted()
    }

    private static func index(_ resources: [Resource]) throws(Failure) -> [ResourceAddress: Resource] {
        var byAddress: [ResourceAddress: Resource] = [:]
        for resource in resources where byAddress.updateValue(resource, forKey: resource.address) != nil {
            throw Failure(
                PlanningCodes.duplicateAddress, "\(resource.address) is asked for twice.",
                help: "give one of the two another name")
        }
        return byAddress
    }

    private static func change(
        to desired: Resource, recorded: Resource?, observed: ObservedResource?
    ) -> Change {
        guard let observed else {
            let reason = recorded == nil ? "new" : "is gone, although nothing here took it away"
            return Change(
                address: desired.address, action: .create, reasons: [reason], before: recorded, after: desired,
                differences: differences(from: [:], to: desired.attributes))
        }
        // What the provider sees counts; what it cannot see is as it was recorded. What it sees beyond what anyone
        // asked for is its own business.
        var current = recorded?.attributes ?? [:]
        for (name, value) in observed.attributes where current[name] != nil || desired.attributes[name] != nil {
            current[name] = value
        }
        let differences = differences(from: current, to: desired.attributes)
        var reasons = differences.map { difference in
            let drifted = recorded.map { $0.attributes[difference.attribute] == difference.after } ?? false
            return drifted
                ? "\(difference.attribute) was changed from outside" : "\(difference.attribute) changes"
        }
        if let damage = observed.damage { reasons.append(damage) }
        if recorded == nil { reasons.append("exists, but is not in the state") }
        let replaces = differences.contains { desired.immutable.contains($0.attribute) }
        let action: Action = reasons.isEmpty ? .none : replaces ? .replace : .update
        return Change(
            address: desired.address, action: action, reasons: reasons,
            before: Resource(
                desired.address, attributes: current, dependencies: recorded?.dependencies ?? [],
                immutable: recorded?.immutable ?? []),
            after: desired, differences: differences)
    }

    private static func differences(
        from before: [String: AttributeValue], to after: [String: AttributeValue]
    ) -> [Difference] {
        Set(before.keys).union(after.keys).sorted().compactMap { name in
            before[name] == after[name]
                ? nil : Difference(attribute: name, before: before[name], after: after[name])
        }
    }
}

/// How many resources each action touches, for the summary line of a plan.
package struct ChangeCounts: Sendable, Hashable {
    package var create = 0
    package var update = 0
    package var replace = 0
    package var delete = 0

    package init(_ changes: [Change]) {
        for change in changes {
            switch change.action {
            case .create: create += 1
            case .update: update += 1
            case .replace: replace += 1
            case .delete: delete += 1
            case .none: break
            }
        }
    }
}
