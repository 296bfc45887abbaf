import POSIX
import TestSupport
import Testing

@testable import Arguments

/// The generated scripts in the real shells; a shell that is not installed is skipped by name.
@Suite(.serialized) struct ShellTests {
    private static func has(_ program: String) -> Bool { Command(program).executablePath != nil }
    private static let golden = #filePath.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/Golden"

    private func run(_ program: String, _ arguments: [String]) throws -> String {
        let outcome = try Subprocess.run(Command(program, arguments), timeout: .seconds(20))
        #expect(outcome.status.isSuccess, "\(outcome.errorText)")
        #expect(outcome.errorText.isEmpty, "\(outcome.errorText)")
        return outcome.outputText
    }

    private static let lines: [([String], [String])] = [
        (["pl"], ["plan"]), (["plan", "p"], ["prod"]), (["plan", "--out", "x", "de"], ["dev"]),
        (["plan", "--det"], ["--detailed-exitcode"]), (["--color", "al"], []), (["plan", "--color", "al"], ["always"]),
        (["completion", "f"], ["fish"]), (["-C", "/tmp", "stat"], ["status"]),
    ]

    @Test(.enabled(if: has("bash"), "bash is not installed"), arguments: lines)
    func bash(words: [String], expected: [String]) throws {
        let program = """
            source "$1"; shift
            slipway() { printf '%s\\n' dev prod '$(touch /tmp/never)'; }
            COMP_WORDS=(slipway "$@"); COMP_CWORD=$#; _slipway; printf '%s\\n' "${COMPREPLY[@]}"
            """
        let output = try run(
            "bash", ["--norc", "-c", program, "bash", "\(Self.golden)/completion/slipway.bash"] + words)
        #expect(output.split(separator: "\n").map(String.init) == expected)
    }

    @Test(.enabled(if: has("fish"), "fish is not installed"), arguments: lines.filter { !$0.1.isEmpty })
    func fish(words: [String], expected: [String]) throws {
        // The environments' function is replaced: there is no program of that name here.
        let program = """
            source $argv[1]
            function __slipway_environments; printf '%s\\n' dev prod; end
            complete -C "slipway $argv[2]"
            """
        let output = try run(
            "fish",
            ["--no-config", "-c", program, "\(Self.golden)/completion/slipway.fish", words.joined(separator: " ")])
        let found = output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
        #expect(found == expected)
    }

    @Test(.enabled(if: has("zsh"), "zsh is not installed"), arguments: ["slipway", "nested"])
    func zshReadsTheScript(name: String) throws {
        let program = "autoload -Uz compinit && compinit -u -D && source $1 && print $_comps[slipway]"
        let output = try run("zsh", ["-f", "-c", program, "zsh", "\(Self.golden)/completion/\(name).zsh"])
        #expect(output == "_slipway\n")
    }

    @Test(.enabled(if: has("mandoc"), "mandoc is not installed"))
    func manualHasNoFault() throws {
        #expect(try run("mandoc", ["-Tlint", "\(Self.golden)/slipway.1"]).isEmpty)
    }
}
