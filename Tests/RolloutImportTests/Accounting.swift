import Diagnostics
import Testing
import YAML

@testable import RolloutImport

/// Judges from outside whether an import accounts for every key, by changing the source and looking at the result.
///
/// It knows nothing of the ledger: a key is mapped if another value of it gives another result.
struct Accounting {
    let tree: SourceTree
    let imported: ImportedRollout

    init(_ tree: SourceTree) throws {
        self.tree = tree
        imported = try RolloutImport.read(tree.bytes, file: "test")
    }

    /// What a change can alter.
    private struct Result: Hashable {
        let section: String
        let losses: Set<String>

        init(_ imported: ImportedRollout) {
            section = imported.section
            losses = Set(imported.losses.map { "\($0.effect) \($0.object) \($0.path) \($0.message)" })
        }
    }

    /// Whether a loss is of this place, or of something that holds it.
    func isListed(_ place: SourceTree.Place) -> Bool {
        let object = Self.object(tree.documents[place.document])
        return imported.losses.contains { loss in
            guard loss.object == object else { return false }
            return loss.path.isEmpty && loss.effect == .dropped || place.path == loss.path
                || (loss.effect == .dropped || !Self.isContainer(loss.path))
                    && (place.path.hasPrefix("\(loss.path).") || place.path.hasPrefix("\(loss.path)["))
        }
    }

    /// Places whose changed losses speak of the whole and not of each key inside.
    private static func isContainer(_ path: String) -> Bool {
        ["", "spec", "spec.strategy", "spec.strategy.canary", "spec.strategy.canary.analysis", "spec.analysis"]
            .contains(path)
            || path.hasSuffix(".thresholdRange")
    }

    private static func object(_ node: Node) -> String {
        guard let kind = node["kind"]?.scalar?.text else { return "config/\(node["name"]?.scalar?.text ?? "unnamed")" }
        return "\(kind)/\(node["metadata"]?["name"]?.scalar?.text ?? "unnamed")"
    }

    /// The documented keys without bearing, as paths.
    func isIrrelevant(_ place: SourceTree.Place) -> Bool {
        let lists: [(String, IrrelevantKeys)] = [
            ("", .object), ("spec.", .argoRollout), ("spec.", .flaggerCanary), ("spec.service.", .flaggerService),
            ("spec.strategy.canary.", .argoServices), ("spec.strategy.blueGreen.", .argoServices),
            ("spec.", .argoAnalysis),
        ]
        let kind = tree.documents[place.document]["kind"]?.scalar?.text
        for (prefix, list) in lists where kind != nil {
            for key in list.keys {
                // `analysis` is housekeeping in a Rollout, and the heart of a Canary.
                if key == "analysis", kind != "Rollout" { continue }
                let path = prefix + key
                if place.path == path || place.path.hasPrefix("\(path).") || place.path.hasPrefix("\(path)[") {
                    return true
                }
            }
        }
        let parts = place.path.split { ".[".contains($0) }
        if parts.contains(where: { IrrelevantKeys.argoAnalysis.keys.contains(String($0)) || $0 == "managedRoutes" }) {
            return true
        }
        if place.path.hasSuffix(".setHeaderRoute.name") { return true }
        guard kind == nil else { return false }
        return IrrelevantKeys.kayentaConfig.keys.contains(parts.first.map(String.init) ?? "")
            || ["scopeName", "type"].contains(parts.last.map(String.init))
            // The name of a group only tests whether two metrics are in the same; KayentaTrapTests has their weights.
            || parts.dropLast().last == "groups"
    }

    /// The scalars that are neither listed nor irrelevant, and whose change changes nothing.
    func lostSilently(among places: [SourceTree.Place]? = nil) -> [SourceTree.Place] {
        let before = Result(imported)
        let scalars = places ?? tree.places { $0.scalar.map { $0.kind != .null } ?? false }
        return scalars.filter { place in
            if isListed(place) || isIrrelevant(place) { return false }
            let changed = tree.changing(place, Self.another)
            guard let after = try? RolloutImport.read(changed.bytes, file: "test") else { return false }
            return Result(after) == before
        }
    }

    /// The mappings in which a key that nobody knows is not listed.
    func hidesUnknownKeys(among places: [SourceTree.Place]? = nil) -> [SourceTree.Place] {
        let mappings = places ?? tree.places { $0.mapping != nil }
        return mappings.filter { place in
            if isIrrelevant(place) || place.path.isEmpty && tree.documents[place.document]["kind"] == nil {
                return false
            }
            let changed = tree.changing(place) { node in
                var node = node
                let key = Node.string("unheardOf", at: node.mark)
                node.content = .mapping((node.mapping ?? []) + [.init(key: key, value: .string("of", at: node.mark))])
                return node
            }
            guard let after = try? Accounting(changed) else { return false }
            let path = place.path.isEmpty ? "unheardOf" : "\(place.path).unheardOf"
            return !after.isListed(.init(document: place.document, path: path))
        }
    }

    /// Another value of the same sort.
    private static func another(_ node: Node) -> Node {
        guard let text = node.scalar?.text else { return node }
        let kind = node.scalar?.kind ?? .string
        func scalar(_ text: String, _ kind: Scalar.Kind) -> Node {
            Node(.scalar(Scalar(text: text, kind: kind)), at: node.mark)
        }
        switch text {
        case "true": return scalar("false", kind)
        case "false": return scalar("true", kind)
        default: break
        }
        if let number = Int(text) { return scalar(String(number + 1), kind) }
        if let number = Decimal(text) { return scalar("\(number.value * 2 + 1)", kind) }
        if let length = DurationText.read(text) { return scalar(DurationText.write(length * 2 + .seconds(1)), .string) }
        return scalar("\(text)x", .string)
    }
}

/// The fixtures, and a section as its reader sees it.
@Suite struct AccountingTests {
    @Test(arguments: GoldenTests.names.filter { $0 != "argo-rolling.yaml" })
    func noKeyIsLostSilently(_ name: String) throws {
        let accounting = try Accounting(SourceTree(JSONAsYAML.text(if: name, try Fixture.bytes(name))))
        #expect(accounting.lostSilently() == [])
    }

    @Test(arguments: GoldenTests.names.filter { $0 != "argo-rolling.yaml" })
    func anUnknownKeyIsToldWhereverItStands(_ name: String) throws {
        let accounting = try Accounting(SourceTree(JSONAsYAML.text(if: name, try Fixture.bytes(name))))
        let hidden = accounting.hidesUnknownKeys()
        #expect(hidden == [])
    }

    @Test(arguments: GoldenTests.names)
    func theSectionHoldsTogether(_ name: String) throws {
        let imported = try Fixture.imported(name)
        #expect(try SectionRules.faults(imported.section) == [])
        for loss in imported.losses {
            #expect(loss.location.file == name && !loss.message.isEmpty && !loss.message.hasSuffix("."))
        }
        #expect(Set(imported.losses).count == imported.losses.count)
    }
}

extension JSONAsYAML {
    static func text(if name: String, _ bytes: [UInt8]) -> [UInt8] { name.hasSuffix(".json") ? text(bytes) : bytes }
}
