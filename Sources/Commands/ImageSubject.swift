import Containers
import Diagnostics
import Environments
import Manifests

/// One image of an environment: the service's, or Slipway's own.
struct ImageSubject {
    /// Which of the images a spec describes is meant.
    enum Part: String, Sendable, Hashable {
        case service
        case tool = "slipway"
    }

    let environment: String
    let part: Part
    let build: BuildSection
    let image: ImageReference
    /// The file below the project's directory that becomes ``programInImage``.
    let program: String
    let programInImage: String

    init(_ environment: ResolvedEnvironment, _ part: Part) throws(Failure) {
        let spec = environment.spec
        let name = spec.environment.text
        guard let build = spec.build, let program = spec.service.program, let image = spec.service.image else {
            throw Failure(
                ImageCodes.notDescribed, "\(name) has no `build`, which says how an image is made.",
                help: "give build.base, as in environments/README.md")
        }
        self.environment = name
        self.part = part
        self.build = build
        switch part {
        case .service:
            self.image = image
            self.program = program.text
            programInImage = "/usr/local/bin/\(spec.service.name)"
        case .tool:
            guard let tool = build.tool else {
                throw Failure(
                    ImageCodes.notDescribed, "\(name) has no `build.tool`, which says how Slipway's image is made.",
                    help: "give build.tool, or leave --tool away")
            }
            self.image = tool.image
            self.program = tool.program.text
            programInImage = "/usr/local/bin/slipway"
        }
    }

    /// The document that builds it; the one to ignore files by is beside it.
    var dockerfile: String { "docker/\(part.rawValue).Dockerfile" }

    /// The base images, those of stages first.
    var bases: [ImageReference] {
        (build.compile ? [build.toolchain?.base].compactMap { $0 } : []) + [build.base]
    }

    /// What `apt-get` is told to install, in all stages.
    var packages: [DebianPackage] {
        let own = part == .tool ? build.tool?.packages ?? [] : build.packages
        return own + (build.compile ? build.toolchain?.packages ?? [] : [])
    }
}
