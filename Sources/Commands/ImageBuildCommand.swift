import Containers
import Diagnostics
import Environments
import JSON
import Manifests
import POSIX

/// `slipway image build ENV`: an image from the rendered Dockerfile, with the documents that describe it.
struct ImageBuildCommand: Command {
    let environment: String
    let part: ImageSubject.Part
    let engine: String?
    let isJSON: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        try session.untilSignalled("Stopped. The image built before is still the last one.") { () throws(Failure) in
            try build(in: session, project)
        }
    }

    private func build(in session: Session, _ project: Project) throws(Failure) -> ExitStatus {
        let resolved = try project.environment(environment)
        let subject = try ImageSubject(resolved, part)
        let documents = try project.manifests(below: "docker").documents(of: resolved, below: "docker")
        let engine = try ImageEngine.require(engine, in: session.variables)
        try engine.requireUsable()
        let revision = SourceRevision.of(session.directory)
        let epoch = try BuildEpoch(variables: session.variables, revision: revision)
        for base in Set(subject.bases.map(\.written)).sorted() { try engine.requireBase(base) }
        try requireProgram(subject, project)

        let scratch = try ImageScratch(of: environment, in: project)
        defer { scratch.remove() }
        let dockerfile = try scratch.write(documents, subject.dockerfile)
        let build = ImageBuild(
            dockerfile: scratch.at("Dockerfile"), ignoreFile: scratch.at("Dockerfile.dockerignore"),
            context: session.directory, epoch: epoch.seconds,
            labels: labels(of: subject, epoch, revision))
        let version = try engine.version()
        session.tell(
            "Building \(subject.image.repository) with \(engine.kind.rawValue) \(version)...\n")
        let id = try session.waiting(for: "Still building") { () throws(Failure) in
            try engine.build(build, idFile: scratch.at("id"))
        }
        let digest = try engine.digest(of: id, in: scratch.at("layout"))
        let record = ImageRecord(
            repository: subject.image.repository, tag: subject.image.tag, digest: digest, id: id,
            engine: engine.kind.rawValue, engineVersion: version, epoch: epoch.seconds)
        try engine.tag(id, as: record.name)
        if let digest {
            let documents = ImageDocuments(
                subject: subject, record: record, digest: digest, engine: engine, project: project,
                toolVersion: session.version, revision: revision)
            let strangers = try documents.write(dockerfile: dockerfile, scratch: scratch.at("files"))
            for library in strangers { session.tell("Note: no Debian package of the image brings \(library).\n") }
        }
        try scratch.keep(record, as: part)
        report(record, subject, epoch, session)
        return .success
    }

    /// A toolchain makes the program; without one it has to be there before.
    private func requireProgram(_ subject: ImageSubject, _ project: Project) throws(Failure) {
        guard !subject.build.compile, !FileSystem.isExecutable(project.path(of: subject.program)) else { return }
        throw Failure(
            CommandCodes.programUnreadable, "\(subject.program) is not there, or no program.",
            help: "build the program first, or let the image compile it: build.compile")
    }

    /// What only a build knows; the rest stands in the Dockerfile.
    private func labels(
        of subject: ImageSubject, _ epoch: BuildEpoch, _ revision: SourceRevision?
    ) -> [(key: String, value: String)] {
        var labels = [(key: "created", value: WallTime(seconds: Int64(epoch.seconds)).description)]
        if let revision { labels.append(("revision", revision.text)) }
        if let tag = subject.image.tag { labels.append(("version", tag)) }
        return labels.map { (key: "org.opencontainers.image.\($0.key)", value: $0.value) }
    }

    private func report(_ record: ImageRecord, _ subject: ImageSubject, _ epoch: BuildEpoch, _ session: Session) {
        let directory = record.documents(of: environment)
        if isJSON {
            session.print(record.json.text + "\n")
            return
        }
        session.tell("Every time in it is \(WallTime(seconds: Int64(epoch.seconds))), of \(epoch.origin).\n")
        if record.digest == nil {
            session.tell(
                """
                Note: docker cannot make the same image twice; podman and buildah can. It tells the digest, and Slipway \
                writes bills of materials and provenance, at `slipway image push \(environment)`.

                """)
        } else {
            session.tell("SBOM and provenance are in \(directory)/.\n")
            let key = part == .service ? "service.image" : "build.tool.image"
            session.tell("Once it is pushed, give this to \(key):\n")
        }
        session.print("\(record.reference)\n")
    }
}
