import AWS
import Diagnostics
import POSIX

/// Who to be and where, as the options say.
struct AWSChoices: Sendable {
    let profile: String?
    let region: String?
}

extension Session {
    /// The settings for AWS of this command; from here on signals give it up, and its memory is nobody else's.
    func awsSettings(_ choices: AWSChoices) throws(Failure) -> AWSSettings {
        do throws(SystemError) {
            try Signals.install()
            try ProcessMemory.keepPrivate()
        } catch {
            throw error.failure(code: POSIXCodes.systemCallFailed)
        }
        return try AWSSettings(AWSContext(variables: variables, profile: choices.profile, region: choices.region))
    }

    /// A client with the credentials that the settings lead to.
    func aws(_ choices: AWSChoices) throws(Failure) -> AWSClient {
        let settings = try awsSettings(choices)
        return AWSClient(settings, credentials: CredentialStore(settings))
    }

    /// Asks AWS; a failure is told in a user's words, and a signal ends with its own status.
    func ask<Value>(_ body: () throws(AWSError) -> Value) throws(Failure) -> Value {
        try untilStopped { () throws(Failure) in
            do throws(AWSError) { return try body() } catch { throw error.failure }
        }
    }

    /// The same for what only looks for credentials or a region.
    func untilStopped<Value>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
        do throws(Failure) { return try body() } catch {
            guard Signals.pending.signal == Signals.terminate, error.exit == .interrupted else { throw error }
            throw Failure(
                CommandCodes.terminatedAtAWS, "Stopped while AWS was asked.", help: "run the command again")
        }
    }

    /// All of standard input; a signal ends with its own status.
    func input(limit: Int) throws(Failure) -> [UInt8] {
        do throws(SystemError) { return try StandardInput.all(limit: limit) } catch {
            guard error.isInterrupted else { throw error.failure(code: POSIXCodes.fileUnreadable) }
            let isTerminated = Signals.pending.signal == Signals.terminate
            throw Failure(
                isTerminated ? CommandCodes.terminatedAtQuestion : CommandCodes.interruptedAtQuestion,
                "Stopped while standard input was read; nothing was done.", help: "run the command again")
        }
    }
}
