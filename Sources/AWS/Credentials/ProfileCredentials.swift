internal import Diagnostics
internal import POSIX
internal import SigV4

/// The credentials of a profile: a role, SSO, keys, or a program that prints them.
///
/// Source: AWS SDKs and Tools Reference Guide, "Assume role credential provider" and "IAM Identity Center credential
/// provider"; in one profile a role goes before SSO, that before keys, those before `credential_process`.
struct ProfileCredentials {
    private typealias Profile = SharedConfiguration.Profile

    let chain: CredentialChain
    private var settings: AWSSettings { chain.settings }

    init(_ chain: CredentialChain) { self.chain = chain }

    func resolve() throws(Failure) -> CredentialChain.Step {
        guard let profile = settings.profile else {
            let files = settings.configuration.files.joined(separator: " or ")
            return .absent(PassedOver("profile default", "it is not in \(files)"))
        }
        guard let found = try credentials(of: profile, after: []) else {
            let source = "profile \(profile.name)"
            guard settings.context.profile != nil else { return .absent(PassedOver(source, "it has no credentials")) }
            throw Failure(
                AWSCodes.unusableProfile, "The \(source) has no credentials: neither keys, role, SSO nor program.",
                help: "add aws_access_key_id, role_arn, sso_session or credential_process to it")
        }
        return .found(found)
    }

    /// nil where the profile says nothing about credentials.
    private func credentials(of profile: Profile, after path: [String]) throws(Failure) -> FoundCredentials? {
        if path.contains(profile.name), profile.name != path.last {
            throw unusable(
                profile, "role_arn",
                "The profiles \((path + [profile.name]).joined(separator: " → ")) refer to each other in a circle.",
                help: "let one of them have keys")
        }
        // A profile that names itself as its source means its own keys.
        let isOwnSource = path.last == profile.name
        if !isOwnSource, let role = profile.text("role_arn") { return try assume(role, profile, path) }
        if !isOwnSource, profile.text("sso_session") ?? profile.text("sso_start_url") != nil {
            return try SSOCredentials(settings, profile).fetch()
        }
        if let keys = try keys(profile) { return keys }
        if let line = profile.text("credential_process") {
            return try ProcessCredentials(settings, profile: profile.name).fetch(line)
        }
        return nil
    }

    private func keys(_ profile: Profile) throws(Failure) -> FoundCredentials? {
        let id = profile["aws_access_key_id"]
        let secret = profile["aws_secret_access_key"]
        guard let any = id ?? secret else { return nil }
        let source = "profile \(profile.name) in \(any.file)"
        guard let id, let secret, id.property.value.count > 0, secret.property.value.count > 0 else {
            let missing = id.map { $0.property.value.count > 0 } == true ? "aws_secret_access_key" : "aws_access_key_id"
            throw Failure(
                AWSCodes.malformed, "The \(source) has half a key: \(missing) is missing.", at: any.location,
                help: "write \(missing) = … beside the other")
        }
        let token = profile["aws_session_token"].flatMap { $0.property.value.count > 0 ? $0.property.value : nil }
        let credentials = try KeyText.credentials(
            id: id.property.text, secret: secret.property.value, token: token, expiry: nil, source: source)
        return FoundCredentials(credentials, source: source)
    }

    private func assume(_ role: String, _ profile: Profile, _ path: [String]) throws(Failure) -> FoundCredentials {
        if profile.text("mfa_serial") != nil {
            throw unusable(
                profile, "mfa_serial",
                "The profile \(profile.name) needs a second factor, which Slipway never asks for.",
                help:
                    "get a session with `aws sts assume-role --serial-number … --token-code …` and set its variables, or use a role without mfa_serial"
            )
        }
        let duration = try seconds(profile)
        let session = try RoleSession.name(profile.text("role_session_name"), settings.context)
        if let file = profile.text("web_identity_token_file") {
            let token = try TokenFile.read(settings.context.expanded(file), of: "web_identity_token_file")
            return try WebIdentity(settings).assume(
                role, token, session, "web identity of \(role) in profile \(profile.name)", duration: duration)
        }
        let source = try source(of: profile, path)
        let client = AWSClient(settings, credentials: CredentialStore(source, context: settings.context))
        let credentials = try STS(client).assume(
            role, session: session, externalID: profile.text("external_id"), duration: duration)
        return FoundCredentials(
            credentials, source: "role \(role) of profile \(profile.name), by way of \(source.source)",
            isRenewable: true)
    }

    /// The credentials that may assume the profile's role.
    private func source(of profile: Profile, _ path: [String]) throws(Failure) -> FoundCredentials {
        switch (profile.text("source_profile"), profile.text("credential_source")) {
        case (.some, .some):
            throw unusable(
                profile, "credential_source", "The profile \(profile.name) has source_profile and credential_source.",
                help: "keep one of them")
        case (nil, nil):
            throw unusable(
                profile, "role_arn", "The profile \(profile.name) has a role and no credentials to assume it with.",
                help:
                    "write source_profile = NAME or credential_source = Environment, Ec2InstanceMetadata or EcsContainer"
            )
        case (let name?, nil):
            let next = try settings.configuration.profile(name, at: profile["source_profile"]?.location)
            guard let found = try credentials(of: next, after: path + [profile.name]) else {
                throw unusable(
                    profile, "source_profile", "The profile \(name), source of \(profile.name), has no credentials.",
                    help: "give it keys, SSO or credential_process")
            }
            return found
        case (nil, let place?):
            let step: CredentialChain.Step
            switch place.lowercased() {
            case "environment": step = try chain.environment()
            case "ec2instancemetadata": step = try chain.instance.credentials()
            case "ecscontainer": step = try ContainerCredentials(settings).resolve()
            default:
                throw unusable(
                    profile, "credential_source", "The profile \(profile.name) has an unknown credential_source.",
                    help: "write Environment, Ec2InstanceMetadata or EcsContainer")
            }
            switch step {
            case .found(let found): return found
            case .absent(let reason):
                throw unusable(
                    profile, "credential_source",
                    "The credential_source of profile \(profile.name) has no credentials: \(reason.reason).",
                    help: "use source_profile, or run it where \(place) has some")
            }
        }
    }

    private func seconds(_ profile: Profile) throws(Failure) -> Int? {
        guard let text = profile.text("duration_seconds") else { return nil }
        guard let seconds = Int(text), (900...43_200).contains(seconds) else {
            throw unusable(
                profile, "duration_seconds", "duration_seconds of profile \(profile.name) is not from 900 to 43200.",
                help: "write a number of seconds")
        }
        return seconds
    }

    private func unusable(_ profile: Profile, _ key: String, _ detail: String, help: String) -> Failure {
        Failure(AWSCodes.unusableProfile, detail, at: profile[key]?.location, help: help)
    }
}
