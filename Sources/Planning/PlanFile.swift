internal import Crypto
package import Diagnostics
package import JSON

/// The saved form of a plan: canonical JSON with a digest over all of it.
///
/// There is exactly one file for each plan, byte for byte, so that an edit of any kind is found: the reader writes
/// what it read again and compares.
extension Plan {
    package static let format = 1
    package static let fileLimit = 64 << 20

    /// The digest a reviewer approves: everything the plan does and what it was decided from, but not when it was made.
    ///
    /// Two plans for the same change in the same world have the same digest.
    package var digest: String { SHA256.hex(of: JSONValue.object(content).bytes()) }

    /// The bytes of the plan file.
    package var fileBytes: [UInt8] {
        let plan = JSONValue.object(content + occasion)
        let file: JSONValue = [
            "format": "slipway-plan", "version": .integer(Plan.format), "digest": .string(digest),
            "integrity": .string(SHA256.hex(of: plan.bytes())), "plan": plan,
        ]
        return file.bytes(pretty: true) + [UInt8(ascii: "\n")]
    }

    /// Reads a plan file; throws a `Failure` with exit `planAltered` for whatever ``fileBytes`` did not write.
    package static func read(_ bytes: [UInt8], file: String) throws(Failure) -> Plan {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader.parse(bytes, limits: JSONLimits(bytes: fileLimit))
        } catch {
            throw altered(file, "it is no JSON (\(error.description))")
        }
        guard value["format"]?.string == "slipway-plan", let version = value["version"]?.integer else {
            throw Failure(
                PlanningCodes.unreadableFormat, "\(file) is not a plan of Slipway.",
                help: "make one with `slipway plan ENV --out \(file)`")
        }
        guard version == format else {
            throw Failure(
                PlanningCodes.unreadableFormat,
                "\(file) has format version \(version); this Slipway reads version \(format).",
                help: "plan again with this Slipway, or apply with the one that wrote it")
        }
        guard let content = value["plan"] else { throw altered(file, "the plan itself is missing") }
        let plan: Plan
        do throws(Failure) {
            plan = try Plan(json: content)
        } catch {
            throw altered(file, error.diagnostics.first?.detail ?? "a part of it cannot be read")
        }
        guard plan.fileBytes == bytes else { throw altered(file, "its digest does not fit what it says") }
        return plan
    }

    private static func altered(_ file: String, _ detail: String) -> Failure {
        Failure(
            PlanningCodes.altered, "\(file) is not as it was written: \(detail).",
            help: "make the plan again, or fetch the file again from where it was reviewed")
    }
}

// MARK: - JSON

extension Plan {
    /// What the plan does and why.
    private var content: [JSONValue.Member] {
        [
            .init("environment", .string(environment)),
            .init("provider", .string(provider)),
            .init("goal", .string(goal.rawValue)),
            .init("basis", basis.json),
            .init("overrides", .array(overrides.map { .string($0) })),
            .init("changes", .array(changes.map(\.json))),
            .init("unchanged", .array(unchanged.map(\.json))),
            .init("facts", .sortedObject(facts)),
        ]
    }

    /// What makes this plan one of its kind.
    private var occasion: [JSONValue.Member] {
        [
            .init("createdAt", .integer(createdAt)), .init("expiresAt", .integer(expiresAt)),
            .init("nonce", .string(nonce)),
        ]
    }

    /// The whole plan, as `show --json` prints it.
    package var json: JSONValue { .object(content + occasion) }

    init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "the plan")
        let environment = try reader.string("environment")
        // It becomes part of a path before anything else of the plan is verified.
        let isName =
            (1...63).contains(environment.utf8.count)
            && environment.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
            }
        guard isName else { throw MemberReader.failure("the plan's environment is no name") }
        let provider = try reader.string("provider")
        guard let goal = Goal(rawValue: try reader.string("goal")) else {
            throw MemberReader.failure("the plan's goal is neither apply nor destroy")
        }
        let basis = try Basis(json: try reader.value("basis"))
        let overrides = try reader.strings("overrides")
        var changes: [Change] = []
        for change in try reader.array("changes") { changes.append(try Change(json: change)) }
        var unchanged: [ResourceAddress] = []
        for address in try reader.array("unchanged") { unchanged.append(try ResourceAddress(json: address)) }
        let facts = try reader.dictionary("facts")
        let createdAt = try reader.integer("createdAt")
        let expiresAt = try reader.integer("expiresAt")
        let nonce = try reader.string("nonce")
        try reader.finish()
        self.init(
            environment: environment, provider: provider, goal: goal, basis: basis, overrides: overrides,
            changes: changes, unchanged: unchanged, facts: facts, createdAt: createdAt, expiresAt: expiresAt,
            nonce: nonce)
    }
}

extension Plan.Basis {
    fileprivate var json: JSONValue {
        [
            "lineage": .string(lineage), "serial": .integer(serial), "toolVersion": .string(toolVersion),
            "inputs": .sortedObject(inputs.mapValues { .string($0) }), "observed": .string(observed),
        ]
    }

    fileprivate init(json: JSONValue) throws(Failure) {
        var reader = try MemberReader(json, "the plan's basis")
        let lineage = try reader.string("lineage")
        let serial = try reader.integer("serial")
        let toolVersion = try reader.string("toolVersion")
        let inputs = try reader.dictionary("inputs").compactMapValues(\.string)
        let observed = try reader.string("observed")
        try reader.finish()
        self.init(lineage: lineage, serial: serial, toolVersion: toolVersion, inputs: inputs, observed: observed)
    }
}

extension MemberReader {
    /// The members of an object by name.
    fileprivate mutating func dictionary(_ name: String) throws(Failure) -> [String: JSONValue] {
        Dictionary(try object(name).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}
