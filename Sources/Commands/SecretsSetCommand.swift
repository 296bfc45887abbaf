import AWS
import Diagnostics
import POSIX

/// `slipway secrets set SECRET`: a value from standard input or a prompt.
struct SecretsSetCommand: Command {
    let choices: AWSChoices
    let secret: String
    let name: String?

    /// What Secrets Manager takes (AWS, "Secrets Manager quotas").
    private static let limit = 65_536

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let subject = try SecretSubject(secret, name, project)
        let stored = try subject.stored(try session.aws(choices))
        let value = try value(in: session)
        try session.ask { () throws(AWSError) in try stored.set(value) }
        session.tell("Stored \(subject.name).\n")
        return .success
    }

    private func value(in session: Session) throws(Failure) -> Secret {
        if StandardInput.isTerminal {
            StandardStream.error.write("Value (it is not shown): ")
            let answer = StandardInput.hiddenLine()
            StandardStream.error.write("\n")
            switch answer {
            case .line(let text): return Secret(text)
            case .end: return Secret([])
            case .signal(let signal):
                throw Failure(
                    signal == Signals.terminate
                        ? CommandCodes.terminatedAtQuestion : CommandCodes.interruptedAtQuestion,
                    "Stopped; nothing was stored.")
            }
        }
        // More than it may be, so that too long a value is told as such.
        var bytes = try session.input(limit: 1 << 20)
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        guard bytes.count <= Self.limit else {
            throw Failure(
                AWSCodes.secretReference, "The value has \(bytes.count) bytes, and \(Self.limit) is the most.",
                help: "keep it in S3, and the key it is encrypted with here")
        }
        return Secret(bytes)
    }
}
