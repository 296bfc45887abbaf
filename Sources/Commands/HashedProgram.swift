import Diagnostics
import Digests
import POSIX
import Providers

/// A program that is hashed while the rest of a plan is made; where it is new it takes as long as all of that.
struct HashedProgram: Sendable {
    private let task: Task<Result<Materials.Program, Failure>, Never>

    private static let sizeLimit = 1 << 30

    /// Begins at once; a failure is told by whoever asks for the value.
    ///
    /// - Parameter keeping: where its digest is kept for the next plan.
    init(_ path: String, keptIn keeping: String) {
        task = Task.detached { () -> Result<Materials.Program, Failure> in
            do throws(SystemError) {
                let digest = try FileDigests.ofThisProcess.digest(
                    of: path, limit: Self.sizeLimit, change: .anything, keptIn: keeping)
                FileDigests.ofThisProcess.keep(path, change: .anything, in: keeping)
                return .success(Materials.Program(path: try FileSystem.absolutePath(path), digest: digest))
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
