package import Diagnostics
import POSIX

/// A container as its engine sees it.
package struct ContainerState: Sendable, Hashable {
    /// In the engine's word, such as `running`, `paused` or `exited`.
    package let word: String
    /// The id of the image it was made of.
    package let imageID: String
    /// Its first process as this machine counts; nil where none runs.
    package let pid: Int32?
    package let isReadOnly: Bool
    package let memoryBytes: Int

    package var isRunning: Bool { word == "running" }

    static let format =
        "{{.State.Status}} {{.Image}} {{.State.Pid}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.Memory}}"

    /// Reads what `inspect --format` prints for ``format``; nil where it is something else.
    init?(_ line: String) {
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.count == 5, let pid = Int32(words[2]), let memory = Int(words[4]) else { return nil }
        word = words[0]
        imageID = ContainerEngine.plainID(words[1])
        self.pid = pid > 1 ? pid : nil
        isReadOnly = words[3] == "true"
        memoryBytes = memory
    }
}

extension ContainerEngine {
    // MARK: Images

    /// The id of an image that is on this machine; nil where it is not.
    package func imageID(of reference: String) throws(Failure) -> String? {
        let outcome = try run(["image", "inspect", "--format", "{{.Id}}", reference], timeout: .seconds(30))
        let id = outcome.outputText.split(whereSeparator: \.isWhitespace).first.map(String.init)
        return outcome.status.isSuccess ? id.map(Self.plainID) : nil
    }

    /// The id of an image, fetched from its registry where it is not on this machine; throws E0664 where it cannot be.
    package func fetchedImageID(of reference: String) throws(Failure) -> String {
        if let id = try imageID(of: reference) { return id }
        let outcome = try run(["pull", "--quiet", reference], timeout: .seconds(900))
        guard outcome.status.isSuccess, let id = try imageID(of: reference) else {
            throw Failure(
                ContainerCodes.imageMissing,
                "\(reference) is not on this machine, and its registry does not give it: \(Self.words(of: outcome))",
                help: """
                    build it here, correct service.image, or see that `\(kind.rawValue) pull \(reference)` works \
                    (\(kind.rawValue) login)
                    """)
        }
        return id
    }

    /// docker writes ids with the algorithm before them, podman without.
    static func plainID(_ id: String) -> String { id.hasPrefix("sha256:") ? String(id.dropFirst(7)) : id }

    // MARK: Containers

    /// What there is under that name; nil where there is nothing.
    package func container(_ name: String) throws(Failure) -> ContainerState? {
        let outcome = try run(["container", "inspect", "--format", ContainerState.format, name], timeout: .seconds(30))
        return outcome.status.isSuccess ? ContainerState(outcome.outputText) : nil
    }

    /// A command line that ends a container at once and takes it away; one that is not there is fine to podman only.
    package func removal(of name: String) -> [String] {
        switch kind {
        case .podman: ["rm", "--force", "--ignore", "--time", "0", name]
        case .docker: ["rm", "--force", name]
        }
    }

    // MARK: Variables

    /// Whether the engine, or the shell and the loader before it, would do something else because of the variable.
    ///
    /// Such a variable of a service must not stand among the engine's own.
    package static func reads(_ variable: String) -> Bool {
        EngineSearch.settings.contains(variable) || others.contains(variable)
            || prefixes.contains { variable.hasPrefix($0) }
    }

    private static let prefixes = [
        "BUILDAH_", "CONTAINERS_", "CONTAINER_", "DBUS_", "DOCKER_", "GLIBC_", "LC_", "LD_", "LISTEN_", "MALLOC_",
        "PODMAN_", "XDG_", "_",
    ]
    private static let others: Set<String> = [
        "ALL_PROXY", "BASH_ENV", "CDPATH", "ENV", "GODEBUG", "GOGC", "GOMAXPROCS", "GOMEMLIMIT", "GOTRACEBACK",
        "HOSTALIASES", "HOSTNAME", "IFS", "LANG", "LANGUAGE", "LOGNAME", "NOTIFY_SOCKET", "OLDPWD", "OPTIND", "PATH",
        "PPID", "PS1", "PS2", "PS4", "PWD", "SHELL", "SSL_CERT_DIR", "SSL_CERT_FILE", "TERM", "USER", "all_proxy",
    ]
}
