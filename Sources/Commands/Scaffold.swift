/// The files `slipway init` starts a project with, for a service of the user's own.
struct Scaffold {
    let name: String
    /// What runs on this machine, below the project's directory.
    let program: String
    /// What runs in containers, where the user has an image already.
    let image: String?
    let port: Int

    /// Path below the project's directory and text, sorted by path.
    var files: [(path: String, text: String)] {
        [
            ("environments/defaults.yaml", defaults),
            ("environments/dev.yaml", environment("dev", ports: [8080, 8404, 9090, 18080])),
            ("environments/prod.yaml", environment("prod", ports: [8280, 8284, 9290, 18280])),
            ("environments/staging.yaml", environment("staging", ports: [8180, 8184, 9190, 18180])),
            ("templates/README.md", templates),
        ]
    }

    private var defaults: String {
        """
        # yaml-language-server: $schema=schema/defaults.schema.json
        # What all environments share; each may replace any of it. `slipway explain dev` lists every key.
        service:
          name: \(name)
          program: \(program)
        \(image.map { "  image: \($0)\n" } ?? "")  port: \(port)
          probes:
            startup:
              path: /
            readiness:
              path: /
            liveness:
              path: /

        compliance:
          owner: team-\(name.prefix(30))

        """
    }

    private func environment(_ tier: String, ports: [Int]) -> String {
        """
        # yaml-language-server: $schema=schema/environment.schema.json
        environment: \(tier)
        tier: \(tier)

        local:
          ports:
            http: \(ports[0])
            stats: \(ports[1])
            prometheus: \(ports[2])
            replicas: \(ports[3])

        """
    }

    private var templates: String {
        """
        # Templates

        A file here replaces Slipway's own template of the same path, or adds a document.
        `slipway render dev` shows what the templates make of an environment, and
        `slipway why dev DOCUMENT PATH` where a line of it comes from.

        """
    }
}
