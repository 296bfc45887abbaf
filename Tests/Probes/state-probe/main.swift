import Diagnostics
import JSON
import POSIX
import Planning
import StateStore

// A program for the tests to start, race and kill: what it does is its first argument, the directory its second.

func attempt(_ body: () throws(Failure) -> Void) {
    do throws(Failure) {
        try body()
    } catch {
        let first = error.diagnostics.first
        StandardStream.error.write("\(first?.code.id ?? "?") \(first?.detail ?? "")\n")
        exitProbe(error.exit.rawValue)
    }
}

let arguments = CommandLine.arguments + ["", "", ""]
let directory = StateDirectory(arguments[2])
let request = LockRequest(operation: "probe \(arguments[1])", user: "ann")

switch arguments[1] {
case "race":
    // race DIR ROUNDS TIMEOUT-MS: prints how often it held the lock, how often it lost, and the longest vain wait.
    attempt { () throws(Failure) in try Race(directory, arguments).run() }
case "hold":
    // hold DIR: takes the lock, says so and waits to be killed.
    attempt { () throws(Failure) in
        let lock = try directory.lock(request, timeout: .zero)
        StandardStream.output.write("held\n")
        Pause.sleep(for: .seconds(60))
        try lock.release()
    }
case "apply":
    // apply DIR: one whole operation of three changes; continues an interrupted one.
    attempt { () throws(Failure) in try Operation(directory).run() }
case "wait":
    // wait DIR: waits for the lock with handlers for signals installed.
    attempt { () throws(Failure) in
        try? Signals.install()
        StandardStream.output.write("waiting\n")
        try directory.lock(request, timeout: .seconds(20)).release()
    }
default: exitProbe(64)
}
