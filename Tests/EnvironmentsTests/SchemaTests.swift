import Environments
import JSON
import Testing
import YAML

@Suite struct SchemaTests {
    /// What is written wrongly in one test run reads as a typed value in the other: the table of texts YAML readers
    /// turn into something else (the "Norway problem").
    @Test(arguments: [
        "no", "yes", "on", "off", "y", "n", "Y", "N", "NO", "Yes", "true", "false", "True", "FALSE", "null", "~x",
        "010", "0o17", "0x1f", "1_000", "22:22", "1:30:00", "1e3", "1.", ".5", "+1", "-0", "1.10", "3.0", ".inf",
        ".nan", "2001-01-01", "2001-12-14t21:59:43.10-05:00", "0b11", "=", "<<x", "1,000", "٣", "é", "日本", "a b",
        "a#b", "a:b", "-x", "?x", "x: y", "'", "\"", "\\", "\\n", "a\nb", "\t", " ", "", "🦊", "null ", " null",
        "012345678901",
        "1.2.3", "1.20", "0", "00", "0.0", "9999999999999999999999", "1e400", "NaN", "Infinity", "%", "@", "`", "!x",
        "&x",
        "*x", "|", ">", "{}", "[]", "---", "...",
    ])
    func aTextIsTakenExactlyAsWritten(_ text: String) throws {
        let quoted = JSONValue.string(text).text
        let node = try YAMLReader.parse(
            Array(
                """
                environment: dev
                tier: dev
                service: {name: api, program: bin/api, config: {TEXT: \(quoted)}}
                compliance: {owner: team}
                """.utf8), file: "dev.yaml")
        let environment = try ResolvedEnvironment.resolve([node], name: "dev")
        #expect(environment.spec.service.config.map(\.value) == [text])
    }

    /// Plain, without quotes: still the text, never what another reader would make of it.
    @Test(arguments: ["no", "yes", "010", "22:22", "1_000", "2001-01-01", "true", "1.10", "0x1f", "1e3", "Y", "off"])
    func aPlainTextIsTakenExactlyAsWritten(_ text: String) throws {
        let node = try YAMLReader.parse(
            Array(
                """
                environment: dev
                tier: dev
                service: {name: api, program: bin/api, config: {TEXT: \(text)}}
                compliance: {owner: team}
                """.utf8), file: "dev.yaml")
        let environment = try ResolvedEnvironment.resolve([node], name: "dev")
        #expect(environment.spec.service.config.map(\.value) == [text])
    }

    @Test func everyFieldIsDescribed() {
        func check(_ schema: Schema, at path: String) {
            switch schema {
            case .scalar: break
            case .list(let item, _): check(item, at: path + "[]")
            case .map(_, let value): check(value, at: path + ".*")
            case .object(let object):
                for field in object.fields {
                    #expect(
                        field.description.hasSuffix(".") || field.description.hasSuffix("?"), "\(path).\(field.name)")
                    check(field.schema, at: "\(path).\(field.name)")
                }
            }
        }
        check(EnvironmentSpec.schema, at: "")
    }

    /// A default is a value of its own type: what is written out reads back to the same environment.
    @Test(arguments: ["dev", "staging", "prod"])
    func theResolvedTreeReadsBackToItself(tier: String) throws {
        let text = """
            environment: \(tier)
            tier: \(tier)
            service: {name: api, program: bin/api, image: example.com/api@sha256:\(String(repeating: "0a", count: 32))}
            kubernetes: {namespace: api}
            aws: {region: eu-west-1, network: {zones: [eu-west-1a]}}
            compliance: {owner: team}
            """
        let node = try YAMLReader.parse(Array(text.utf8), file: "\(tier).yaml")
        let first = try ResolvedEnvironment.resolve([node], name: tier)
        let second = try ResolvedEnvironment.resolve([first.tree], name: tier)
        #expect(first.tree == second.tree)
    }

    /// What the schema calls the default of a key is what an environment without the key gets.
    @Test(arguments: ["dev", "staging", "prod"])
    func everyDefaultOfTheSchemaIsTheOneThatIsFilledIn(tier: String) throws {
        let text = """
            environment: \(tier)
            tier: \(tier)
            service:
              name: api
              program: bin/api
              image: example.com/api@sha256:\(String(repeating: "0a", count: 32))
              migration: {arguments: [migrate]}
            kubernetes:
              namespace: api
              host: api.example.com
              gateway: {name: public, namespace: gateways}
              deployer: {name: deployers}
              quota: {}
            build:
              base: &base debian@sha256:\(String(repeating: "5", count: 64))
              toolchain: {base: *base, sources: [Sources], command: [make]}
              tool: {image: example.com/tool:1, program: tool}
            aws: {region: eu-west-1, network: {zones: [eu-west-1a]}}
            compliance: {owner: team}
            """
        let node = try YAMLReader.parse(Array(text.utf8), file: "\(tier).yaml")
        let tree = try ResolvedEnvironment.resolve([node], name: tier).tree
        var compared = 0
        func compare(_ schema: Schema, _ node: Node?, at path: String) {
            guard case .object(let object) = schema else { return }
            for field in object.fields {
                let found = node?[field.name]
                if case .object = field.schema {
                    compare(field.schema, found, at: "\(path)\(field.name).")
                    continue
                }
                switch field.presence {
                case .required, .optional: continue
                case .defaulted(let value): #expect(found == value, "\(path)\(field.name)")
                case .defaultedByTier(let dev, let staging, let prod):
                    let value = tier == "dev" ? dev : tier == "staging" ? staging : prod
                    #expect(found == value, "\(path)\(field.name)")
                }
                compared += 1
            }
        }
        compare(EnvironmentSpec.schema, tree, at: "")
        #expect(compared > 45)
    }
}
