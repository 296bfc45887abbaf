/// How the service's image is built, and Slipway's own where that is wanted.
package struct BuildSection: SpecSection {
    package let base: ImageReference
    package let packages: [DebianPackage]
    package let config: [(key: VariableName, value: ImageText)]
    package let healthcheck: [String]
    package let labels: ImageLabelsSection
    package let compile: Bool
    package let toolchain: ToolchainSection?
    package let tool: ToolImageSection?

    package init(_ fields: inout Fields) {
        base = fields.value("base", "The Debian image it starts from, by digest.")
        packages = fields.list(
            "packages", "Debian packages the program needs to run, each in one version.", count: 0...200)
        config = fields.map("config", "Environment variables the image sets; service.config of an environment wins.")
        healthcheck = fields.list(
            "healthcheck",
            "What the program is started with to ask the one that runs for its health; each item is one argument.",
            isSet: false)
        labels = fields.section("labels", "What the image says about itself.")
        compile = fields.value(
            "compile",
            "Whether the image compiles the program with build.toolchain; else it takes service.program as it is.",
            default: .value(false))
        toolchain = fields.optionalSection("toolchain", "The stage that compiles the program.")
        tool = fields.optionalSection("tool", "An image of Slipway itself, for pipelines.")
        fields.requireDigest(base, at: "base")
        fields.require(
            !compile || toolchain != nil, at: "compile", EnvironmentCodes.rule, "there is nothing to compile with",
            help: "give build.toolchain, or write compile: false")
        fields.require(
            config.allSatisfy { $0.key.text != "PORT" }, at: "config.PORT", EnvironmentCodes.rule,
            "PORT is set by Slipway, from service.port", help: "take it away here and set service.port")
        fields.require(
            config.allSatisfy { $0.key.text != "BIND_ADDRESS" }, at: "config.BIND_ADDRESS", EnvironmentCodes.rule,
            "BIND_ADDRESS is set by Slipway: every address of the container", help: "take it away here")
        fields.require(
            tool == nil || !compile || tool?.command.isEmpty == false, at: "tool", EnvironmentCodes.rule,
            "build.compile is true, and nothing says how Slipway is compiled", help: "give build.tool.command")
    }
}

/// The annotations of an image that OCI defines (image specification, "Annotations") and no other key tells.
package struct ImageLabelsSection: SpecSection {
    package let title: ImageText?
    package let description: ImageText?
    package let source: ImageText?
    package let documentation: ImageText?
    package let licenses: ImageText?
    package let vendor: ImageText?

    package init(_ fields: inout Fields) {
        title = fields.optional("title", "What it is called by people; service.name without it.")
        description = fields.optional("description", "What it does, in a sentence.")
        source = fields.optional("source", "The URL of its source code.")
        documentation = fields.optional("documentation", "The URL of its documentation.")
        licenses = fields.optional("licenses", "Its licences as an SPDX expression, as in Apache-2.0.")
        vendor = fields.optional("vendor", "Who distributes it.")
        fields.require(
            [source, documentation].allSatisfy { $0.map { $0.text.hasPrefix("https://") } ?? true },
            at: source.map { $0.text.hasPrefix("https://") } ?? true ? "documentation" : "source",
            EnvironmentCodes.rule, "this is no URL that everybody can open", help: "write it as https://…")
    }
}

/// The stage of a Dockerfile in which the program is compiled.
package struct ToolchainSection: SpecSection {
    package let base: ImageReference
    package let packages: [DebianPackage]
    package let sources: [ProjectPath]
    package let command: [String]

    package init(_ fields: inout Fields) {
        base = fields.value("base", "The image that holds the compiler, by digest.")
        packages = fields.list(
            "packages", "Debian packages needed to compile, each in one version.", count: 0...200)
        sources = fields.list(
            "sources", "Files and directories of the project it is compiled from; the stage sees nothing else.",
            default: .required, count: 1...100)
        command = fields.list(
            "command", "What makes service.program, run in the project's directory; each item is one word.",
            default: .required, count: 1...100, isSet: false)
        fields.requireDigest(base, at: "base")
    }
}

/// An image that holds Slipway itself.
package struct ToolImageSection: SpecSection {
    package let image: ImageReference
    package let program: ProjectPath
    package let packages: [DebianPackage]
    package let command: [String]

    package init(_ fields: inout Fields) {
        image = fields.value("image", "What it is called, by tag.")
        program = fields.value("program", "The program of Slipway, below the project's directory.")
        packages = fields.list("packages", "Debian packages it needs to run, each in one version.", count: 0...200)
        command = fields.list(
            "command", "What makes its program, where build.compile is true; each item is one word.", isSet: false)
    }
}

extension Fields {
    /// A base image that is named by its tag alone is another one tomorrow.
    fileprivate mutating func requireDigest(_ base: ImageReference, at name: String) {
        require(
            base.digest != nil, at: name, EnvironmentCodes.rule,
            "the tag of a base image moves, and with it what is built",
            help: """
                add its digest, \(base.written)@sha256:…, as \
                `podman image inspect --format '{{.Digest}}' \(base.written)` tells it
                """)
    }
}
