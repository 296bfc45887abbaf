internal import CPOSIX
internal import Glibc

/// Programs started with posix_spawn: no shell, no inherited descriptor, default signal handling.
package enum Subprocess {
    /// Runs a program to its end and collects what it prints, at most `outputLimit` bytes of each stream.
    ///
    /// The program leads a process group of its own: a Ctrl-C at the terminal does not reach it. At the timeout, and at
    /// a second stop signal, the whole group gets SIGKILL. Throws ENOENT where the program is not found, ETIMEDOUT at
    /// the timeout, EINTR at the second signal. A non-zero exit status is the caller's to judge.
    ///
    /// - Parameter endsAtFirstSignal: for a program whose work can be thrown away: at the first stop signal it is asked
    ///   to end, and has ten seconds for it or until the second; EINTR is thrown then.
    package static func run(
        _ command: Command, timeout: Duration, outputLimit: Int = 1 << 20, endsAtFirstSignal: Bool = false
    ) throws(SystemError) -> Outcome {
        try Seams.reach(.childSpawn)
        let input = try Pipe(command.executable)
        let output = try Pipe(command.executable)
        let error = try Pipe(command.executable)
        let pid = try spawn(
            command, input.reading, output.writing, error.writing, session: Int32(CPOSIX_OWN_GROUP))
        var exchange = Exchange(
            pid: pid, input: input.keepingWriting(), output: output.keepingReading(), error: error.keepingReading(),
            bytes: command.standardInput, limit: max(0, outputLimit))
        var end = exchange.run(until: .after(timeout), knowing: endsAtFirstSignal ? 0 : 1)
        if endsAtFirstSignal, end == .interrupted {
            _ = kill(-pid, SIGTERM)
            _ = exchange.run(until: .after(.seconds(10)), knowing: 1)
            end = .interrupted
        }
        // What the program started and left behind goes with it.
        if end != .finished { _ = kill(-pid, SIGKILL) }
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        switch end {
        case .timedOut:
            throw SystemError(
                "run", command.executable, ETIMEDOUT, detail: "did not end within \(timeout.inSeconds) s")
        case .interrupted: throw SystemError("run", command.executable, EINTR)
        case .finished: return exchange.outcome(Termination(status: status))
        }
    }

    /// Starts a program that lives on without us: its own session, nothing on standard input, what it prints appended
    /// to the file `standardOutput` (0600) or thrown away.
    package static func spawnDetached(
        _ command: Command, standardOutput: String? = nil
    ) throws(SystemError) -> ProcessIdentity {
        try Seams.reach(.childSpawn)
        let input = try above(try System.open("/dev/null", O_RDONLY))
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW
        let output = try above(
            standardOutput == nil
                ? try System.open("/dev/null", O_WRONLY) : try System.open(standardOutput ?? "", flags, mode: 0o600))
        let pid = try spawn(
            command, input.number, output.number, output.number, session: Int32(CPOSIX_OWN_SESSION))
        // A child that has ended already is still listed until it is waited for, so it always has an identity.
        guard let identity = try ProcessIdentity.of(pid) else { throw SystemError("run", command.executable, ESRCH) }
        return identity
    }

    /// How often a program that is open for writing is tried again, five milliseconds apart.
    private static let busyAttempts = 60

    private static func spawn(
        _ command: Command, _ input: Int32, _ output: Int32, _ error: Int32, session: Int32
    ) throws(SystemError) -> Int32 {
        let variables = (command.environment ?? EnvironmentVariables.all).map { "\($0.key)=\($0.value)" }.sorted()
        for text in [command.executable] + command.arguments + variables where text.utf8.contains(0) {
            throw SystemError("run", command.executable, EINVAL, detail: "an argument or variable holds a NUL byte")
        }
        guard let path = command.executablePath else {
            throw SystemError("run", command.executable, ENOENT, detail: "no such program on PATH")
        }
        let arguments = unsafe CStrings([command.executable] + command.arguments)
        let environment = unsafe CStrings(variables)
        defer {
            unsafe arguments.free()
            unsafe environment.free()
        }
        func start() -> Int32 {
            unsafe cposix_spawn(
                path, arguments.pointers, environment.pointers, command.directory, input, output, error, session)
        }
        var result = start()
        // A child of another thread holds all descriptors until its exec, also one through which this very program
        // was written a moment ago; nobody can start it until then.
        for _ in 0..<busyAttempts where result == -ETXTBSY {
            Pause.sleep(for: .milliseconds(5))
            result = start()
        }
        guard result > 0 else { throw SystemError("run", command.executable, -result) }
        return result
    }

    /// The descriptor, moved past the three standard ones so that arranging those in the child cannot hit it.
    static func above(_ descriptor: consuming Descriptor) throws(SystemError) -> Descriptor {
        guard descriptor.number < 3 else { return descriptor }
        let moved = fcntl(descriptor.number, F_DUPFD_CLOEXEC, 3)
        guard moved >= 0 else { throw SystemError("dup", "descriptor", errno) }
        return Descriptor(owning: moved)
    }
}

/// A C array of C strings, as exec wants it.
@unsafe private struct CStrings {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    let count: Int

    init(_ texts: [String]) {
        unsafe count = texts.count
        unsafe pointers = .allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() { unsafe (pointers + index).initialize(to: strdup(text)) }
        unsafe (pointers + count).initialize(to: nil)
    }

    func free() {
        for index in unsafe 0..<count { unsafe Glibc.free(pointers[index]) }
        unsafe pointers.deallocate()
    }
}
