internal import Crypto
import Diagnostics
import POSIX
import Providers

/// A program that is read and hashed while the rest of a plan is made: it takes as long as all of that.
struct HashedProgram: Sendable {
    private let task: Task<Result<Materials.Program, Failure>, Never>

    private static let sizeLimit = 1 << 30

    /// Begins at once; a failure is told by whoever asks for the value.
    init(_ path: String) {
        task = Task.detached { () -> Result<Materials.Program, Failure> in
            do throws(SystemError) {
                var hash = SHA256Stream()
                try FileSystem.read(path, limit: Self.sizeLimit) { hash.update($0) }
                return .success(Materials.Program(path: try FileSystem.absolutePath(path), digest: hash.hex()))
            } catch {
                return .failure(
                    error.failure(
                        code: CommandCodes.programUnreadable, help: "build the program, or correct service.program"))
            }
        }
    }

    /// The program's absolute path and digest.
    @Sendable func value() async throws(Failure) -> Materials.Program { try await task.value.get() }
}
