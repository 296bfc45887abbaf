package import Diagnostics
package import JSON
package import POSIX
package import Planning

/// What was last applied to one environment: the whole truth Slipway keeps about it.
///
/// It can hold no secret: sensitive attributes are fingerprints by type.
package struct StateSnapshot: Sendable, Hashable {
    /// Random identity of this environment's history; two states of different lineage have nothing to do with each
    /// other.
    package let lineage: String
    /// Counts the states of the lineage from 1.
    package let serial: Int
    package let environment: String
    /// In the order of their addresses.
    package let resources: [Resource]
    /// What is known besides the resources, such as the ports chosen.
    package let facts: [String: JSONValue]
    package let toolVersion: String
    package let writtenAt: WallTime

    package init(
        lineage: String, serial: Int, environment: String, resources: [Resource], facts: [String: JSONValue],
        toolVersion: String, writtenAt: WallTime
    ) {
        self.lineage = lineage
        self.serial = serial
        self.environment = environment
        self.resources = resources.sorted { $0.address < $1.address }
        self.facts = facts
        self.toolVersion = toolVersion
        self.writtenAt = writtenAt
    }

    /// The state that follows `previous`, or the first of a new lineage.
    package init(
        after previous: StateSnapshot?, environment: String, resources: [Resource], facts: [String: JSONValue],
        toolVersion: String, writtenAt: WallTime = .now
    ) {
        self.init(
            lineage: previous?.lineage ?? RandomBytes.hexadecimal(16), serial: (previous?.serial ?? 0) + 1,
            environment: environment, resources: resources, facts: facts, toolVersion: toolVersion,
            writtenAt: writtenAt)
    }

    package subscript(address: ResourceAddress) -> Resource? { resources.first { $0.address == address } }
}

extension StateSnapshot {
    static let file = SealedFile(kind: "slipway-state", format: 1)

    /// The bytes of the state file, digest included.
    package var fileBytes: [UInt8] { Self.file.encode(json) }

    /// Reads the bytes of a state file; `path` names it in messages.
    package init(fileBytes: [UInt8], path: String) throws(Failure) {
        let content: JSONValue
        do throws(SealedFile.Refusal) {
            content = try Self.file.decode(fileBytes).content
        } catch {
            switch error {
            case .damaged(let reason):
                throw Failure(StateCodes.corrupt, "The state file \(path) is damaged: \(reason).")
            case .newer(let format):
                throw Failure(
                    StateCodes.newer,
                    "The state file \(path) has format \(format); this Slipway knows those up to \(Self.file.format).",
                    help: "use the version of Slipway that wrote it, or a later one")
            }
        }
        try self.init(json: content)
    }

    private var json: JSONValue {
        [
            "lineage": .string(lineage), "serial": .integer(serial), "environment": .string(environment),
            "toolVersion": .string(toolVersion), "writtenAt": .string(writtenAt.precise),
            "facts": .object(
                facts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
                    JSONValue.Member($0.key, $0.value)
                }),
            "resources": .array(resources.map(\.json)),
        ]
    }

    private init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "the state")
        let lineage = try reader.string("lineage")
        let serial = try reader.integer("serial")
        let environment = try reader.string("environment")
        let toolVersion = try reader.string("toolVersion")
        let writtenAt = try reader.time("writtenAt")
        var facts: [String: JSONValue] = [:]
        for member in try reader.object("facts") { facts[member.name] = member.value }
        var resources: [Resource] = []
        for value in try reader.array("resources") { resources.append(try Resource(json: value)) }
        try reader.finish()
        self.init(
            lineage: lineage, serial: serial, environment: environment, resources: resources, facts: facts,
            toolVersion: toolVersion, writtenAt: writtenAt)
    }
}

extension MemberReader {
    /// A time as ``WallTime/precise`` writes it.
    mutating func time(_ name: String) throws(Failure) -> WallTime {
        let text = try string(name)
        guard let time = WallTime(text) else { throw Self.failure("\"\(name)\" is no time") }
        return time
    }
}
