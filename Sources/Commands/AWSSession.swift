import AWS
import Diagnostics
import POSIX

/// Who to be and where, as the options say.
struct AWSChoices: Sendable {
    let profile: String?
    let region: String?
}

extension Session {
    /// The settings for AWS of this command.
    func awsSettings(_ choices: AWSChoices) throws(Failure) -> AWSSettings {
        try AWSSettings(AWSContext(variables: variables, profile: choices.profile, region: choices.region))
    }

    /// A client with the credentials that the settings lead to; from here on signals give the call up.
    func aws(_ choices: AWSChoices) throws(Failure) -> AWSClient {
        do throws(SystemError) { try Signals.install() } catch {
            throw error.failure(code: POSIXCodes.systemCallFailed)
        }
        let settings = try awsSettings(choices)
        return AWSClient(settings, credentials: CredentialStore(settings))
    }

    /// Asks AWS; a failure is told in a user's words, and a signal ends with its own status.
    func ask<Value>(_ body: () throws(AWSError) -> Value) throws(Failure) -> Value {
        do throws(AWSError) { return try body() } catch {
            guard Signals.pending.signal == Signals.terminate, error.failure.exit == .interrupted else {
                throw error.failure
            }
            throw Failure(
                CommandCodes.terminatedAtAWS, "Stopped while AWS was asked.", help: "run the command again")
        }
    }
}
