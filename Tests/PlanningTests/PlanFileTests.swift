import Diagnostics
import JSON
import Planning
import Testing

/// A plan file is what Slipway wrote, byte for byte, or it is refused.
@Suite struct PlanFileTests {
    /// A plan of about 4 KiB.
    static let bytes: [UInt8] = {
        var random = SplitMix(seed: 20_260_131)
        var smallest: [UInt8] = []
        for _ in 0..<400 {
            let bytes = plan(&random).fileBytes
            if bytes.count >= 4_096, smallest.isEmpty || bytes.count < smallest.count { smallest = bytes }
        }
        return smallest
    }()

    private static func isRefused(_ bytes: [UInt8]) -> Bool {
        do throws(Failure) {
            _ = try Plan.read(bytes, file: "prod.plan")
            return false
        } catch {
            return error.exit == .planAltered && error.diagnostics.first?.detail.hasPrefix("prod.plan ") == true
                && error.diagnostics.first?.help?.isEmpty == false
        }
    }

    /// How many of `total` damaged files are refused, on all cores.
    private static func refused(
        of total: Int, _ damaged: @escaping @Sendable (Int) -> [[UInt8]]
    ) async -> (refused: Int, total: Int) {
        await withTaskGroup(of: (Int, Int).self) { group in
            for part in 0..<4 {
                group.addTask {
                    stride(from: part, to: total, by: 4).reduce((0, 0)) { sum, index in
                        let files = damaged(index)
                        return (sum.0 + files.count { isRefused($0) }, sum.1 + files.count)
                    }
                }
            }
            return await group.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
        }
    }

    @Test func theWholeFileIsRead() throws {
        let plan = try Plan.read(Self.bytes, file: "prod.plan")
        #expect(plan.fileBytes == Self.bytes)
        #expect((4_096...8_192).contains(Self.bytes.count))
    }

    @Test func everyFlippedBitIsRefused() async {
        let bytes = Self.bytes
        let (refused, total) = await Self.refused(of: bytes.count) { index in
            (0..<8).map { bit in
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                return damaged
            }
        }
        print("plan file of \(bytes.count) bytes: \(refused) of \(total) flipped bits refused")
        #expect(refused == total && total == bytes.count * 8)
    }

    @Test func everyTruncationIsRefused() async {
        let bytes = Self.bytes
        let (refused, total) = await Self.refused(of: bytes.count) { [Array(bytes[..<$0]), Array(bytes[($0 + 1)...])] }
        print("plan file: \(refused) of \(total) truncations at its end and its beginning refused")
        #expect(refused == total)
    }

    @Test func everyDeletedAndEveryInsertedByteIsRefused() async {
        let bytes = Self.bytes
        let (deleted, deletions) = await Self.refused(of: bytes.count) { index in
            [Array(bytes[..<index] + bytes[(index + 1)...])]
        }
        let (inserted, insertions) = await Self.refused(of: bytes.count + 1) { index in
            // What is already there, white space, structure, a digit, and what is no text at all.
            let twin = index < bytes.count ? bytes[index] : 10
            return [twin, 32, 10, 0x2C, 0x30, 0x00, 0xFF].map { Array(bytes[..<index] + [$0] + bytes[index...]) }
        }
        print("plan file: \(deleted) of \(deletions) deletions, \(inserted) of \(insertions) insertions refused")
        #expect(deleted == deletions && inserted == insertions)
    }

    /// The same values, written otherwise: whoever wrote that, it was not Slipway.
    @Test func everyOtherSpellingIsRefused() throws {
        let value = try JSONReader.parse(Self.bytes)
        var spellings = [value.bytes(), value.bytes() + [10], value.bytes(pretty: true)]
        spellings.append(Array(String(decoding: Self.bytes, as: UTF8.self).replacing("\n", with: "\r\n").utf8))
        spellings.append(Self.bytes + [10])
        spellings.append([0xEF, 0xBB, 0xBF] + Self.bytes)
        spellings.append(Self.bytes + Self.bytes)
        // Every object with two neighbouring members exchanged, one object at a time.
        var places = 0
        while let swapped = exchanging(value, place: places) {
            spellings.append(swapped.bytes(pretty: true) + [10])
            places += 1
        }
        #expect(places >= 20)
        for spelling in spellings { #expect(Self.isRefused(spelling)) }
        print("plan file: \(spellings.count) other spellings refused, \(places) of them in another order")
    }

    /// `value` with the first two members of its `place`-th object exchanged; nil where it has no such object.
    private func exchanging(_ value: JSONValue, place: Int) -> JSONValue? {
        var left = place
        var isDone = false
        func visit(_ value: JSONValue) -> JSONValue {
            switch value {
            case .array(let items): return .array(items.map(visit))
            case .object(var members):
                if members.count >= 2, !isDone {
                    if left == 0 {
                        members.swapAt(0, 1)
                        isDone = true
                        return .object(members)
                    }
                    left -= 1
                }
                return .object(members.map { JSONValue.Member($0.name, visit($0.value)) })
            default: return value
            }
        }
        let changed = visit(value)
        return isDone ? changed : nil
    }

    /// Edits by somebody who knows the format and makes the integrity digest fit, but not the plan's own.
    @Test func anEditWithoutItsDigestIsRefused() throws {
        let text = String(decoding: Self.bytes, as: UTF8.self)
        for (old, new) in [
            ("\"goal\": \"apply\"", "\"goal\": \"destroy\""), ("\"environment\": \"prod\"", "\"environment\": \"dev\""),
            ("\"nonce\": \"", "\"nonce\": \"0"), ("\"expiresAt\": 1", "\"expiresAt\": 2"),
            ("\"version\": 1", "\"version\": 01"), ("\"format\": \"slipway-plan\"", "\"format\": \"plan\""),
        ] {
            let edited = text.replacing(old, with: new, maxReplacements: 1)
            #expect(edited != text, "\(old)")
            #expect(Self.isRefused(Array(edited.utf8)), "\(old)")
        }
    }

    @Test func anotherFormatIsNamed() throws {
        let newer = String(decoding: Self.bytes, as: UTF8.self).replacing("\"version\": 1", with: "\"version\": 2")
        let failure = #expect(throws: Failure.self) { try Plan.read(Array(newer.utf8), file: "prod.plan") }
        #expect(failure?.diagnostics.first?.code == PlanningCodes.unreadableFormat)
        #expect(
            failure?.diagnostics.first?.detail == "prod.plan has format version 2; this Slipway reads version 1.")
        #expect(failure?.exit == .planAltered)
    }

    @Test func randomPlansRoundTrip() throws {
        var random = SplitMix(seed: .random(in: 0...UInt64.max))
        print("plan round trip: 1000 plans, seed \(random.seed)")
        var digests: Set<String> = []
        for _ in 0..<1_000 {
            let plan = Self.plan(&random)
            let bytes = plan.fileBytes
            let read = try Plan.read(bytes, file: "p")
            #expect(read == plan && read.fileBytes == bytes && read.digest == plan.digest)
            digests.insert(plan.digest)
        }
        #expect(digests.count == 1_000)
    }
}

// MARK: - Random plans

extension PlanFileTests {
    static func plan(_ random: inout SplitMix) -> Plan {
        let desired = resources(&random)
        let recorded = resources(&random)
        let observed = recorded.map {
            ObservedResource(
                $0.address, attributes: $0.attributes, damage: random.next() % 4 == 0 ? text(&random) : nil)
        }
        let inputs = (0..<random.next() % 4).map { ("environments/\($0).yaml", text(&random)) }
        // The addresses are distinct and nothing depends on what is not there, so that there always is an order.
        guard let changes = try? Changes(desired: desired, recorded: recorded, observed: observed) else {
            Issue.record("seed \(random.seed): no order")
            return plan(&random)
        }
        let created = 1_700_000_000 + Int(random.next() % 1_000_000)
        return Plan(
            environment: "prod", provider: "local", goal: .apply,
            basis: Plan.Basis(
                lineage: text(&random), serial: Int(random.next() % 100), toolVersion: "1.0.0",
                inputs: Dictionary(inputs, uniquingKeysWith: { first, _ in first }), observed: text(&random)),
            overrides: (0..<random.next() % 3).map { "service.port=\($0)" }, changes: changes,
            facts: ["a": value(&random, depth: 2), "é": value(&random, depth: 1)], createdAt: created,
            expiresAt: created + 86_400, nonce: String(random.next(), radix: 16))
    }

    private static func resources(_ random: inout SplitMix) -> [Resource] {
        var addresses: [ResourceAddress] = []
        return (0..<random.next() % 4).map { index in
            let address = ResourceAddress(kind: "thing", name: "r\(index)")
            let needs = addresses.filter { _ in random.next() % 3 == 0 }
            addresses.append(address)
            var attributes: [String: AttributeValue] = [:]
            for name in ["a", "b", "size", "é"] where random.next() % 3 != 0 {
                attributes[name] =
                    random.next() % 5 == 0
                    ? .sensitive(fingerprint: String(random.next(), radix: 16)) : .plain(value(&random, depth: 2))
            }
            return Resource(address, attributes: attributes, dependencies: needs, immutable: ["size"])
        }
    }

    private static func value(_ random: inout SplitMix, depth: Int) -> JSONValue {
        switch random.next() % (depth > 0 ? 7 : 5) {
        case 0: .null
        case 1: .bool(random.next() % 2 == 0)
        case 2: .integer(Int(truncatingIfNeeded: random.next()))
        case 3: .number(JSONNumber(verbatim: "1.50"))
        case 4: .string(text(&random))
        case 5: .array((0..<random.next() % 3).map { _ in value(&random, depth: depth - 1) })
        default: .object((0..<random.next() % 3).map { .init("m\($0)", value(&random, depth: depth - 1)) })
        }
    }

    private static func text(_ random: inout SplitMix) -> String {
        let parts = ["a", "é", "e\u{301}", "\"", "\\", "\n", "\u{0}", "/", "😀", "\u{2028}", "z0", " "]
        return (0..<random.next() % 6).map { _ in parts[Int(random.next() % UInt64(parts.count))] }.joined()
    }
}
