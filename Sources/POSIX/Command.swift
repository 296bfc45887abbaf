/// A program to run: data, so that a test can look at it. Arguments are never joined into a shell line.
package struct Command: Sendable, Hashable {
    /// A name looked up on PATH, or a path with a slash.
    package var executable: String
    /// Without the program's own name.
    package var arguments: [String]
    /// All variables of the program; nil passes those of this process on.
    package var environment: [String: String]?
    /// Where it runs; nil is the current directory.
    package var directory: String?
    package var standardInput: [UInt8]

    package init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String]? = nil,
        directory: String? = nil, standardInput: [UInt8] = []
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.standardInput = standardInput
    }

    /// The path of the program, by the PATH the program itself would see; nil where there is none.
    ///
    /// Empty and relative entries of PATH are left out: they would run what lies in the current directory.
    package var executablePath: String? {
        if executable.contains("/") {
            // Relative to the directory it is started in, as exec sees it.
            let base = executable.hasPrefix("/") ? nil : directory
            let path = base.map { "\($0)/\(executable)" } ?? executable
            return FileSystem.isExecutable(path) ? executable : nil
        }
        let path = environment.map { $0["PATH"] } ?? EnvironmentVariables.value(of: "PATH")
        for entry in (path ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":") where entry.hasPrefix("/") {
            let candidate = "\(entry)/\(executable)"
            if FileSystem.isExecutable(candidate) { return candidate }
        }
        return nil
    }
}

/// How a program ended.
package enum Termination: Sendable, Hashable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)

    /// As waitpid(2) encodes it.
    init(status: Int32) {
        let signal = status & 0x7f
        self = signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }

    package var isSuccess: Bool { self == .exited(0) }

    package var description: String {
        switch self {
        case .exited(let status): "exit status \(status)"
        case .signalled(let signal): "signal \(signal)"
        }
    }
}

/// What a program left behind.
package struct Outcome: Sendable, Hashable {
    package let status: Termination
    package let standardOutput: [UInt8]
    package let standardError: [UInt8]
    /// Whether one of the streams was longer than the limit and was cut there.
    package let isTruncated: Bool

    package var outputText: String { String(decoding: standardOutput, as: UTF8.self) }
    package var errorText: String { String(decoding: standardError, as: UTF8.self) }
}
