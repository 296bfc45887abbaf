import Crypto
import JSON
import POSIX

/// A plan file taken apart and sealed again, as only one who knows the format could.
enum SavedPlan {
    /// The bytes of a plan file with members of its plan, or of the plan's basis, replaced.
    static func resealed(
        _ bytes: [UInt8], plan changed: [String: JSONValue] = [:], basis changedBasis: [String: JSONValue] = [:]
    ) throws -> [UInt8] {
        let file = try JSONReader.parse(bytes)
        var members = replaced(file["plan"]?.object ?? [], changed)
        if !changedBasis.isEmpty {
            let basis = members.first { $0.name == "basis" }?.value.object ?? []
            members = replaced(members, ["basis": .object(replaced(basis, changedBasis))])
        }
        let content = members.filter { !["createdAt", "expiresAt", "nonce"].contains($0.name) }
        let plan = JSONValue.object(members)
        let whole: JSONValue = [
            "format": "slipway-plan", "version": 1,
            "digest": .string(SHA256.hex(of: JSONValue.object(content).bytes())),
            "integrity": .string(SHA256.hex(of: plan.bytes())), "plan": plan,
        ]
        return whole.bytes(pretty: true) + [UInt8(ascii: "\n")]
    }

    private static func replaced(_ members: [JSONValue.Member], _ new: [String: JSONValue]) -> [JSONValue.Member] {
        members.map { .init($0.name, new[$0.name] ?? $0.value) }
    }
}
