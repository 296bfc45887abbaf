package import Diagnostics

/// The problems of container engines and of what they run and build: E0660 to E0679.
package enum ContainerCodes {
    package static let engineMissing = DiagnosticCode(
        "E0660", "no container engine installed",
        """
        Containers are run by podman or docker. None of those that would do was found on PATH, /usr/sbin or /sbin. \
        podman needs no daemon and no special rights.
        """)
    package static let engineUnusable = DiagnosticCode(
        "E0661", "container engine does not work",
        """
        The container engine is installed but does not answer as one that works here: the daemon of docker does not \
        run, or you may not speak to it, or podman cannot use its storage or its runtime. The message holds its words.
        """)
    package static let engineElsewhere = DiagnosticCode(
        "E0662", "container engine is on another machine",
        """
        docker can speak to a daemon on another machine, through DOCKER_HOST or a context. A local environment puts \
        containers behind a router on this machine's own network, so its daemon must be reached by a Unix socket.
        """)
    package static let commandFailed = DiagnosticCode(
        "E0663", "container engine refuses a command",
        "The container engine could not be started, did not end in time, or ended with an error; the message says which."
    )
    package static let imageMissing = DiagnosticCode(
        "E0664", "image cannot be fetched", runbook: "local-containers.md",
        """
        The image is not on this machine, and could not be fetched from its registry. It is looked for before any \
        replica is touched: what serves goes on.
        """)

    package static let all = [engineMissing, engineUnusable, engineElsewhere, commandFailed, imageMissing]
}
