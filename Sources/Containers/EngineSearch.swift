internal import Diagnostics
internal import POSIX

/// Finding an engine among the installed programs, for what runs containers and for what builds images.
package struct EngineSearch: Sendable {
    /// All variables an engine is run with: its own settings and nothing else of the caller's, such as a CI secret.
    let variables: [String: String]

    /// What the engines read to find their settings, their storage, their daemon, registries and proxies.
    static let settings: Set<String> = [
        "CONTAINERS_CONF", "CONTAINERS_REGISTRIES_CONF", "CONTAINERS_STORAGE_CONF", "DBUS_SESSION_BUS_ADDRESS",
        "DOCKER_CERT_PATH", "DOCKER_CONFIG", "DOCKER_CONTEXT", "DOCKER_HOST", "DOCKER_TLS_VERIFY", "HOME",
        "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "REGISTRY_AUTH_FILE", "STORAGE_DRIVER", "STORAGE_OPTS", "TMPDIR",
        "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "http_proxy", "https_proxy", "no_proxy",
    ]

    /// Where programs are looked for after PATH: ordinary users do not have /usr/sbin there, where Debian keeps runc.
    package static let usualPath = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"]

    /// - Parameters:
    ///   - variables: the caller's, of which PATH and ``settings`` are used.
    ///   - more: directories searched after those of PATH.
    init(_ variables: [String: String], more: [String]) {
        let own = (variables["PATH"] ?? "").split(separator: ":").map(String.init)
        var kept = variables.filter { Self.settings.contains($0.key) }
        kept["PATH"] = (own + more.filter { !own.contains($0) }).joined(separator: ":")
        kept["LC_ALL"] = "C.UTF-8"
        self.variables = kept
    }

    /// The first of `names` that is installed, with where; nil where none is.
    func first(of names: [String]) -> (name: String, path: String)? {
        for name in names {
            if let path = Command(name, environment: variables).executablePath { return (name, path) }
        }
        return nil
    }

    /// E0660, where none of `names` is installed.
    static func missing(_ names: [String]) -> Failure {
        Failure(
            ContainerCodes.engineMissing,
            names.count > 1
                ? "Neither \(names.joined(separator: " nor ")) was found on PATH, /usr/sbin or /sbin."
                : "\(names.joined()) was not found on PATH, /usr/sbin or /sbin.",
            help: "apt-get install \(names.first == "docker" ? "docker.io" : names.first ?? "podman")")
    }

    /// E0661, where an engine is installed and a question to it ended badly.
    static func unusable(_ name: String, at path: String, _ outcome: Outcome) -> Failure {
        Failure(
            ContainerCodes.engineUnusable, "\(path) does not work here: \(ContainerEngine.words(of: outcome))",
            help: name == "docker"
                ? "start the daemon (systemctl start docker) and see that your user may speak to it, or install podman"
                : "see that `\(name) info` works for your user: its storage, runtime (runc or crun) and subuids")
    }
}
