import POSIX
import TestSupport
import Testing

/// When libexpat is loaded, and what is said where it cannot be: seen on a program of its own.
@Suite struct LibraryTests {
    private func probe(_ variables: [String: String] = [:]) throws -> String {
        let environment = EnvironmentVariables.all.merging(variables) { $1 }
        let command = Command(try Scratch.program("xml-probe"), environment: environment)
        return try Subprocess.run(command, timeout: .seconds(20)).outputText
    }

    @Test func isLoadedForTheFirstDocument() throws {
        #expect(try probe() == "absent\ntext\nloaded\n")
    }

    /// An empty file under its name is what the dynamic linker finds first, and no library.
    @Test func isToldWhereItIsMissing() throws {
        let scratch = try Scratch()
        try FileSystem.writeAtomically([], to: scratch.at("libexpat.so.1"))
        let output = try probe(["LD_LIBRARY_PATH": scratch.path])
        #expect(output == "absent\nlibraryMissing libexpat.so.1 is not installed\nabsent\n")
    }
}
