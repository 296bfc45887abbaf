import Containers
import Crypto
import Diagnostics
import Digests
import POSIX
import Planning

/// `release/ID`: a directory with a copy of the program and the files rendered for it, or with what was found out about
/// the image.
struct ReleaseKeeper: Keeper {
    let layout: LocalLayout
    static let programLimit = 1 << 30
    private static let programMode: UInt32 = 0o500

    func put(_ resource: Resource, over prior: Record?) throws(Failure) -> [String: String] {
        let spec = try ReleaseSpec(resource)
        for (_, secret) in spec.secrets { try require("secret", secret, layout.secret(secret), for: resource) }
        for volume in spec.volumes.map(\.value) + [spec.directory].compactMap({ $0 }) {
            try require("volume", volume, layout.volume(volume), for: resource)
        }
        let half = "\(layout.temporary)/release-\(resource.address.name)"
        try Files.doing { () throws(SystemError) in
            try FileSystem.removeTree(half)
            try FileSystem.createDirectory(half, withParents: true)
        }
        var facts: [String: String]
        switch spec.payload {
        case .program(let path, let digest):
            facts = try place(path, digest, in: half, for: resource)
        case .image(let image):
            facts = try prepare(image, in: half)
        }
        for (path, text) in spec.files {
            facts[path] = SHA256.hex(of: Array(text.utf8))
            try Files.doing { () throws(SystemError) in
                try FileSystem.createDirectory(FileSystem.parent(of: "\(half)/\(path)"), withParents: true)
            }
            try Files.make("\(half)/\(path)", holding: text, mode: text.hasPrefix("#!") ? 0o500 : 0o400)
        }
        try Files.reach(.releaseCommit)
        try exchange(half, layout.release(resource.address.name))
        return facts
    }

    /// The program itself, of which it is sure that its bytes are those the plan was made for.
    private func place(
        _ path: String, _ digest: String, in half: String, for resource: Resource
    ) throws(Failure) -> [String: String] {
        let file = "bin/\(FileSystem.name(of: path))"
        try Files.doing { () throws(SystemError) in try FileSystem.createDirectory("\(half)/bin") }
        try Files.reach(.releaseCopy)
        let target = "\(half)/\(file)"
        if try !share(file, digest, in: half) {
            try copy(path, digest, to: target, for: resource)
            try Files.doing { () throws(SystemError) in
                try FileDigests.ofThisProcess.remember(digest, of: target, change: .contents)
            }
        }
        FileDigests.ofThisProcess.keep(target, change: .contents, in: layout.digests)
        return [file: digest]
    }

    /// A second name for the program of another release: revisions that differ in their configuration only, as most do,
    /// have one copy of it, and no time goes into making and checking another. False where there is none.
    private func share(_ file: String, _ digest: String, in half: String) throws(Failure) -> Bool {
        for name in try names() where Attributes.isSafeName(name) {
            let record = try? Records(layout: layout).read(ResourceAddress(kind: "release", name: name))
            guard record?.facts[file] == digest else { continue }
            // Where a link cannot be made, or what it names cannot be read, a copy can be made all the same.
            guard (try? FileSystem.link("\(layout.release(name))/\(file)", at: "\(half)/\(file)")) != nil else {
                continue
            }
            if (try? isIntact("\(half)/\(file)", digest)) == true { return true }
            try Files.doing { () throws(SystemError) in try FileSystem.remove("\(half)/\(file)") }
        }
        return false
    }

    private func isIntact(_ path: String, _ digest: String) throws(Failure) -> Bool {
        let isProgram = try Files.doing { () throws(SystemError) in
            let kind = try FileSystem.kind(of: path), mode = try FileSystem.mode(of: path)
            return kind == .regular && mode == Self.programMode
        }
        guard isProgram else { return false }
        return try Files.digestIfPresent(path, limit: Self.programLimit, keptIn: layout.digests) == digest
    }

    /// Sees to it that the engine works and has the image before any replica is touched.
    private func prepare(
        _ image: ReleaseSpec.ImageSpec, in half: String
    ) throws(Failure) -> [String: String] {
        guard ContainerRun.canMount(layout.root) else {
            throw Failure(
                LocalCodes.directoryUnusable, "\(layout.root) cannot be mounted into a container.",
                help: "choose a directory without commas and quotation marks in its path")
        }
        let engine = try ContainerEngine.require([image.engine])
        try engine.requireUsable()
        let prepared = PreparedImage(
            engine: engine, imageID: try engine.fetchedImageID(of: image.reference), hardLimits: .own)
        try Files.reach(.releaseCopy)
        try Files.make("\(half)/\(PreparedImage.file)", holding: prepared.text, mode: 0o400)
        return [PreparedImage.file: SHA256.hex(of: Array(prepared.text.utf8))]
    }

    private func require(_ kind: String, _ name: String, _ path: String, for resource: Resource) throws(Failure) {
        guard Attributes.isSafeName(name), try Files.exists(path) else {
            throw Failure(
                LocalCodes.referenceMissing, "\(resource.address) uses \(kind)/\(name), which is not there.",
                help: "let \(resource.address) depend on \(kind)/\(name)")
        }
    }

    private func copy(
        _ path: String, _ planned: String, to target: String, for resource: Resource
    ) throws(Failure) {
        guard try Files.exists(path) else {
            throw Failure(
                LocalCodes.programChanged, "\(resource.address): there is no program at \(path) any more.",
                help: "build it, then make the plan again")
        }
        var hash = SHA256Stream()
        try Files.doing { () throws(SystemError) in
            try FileSystem.copyFile(path, to: target, mode: Self.programMode, limit: Self.programLimit) {
                hash.update($0)
            }
        }
        let digest = hash.hex()
        guard digest == planned else {
            throw Failure(
                LocalCodes.programChanged,
                """
                \(resource.address): \(path) has the SHA-256 \(digest.prefix(12))…, \
                the plan was made for \(planned.prefix(12))….
                """, help: "make the plan again")
        }
    }

    /// Puts the finished directory in place of what is there; running programs keep the files they have open.
    private func exchange(_ half: String, _ place: String) throws(Failure) {
        let old = "\(half).old"
        try Files.doing { () throws(SystemError) in
            try FileSystem.createDirectory(layout.releases)
            try FileSystem.removeTree(old)
            if try FileSystem.kind(of: place) != nil { try FileSystem.rename(place, to: old) }
            try FileSystem.rename(half, to: place)
            try FileSystem.removeTree(old)
        }
    }

    func examine(_ record: Record) throws(Failure) -> Finding {
        let directory = layout.release(record.address.name)
        guard try Files.exists(directory) else { return Finding(damage: "the release's directory is gone") }
        for (path, digest) in record.facts.sorted(by: { $0.key < $1.key }) {
            let actual = try Files.digestIfPresent(
                "\(directory)/\(path)", limit: Self.programLimit, keptIn: layout.digests)
            guard let actual else { return Finding(damage: "file \(path) is gone") }
            guard actual == digest else { return Finding(damage: "file \(path) was edited") }
        }
        guard record.attributes["image"] != nil else { return Finding() }
        return Finding(damage: try PreparedImage.read(record.address.name, in: layout).damage())
    }

    /// With what a run that was killed had half copied.
    func delete(_ name: String) throws(Failure) {
        let half = "\(layout.temporary)/release-\(name)"
        try Files.doing { () throws(SystemError) in
            for path in [layout.release(name), half, "\(half).old"] { try FileSystem.removeTree(path) }
        }
    }

    func names() throws(Failure) -> [String] { try Files.list(layout.releases) }
}
