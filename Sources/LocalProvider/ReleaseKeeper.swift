import Crypto
import Diagnostics
import POSIX
import Planning

/// What a release is: a program and everything it is started with, never changed once it is there.
struct ReleaseSpec {
    let program: String
    let programDigest: String
    let arguments: [String]
    let environment: [(name: String, value: String)]
    /// Variable to secret: one that ends in `_FILE` gets the path of the secret's file, another its value.
    let secrets: [(name: String, value: String)]
    /// Variable to volume: it gets the volume's path.
    let volumes: [(name: String, value: String)]
    /// The volume it runs in; nil is the release's own directory.
    let directory: String?
    let files: [(name: String, value: String)]

    init(_ resource: Resource) throws(Failure) {
        let attributes = try Attributes(
            resource,
            known: [
                "program", "programDigest", "arguments", "environment", "secrets", "volumes", "directory", "files",
            ])
        program = try attributes.text("program")
        programDigest = try attributes.text("programDigest")
        arguments = try attributes.texts("arguments")
        environment = try attributes.variables("environment")
        secrets = try attributes.variables("secrets")
        volumes = try attributes.variables("volumes")
        directory = try attributes.optionalText("directory")
        files = try attributes.table("files")
        for (path, _) in files where !Self.staysInside(path) {
            throw Failure(
                LocalCodes.attributeInvalid, "\(resource.address): the file \"\(path)\" would not lie in its release.",
                help: "name files relative to the release, without \"..\"")
        }
        guard program.hasPrefix("/") else {
            throw Failure(
                LocalCodes.attributeInvalid, "\(resource.address): the program \"\(program)\" is no absolute path.",
                help: "give the path from the root directory on")
        }
    }

    /// Relative, plain components, and not where the program lies.
    static func staysInside(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        return path.utf8.count <= 200 && parts.allSatisfy(Attributes.isSafeName) && parts.first != "bin"
    }

    var programName: String { FileSystem.name(of: program) }
}

/// `release/ID`: a directory with a copy of the program and the files rendered for it.
struct ReleaseKeeper: Keeper {
    let layout: LocalLayout
    static let programLimit = 1 << 30

    func put(_ resource: Resource, over prior: Record?) throws(Failure) -> [String: String] {
        let spec = try ReleaseSpec(resource)
        for (_, secret) in spec.secrets { try require("secret", secret, layout.secret(secret), for: resource) }
        for volume in spec.volumes.map(\.value) + [spec.directory].compactMap({ $0 }) {
            try require("volume", volume, layout.volume(volume), for: resource)
        }
        let program = try read(spec, for: resource)
        let half = "\(layout.temporary)/release-\(resource.address.name)"
        var facts = ["bin/\(spec.programName)": spec.programDigest]
        try Files.reach(.releaseCopy)
        try Files.doing { () throws(SystemError) in
            try FileSystem.removeTree(half)
            try FileSystem.createDirectory("\(half)/bin", withParents: true)
            try FileSystem.writeAtomically(program, to: "\(half)/bin/\(spec.programName)", mode: 0o500)
        }
        for (path, text) in spec.files {
            facts[path] = SHA256.hex(of: Array(text.utf8))
            try Files.doing { () throws(SystemError) in
                try FileSystem.createDirectory(FileSystem.parent(of: "\(half)/\(path)"), withParents: true)
            }
            try Files.write(text, to: "\(half)/\(path)", mode: text.hasPrefix("#!") ? 0o500 : 0o400)
        }
        try Files.reach(.releaseCommit)
        try exchange(half, layout.release(resource.address.name))
        return facts
    }

    private func require(_ kind: String, _ name: String, _ path: String, for resource: Resource) throws(Failure) {
        guard Attributes.isSafeName(name), try Files.exists(path) else {
            throw Failure(
                LocalCodes.referenceMissing, "\(resource.address) uses \(kind)/\(name), which is not there.",
                help: "let \(resource.address) depend on \(kind)/\(name)")
        }
    }

    /// The program's bytes, after the check that they are those the plan was made for.
    private func read(_ spec: ReleaseSpec, for resource: Resource) throws(Failure) -> [UInt8] {
        guard let program = try Files.readIfPresent(spec.program, limit: Self.programLimit) else {
            throw Failure(
                LocalCodes.programChanged, "\(resource.address): there is no program at \(spec.program) any more.",
                help: "build it, then make the plan again")
        }
        let digest = SHA256.hex(of: program)
        guard digest == spec.programDigest else {
            throw Failure(
                LocalCodes.programChanged,
                """
                \(resource.address): \(spec.program) has the SHA-256 \(digest.prefix(12))…, \
                the plan was made for \(spec.programDigest.prefix(12))….
                """, help: "make the plan again")
        }
        return program
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
            let actual = try Files.digestIfPresent("\(directory)/\(path)", limit: Self.programLimit)
            guard let actual else { return Finding(damage: "file \(path) is gone") }
            guard actual == digest else { return Finding(damage: "file \(path) was edited") }
        }
        return Finding()
    }

    func delete(_ name: String) throws(Failure) {
        try Files.doing { () throws(SystemError) in try FileSystem.removeTree(layout.release(name)) }
    }

    func names() throws(Failure) -> [String] { try Files.list(layout.releases) }
}
