package import Diagnostics
internal import POSIX

/// How AWS is spoken to, read once from options, variables and the chosen profile.
package struct AWSSettings: Sendable {
    package enum RetryMode: String, Sendable, Hashable, CaseIterable {
        case standard, adaptive
    }

    /// A value and where it was found, for people.
    package struct Sourced: Sendable, Hashable {
        package let value: String
        package let source: String
    }

    package let context: AWSContext
    package let configuration: SharedConfiguration
    package let profileName: String
    /// Whether somebody asked for the profile by its name: it must exist then.
    package let isProfileChosen: Bool
    package let profile: SharedConfiguration.Profile?
    /// nil where nothing but the machine's own metadata can tell it.
    package let region: Sourced?
    package let retryMode: RetryMode
    /// The first one included, 1 to 100.
    package let attempts: Int
    package let usesFIPS: Bool
    package let usesDualStack: Bool
    /// AWS_STS_REGIONAL_ENDPOINTS is `legacy`.
    package let usesGlobalSTS: Bool
    /// PEM file; nil is the system's.
    package let authorities: String?
    package let addressesS3ByPath: Bool
    let ignoresEndpoints: Bool

    /// Throws E0801, E0802 and E0805 for settings that cannot be meant.
    package init(_ context: AWSContext) throws(Failure) {
        self.context = context
        configuration = try SharedConfiguration(context)
        isProfileChosen = context.profile != nil || context["AWS_PROFILE"] != nil
        profileName = context.profile ?? context["AWS_PROFILE"] ?? "default"
        profile = isProfileChosen ? try configuration.profile(profileName) : configuration.profiles["default"]
        let lookup = Lookup(context: context, profile: profile)
        region = try Self.region(lookup, configuration)
        let mode = lookup("AWS_RETRY_MODE", "retry_mode")
        // `legacy` is what came before `standard`, and means the same attempts here.
        switch mode?.value {
        case nil, "standard", "legacy": retryMode = .standard
        case "adaptive": retryMode = .adaptive
        case .some: throw Self.invalid(mode, "write standard or adaptive")
        }
        let attempts = lookup("AWS_MAX_ATTEMPTS", "max_attempts")
        guard let count = Int(attempts?.value ?? "3"), (1...100).contains(count) else {
            throw Self.invalid(attempts, "write a whole number from 1 to 100")
        }
        self.attempts = count
        usesFIPS = try lookup.flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
        usesDualStack = try lookup.flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        ignoresEndpoints = try lookup.flag(
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
        let globalSTS = lookup("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints")
        switch globalSTS?.value {
        case nil, "regional": usesGlobalSTS = false
        case "legacy": usesGlobalSTS = true
        case .some: throw Self.invalid(globalSTS, "write regional or legacy")
        }
        authorities = lookup("AWS_CA_BUNDLE", "ca_bundle").map { context.expanded($0.value) }
        let style = lookup.nested("addressing_style", in: "s3")
        switch style?.value {
        case nil, "auto", "virtual": addressesS3ByPath = false
        case "path": addressesS3ByPath = true
        case .some: throw Self.invalid(style, "write auto, virtual or path")
        }
    }

    /// Flag, AWS_REGION, AWS_DEFAULT_REGION, the profile, `[default]`; there is no region by default.
    private static func region(
        _ lookup: Lookup, _ configuration: SharedConfiguration
    ) throws(Failure) -> Sourced? {
        let found =
            lookup.context.region.map { Sourced(value: $0, source: "--region") } ?? lookup("AWS_REGION", nil)
            ?? lookup("AWS_DEFAULT_REGION", "region")
            ?? configuration.profiles["default"]?.text("region").map {
                Sourced(value: $0, source: "profile default")
            }
        guard let found else { return nil }
        guard isRegion(found.value) else {
            throw invalid(found, "a region is written like eu-central-1")
        }
        return found
    }

    /// It becomes a part of a host's name: nothing else may come with it.
    static func isRegion(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: "-")
            && text.utf8.last != UInt8(ascii: "-")
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    private static func invalid(_ setting: Sourced?, _ help: String) -> Failure {
        let source = setting?.source ?? "A setting"
        let value = setting?.value ?? ""
        // What is longer may be a key in the wrong place.
        let isQuoted = value.utf8.count <= 32
        return Failure(
            AWSCodes.setting, isQuoted ? "\(source) is \"\(value)\"." : "\(source) has a value that means nothing.",
            help: help)
    }

    /// A setting by its variable first, then by its name in the profile.
    private struct Lookup {
        let context: AWSContext
        let profile: SharedConfiguration.Profile?

        func callAsFunction(_ variable: String, _ name: String?) -> Sourced? {
            if let value = context[variable] { return Sourced(value: value, source: variable) }
            guard let name, let profile, let value = profile.text(name) else { return nil }
            return Sourced(value: value, source: "\(name) of profile \(profile.name)")
        }

        /// A setting in an indented group of the profile.
        func nested(_ name: String, in group: String) -> Sourced? {
            guard let profile, let text = profile[group]?.property.nested.last(where: { $0.name == name })?.text,
                !text.isEmpty
            else { return nil }
            return Sourced(value: text, source: "\(group) \(name) of profile \(profile.name)")
        }

        func flag(_ variable: String, _ name: String) throws(Failure) -> Bool {
            guard let found = self(variable, name) else { return false }
            switch found.value.lowercased() {
            case "true": return true
            case "false": return false
            default: throw AWSSettings.invalid(found, "write true or false")
            }
        }
    }
}
