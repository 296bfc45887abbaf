import Diagnostics
import Templates
import Testing
import YAML

/// The size that is coming: 20 documents and a template of 100 resources for each environment.
@Suite(.serialized) struct SizeTests {
    private static let document = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: ((service.name))
          labels: { app: ((service.name)), tier: web }
        spec:
          replicas: ((service.port))
          template:
            spec:
              containers:
                - name: ((service.name))
                  image: ((service.image))
                  args: ((service.command))
                  env:
                    - ((for e in service.config)):
                        name: ((e.key))
                        value: ((e.value))
                  ports:
                    - ((for p in service.ports)): { name: ((p.name)), containerPort: ((p.port)) }
                  ((if service.probes)):
                    livenessProbe: { httpGet: { path: ((service.probes.liveness)), port: http } }
                  securityContext: { runAsNonRoot: true, readOnlyRootFilesystem: true }
        """

    private static func resources(_ count: Int) -> String {
        var text = "Resources:\n"
        for index in 0..<count {
            text += """
                  Resource\(index):
                    Type: AWS::EC2::Thing
                    Properties:
                      Name: ((service.name))-\(index)
                      Image: ((service.image))
                      ((if service.public)):
                        Scheme: internet-facing
                      Tags: [{ Key: app, Value: ((service.name)) }, { Key: fixed, Value: x }]

                """
        }
        return text
    }

    /// A debug build renders some thirty times slower, and shows what it has to show with fewer.
    #if DEBUG
        private static let counts = [1, 10, 100]
    #else
        private static let counts = [1, 10, 100, 1_000]
    #endif

    private static func count(_ node: Node) -> Int {
        switch node.content {
        case .scalar: 1
        case .sequence(let nodes): nodes.reduce(1) { $0 + count($1) }
        case .mapping(let pairs): pairs.reduce(1) { $0 + count($1.key) + count($1.value) }
        }
    }

    @Test func rendersAnEnvironmentAndManyOfThemInLinearTime() throws {
        let clock = ContinuousClock()
        var templates: [StructureTemplate] = []
        let loading = try clock.measure {
            let sources =
                (0..<20).map { TemplateSource(path: "k/\($0).yaml", file: "\($0)", bytes: Array(Self.document.utf8)) }
                + [TemplateSource(path: "a.yaml", file: "a", bytes: Array(Self.resources(100).utf8))]
            let set = try TemplateSet.load(defaults: sources, against: Example.shape)
            for template in set.templates {
                if case .structure(let structure) = template.body { templates.append(structure) }
            }
        }
        #expect(templates.count == 21)
        let scope = try Example.scope()
        var nodes: [Int] = []
        for environments in Self.counts {
            var total = 0
            let time = try clock.measure {
                for _ in 0..<environments {
                    for template in templates { total += try template.render(scope: scope).count }
                }
            }
            #expect(total == 21 * environments)
            print("templates: \(environments) environments rendered in \(time)")
        }
        for template in templates { nodes.append(try template.render(scope: scope).reduce(0) { $0 + Self.count($1) }) }
        print("templates: 21 files loaded in \(loading); \(nodes.reduce(0, +)) nodes for each environment")
    }
}
