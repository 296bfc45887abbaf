import POSIX
import Testing

/// What `slipway render` says of a template that cannot be used; nothing is written then.
@Suite struct TemplateErrorTests {
    /// A template with one mistake, and the whole text that tells it.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// By their paths below `templates/`.
        let templates: [String: String]
        let told: String

        init(_ name: String, _ templates: [String: String], _ told: String) {
            testDescription = name
            self.templates = templates
            self.told = told + "\n1 error\n"
        }
    }

    /// Line 7 holds a value with a line break; 28 arguments to the fourth power are more than any output may have.
    private static let spec = """
        environment: live
        tier: dev
        service:
          name: greeter
          program: server
          config:
            GREETING: "a\\nb"
          arguments: [\(Array("abcdefghijklmnopqrstuvwxyzAB").map(String.init).joined(separator: ", "))]
        compliance: {owner: team}

        """

    static let mistakes = [
        Mistake(
            "an unknown filter", ["own/a.yaml": "name: ((service.name | uper))\n"],
            """
            templates/own/a.yaml:1:24: error[E0303]: unknown filter
              There is no filter "uper".
                |
              1 | name: ((service.name | uper))
                |                        ^^^^
              help: did you mean "upper"?

            """),
        Mistake(
            "a wrong type", ["own/a.yaml": "port: ((service.port | upper))\n"],
            """
            templates/own/a.yaml:1:9: error[E0305]: value of the wrong kind in a template
              `upper` takes a text, and this is an integer.
                |
              1 | port: ((service.port | upper))
                |         ^^^^^^^^^^^^
              help: make it a text first: `| string | upper`

            """),
        Mistake(
            "a missing key", ["own/a.cfg": "one\n  name ((service.nam))\n"],
            """
            templates/own/a.cfg:2:18: error[E0302]: unknown name in a template
              "nam" is not a key of "service".
                |
              2 |   name ((service.nam))
                |                  ^^^
              help: did you mean "name"?

            """),
        Mistake(
            "a loop over a scalar", ["own/a.yaml": "list:\n  - ((for x in service.name)): ((x))\n"],
            """
            templates/own/a.yaml:2:16: error[E0305]: value of the wrong kind in a template
              A loop goes over a list or a mapping with open keys, not a text.
                |
              2 |   - ((for x in service.name)): ((x))
                |                ^^^^^^^^^^^^
              help: `| lines` makes a list of a text's lines; a single value needs no loop

            """),
        Mistake(
            "recursion",
            [
                "own/a.yaml": "((include own/_b.yaml)): {}\n",
                "own/_b.yaml": "b:\n  ((include own/_c.yaml)): {}\n",
                "own/_c.yaml": "c:\n  ((include own/_b.yaml)): {}\n",
            ],
            """
            templates/own/_c.yaml:2:13: error[E0308]: include cannot be resolved
              "own/_b.yaml" includes itself, by way of own/_b.yaml > own/_c.yaml >
              own/_b.yaml.
                |
              2 |   ((include own/_b.yaml)): {}
                |             ^^^^^^^^^^^
              help: take this include out, or move what both need to a fragment of its own

            """),
        Mistake(
            "a path outside of templates/", ["own/a.yaml": "((include ../kubernetes/_labels.yaml)): {}\n"],
            """
            templates/own/a.yaml:1:11: error[E0308]: include cannot be resolved
              There is no fragment "../kubernetes/_labels.yaml".
                |
              1 | ((include ../kubernetes/_labels.yaml)): {}
                |           ^^^^^^^^^^^^^^^^^^^^^^^^^^
              help: did you mean "kubernetes/_labels.yaml"?

            """),
        Mistake(
            "oversized output",
            [
                "own/a.yaml": """
                l:
                  - ((for a in service.arguments)):
                      - ((for b in service.arguments)):
                          - ((for c in service.arguments)):
                              - ((for d in service.arguments)): ((d))

                """
            ],
            """
            templates/own/a.yaml:5:17: error[E0311]: template is too large
              The output has more than 500000 nodes or 16777216 bytes of text.
                |
              5 |               - ((for d in service.arguments)): ((d))
                |                 ^
              help: look at the loops around this place

            """),
        Mistake(
            "a value that cannot stand there",
            [
                "own/a.cfg": "greeting ((service.config | json))\n"
                    + "((for entry in service.config))\ngreeting ((entry.value))\n((end))\n"
            ],
            """
            environments/live.yaml:7:15: error[E0312]: value cannot stand in a line of text
              A value used in this line holds a line break.
                |
              7 |     GREETING: "a\\nb"
                |               ^
              templates/own/a.cfg:3:1: the line of the template
                |
              3 | greeting ((entry.value))
                | ^
              help: change the value, or quote it in the template

            """),
    ]

    @Test(arguments: mistakes) func isToldAndNothingIsWritten(_ mistake: Mistake) async throws {
        try await LiveProject.with { project in
            try project.write("environments/live.yaml", Self.spec)
            for (path, text) in mistake.templates { try project.write("templates/\(path)", text) }
            let result = try project.run("render", "live", "-o", "out", variables: ["COLUMNS": "80"])
            #expect(result.status == 1)
            #expect(result.output.isEmpty)
            #expect(result.errors == mistake.told, "\(result)")
            #expect(try FileSystem.kind(of: project.at("out")) == nil)
        }
    }

    /// A link of the templates, or above them, shows nothing of what lies outside.
    @Test(arguments: ["templates/own/a.cfg", "templates/own", "templates"])
    func aLinkOutOfTheProjectIsRefused(path: String) async throws {
        try await LiveProject.with { project in
            try project.write("environments/live.yaml", Self.spec)
            try project.write("outside/own/a.cfg", "secret\n")
            try FileSystem.rename(project.at("outside"), to: "\(project.directory)-outside")
            defer { try? FileSystem.removeTree("\(project.directory)-outside") }
            try FileSystem.createDirectory(FileSystem.parent(of: project.at(path)), withParents: true)
            let target = path.replacing("templates", with: "\(project.directory)-outside")
            try FileSystem.symlink(to: target, at: project.at(path))
            let result = try project.run("render", "live", "-o", "out")
            #expect(result.status == 1 && result.output.isEmpty)
            #expect(
                result.errors == """
                    \(path):1:1: error[E0721]: project file cannot be read
                      This is a link, and it leads out of the project.
                      help: put what it leads to in its place

                    1 error

                    """, "\(result)")
            #expect(try FileSystem.kind(of: project.at("out")) == nil)
        }
    }
}
