import Diagnostics
import POSIX
import StateStore

/// Takes and gives back the lock again and again; a directory that can be made only once is the witness of a double
/// holding.
struct Race {
    let directory: StateDirectory
    let rounds: Int
    let timeout: Duration

    init(_ directory: StateDirectory, _ arguments: [String]) {
        self.directory = directory
        rounds = Int(arguments[3]) ?? 1
        timeout = .milliseconds(Int(arguments[4]) ?? 0)
    }

    func run() throws(Failure) {
        var won = 0
        var lost = 0
        var slowest = Duration.zero
        var tokens: [Int] = []
        for _ in 0..<rounds {
            let start = Instant.now
            do throws(Failure) {
                let lock = try directory.lock(LockRequest(operation: "race", user: "ann"), timeout: timeout)
                won += 1
                tokens.append(lock.token)
                visit()
                try lock.release()
            } catch {
                guard error.exit == .lockHeld else { throw error }
                lost += 1
                slowest = max(slowest, Instant.now.since(start))
            }
        }
        let milliseconds = slowest.wholeNanoseconds / 1_000_000
        StandardStream.output.write(
            "\(won) \(lost) \(milliseconds) \(tokens.map(String.init).joined(separator: ","))\n")
    }

    private func visit() {
        let witness = "\(directory.path)/witness"
        do throws(SystemError) {
            // rename of a file of our own onto the witness would hide a second holder; a symbolic link cannot be made
            // twice.
            try FileSystem.symlink(to: "holder", at: witness)
            Pause.sleep(for: .microseconds(Int(RandomBytes.make(1)[0]) * 4))
            try FileSystem.remove(witness)
        } catch {
            StandardStream.error.write("DOUBLE \(error)\n")
            exitProbe(99)
        }
    }
}
