package import Diagnostics
internal import POSIX
package import Planning
package import Providers

/// An environment on this machine: one private directory, processes under s6, HAProxy in front, Prometheus beside.
///
/// Everything it knows is in that directory; two environments share nothing. It runs as an ordinary user.
package struct LocalProvider: Provider {
    package let name = "local"
    let layout: LocalLayout

    /// - Parameter directory: where the environment lives; absolute or relative to the current directory.
    package init(directory: String) throws(Failure) {
        let path = try Files.doing { () throws(SystemError) in try FileSystem.absolutePath(directory) }
        // A line end in a path would break out of the scripts and lists that name it.
        guard path != "/", path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }), path.utf8.count <= 1024 else {
            throw Failure(
                LocalCodes.directoryUnusable, "\"\(path)\" cannot hold an environment.",
                help: "choose a directory of your own, such as .slipway/dev/local")
        }
        layout = LocalLayout(root: path)
    }

    package var directory: String { layout.root }

    // MARK: Provider

    package func read(_ addresses: [ResourceAddress]) async throws(Failure) -> [ObservedResource] {
        try await Blocking.run { () throws(Failure) in
            var found: [ObservedResource] = []
            for address in addresses {
                if let resource = try observe(address) { found.append(resource) }
            }
            return found
        }
    }

    package func apply(_ change: Change) async throws(Failure) -> ObservedResource? {
        try await Blocking.run { () throws(Failure) in
            guard let after = change.after, change.action != .delete else {
                try delete(change.address)
                return nil
            }
            return try put(after)
        }
    }

    package func health(of address: ResourceAddress) async throws(Failure) -> Health {
        try await Blocking.run { () throws(Failure) in
            guard let record = try Records(layout: layout).read(address) else { return .unknown }
            return try keeper(of: address).health(record)
        }
    }

    /// Everything that is in the directory, recorded or left behind by a run that was killed.
    package func discover() async throws(Failure) -> [ResourceAddress] {
        try await Blocking.run { () throws(Failure) in
            var addresses = Set(try Records(layout: layout).all())
            for kind in Kind.allCases {
                for name in try kind.keeper(layout).names() where Attributes.isSafeName(name) {
                    addresses.insert(ResourceAddress(kind: kind.rawValue, name: name))
                }
            }
            return addresses.sorted()
        }
    }

    /// Removes the directory; only once every resource is deleted.
    package func uninstall() async throws(Failure) {
        let left = try await discover()
        guard left.isEmpty else {
            throw Failure(
                LocalCodes.notEmpty, "\(layout.root) still has \(left.map(\.description).joined(separator: ", ")).",
                help: "destroy them first")
        }
        try await Blocking.run { () throws(Failure) in
            try Files.doing { () throws(SystemError) in
                for path in layout.directories + [layout.fingerprintKey, layout.digests] {
                    try FileSystem.removeTree(path)
                }
                // Something else may live here, such as the state; then the directory stays.
                if try FileSystem.kind(of: layout.root) != nil, try FileSystem.list(layout.root).isEmpty {
                    try FileSystem.remove(layout.root)
                }
            }
        }
    }

    // MARK: One resource

    private func keeper(of address: ResourceAddress) throws(Failure) -> any Keeper {
        guard let kind = Kind(rawValue: address.kind), Attributes.isSafeName(address.name) else {
            let kinds = Kind.allCases.map(\.rawValue).sorted()
            throw Failure(
                LocalCodes.unknownKind, "The local provider cannot keep \(address).",
                help: "its kinds are \(kinds.joined(separator: ", "))")
        }
        return kind.keeper(layout)
    }

    private func observe(_ address: ResourceAddress) throws(Failure) -> ObservedResource? {
        let keeper = try keeper(of: address)
        guard let record = try Records(layout: layout).read(address) else {
            guard try keeper.names().contains(address.name) else { return nil }
            return ObservedResource(address, attributes: [:], damage: "it was left behind half made")
        }
        guard record.phase == .applied else {
            return ObservedResource(
                address, attributes: record.attributes, damage: "an earlier apply was stopped half way")
        }
        let finding = try keeper.examine(record)
        let attributes = record.attributes.merging(finding.actual) { _, actual in actual }
        return ObservedResource(address, attributes: attributes, damage: finding.damage)
    }

    private func put(_ resource: Resource) throws(Failure) -> ObservedResource? {
        let keeper = try keeper(of: resource.address)
        try prepareDirectory()
        let records = Records(layout: layout)
        let prior = try? records.read(resource.address)
        let plain = resource.attributes.filter { if case .plain = $0.value { true } else { false } }
        if let prior, prior.phase == .applied, prior.attributes == plain, try keeper.examine(prior) == Finding() {
            return ObservedResource(resource.address, attributes: prior.attributes)
        }
        try records.write(
            Record(address: resource.address, phase: .applying, attributes: plain, facts: prior?.facts ?? [:]))
        let facts: [String: String]
        do throws(Failure) {
            facts = try keeper.put(resource, over: prior)
        } catch {
            if let prior { try records.write(prior) } else { try records.remove(resource.address) }
            throw error
        }
        try records.write(Record(address: resource.address, phase: .applied, attributes: plain, facts: facts))
        return try observe(resource.address)
    }

    private func delete(_ address: ResourceAddress) throws(Failure) {
        try keeper(of: address).delete(address.name)
        try Records(layout: layout).remove(address)
    }

    /// Makes the directory, and refuses one that others could have prepared.
    private func prepareDirectory() throws(Failure) {
        try Files.doing { () throws(SystemError) in
            try FileSystem.createDirectory(layout.root, withParents: true)
            try FileSystem.createDirectory(layout.temporary)
        }
        let mode = try Files.doing { () throws(SystemError) in try FileSystem.mode(of: layout.root) }
        guard mode & 0o022 == 0 else {
            throw Failure(
                LocalCodes.directoryUnusable, "others may write to \(layout.root).",
                help: "chmod 700 \(layout.root), after a look at what is in it")
        }
    }
}

/// The kinds of resource a local environment has.
enum Kind: String, CaseIterable {
    case supervisor, secret, volume, release, replica, router, certificate, metrics

    func keeper(_ layout: LocalLayout) -> any Keeper {
        switch self {
        case .supervisor: SupervisorKeeper(layout: layout)
        case .secret: SecretKeeper(layout: layout)
        case .volume: VolumeKeeper(layout: layout)
        case .release: ReleaseKeeper(layout: layout)
        case .replica: ReplicaKeeper(layout: layout)
        case .router: RouterKeeper(layout: layout)
        case .certificate: CertificateKeeper(layout: layout)
        case .metrics: MetricsKeeper(layout: layout)
        }
    }
}
