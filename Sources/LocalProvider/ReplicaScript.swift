/// The shell files that start a replica: its variables and its run script.
struct ReplicaScript {
    let layout: LocalLayout
    let replica: ReplicaSpec
    let release: ReleaseSpec
    /// The name of the release's program.
    let program: String

    private var releaseDirectory: String { layout.release(replica.release) }

    /// `environment`: sourced by the run script. Secrets are named here by path only.
    ///
    /// Besides the release's own variables it sets PORT, BIND_ADDRESS (the loopback: only the router is in front),
    /// SLIPWAY_RELEASE (the release's directory), SLIPWAY_PROGRAM and SLIPWAY_DIRECTORY (where to run).
    var environment: String {
        var text = ShellText.export(EnvironmentProcesses.mark, layout.service(replica.service))
        text += ShellText.export("SLIPWAY_RELEASE", releaseDirectory)
        text += ShellText.export("SLIPWAY_PROGRAM", "\(releaseDirectory)/bin/\(program)")
        text += ShellText.export(
            "SLIPWAY_DIRECTORY", release.directory.map { layout.volume($0) } ?? releaseDirectory)
        for (name, volume) in release.volumes { text += ShellText.export(name, layout.volume(volume)) }
        for (name, value) in release.environment { text += ShellText.export(name, value) }
        for (name, value) in replica.environment { text += ShellText.export(name, value) }
        text += ShellText.export("PORT", "\(replica.port)") + ShellText.export("BIND_ADDRESS", "127.0.0.1")
        for (name, secret) in release.secrets {
            let path = layout.secret(secret)
            if name.hasSuffix("_FILE") {
                text += ShellText.export(name, path)
            } else {
                text += ShellText.exportContent(of: path, as: name)
            }
        }
        return text
    }

    /// The run script of a replica whose document gives none.
    static func run(arguments: [String]) -> String {
        """
        #!/bin/sh
        exec 2>&1
        . ./environment
        cd "$SLIPWAY_DIRECTORY" || exit 111
        exec "$SLIPWAY_PROGRAM"\(arguments.map { " \(ShellText.quoted($0))" }.joined())

        """
    }
}
