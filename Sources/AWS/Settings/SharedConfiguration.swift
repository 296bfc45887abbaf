package import Diagnostics
internal import POSIX

/// The profiles of `~/.aws/config` and `~/.aws/credentials` together.
package struct SharedConfiguration: Sendable {
    /// A named group of settings; for keys the credentials file goes before the config file.
    package struct Profile: Sendable {
        package let name: String
        fileprivate(set) var values: [String: Value] = [:]

        package subscript(name: String) -> Value? { values[name] }

        /// The value as a text that is not empty.
        package func text(_ name: String) -> String? {
            guard let text = values[name]?.property.text, !text.isEmpty else { return nil }
            return text
        }
    }

    package struct Value: Sendable {
        package let property: ConfigurationFile.Property
        package let file: String

        package var location: SourceLocation { SourceLocation(file: file, line: property.line, column: 1) }
    }

    package private(set) var profiles: [String: Profile] = [:]
    package private(set) var ssoSessions: [String: Profile] = [:]
    package private(set) var services: [String: Profile] = [:]
    /// Sections of the config file that no tool of AWS reads: their names lack `profile`.
    package private(set) var misnamed: Set<String> = []
    /// The files as they were looked for.
    package let files: [String]

    /// Reads both files; one that is not there is empty. Throws E0801, or E0680 for what may not be read.
    package init(_ context: AWSContext) throws(Failure) {
        let config = context["AWS_CONFIG_FILE"] ?? "~/.aws/config"
        let credentials = context["AWS_SHARED_CREDENTIALS_FILE"] ?? "~/.aws/credentials"
        files = [config, credentials]
        // In this order: what is read later wins.
        try read(context.expanded(config), as: config) { section in
            switch (section.kind, section.name) {
            case ("", "default"): (\.profiles, "default")
            case ("profile", let name): (\.profiles, name)
            case ("sso-session", let name): (\.ssoSessions, name)
            case ("services", let name): (\.services, name)
            default: nil
            }
        }
        try read(context.expanded(credentials), as: credentials) { section in
            (\.profiles, section.kind.isEmpty ? section.name : "\(section.kind) \(section.name)")
        }
    }

    private typealias Place = (WritableKeyPath<SharedConfiguration, [String: Profile]>, String)

    private mutating func read(
        _ path: String, as file: String, _ place: (ConfigurationFile.Section) -> Place?
    ) throws(Failure) {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try FileSystem.read(path, limit: ConfigurationFile.limit) } catch {
            if error.isNotFound { return }
            throw error.failure(code: POSIXCodes.fileUnreadable)
        }
        for section in try ConfigurationFile(bytes, file: file).sections {
            guard let (group, name) = place(section) else {
                misnamed.insert(section.name)
                continue
            }
            var profile = self[keyPath: group][name] ?? Profile(name: name)
            for property in section.properties { profile.values[property.name] = Value(property: property, file: file) }
            self[keyPath: group][name] = profile
        }
    }

    /// The profile of that name; throws E0802 with the names there are.
    package func profile(_ name: String, at location: SourceLocation? = nil) throws(Failure) -> Profile {
        if let profile = profiles[name] { return profile }
        let help =
            if misnamed.contains(name) {
                "write [profile \(name)] in place of [\(name)] in \(files[0])"
            } else if let near = Suggestion.nearest(to: name, among: profiles.keys.sorted()) {
                "did you mean \(near)?"
            } else if profiles.isEmpty {
                "make one with `aws configure`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
            } else {
                "there are: \(profiles.keys.sorted().prefix(20).joined(separator: ", "))"
            }
        throw Failure(
            AWSCodes.unknownProfile, "No profile \"\(name)\" is in \(files.joined(separator: " or ")).", at: location,
            help: help)
    }
}
