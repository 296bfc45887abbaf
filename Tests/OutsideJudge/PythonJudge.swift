internal import POSIX

/// Python as an outside judge: `SLIPWAY_PYTHON`, the environment scripts/setup makes, or python3 on PATH.
package enum PythonJudge {
    /// An interpreter that can import `module`, or nil.
    package static func interpreter(with module: String) -> String? {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        let candidates = [EnvironmentVariables.value(of: "SLIPWAY_PYTHON"), "\(root)/.venv/bin/python", "python3"]
        return candidates.compactMap { $0 }.first { candidate in
            let outcome = try? Subprocess.run(Command(candidate, ["-c", "import \(module)"]), timeout: .seconds(30))
            return outcome?.status.isSuccess == true
        }
    }

    /// What a script prints when it reads `input`.
    package static func run(_ interpreter: String, script: String, input: [UInt8]) throws -> [UInt8] {
        let command = Command(interpreter, ["-c", script], standardInput: input)
        let outcome = try Subprocess.run(command, timeout: .seconds(120), outputLimit: 64 << 20)
        guard outcome.status.isSuccess else {
            throw Refusal(description: String(decoding: outcome.standardError, as: UTF8.self))
        }
        return outcome.standardOutput
    }

    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }
}
