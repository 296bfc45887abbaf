import Glibc
import JSON
import POSIX
import TestSupport
import Testing

/// `slipway image` over an engine that is a script; scripts/judge-images does the same with the real ones.
@Suite struct ImageTests {
    private static let reference = "example.com/shop@\(ImageProject.digest)"
    private static let documents = ".slipway/dev/images/" + String(repeating: "2", count: 64)

    @Test(arguments: ["podman", "docker"])
    func whatIsBuiltIsDescribedAndPushed(engine: String) throws {
        let project = try ImageProject(engine: engine)
        let built = try project.run("image", "build", "dev", variables: ["SOURCE_DATE_EPOCH": "86400"])
        let isTold = engine == "podman"
        #expect(built.status == 0 && built.output == (isTold ? Self.reference : ImageProject.id) + "\n", "\(built)")
        #expect(built.words.contains("Every time in it is 1970-01-02T00:00:00Z, of SOURCE_DATE_EPOCH."))
        #expect(built.words.contains("docker cannot make the same image twice; podman and buildah can.") == !isTold)
        #expect(
            try FileSystem.kind(of: project.scratch.at("\(Self.documents)/provenance.json"))
                == (isTold ? .regular : nil))
        let calls = try project.text("bin/calls").split(separator: "\n").map(String.init)
        let build = try #require(calls.first { $0.hasPrefix("build ") })
        #expect(build.contains("org.opencontainers.image.created=1970-01-02T00:00:00Z"))
        #expect(
            calls.contains("tag \(ImageProject.id) example.com/shop:1.4") && build.hasSuffix(" \(project.scratch.path)")
        )
        #expect(isTold ? build.contains("--timestamp 86400 ") : build.contains("SOURCE_DATE_EPOCH=86400"))
        #expect(calls.contains("image \(isTold ? "exists" : "inspect") \(ImageProject.base)"))

        let pushed = try project.run("image", "push", "dev")
        #expect(pushed.status == 0 && pushed.output == Self.reference + "\n", "\(pushed)")
        #expect(pushed.words.contains("under \(isTold ? "the digest that was built" : "this digest")."), "\(pushed)")
        let provenance = try JSONReader.parse(Array(try project.text("\(Self.documents)/provenance.json").utf8))
        #expect(provenance["subject"]?.array?.first?["digest"]?["sha256"]?.string == String(repeating: "2", count: 64))
        let bill = try project.text("\(Self.documents)/sbom.cdx.json")
        #expect(
            bill.contains("\"1970-01-02T00:00:00Z\"")
                && bill.contains("pkg:deb/debian/libc6@2.36-9?arch=all&distro=debian-12"))
        let names = try FileSystem.list(project.scratch.at(".slipway/dev/images"))
        #expect(!names.contains { $0.hasPrefix(".") }, "something of the build is left: \(names)")

        let described = try project.run("image", "inspect", "dev")
        #expect(described.status == 0 && described.output.contains("reference     \(Self.reference)\n"), "\(described)")
        #expect(described.output.contains("document      \(Self.documents)/sbom.spdx.json\n"))
        #expect(try project.run("image", "inspect", "example.com/shop:1.4").output.contains("user          10001\n"))
    }

    @Test func twoBuildsWriteTheSameBytes() throws {
        let project = try ImageProject()
        func bytes() throws -> [String] {
            #expect(try project.run("image", "build", "dev").status == 0)
            return try FileSystem.list(project.scratch.at(Self.documents)).map {
                try project.text("\(Self.documents)/\($0)")
            }
        }
        let first = try bytes()
        #expect(first.count == 3)
        #expect(try bytes() == first)
    }

    /// One way in which the engine or the registry fails, and what a user is told.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let command: String
        let words: String
        let verb: String
        let code: String
        let told: String
        let help: String
        var testDescription: String { "\(verb): \(command) fails" }
    }

    static let refusals = [
        Refusal(
            command: "info", words: "cannot set up namespace", verb: "build", code: "E0661",
            told: "/bin/podman does not work here: cannot set up namespace",
            help: "see that `podman info` works for your user"),
        Refusal(
            command: "build",
            words: "E: Version '3.0.22-1' for 'libssl3' was not found\nError: building at STEP \"RUN\"",
            verb: "build", code: "E0671",
            told:
                "podman build ended with exit status 125: E: Version '3.0.22-1' for 'libssl3' was not found Error: building",
            help: "`slipway explain E0671` tells the usual causes"),
        Refusal(
            command: "cp", words: "Error: could not be found", verb: "build", code: "E0676",
            told: "/var/lib/dpkg of the image cannot be read: Error: could not be found",
            help: "build on Debian or an image made of it"),
        Refusal(
            command: "push", words: "unauthorized: authentication required", verb: "push", code: "E0673",
            told: "example.com/shop:1.4: unauthorized: authentication required",
            help: "see that example.com is reachable and allows it: podman login example.com"),
        Refusal(
            command: "pull", words: "manifest unknown", verb: "push", code: "E0673",
            told: "\(reference): manifest unknown", help: "podman login example.com"),
    ]

    @Test(arguments: refusals)
    func aFailureIsToldWithItsRemedy(_ refusal: Refusal) throws {
        let project = try ImageProject()
        if refusal.verb == "push" { #expect(try project.run("image", "build", "dev").status == 0) }
        try project.fail(refusal.command, refusal.words)
        let result = try project.run("image", refusal.verb, "dev")
        #expect(result.status == 1 && result.output.isEmpty, "\(result)")
        #expect(result.words.contains("error[\(refusal.code)]"), "\(result)")
        #expect(result.words.contains(refusal.told), "\(result)")
        #expect(result.words.contains("help: ") && result.words.contains(refusal.help), "\(result)")
        let left = try? FileSystem.list(project.scratch.at(".slipway/dev/images"))
        #expect(left?.contains { $0.hasPrefix(".") } != true, "something of the build is left")
        if refusal.verb == "build" { #expect(left?.contains("service.json") != true, "a failed build is no build") }
    }

    @Test func aBaseThatIsNowhereIsTold() throws {
        let project = try ImageProject()
        try project.write(
            "bin/podman",
            """
            #!/bin/sh
            case "$1 $2" in
            "image exists") exit 1 ;;
            "pull "*) echo 'pinging container registry: no such host' >&2; exit 125 ;;
            esac

            """, mode: 0o700)
        let result = try project.run("image", "build", "dev")
        #expect(result.status == 1)
        #expect(
            result.words.contains(
                "error[E0670]: base image not available \(ImageProject.base) is not in the storage of podman, and cannot be "
                    + "pulled: pinging container registry: no such host help: see that the registry is reachable, or make "
                    + "the base by hand and write its digest into the spec"), "\(result)")
    }

    @Test func anotherDigestInTheRegistryIsAnError() throws {
        let project = try ImageProject()
        #expect(try project.run("image", "build", "dev").status == 0)
        let other = "sha256:" + String(repeating: "3", count: 64)
        try project.write("bin/digest", other)
        let result = try project.run("image", "push", "dev")
        #expect(result.status == 1 && result.output.isEmpty)
        #expect(
            result.words.contains(
                "error[E0672]: pushed image is not the one built example.com/shop:1.4: the registry has \(other), and "
                    + "built was \(ImageProject.digest). help: build the image again"), "\(result)")
    }

    @Test func whatCannotBeBuiltIsToldBeforeAnythingRuns() throws {
        let project = try ImageProject()
        func told(
            _ words: String..., code: String, _ text: String, status: Int32 = 1, variables: [String: String] = [:]
        ) throws {
            let result = try project.run("image", words[0], words[1], variables: variables)
            #expect(
                result.status == status && result.words.contains("error[\(code)]") && result.words.contains(text),
                "\(result)")
        }
        try told(
            "push", "dev", code: "E0674",
            "The image of dev was not built here. help: `slipway image build dev` builds it")
        try told("inspect", "dev", code: "E0674", "was not built here")
        try told(
            "build", "dev", code: "E0732", "SOURCE_DATE_EPOCH is \"soon\"", status: 64,
            variables: ["SOURCE_DATE_EPOCH": "soon"])
        try told("build", "dev", code: "E0732", "is \"-1\"", status: 64, variables: ["SOURCE_DATE_EPOCH": "-1"])
        let tool = try project.run("image", "build", "dev", "--tool")
        #expect(
            tool.words.contains("error[E0675]: spec says nothing about the image dev has no `build.tool`"), "\(tool)")
        try FileSystem.remove(project.scratch.at("shop"))
        try told("build", "dev", code: "E0722", "shop is not there, or no program. help: build the program first")
        #expect(!(try project.text("bin/calls")).contains("build --file"))
        try project.fail("image inspect", "Error: nothing: image not known")
        let unknown = try project.run("image", "inspect", "nothing:1")
        #expect(
            unknown.words.contains(
                "error[E0677]: unknown image podman has no image \"nothing:1\": Error: nothing: image not known"),
            "\(unknown)")
        let engine = try project.run("image", "build", "dev", "--engine", "kaniko")
        #expect(engine.status == 64 && engine.words.contains("it must be one of podman, buildah, docker"), "\(engine)")
    }

    /// The engine is in a process group of its own: whoever stops Slipway would leave it building for nobody.
    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func aBuildThatIsStoppedLeavesNothing(signal: Int32, status: Int32) throws {
        let project = try ImageProject()
        try project.write("bin/hang", "")
        let build = try project.start("image", "build", "dev", into: "told")
        var engine: Int32?
        #expect(
            Pause.until(.after(.seconds(10))) {
                engine = (try? project.text("bin/hanging")).flatMap { Int32($0.filter(\.isNumber)) }
                return engine != nil
            })
        _ = kill(build.pid, signal)
        #expect(exitStatus(of: build, within: .seconds(15)) == status)
        #expect(try project.text("told").contains("Stopped. The image built before is still the last one."))
        let part = try #require(engine)
        #expect(Pause.until(.after(.seconds(5))) { (try? ProcessIdentity.of(part)) == nil })
        #expect(try FileSystem.list(project.scratch.at(".slipway/dev/images")).isEmpty)
    }
}
