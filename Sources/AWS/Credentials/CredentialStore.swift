package import Diagnostics
internal import POSIX
package import SigV4
internal import Synchronization

/// The credentials of a client: fetched once, renewed before they end, once for all who wait.
package final class CredentialStore: Sendable {
    /// How long before their end they are renewed; AWS's own tools begin 15 minutes before and insist at 10.
    static let margin = Duration.seconds(600)

    private struct State {
        var found: FoundCredentials?
        var passedOver: [PassedOver] = []
        var instanceRegion: String?
    }

    private let state = Mutex(State())
    private let chain: CredentialChain?
    private let context: AWSContext

    /// Credentials from where the settings say they are; nothing is looked for yet.
    package init(_ settings: AWSSettings) {
        chain = CredentialChain(settings)
        context = settings.context
    }

    /// Credentials that are already there.
    package init(_ found: FoundCredentials, context: AWSContext) {
        chain = nil
        self.context = context
        state.withLock { $0.found = found }
    }

    /// Those to sign with now. Blocks while another thread fetches them; throws E0803 and E0806 to E0809.
    package func current() throws(Failure) -> AWSCredentials { try found().credentials }

    /// As ``current()``, with their source.
    package func found() throws(Failure) -> FoundCredentials {
        // The lock is held while they are fetched: whoever comes meanwhile waits and has them too.
        try state.withLock { (state) throws(Failure) in
            if let found = state.found, isFresh(found.credentials) { return found }
            guard let chain, state.found?.isRenewable ?? true else { return try expired(state.found) }
            do throws(Failure) {
                let result = try chain.resolve()
                guard !hasEnded(result.found.credentials) else { throw ended(result.found) }
                state.found = result.found
                state.passedOver = result.passedOver
                return result.found
            } catch {
                // A source that is down for a moment is no reason to stop while the old ones hold.
                if let found = state.found, !hasEnded(found.credentials) { return found }
                throw error
            }
        }
    }

    /// The sources before the one that was used, each with the reason.
    package var passedOver: [PassedOver] { state.withLock { $0.passedOver } }

    /// Fetches new ones in place of `used`, which AWS says have ended; false where there are no others.
    ///
    /// Who comes after another thread has done it gets that thread's.
    func renew(_ used: AWSCredentials) -> Bool {
        let isOurs = state.withLock { state -> Bool? in
            guard let found = state.found, found.credentials.accessKeyID == used.accessKeyID else { return nil }
            guard found.isRenewable, chain != nil else { return false }
            state.found = nil
            return true
        }
        guard isOurs ?? true, let fresh = try? current() else { return false }
        return fresh.accessKeyID != used.accessKeyID
    }

    /// The region of the settings, or of the instance this runs on; throws E0804 where there is none.
    package func region(_ settings: AWSSettings) throws(Failure) -> String {
        if let region = settings.region { return region.value }
        let kept = state.withLock { $0.instanceRegion }
        if let kept { return kept }
        if let chain, let region = try chain.instance.region() {
            state.withLock { $0.instanceRegion = region }
            return region
        }
        throw Failure(
            AWSCodes.region, "No region is set.",
            help: "give --region REGION, set AWS_REGION, or write region = REGION in your profile")
    }

    private func isFresh(_ credentials: AWSCredentials) -> Bool {
        guard let expiry = credentials.expiry else { return true }
        return expiry.seconds - context.now().seconds > Self.margin.components.seconds
    }

    private func hasEnded(_ credentials: AWSCredentials) -> Bool {
        credentials.expiry.map { $0.seconds <= context.now().seconds } ?? false
    }

    private func expired(_ found: FoundCredentials?) throws(Failure) -> FoundCredentials {
        guard let found else {
            throw Failure(AWSCodes.credentials, "There are no credentials.", help: "set AWS_PROFILE")
        }
        guard !hasEnded(found.credentials) else { throw ended(found) }
        return found
    }

    private func ended(_ found: FoundCredentials) -> Failure {
        let end = found.credentials.expiry.map { " at \(WallTime(seconds: $0.seconds))" } ?? ""
        return Failure(
            AWSCodes.expired, "The credentials from \(found.source) ended\(end); it is \(context.now()) now.",
            help: "get new ones, then run the command again")
    }
}
