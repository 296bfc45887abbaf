import Crypto
import JSON
import POSIX
import TestSupport
import Testing

/// The built program renders and plans the same bytes wherever, whenever and however it is called.
@Suite struct DeterminismTests {
    static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    /// One way to call the program: nothing of it may show in what it prints.
    struct Surroundings: Sendable {
        let variables: [String: String]
        let umask: String
        /// Where it runs, and the `-C` that names the project from there.
        let directory: String
        let project: String
    }

    /// A copy of the project that no running environment disturbs.
    private static func copy(into scratch: Scratch) throws -> String {
        let project = scratch.at("deep/er/project")
        for directory in ["environments", "templates/local"] {
            try FileSystem.createDirectory("\(project)/\(directory)", withParents: true)
            for name in try FileSystem.list("\(root)/\(directory)") {
                let path = "\(directory)/\(name)"
                guard try FileSystem.kind(of: "\(root)/\(path)") == .regular else { continue }
                try FileSystem.copyFile("\(root)/\(path)", to: "\(project)/\(path)")
            }
        }
        return project
    }

    private static func surroundings(_ scratch: Scratch, _ project: String) throws -> [Surroundings] {
        let home = scratch.at("home")
        try FileSystem.createDirectory(home)
        let locales = ["C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "ja_JP.eucJP", ""]
        let zones = ["UTC", "Pacific/Kiritimati", "America/St_Johns", "", ":/nowhere"]
        let places = [
            (project, "."), (project, project), (scratch.path, "deep/er/project"), ("/", project),
            ("\(project)/environments", ".."), ("\(project)/templates/local", "../.."),
        ]
        return (0..<120).map { index in
            var variables = ["PATH": "/usr/bin:/bin", "TZ": zones[index % zones.count]]
            variables["LANG"] = locales[index % locales.count]
            variables["LC_ALL"] = locales[(index / 2) % locales.count]
            variables["LC_NUMERIC"] = locales[(index / 3) % locales.count]
            variables["HOME"] = index % 3 == 0 ? home : index % 3 == 1 ? "/nonexistent" : nil
            variables["USER"] = index % 2 == 0 ? "ann" : nil
            if index % 4 == 1 { variables["COLUMNS"] = "41" }
            if index % 4 == 2 { variables["CLICOLOR_FORCE"] = "1" }
            if index % 5 == 3 { variables["GITHUB_ACTIONS"] = "true" }
            if index % 7 == 0 { variables["SWIFT_DETERMINISTIC_HASHING"] = "1" }
            let place = places[index % places.count]
            return Surroundings(
                variables: variables, umask: ["022", "077", "000", "027"][index % 4], directory: place.0,
                project: place.1)
        }
    }

    private static func run(_ words: [String], in place: Surroundings) throws -> Outcome {
        // The shell sets the mask and then becomes the program.
        let command = Command(
            "/bin/sh",
            ["-c", "umask \"$1\" && shift && exec \"$@\"", "sh", place.umask, try Scratch.program("slipway"), "-C"]
                + [place.project] + words,
            environment: place.variables, directory: place.directory)
        return try Subprocess.run(command, timeout: .seconds(60), outputLimit: 16 << 20)
    }

    /// The digests of what `words` prints in all surroundings, four runs at a time.
    private static func digests(
        _ words: [String], _ places: [Surroundings], _ stable: @escaping @Sendable (Outcome) throws -> [UInt8]
    ) async throws -> Set<String> {
        try await withThrowingTaskGroup(of: Set<String>.self) { group in
            for part in 0..<4 {
                group.addTask {
                    var digests: Set<String> = []
                    for index in stride(from: part, to: places.count, by: 4) {
                        let outcome = try run(words, in: places[index])
                        #expect(outcome.status.isSuccess, "\(places[index]): \(outcome.errorText)")
                        digests.insert(SHA256.hex(of: try stable(outcome)))
                    }
                    return digests
                }
            }
            return try await group.reduce(into: []) { $0.formUnion($1) }
        }
    }

    @Test(arguments: ["dev", "staging", "prod"])
    func renderPrintsTheSameBytesEverywhere(_ environment: String) async throws {
        let scratch = try Scratch()
        let places = try Self.surroundings(scratch, try Self.copy(into: scratch))
        let digests = try await Self.digests(["render", environment], places) { outcome in
            #expect(outcome.standardError.isEmpty)
            return outcome.standardOutput
        }
        print("render \(environment): \(places.count) runs, digests \(digests.sorted())")
        #expect(digests.count == 1)
        #expect(digests.first != SHA256.hex(of: []))
    }

    @Test func planEmitsTheSameEventsEverywhere() async throws {
        let scratch = try Scratch()
        let places = try Self.surroundings(scratch, try Self.copy(into: scratch))
        // Any file can be planned as a program; the ports are off the usual ones, where others may listen.
        let words = [
            "plan", "prod", "--json", "--set", "service.program=environments/prod.yaml",
            "--set", "local.ports={http: 27280, stats: 27284, prometheus: 27290, replicas: 27380}",
        ]
        let digests = try await Self.digests(words, places) { outcome in
            let lines = String(decoding: outcome.standardOutput, as: UTF8.self).split(separator: "\n")
            #expect(lines.count > 5)
            return try lines.flatMap { line -> [UInt8] in
                let event = try JSONReader.parse(Array(line.utf8))
                return JSONValue.object((event.object ?? []).filter { $0.name != "@timestamp" }).bytes() + [10]
            }
        }
        print("plan prod --json: \(places.count) runs, digests \(digests.sorted())")
        #expect(digests.count == 1)
    }

    /// Written files: the same bytes, and nothing is written a second time.
    @Test func renderWritesWhatItPrints() throws {
        let scratch = try Scratch()
        let project = try Self.copy(into: scratch)
        let place = Surroundings(variables: [:], umask: "077", directory: project, project: ".")
        let printed = try Self.run(["render", "prod"], in: place).standardOutput
        let out = scratch.at("out")
        #expect(try Self.run(["render", "prod", "-o", out], in: place).status.isSuccess)
        var joined: [UInt8] = []
        for set in try FileSystem.list(out).sorted() {
            for name in try FileSystem.list("\(out)/\(set)").sorted() {
                joined += Array("# \(set)/\(name)\n".utf8)
                joined += try FileSystem.read("\(out)/\(set)/\(name)", limit: 1 << 20)
            }
        }
        // As text: where they differ, the report names lines and not bytes.
        #expect(String(decoding: joined, as: UTF8.self) == String(decoding: printed, as: UTF8.self))
        let again = try Self.run(["render", "prod", "-o", out], in: place)
        #expect(again.outputText.split(separator: "\n").allSatisfy { $0.hasSuffix(" up to date") })
    }
}
