import Diagnostics
import POSIX
import Reports
import RolloutImport

/// `slipway rollout import FILE`: the section of a spec on one stream, what is lost on the other.
struct RolloutImportCommand: Command {
    let file: String

    private static let limit = 1 << 20

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.read(session.path(file), limit: Self.limit)
        } catch {
            throw error.failure(
                code: CommandCodes.projectUnreadable, help: "name a file of Argo Rollouts, Flagger or Kayenta")
        }
        let imported = try RolloutImport.read(bytes, file: file)
        session.print(imported.section)
        for loss in imported.losses {
            let word = loss.effect == .dropped ? "lost" : "changed"
            session.tell("\(loss.location): \(word): \(loss.object) \(loss.path): \(VisibleText.of(loss.message))\n")
        }
        let count = imported.losses.count
        session.tell(
            count == 0
                ? "Nothing was lost.\n"
                : "\(count) thing\(count == 1 ? "" : "s") to look at; put the section into environments/ENV.yaml, "
                    + "then `slipway rollout lint ENV`.\n")
        return .success
    }
}
