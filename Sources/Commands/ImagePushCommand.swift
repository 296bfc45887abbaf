import Containers
import Diagnostics
import Environments
import JSON
import Manifests
import POSIX

/// `slipway image push ENV`: the image that was built, to the registry its name says.
struct ImagePushCommand: Command {
    let environment: String
    let part: ImageSubject.Part
    let isJSON: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        try session.untilSignalled("Stopped. The registry may have a part of it; push again.") { () throws(Failure) in
            try push(in: session, project)
        }
    }

    private func push(in session: Session, _ project: Project) throws(Failure) -> ExitStatus {
        let resolved = try project.environment(environment)
        let subject = try ImageSubject(resolved, part)
        var record = try ImageRecord.read(of: environment, part, in: project)
        guard record.repository == subject.image.repository else {
            throw Failure(
                ImageCodes.notBuilt,
                "The image built last is one of \(record.repository), and the spec says \(subject.image.repository).",
                help: "`slipway image build \(environment)` builds the one the spec says")
        }
        // Images are in the storage of the engine that built them.
        let engine = try ImageEngine.require(record.engine, in: session.variables)
        try engine.requireUsable()
        let scratch = try ImageScratch(of: environment, in: project)
        defer { scratch.remove() }
        let name = record.name
        session.tell("Pushing \(name) with \(engine.kind.rawValue)...\n")
        let digest = try session.waiting(for: "Still pushing") { () throws(Failure) in
            try engine.push(
                record.id, as: name, repository: record.repository, digestFile: scratch.at("pushed"))
        }
        if let built = record.digest, built != digest {
            throw Failure(
                ImageCodes.digestDiffers, "\(name): the registry has \(digest), and built was \(built).",
                help:
                    "build the image again with `slipway image build \(environment)`, then push it; deploy neither until then"
            )
        }
        let wasTold = record.digest != nil
        if !wasTold {
            record = record.pushed(as: digest)
            let documents = try project.manifests(below: "docker").documents(of: resolved, below: "docker")
            _ = try ImageDocuments(
                subject: subject, record: record, digest: digest, engine: engine, project: project,
                toolVersion: session.version, revision: SourceRevision.of(session.directory)
            ).write(
                dockerfile: try scratch.write(documents, subject.dockerfile), scratch: scratch.at("files"))
            try scratch.keep(record, as: part)
        }
        if !isJSON {
            session.tell("The registry has it under \(wasTold ? "the digest that was built" : "this digest").\n")
        }
        session.print(isJSON ? record.json.text + "\n" : "\(record.reference)\n")
        return .success
    }
}

extension ImageRecord {
    fileprivate func pushed(as digest: String) -> ImageRecord {
        ImageRecord(
            repository: repository, tag: tag, digest: digest, id: id, engine: engine, engineVersion: engineVersion,
            epoch: epoch)
    }
}
