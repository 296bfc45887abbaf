import Containers
import Crypto
import Diagnostics
import Environments
import Images
import JSON
import POSIX

/// The documents that come with an image: two bills of materials and its provenance.
struct ImageDocuments {
    let subject: ImageSubject
    let record: ImageRecord
    /// With its digest, which the record of an engine that tells it late does not have.
    let digest: String
    let engine: ImageEngine
    let project: Project
    let toolVersion: String
    let revision: SourceRevision?

    static let cycloneDX = "sbom.cdx.json"
    static let spdx = "sbom.spdx.json"
    static let provenance = "provenance.json"

    private static let programLimit = 1 << 30

    /// Reads what is in the image and writes the documents; gives the program's libraries that no package brings.
    ///
    /// - Parameters:
    ///   - dockerfile: the bytes it was built from.
    ///   - scratch: a directory of this build's own.
    func write(dockerfile: [UInt8], scratch: String) throws(Failure) -> [String] {
        let image = try read(scratch: scratch)
        let directory = project.path(of: record.documents(of: subject.environment))
        do throws(SystemError) {
            try FileSystem.createDirectory(directory, withParents: true)
            let bills = [
                (Self.cycloneDX, CycloneDX.document(of: image), "application/vnd.cyclonedx+json"),
                (Self.spdx, SPDX.document(of: image), "application/spdx+json"),
            ]
            var byproducts: [Provenance.Byproduct] = []
            for (name, document, type) in bills {
                let bytes = document.bytes(pretty: true) + [0x0A]
                try Seams.reach(.reportWrite)
                try FileSystem.writeAtomically(bytes, to: "\(directory)/\(name)", mode: 0o644)
                byproducts.append(.init(name: name, sha256: SHA256.hex(of: bytes), mediaType: type))
            }
            try Seams.reach(.reportWrite)
            let statement = try provenance(dockerfile, byproducts).document
            try FileSystem.writeAtomically(
                statement.bytes(pretty: true) + [0x0A], to: "\(directory)/\(Self.provenance)", mode: 0o644)
        } catch {
            throw error.failure(code: CommandCodes.outputUnwritable)
        }
        return image.librariesOfNobody
    }

    private func read(scratch: String) throws(Failure) -> BuiltImage {
        let dpkg = "/var/lib/dpkg"
        try engine.copy([dpkg, "/usr/lib/os-release", subject.programInImage], of: record.id, to: scratch)
        do throws(SystemError) {
            // What comes out of an image is read as what a stranger wrote: its links lead nowhere else.
            let files = try ConfinedDirectory(scratch)
            var lists: [(name: String, bytes: [UInt8])] = []
            for name in try files.list("dpkg/info") where name.hasSuffix(".list") {
                lists.append((name, try files.read("dpkg/info/\(name)", limit: 64 << 20)))
            }
            let program = try files.read(FileSystem.name(of: subject.programInImage), limit: Self.programLimit)
            let release = try files.read("os-release", limit: 1 << 16)
            return BuiltImage(
                repository: record.repository, tag: record.tag, digest: digest,
                time: WallTime(seconds: Int64(record.epoch)).description,
                program: .init(
                    path: subject.programInImage, sha256: SHA256.hex(of: program),
                    needs: SharedLibraries.needed(by: program) ?? []),
                packages: PackageDatabase(
                    status: try files.read("dpkg/status", limit: 64 << 20), lists: lists),
                distribution: Self.distribution(release), toolVersion: toolVersion)
        } catch {
            throw error.failure(
                code: ImageCodes.unreadable, help: "build on Debian or an image made of it, with its dpkg records")
        }
    }

    /// `debian-12` of os-release(5).
    private static func distribution(_ release: [UInt8]) -> String? {
        let values = release.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        func value(_ name: String) -> String? {
            values.first { $0.hasPrefix("\(name)=") }.map { $0.dropFirst(name.count + 1).filter { $0 != "\"" } }
        }
        guard let name = value("ID"), let version = value("VERSION_ID") else { return nil }
        return "\(name)-\(version)"
    }

    private func provenance(
        _ dockerfile: [UInt8], _ byproducts: [Provenance.Byproduct]
    ) throws(SystemError) -> Provenance {
        var materials = subject.bases.map { base in
            Provenance.Material(
                uri: "docker://\(base.repository)@\(base.digest ?? "")",
                digest: ["sha256": String((base.digest ?? "").dropFirst("sha256:".count))], name: base.written)
        }
        materials.append(
            .init(uri: subject.dockerfile, digest: ["sha256": SHA256.hex(of: dockerfile)], name: "Dockerfile"))
        materials += subject.packages.map { package in
            .init(uri: PackageURL.debian(package.name, package.version), digest: [:], name: package.name)
        }
        if !subject.build.compile {
            var hash = SHA256Stream()
            try FileSystem.read(project.path(of: subject.program), limit: Self.programLimit) { hash.update($0) }
            materials.append(.init(uri: subject.program, digest: ["sha256": hash.hex()], name: "program"))
        }
        if let revision {
            materials.append(
                .init(
                    uri: "git+file:.", digest: ["gitCommit": revision.commit],
                    name: revision.isDirty ? "source, changed since this commit" : "source"))
        }
        return Provenance(
            repository: record.repository, digest: digest,
            parameters: [
                "environment": .string(subject.environment), "repository": .string(record.repository),
                "dockerfile": .string(subject.dockerfile), "compile": .bool(subject.build.compile),
                "sourceDateEpoch": .integer(record.epoch),
            ],
            materials: materials, byproducts: byproducts,
            builder: ["slipway": toolVersion, record.engine: record.engineVersion])
    }
}
