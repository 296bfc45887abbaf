import Containers
import Testing

/// What an engine is told: every restriction, no value that is passed by name.
@Suite struct ContainerRunTests {
    private static var run: ContainerRun {
        var run = ContainerRun(
            name: "slipway-1-a", image: "ab12", user: .forOwner(user: 0, group: 0),
            limits: .init(millicores: 1_050, memoryBytes: 1 << 20))
        run.directory = "/var/lib/api"
        run.mounts = [
            .init("/e/data", at: "/var/lib/api", isReadOnly: false), .init("/e/key", at: "/k", isReadOnly: true),
        ]
        run.passedVariables = ["PORT", "TOKEN"]
        run.givenVariables = ["PATH": "/bin", "HOME": "a b"]
        return run
    }

    @Test func podmanIsToldEverything() {
        let told = Self.run.arguments(for: .podman, hardLimits: HardLimits(files: 10, processes: 20))
        #expect(
            told.joined(separator: " ") == """
                run --rm --name slipway-1-a --pull never --network host --user 10001:10001 --read-only \
                --tmpfs /tmp:rw,noexec,nosuid,nodev,size=64m,mode=1777 --cap-drop ALL \
                --security-opt no-new-privileges --no-healthcheck --log-driver none --cpus 1.050 --memory 1048576b \
                --memory-swap 1048576b --pids-limit 1024 --read-only-tmpfs=false --http-proxy=false \
                --ulimit nofile=10:10 --ulimit nproc=20:20 --workdir /var/lib/api \
                --mount type=bind,source=/e/data,target=/var/lib/api \
                --mount type=bind,source=/e/key,target=/k,readonly --env PORT --env TOKEN --env HOME=a b \
                --env PATH=/bin ab12
                """)
    }

    @Test func dockerIsToldWhatItKnows() {
        let podman = Self.run.arguments(for: .podman)
        let docker = Self.run.arguments(for: .docker, hardLimits: HardLimits(files: 10, processes: 20))
        #expect(podman.filter { !docker.contains($0) } == ["--read-only-tmpfs=false", "--http-proxy=false"])
        #expect(docker.allSatisfy(podman.contains))
    }

    @Test func anOrdinaryUserStaysWhoHeIs() {
        let user = ContainerUser.forOwner(user: 1_000, group: 100)
        let run = ContainerRun(name: "n", image: "i", user: user, limits: .init(millicores: 5, memoryBytes: 1))
        let told = run.arguments(for: .podman).joined(separator: " ")
        #expect(told.contains("--user 1000:100 ") && told.contains("--userns keep-id") && told.contains("--cpus 0.005"))
        #expect(ContainerUser.forOwner(user: 0, group: 0) == .unprivileged)
    }

    @Test(
        arguments: [
            ("HOME", true), ("PATH", true), ("DOCKER_HOST", true), ("LD_PRELOAD", true), ("IFS", true),
            ("http_proxy", true), ("XDG_RUNTIME_DIR", true), ("PORT", false), ("LOG_LEVEL", false),
            ("GOOGLE_KEY", false), ("STORAGE_KEY", false), ("DATABASE_PASSWORD", false),
        ])
    func theEnginesOwnVariables(name: String, isOwn: Bool) { #expect(ContainerEngine.reads(name) == isOwn) }

    @Test func aPathThatWouldEndItsOptionIsSeen() {
        #expect(ContainerRun.canMount("/srv/a b:c"))
        #expect(!ContainerRun.canMount("/srv/a,readonly=false") && !ContainerRun.canMount("/srv/\"a\""))
    }
}
