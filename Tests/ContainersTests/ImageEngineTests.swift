import Diagnostics
import POSIX
import TestSupport
import Testing

@testable import Containers

/// Which engine builds, and what it is told; `ImageTests` of the command line has what is said when it fails.
@Suite struct ImageEngineTests {
    private func scripts(_ names: String...) throws -> Scratch {
        let scratch = try Scratch()
        for name in names {
            try FileSystem.writeAtomically(Array("#!/bin/sh\n".utf8), to: scratch.at(name), mode: 0o700)
        }
        return scratch
    }

    @Test func thoseThatMakeTheSameImageTwiceComeFirst() throws {
        func kind(_ scratch: Scratch, _ name: String? = nil) throws -> ImageEngine.Kind {
            try ImageEngine.require(name, in: ["PATH": scratch.path], more: []).kind
        }
        #expect(try kind(try scripts("docker", "buildah", "podman")) == .podman)
        #expect(try kind(try scripts("docker", "buildah")) == .buildah)
        #expect(try kind(try scripts("docker")) == .docker)
        #expect(try kind(try scripts("docker", "buildah", "podman"), "docker") == .docker)
        #expect(ImageEngine.Kind.allCases.map(\.isReproducible) == [true, true, false])
    }

    @Test func whereNoneIsInstalledOneMessageNamesTheRemedy() throws {
        let empty = try scripts()
        func failure(_ name: String?) -> Diagnostic? {
            #expect(throws: Failure.self) {
                try ImageEngine.require(name, in: ["PATH": empty.path], more: [])
            }?.diagnostics.first
        }
        let any = failure(nil)
        #expect(any?.code == ContainerCodes.engineMissing)
        #expect(any?.detail == "Neither podman nor buildah nor docker was found on PATH, /usr/sbin or /sbin.")
        #expect(any?.help == "apt-get install podman")
        #expect(failure("buildah")?.detail == "buildah was not found on PATH, /usr/sbin or /sbin.")
        #expect(failure("docker")?.help == "apt-get install docker.io")
    }

    private let build = ImageBuild(
        dockerfile: "/b/Dockerfile", ignoreFile: "/b/Dockerfile.dockerignore", context: "my project",
        epoch: 7, labels: [(key: "a", value: "b c"), (key: "d", value: "$(id)")])

    private func arguments(_ kind: ImageEngine.Kind) -> [String] {
        ImageEngine(kind: kind, path: "/x", variables: [:]).arguments(for: build, idFile: "/b/id")
    }

    @Test func aBuildIsToldEverythingThatCouldDiffer() {
        let own = [
            "build", "--file", "/b/Dockerfile", "--iidfile", "/b/id", "--format", "oci", "--layers=false",
            "--identity-label=false", "--timestamp", "7", "--ignorefile", "/b/Dockerfile.dockerignore", "--pull=never",
            "--label", "a=b c", "--label", "d=$(id)", "my project",
        ]
        #expect(arguments(.podman) == own)
        #expect(arguments(.buildah) == own)
        #expect(
            arguments(.docker) == [
                "build", "--file", "/b/Dockerfile", "--iidfile", "/b/id", "--build-arg", "SOURCE_DATE_EPOCH=7",
                "--label", "a=b c", "--label", "d=$(id)", "my project",
            ])
    }

    /// What an engine printed is shown without what would move a cursor, and not at any length.
    @Test func theLastLinesAreShownInClear() {
        #expect(ImageEngine.lastLines(of: "one\r\n\u{1B}[2Jtwo\n \n\nthree\n", 2) == ["[2Jtwo", "three"])
        #expect(ImageEngine.lastLines(of: "", 3) == [])
        #expect(ImageEngine.lastLines(of: String(repeating: "x", count: 9_999), 3).map(\.count) == [300])
    }
}
