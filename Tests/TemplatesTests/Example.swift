import Diagnostics
import Templates
import YAML

/// The shape and the values most tests use.
enum Example {
    static let shape = Shape.object([
        .init(
            "service",
            .object([
                .init("name", .string), .init("image", .string), .init("port", .integer),
                .init("ratio", .decimal), .init("public", .boolean),
                .init("command", .list(.string)), .init("config", .map(.string)),
                .init("note", .string, optional: true), .init("timeout", .duration),
                .init(
                    "probes",
                    .object([.init("liveness", .string), .init("startup", .string, optional: true)]), optional: true),
                .init("ports", .list(.object([.init("name", .string), .init("port", .integer)]))),
            ])),
        .init("labels", .map(.string)), .init("extra", .any), .init("debug", .boolean, optional: true),
        .init("zones", .list(.list(.integer))), .init("dotted.key", .string),
    ])

    static let values = """
        service:
          name: expense-api
          image: registry.example.com/api:1.0.0
          port: 8080
          ratio: 0.5
          public: true
          command: [serve, "--port=8080"]
          config: { LOG_LEVEL: info, MODE: "on" }
          probes: { liveness: /livez }
          timeout: 1m30s
          ports:
            - { name: http, port: 80 }
            - { name: metrics, port: 9090 }
        labels: {}
        extra: { a: [1, null, "x"] }
        zones: [[1, 2], [3]]
        dotted.key: dot
        """

    static func scope(_ text: String = values) throws -> Node {
        try YAMLReader.parse(Array(text.utf8), file: "spec.yaml")
    }

    static func render(_ template: String, _ values: String = values) throws -> [Node] {
        try StructureTemplate.load(Array(template.utf8), file: "t.yaml", against: shape).render(scope: scope(values))
    }

    static func text(_ template: String, _ values: String = values) throws -> String {
        let rendered = try TextTemplate.load(Array(template.utf8), file: "t.cfg", against: shape)
            .render(scope: scope(values))
        return String(decoding: rendered.bytes, as: UTF8.self)
    }

    /// `line:column code` of each problem of a structure.
    static func problems(_ template: String) throws -> [String] {
        do {
            _ = try StructureTemplate.load(Array(template.utf8), file: "t.yaml", against: shape)
            return []
        } catch {
            return error.places
        }
    }
}

extension Failure {
    var places: [String] {
        diagnostics.map { "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.code.id)" }
    }
}
