import Diagnostics
import Glibc
import Testing
import YAML

/// Texts made to cost more than they are worth: each is refused, quickly and in little memory.
///
/// The bound to hold in a release build is 50 ms and 64 MiB: `scripts/bench.d/refusals` measures the whole tool. These
/// tests allow for an unoptimised build on a busy machine and print what they measured.
@Suite(.serialized) struct HostileTextTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let code: DiagnosticCode
        let make: @Sendable () -> [UInt8]

        init(_ name: String, _ code: DiagnosticCode, _ make: @escaping @Sendable () -> [UInt8]) {
            testDescription = name
            self.code = code
            self.make = make
        }

        init(_ name: String, _ code: DiagnosticCode, repeating text: String, _ count: Int, then end: String = "") {
            self.init(name, code) { Array((String(repeating: text, count: count) + end).utf8) }
        }
    }

    static let cases: [Case] = [
        Case("alias bomb, 6 levels", YAMLCodes.aliasLimit) { bomb(levels: 6) },
        Case("alias bomb, 8 levels", YAMLCodes.aliasLimit) { bomb(levels: 8) },
        Case("101 aliases", YAMLCodes.aliasLimit, repeating: "- &a x\n- *a\n", 101),
        Case("aliases that nest", YAMLCodes.depth) {
            Array(((0..<70).map { $0 == 0 ? "- &a0 [x]" : "- &a\($0) [*a\($0 - 1)]" }.joined(separator: "\n")).utf8)
        },
        Case("a million brackets", YAMLCodes.depth, repeating: "[", 1_000_000),
        Case("brackets on lines", YAMLCodes.depth, repeating: "[\n", 500_000),
        Case("braces", YAMLCodes.depth, repeating: "{a: ", 250_000),
        Case("dashes", YAMLCodes.depth, repeating: "- ", 500_000),
        Case("question marks", YAMLCodes.depth, repeating: "? ", 500_000),
        Case("one byte too many", YAMLCodes.size, repeating: "a", (1 << 20) + 1),
        Case("1 GiB", YAMLCodes.size) {
            unsafe [UInt8](unsafeUninitializedCapacity: 1 << 30) { $1 = $0.count }
        },
        Case("NUL bytes", YAMLCodes.character, repeating: "\0", 1 << 20),
        Case("a NUL at the end", YAMLCodes.character, repeating: "a", 1_000_000, then: "\0"),
        Case("UTF-16", YAMLCodes.encoding) { [0xFF, 0xFE] + [UInt8](repeating: 0x61, count: 1_000_000) },
        Case("bad UTF-8 at the end", YAMLCodes.encoding) { [UInt8](repeating: 0x61, count: 1_000_000) + [0xFF] },
        Case("too many nodes", YAMLCodes.nodes, repeating: "-\n", 500_000),
        Case("too many nodes in brackets", YAMLCodes.nodes, repeating: "1,", 500_000).within("[", "]"),
        Case("too many documents", YAMLCodes.nodes, repeating: "---\n", 250_000),
        Case("too many tags", YAMLCodes.tag, repeating: "- !!str x\n", 90_000),
        Case("directives compared with each other", YAMLCodes.directive) {
            Array((0..<30_000).map { "%TAG !a\($0)! tag:x,2000:\n" }.joined().utf8)
        },
        Case("duplicate after 24,000 keys", YAMLCodes.duplicateKey) {
            Array(((0..<24_000).map { "key\($0): 1\n" }.joined() + "key7: 2\n").utf8)
        },
        Case("canonically equivalent keys", YAMLCodes.duplicateKey) {
            let marks = ["\u{301}", "\u{323}", "\u{302}", "\u{331}"]
            let keys = (0..<20_000).map { index in "e" + (0..<8).map { marks[(index >> (2 * $0)) & 3] }.joined() }
            return Array((keys.map { $0 + ": 1\n" }.joined() + keys[7] + ": 2\n").utf8)
        },
        Case("an endless quote", YAMLCodes.syntax, repeating: "a b\n", 250_000).within("\"", ""),
        Case("an endless key", YAMLCodes.syntax, repeating: "a ", 500_000).within("b: c\n", "\nd: e\n"),
        Case("an endless anchor", YAMLCodes.syntax, repeating: "a", 1_000_000).within("&", ": : :"),
        Case("commas", YAMLCodes.syntax, repeating: ",", 1_000_000).within("[", ""),
        Case("colons in a plain value", YAMLCodes.syntax, repeating: "a:b ", 250_000).within("", ": c: d"),
        Case("spaces and an error", YAMLCodes.syntax, repeating: " ", 1_000_000).within("", "@"),
        Case("comments and an error", YAMLCodes.syntax, repeating: "#\n", 500_000).within("", "@"),
        Case("blank lines in a block", YAMLCodes.syntax, repeating: "\n", 1_000_000).within("a: |\n", "  b\n @"),
        Case("escapes and an error", YAMLCodes.syntax, repeating: #"\n"#, 500_000).within("\"", #"\q""#),
    ]

    private static func bomb(levels: Int) -> [UInt8] {
        var text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        for level in 1...levels {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        return Array(text.utf8)
    }

    @Test(arguments: cases)
    func refused(_ hostile: Case) throws {
        let bytes = hostile.make()
        var took = Duration.zero, grown = 0
        // Other tests share the process and the machine: the best of three measurements is the text's own.
        for _ in 1...3 {
            (took, grown) = try cost(of: bytes, code: hostile.code)
            if took < .seconds(2), grown < 64 << 10 { break }
        }
        print("hostile \(hostile.testDescription): \(took.formattedMilliseconds), \(grown >> 10) MiB more at the peak")
        #expect(took < .seconds(2))
        #expect(grown < 64 << 10)
    }

    private func cost(of bytes: [UInt8], code: DiagnosticCode) throws -> (Duration, Int) {
        Self.resetPeakMemory()
        let memory = Self.peakMemory
        let clock = ContinuousClock()
        let start = clock.now
        let failure = try #require(throws: Failure.self) {
            try YAMLReader.parseAll(bytes, file: "hostile.yaml")
        }
        let took = clock.now - start
        #expect(failure.diagnostics.last?.code == code || failure.diagnostics.first?.code == code)
        return (took, Self.peakMemory - memory)
    }

    /// Four times the keys must not take much more than four times as long.
    @Test func manyKeysStayLinear() throws {
        func cost(_ count: Int) throws -> Duration {
            let bytes = Array((0..<count).map { "key\($0): 1\n" }.joined().utf8)
            let clock = ContinuousClock()
            let start = clock.now
            #expect(try YAMLReader.parse(bytes, file: "keys.yaml").mapping?.count == count)
            return clock.now - start
        }
        _ = try cost(1000)
        let small = try cost(5_000), large = try cost(20_000)
        print("keys: 5,000 in \(small.formattedMilliseconds), 20,000 in \(large.formattedMilliseconds)")
        #expect(large < small * 10)
    }

    /// The most memory this process had at once since the last reset, in KiB (proc_pid_status(5), VmHWM).
    private static var peakMemory: Int {
        let status = file("/proc/self/status", O_RDONLY) { descriptor in
            var buffer = [UInt8](repeating: 0, count: 8192)
            let count = unsafe read(descriptor, &buffer, buffer.count)
            return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        }
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.split(whereSeparator: { !("0"..."9" ~= $0) }).first ?? "") } ?? 0
    }

    /// Makes the peak what is in use now (proc_pid_clear_refs(5), since Linux 4.0).
    private static func resetPeakMemory() {
        _ = file("/proc/self/clear_refs", O_WRONLY) { descriptor in unsafe write(descriptor, "5", 1) }
    }

    private static func file<Result>(_ path: String, _ flags: Int32, _ use: (Int32) -> Result) -> Result? {
        let descriptor = unsafe open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return use(descriptor)
    }
}

extension HostileTextTests.Case {
    func within(_ start: String, _ end: String) -> Self {
        Self(testDescription, code) { Array(start.utf8) + make() + Array(end.utf8) }
    }
}

extension Duration {
    fileprivate var formattedMilliseconds: String {
        let (seconds, attoseconds) = components
        return "\(Double(seconds * 1_000_000 + attoseconds / 1_000_000_000_000) / 1000) ms"
    }
}
