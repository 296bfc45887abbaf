import AWS
import Diagnostics

/// `slipway secrets rotate SECRET`: a new random value, or the one that a rotation function makes.
struct SecretsRotateCommand: Command {
    let choices: AWSChoices
    let secret: String
    let name: String?
    let consent: Consent

    func run(in session: Session, project: Project) async throws(Failure) -> ExitStatus {
        let subject = try SecretSubject(secret, name, project)
        let stored = try subject.stored(try session.aws(choices))
        try consent.ask("Replace \(subject.name)?", in: session)
        let isElsewhere = try session.ask { () throws(AWSError) in try stored.rotate() }
        session.tell(
            isElsewhere
                ? "The rotation function of \(subject.name) makes a new value.\n" : "Replaced \(subject.name).\n")
        return .success
    }
}
