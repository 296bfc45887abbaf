import Diagnostics
import JSON
import POSIX
import Planning

/// What was applied, kept beside the things themselves: one small file per resource.
///
/// It is written twice: before the first effect as `applying`, and as `applied` once everything is in effect. So a
/// thing that a killed run left half made is known, and is never taken for whole.
struct Record: Sendable, Hashable {
    enum Phase: String, Sendable { case applying, applied }

    let address: ResourceAddress
    let phase: Phase
    let attributes: [String: AttributeValue]
    /// Facts of our own about what was made, such as the digest of a file; never a secret.
    var facts: [String: String] = [:]
}

struct Records: Sendable {
    let layout: LocalLayout

    private func path(_ address: ResourceAddress) -> String {
        "\(layout.records)/\(address.kind)/\(address.name).json"
    }

    func read(_ address: ResourceAddress) throws(Failure) -> Record? {
        guard let bytes = try Files.readIfPresent(path(address), limit: 8 << 20) else { return nil }
        guard let value = try? JSONReader.parse(bytes), value["version"]?.integer == 1,
            let phase = value["phase"]?.string.flatMap(Record.Phase.init), let members = value["attributes"]?.object,
            let facts = value["facts"]?.object
        else {
            throw Failure(
                LocalCodes.recordUnreadable, "\(path(address)) does not hold the record of \(address).",
                help: "remove the file, then apply again")
        }
        let attributes = Dictionary(
            members.map { ($0.name, AttributeValue.plain($0.value)) }, uniquingKeysWith: { first, _ in first })
        return Record(
            address: address, phase: phase, attributes: attributes,
            facts: Dictionary(facts.map { ($0.name, $0.value.string ?? "") }, uniquingKeysWith: { first, _ in first }))
    }

    func write(_ record: Record) throws(Failure) {
        var attributes: [JSONValue.Member] = []
        for (name, value) in record.attributes.sorted(by: { $0.key < $1.key }) {
            // A fingerprint is for plans; what a provider keeps is the plain attributes.
            if case .plain(let value) = value { attributes.append(JSONValue.Member(name, value)) }
        }
        let facts = record.facts.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
        let text = JSONValue.object([
            JSONValue.Member("version", 1), JSONValue.Member("phase", .string(record.phase.rawValue)),
            JSONValue.Member("attributes", .object(attributes)), JSONValue.Member("facts", .object(facts)),
        ])
        try Files.doing { () throws(SystemError) in
            try FileSystem.createDirectory(FileSystem.parent(of: path(record.address)), withParents: true)
            try FileSystem.writeAtomically(text.bytes(pretty: true) + [10], to: path(record.address))
        }
    }

    func remove(_ address: ResourceAddress) throws(Failure) {
        try Files.doing { () throws(SystemError) in
            try FileSystem.remove(path(address))
            let directory = FileSystem.parent(of: path(address))
            if try FileSystem.kind(of: directory) != nil, try FileSystem.list(directory).isEmpty {
                try FileSystem.remove(directory)
            }
        }
    }

    /// Every recorded address, sorted.
    func all() throws(Failure) -> [ResourceAddress] {
        var addresses: [ResourceAddress] = []
        for kind in try Files.list(layout.records) {
            for name in try Files.list("\(layout.records)/\(kind)") where name.hasSuffix(".json") {
                addresses.append(ResourceAddress(kind: kind, name: String(name.dropLast(5))))
            }
        }
        return addresses.sorted()
    }
}
