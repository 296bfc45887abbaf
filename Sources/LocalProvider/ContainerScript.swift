import Containers
import Crypto
import POSIX

/// The shell files that run a replica as a container: what the engine is told, and what takes the container away.
///
/// s6 supervises the engine's program, which stays in the foreground, passes signals and output on, and ends with the
/// container. The reverse does not hold: where the engine's program is killed its container runs on, so `finish`, which
/// s6 runs whenever that program ended, removes it, and so does `container` before it starts one.
struct ContainerScript {
    let layout: LocalLayout
    let replica: ReplicaSpec
    let release: ReleaseSpec
    let image: ReleaseSpec.ImageSpec
    let prepared: PreparedImage

    /// The names of all containers of an environment begin so; two environments never share one.
    static func prefix(_ layout: LocalLayout) -> String {
        "slipway-\(SHA256.hex(of: Array(layout.root.utf8)).prefix(10))-"
    }

    static func name(_ replica: String, in layout: LocalLayout) -> String { prefix(layout) + replica }

    static let program = "container"
    static let finish = "finish"

    /// In milliseconds, as s6 reads it: the usual five seconds are short for an engine on a busy machine.
    static let finishSeconds = 60

    var files: [String: String] {
        [
            "environment": environment, Self.program: container, Self.finish: Self.removal(name, by: prepared.engine),
            "timeout-finish": "\(Self.finishSeconds * 1000)\n",
        ]
    }

    private var name: String { Self.name(replica.name, in: layout) }
    private var user: ContainerUser { .forOwner(user: Host.userID, group: Host.groupID) }

    /// The service's variables but secrets, the later ones of a name last.
    private var variables: [(name: String, value: String)] {
        release.volumes.map { ($0.name, mountPoint(of: $0.value)) } + release.environment + replica.environment
            + [("PORT", "\(replica.port)")]
            + release.secrets.filter { $0.name.hasSuffix("_FILE") }.map { ($0.name, image.secret($0.name)) }
    }

    private var secretValues: [(name: String, value: String)] { release.secrets.filter { !$0.name.hasSuffix("_FILE") } }

    private func mountPoint(of volume: String) -> String {
        volume == release.directory ? image.data : image.volume(volume)
    }

    /// `environment`: sourced by the run script; the engine's program hands these variables on by their names.
    private var environment: String {
        var text = ShellText.export(EnvironmentProcesses.mark, layout.service(replica.service))
        text += ShellText.export("SLIPWAY_RELEASE", layout.release(replica.release))
        text += ShellText.export("SLIPWAY_PROGRAM", "\(layout.service(replica.service))/\(Self.program)")
        text += ShellText.export(
            "SLIPWAY_DIRECTORY", release.directory.map { layout.volume($0) } ?? layout.release(replica.release))
        for (name, value) in variables where !ContainerEngine.reads(name) { text += ShellText.export(name, value) }
        for (name, secret) in secretValues { text += ShellText.exportContent(of: layout.secret(secret), as: name) }
        return text
    }

    private var run: ContainerRun {
        var run = ContainerRun(name: name, image: prepared.imageID, user: user, limits: image.limits)
        run.directory = release.directory.map { _ in image.data }
        run.mounts = volumes.map { ContainerRun.Mount(layout.volume($0), at: mountPoint(of: $0), isReadOnly: false) }
        run.mounts += secretFiles.map {
            ContainerRun.Mount(layout.secret($0.value), at: image.secret($0.name), isReadOnly: true)
        }
        run.passedVariables = Set(
            variables.map(\.name).filter { !ContainerEngine.reads($0) } + secretValues.map(\.name)
        ).sorted()
        run.givenVariables = Dictionary(
            variables.filter { ContainerEngine.reads($0.name) }.map { ($0.name, $0.value) },
            uniquingKeysWith: { _, last in last })
        return run
    }

    private var volumes: [String] { Set(release.volumes.map(\.value) + [release.directory].compactMap { $0 }).sorted() }
    private var secretFiles: [(name: String, value: String)] { release.secrets.filter { $0.name.hasSuffix("_FILE") } }

    /// `container`: becomes the engine's program, with the service's arguments behind it.
    private var container: String {
        let engine = prepared.engine
        var text = "#!/bin/sh\n# Runs one replica in a container; made by Slipway.\n" + Self.settings(of: engine)
        text += "\(Self.line(engine, engine.removal(of: name))) >/dev/null 2>&1\n"
        let owned = volumes.map { layout.volume($0) } + secretFiles.map { layout.secret($0.value) }
        if !user.isOwner, !owned.isEmpty {
            text += "chown -Rh \(user.text) \(owned.map(ShellText.quoted).joined(separator: " ")) || exit 111\n"
        }
        return text
            + "exec \(Self.line(engine, run.arguments(for: engine.kind, hardLimits: prepared.hardLimits))) \"$@\"\n"
    }

    /// A script that ends a container and takes it away, and fails where it is there still.
    static func removal(_ name: String, by engine: ContainerEngine) -> String {
        """
        #!/bin/sh
        # Takes the container away whose engine's program has ended; made by Slipway.
        \(settings(of: engine))\
        \(line(engine, engine.removal(of: name))) >/dev/null 2>&1
        left=$(\(line(engine, ["ps", "--all", "--quiet", "--filter", "name=^\(name)$"]))) || exit 1
        [ -z "$left" ]

        """
    }

    /// Variables of the service were exported before; those the engine reads are its own again.
    private static func settings(of engine: ContainerEngine) -> String {
        engine.variables.sorted { $0.key < $1.key }.map { ShellText.export($0.key, $0.value) }.joined()
    }

    private static func line(_ engine: ContainerEngine, _ arguments: [String]) -> String {
        ([engine.path] + arguments).map(ShellText.quoted).joined(separator: " ")
    }
}
