import Images
import POSIX
import TestSupport
import Testing

@Suite struct SharedLibrariesTests {
    private static let program = try? FileSystem.read("/proc/self/exe", limit: 1 << 30)

    /// A real program and the linker's own list of what it needs.
    @Test(.enabled(if: Command("readelf").executablePath != nil, "readelf is not installed"))
    func theListIsTheLinkers() throws {
        let path = try Scratch.program("slipway")
        let outcome = try Subprocess.run(Command("readelf", ["--dynamic", "--wide", path]), timeout: .seconds(30))
        let expected = outcome.outputText.split(whereSeparator: \.isNewline).filter { $0.contains("(NEEDED)") }
            .compactMap { line in line.split { "[]".contains($0) }.dropFirst().first.map(String.init) }
        let found = SharedLibraries.needed(by: try FileSystem.read(path, limit: 1 << 30))
        #expect(found == expected)
        #expect(found?.contains("libc.so.6") == true)
    }

    @Test func whatIsNoProgramIsTold() {
        #expect(SharedLibraries.needed(by: []) == nil)
        #expect(SharedLibraries.needed(by: Array("#!/bin/sh\n".utf8)) == nil)
        #expect(SharedLibraries.needed(by: [0x7F, 0x45, 0x4C, 0x46, 1, 1]) == nil, "32 bits")
    }

    /// Cut off anywhere, or with any byte of its tables changed, a program leads to no trap.
    @Test func damagedProgramsAreNoTrap() throws {
        let path = try Scratch.program("posix-probe")
        let whole = try FileSystem.read(path, limit: 1 << 30)
        #expect(SharedLibraries.needed(by: whole)?.isEmpty == false)
        for length in stride(from: 0, to: 4_096, by: 7) { _ = SharedLibraries.needed(by: Array(whole.prefix(length))) }
        let head = Array(whole.prefix(1 << 20))
        for place in 6..<1_024 {
            var damaged = head
            for value: UInt8 in [0, 0x7F, 0xFF] {
                damaged[place] = value
                if place + 8 < damaged.count, value == 0xFF { for next in 0..<8 { damaged[place + next] = value } }
                _ = SharedLibraries.needed(by: damaged)
            }
        }
    }
}
