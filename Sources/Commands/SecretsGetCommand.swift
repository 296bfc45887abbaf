import AWS
import Diagnostics
import POSIX

/// `slipway secrets get SECRET`: the value, to a pipe or file.
struct SecretsGetCommand: Command {
    let choices: AWSChoices
    let secret: String
    let name: String?
    let isRevealed: Bool

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let subject = try SecretSubject(secret, name, project)
        guard isRevealed || !StandardStream.output.isTerminal else {
            throw Failure(
                AWSCodes.secretReference, "A value is not shown on a terminal, where others may see it.",
                help: "pipe it to where it is needed, or give --reveal")
        }
        let stored = try subject.stored(try session.aws(choices))
        let value = try session.ask { () throws(AWSError) in try stored.value() }
        value.withExposedBytes { _ = StandardStream.output.write($0) }
        if StandardStream.output.isTerminal { session.tell("\n") }
        return .success
    }
}
