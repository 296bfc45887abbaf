/// One container that runs in the foreground, confined to what a service needs: data, so that a test can look at it.
///
/// It shares the network of this machine, so the service listens on 127.0.0.1 as a plain process does. It cannot write
/// outside its mounts and a small /tmp, holds no capability, gains none, and is not root.
package struct ContainerRun: Sendable, Hashable {
    /// A file or directory of this machine inside the container.
    package struct Mount: Sendable, Hashable {
        package let source: String
        package let target: String
        package let isReadOnly: Bool

        package init(_ source: String, at target: String, isReadOnly: Bool) {
            self.source = source
            self.target = target
            self.isReadOnly = isReadOnly
        }
    }

    /// The most a container may take.
    package struct Limits: Sendable, Hashable {
        package let millicores: Int
        package let memoryBytes: Int

        /// More threads and processes than this are a leak or an attack, whatever the service.
        package static let processes = 1_024

        package init(millicores: Int, memoryBytes: Int) {
            self.millicores = millicores
            self.memoryBytes = memoryBytes
        }
    }

    package let name: String
    /// As the engine finds it without a registry: a repository with a digest, or an id.
    package let image: String
    package let user: ContainerUser
    package let limits: Limits
    /// Where it runs inside; nil is the image's own choice.
    package var directory: String?
    package var mounts: [Mount] = []
    /// Names of variables whose values the engine takes over from its own: they never stand on a command line.
    package var passedVariables: [String] = []
    /// Variables that would change what the engine itself does: see ``ContainerEngine/reads(_:)``.
    package var givenVariables: [String: String] = [:]

    package init(name: String, image: String, user: ContainerUser, limits: Limits) {
        self.name = name
        self.image = image
        self.user = user
        self.limits = limits
    }

    /// What follows the engine's own name on the command line; the service's arguments follow it.
    ///
    /// - Parameter hardLimits: of this process; podman's own would be more than a confined root may ask for.
    package func arguments(for kind: ContainerEngine.Kind, hardLimits: HardLimits? = nil) -> [String] {
        var arguments = [
            "run", "--rm", "--name", name, "--pull", "never", "--network", "host", "--user", user.text,
            "--read-only", "--tmpfs", "/tmp:rw,noexec,nosuid,nodev,size=64m,mode=1777",
            "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--no-healthcheck", "--log-driver", "none",
            "--cpus", Self.cores(limits.millicores), "--memory", "\(limits.memoryBytes)b",
            "--memory-swap", "\(limits.memoryBytes)b", "--pids-limit", "\(Limits.processes)",
        ]
        if kind == .podman {
            // Without them podman adds writable directories of its own, and passes proxies of ours on.
            arguments += ["--read-only-tmpfs=false", "--http-proxy=false"]
            if user.isOwner { arguments += ["--userns", "keep-id"] }
            arguments += hardLimits?.arguments ?? []
        }
        if let directory { arguments += ["--workdir", directory] }
        for mount in mounts {
            let mode = mount.isReadOnly ? ",readonly" : ""
            arguments += ["--mount", "type=bind,source=\(mount.source),target=\(mount.target)\(mode)"]
        }
        for name in passedVariables { arguments += ["--env", name] }
        for (name, value) in givenVariables.sorted(by: { $0.key < $1.key }) {
            arguments += ["--env", "\(name)=\(value)"]
        }
        return arguments + [image]
    }

    /// 1500 is `1.500`.
    private static func cores(_ millicores: Int) -> String {
        let rest = String(millicores % 1000)
        return "\(millicores / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }

    /// Whether a path of this machine can be mounted: a comma or a quotation mark would end it in an option of the
    /// engines.
    package static func canMount(_ path: String) -> Bool { !path.contains(",") && !path.contains("\"") }
}

/// Who a service is inside its container, and so, but for user namespaces, on this machine.
package struct ContainerUser: Sendable, Hashable {
    package let user: UInt32
    package let group: UInt32
    /// Whether it is the user Slipway runs as, who owns the files that are mounted; else they have to be given away.
    package let isOwner: Bool

    /// The user containers have on Kubernetes too.
    package static let unprivileged = ContainerUser(user: 10_001, group: 10_001, isOwner: false)

    private init(user: UInt32, group: UInt32, isOwner: Bool) {
        self.user = user
        self.group = group
        self.isOwner = isOwner
    }

    /// Root gives way to ``unprivileged``; everybody else stays who they are.
    package static func forOwner(user: UInt32, group: UInt32) -> ContainerUser {
        user == 0 ? unprivileged : ContainerUser(user: user, group: group, isOwner: true)
    }

    /// As the engines and chown write it.
    package var text: String { "\(user):\(group)" }
}
