import Diagnostics
import Engine
import Environments
import JSON
import LocalProvider
import Manifests
import POSIX
import Planning
import Providers
import TestSupport

@testable import Commands

/// What this repository's own environments and templates come to.
enum Rendered {
    static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    static let golden = "\(root)/Tests/ManifestsTests/Golden"
    static let environments = ["dev", "staging", "prod"]

    /// Overrides of prod that bring in everything a cluster can be told of.
    static func everything() throws -> [String] {
        let bytes = try FileSystem.read("\(golden)/everything/overrides.txt", limit: 1 << 16)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// What the router looks up, as it is between rollouts: HAProxy wants the files its configuration names.
    static func writeRoutingTables(to directory: String) throws {
        for (name, text) in [("split.map", "weight 0\n"), ("sticky.map", ""), ("routes.acl", "")] {
            try FileSystem.writeAtomically(Array(text.utf8), to: "\(directory)/\(name)")
        }
    }

    static func documents(of environment: String, _ overrides: [String] = []) throws -> [Document] {
        let project = Project(directory: root)
        return try project.manifests().documents(
            of: try project.environment(environment, overrides: try overrides.map { try Override($0) }))
    }

    static func text(_ path: String, of environment: String, _ overrides: [String] = []) throws -> String {
        let document = try documents(of: environment, overrides).first { $0.path == path }
        return String(decoding: document?.bytes ?? [], as: UTF8.self)
    }

    static func explanation(of environment: String) throws -> String {
        let resolved = try Project(directory: root).environment(environment)
        return Explanation(of: [], in: resolved)?.text ?? ""
    }

    /// The first plan on a machine where every port is free.
    static func plan(of name: String) async throws -> Plan {
        let project = Project(directory: root)
        let environment = try project.environment(name)
        let manifests = try project.manifests()
        let model = LocalModel(
            workload: .program(.init(path: "/srv/expense/expense-server", digest: String(repeating: "5", count: 64))),
            held: [],
            isFree: { _ in true },
            render: { (layout) throws(Failure) in try manifests.documents(of: environment, on: layout, below: "local") }
        )
        return try await Planner(environment: name, provider: RecordingProvider(), toolVersion: "1.0.0").plan(
            .apply, desired: try model.desired(for: environment, remembering: [:]), state: nil, inputs: project.inputs,
            overrides: [], on: .init(createdAt: 0, expiresAt: 1, nonce: "n"))
    }

    /// The files below `Golden/<environment>`, by their path from there.
    static func goldenPaths(of environment: String, below directory: String = "") throws -> [String] {
        let path = "\(golden)/\(environment)/\(directory)"
        guard try FileSystem.kind(of: path) == .directory else { return [] }
        return try FileSystem.list(path).flatMap { name in
            try FileSystem.kind(of: "\(path)\(name)") == .directory
                ? try goldenPaths(of: environment, below: "\(directory)\(name)/") : [directory + name]
        }
    }
}
