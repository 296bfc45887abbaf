internal import Crypto
internal import Diagnostics
internal import HTTPTransport
internal import JSON
internal import POSIX
internal import SigV4

/// Credentials of IAM Identity Center, from the sign-in that `aws sso login` left in its cache.
///
/// Source: AWS SDKs and Tools Reference Guide, "IAM Identity Center credential provider": the cached token is in
/// `~/.aws/sso/cache/SHA1.json`, by the digest of the session's name or, in profiles of old, of the start URL.
struct SSOCredentials {
    private typealias Profile = SharedConfiguration.Profile

    let settings: AWSSettings
    let profile: SharedConfiguration.Profile

    init(_ settings: AWSSettings, _ profile: SharedConfiguration.Profile) {
        self.settings = settings
        self.profile = profile
    }

    func fetch() throws(Failure) -> FoundCredentials {
        let session = try session()
        guard let account = profile.text("sso_account_id"), let role = profile.text("sso_role_name"),
            let region = session.text("sso_region"), AWSSettings.isRegion(region)
        else {
            throw Failure(
                AWSCodes.unusableProfile,
                "The profile \(profile.name) uses SSO and lacks one of sso_account_id, sso_role_name and sso_region.",
                at: (profile["sso_session"] ?? profile["sso_start_url"])?.location, help: "run `aws configure sso`")
        }
        let token = try token(of: profile.text("sso_session") ?? profile.text("sso_start_url") ?? "")
        var call = ServiceCall(.sso, "GetRoleCredentials")
        call.method = "GET"
        call.path = Array("/federation/credentials".utf8)
        call.query = [.init("role_name", role), .init("account_id", account)]
        call.headers = [.init("x-amz-sso_bearer_token", token.withExposedBytes { $0 })]
        call.region = region
        call.isSigned = false
        call.confidential = [token]
        call.resource = "role \(role) in account \(account)"
        let client = AWSClient(settings, credentials: CredentialStore(settings))
        let credentials: AWSCredentials?
        do throws(AWSError) {
            credentials = try client.send(call) { Self.credentials($0.body) }
        } catch {
            guard error.code == "UnauthorizedException" else { throw error.failure }
            throw signIn("AWS does not take the sign-in any more")
        }
        guard let credentials else { throw signIn("AWS gave no credentials") }
        let source = "SSO role \(role) in account \(account), profile \(profile.name)"
        return FoundCredentials(credentials, source: source, isRenewable: true)
    }

    private func session() throws(Failure) -> SharedConfiguration.Profile {
        guard let name = profile.text("sso_session") else { return profile }
        guard let session = settings.configuration.ssoSessions[name] else {
            throw Failure(
                AWSCodes.unusableProfile, "No [sso-session \(name)] is in \(settings.configuration.files[0]).",
                at: profile["sso_session"]?.location, help: "run `aws configure sso-session`")
        }
        return session
    }

    private func token(of key: String) throws(Failure) -> Secret {
        let path = settings.context.expanded("~/.aws/sso/cache/\(SHA1.hex(of: Array(key.utf8))).json")
        guard let bytes = try? FileSystem.read(path, limit: 64 << 10), let json = try? JSONReader.parse(bytes),
            let token = json["accessToken"]?.string, let expiry = json["expiresAt"]?.string.flatMap({ WallTime($0) })
        else { throw signIn("there is no sign-in in \(path)") }
        guard expiry > settings.context.now() else { throw signIn("the sign-in ended at \(expiry)") }
        return Secret(token)
    }

    private func signIn(_ reason: String) -> Failure {
        Failure(
            AWSCodes.source, "The profile \(profile.name) uses SSO, and \(reason).",
            help: "run `aws sso login --profile \(profile.name)`")
    }

    /// nil for an answer without them; times are milliseconds since 1970 here.
    private static func credentials(_ body: [UInt8]) -> AWSCredentials?? {
        guard let found = (try? JSONReader.parse(body))?["roleCredentials"], let id = found["accessKeyId"]?.string,
            let secret = found["secretAccessKey"]?.string, let token = found["sessionToken"]?.string,
            let expiry = found["expiration"]?.integer
        else { return nil }
        return try? KeyText.credentials(
            id: id, secret: Secret(secret), token: Secret(token), expiry: WallTime(seconds: Int64(expiry / 1000)),
            source: "SSO")
    }
}
