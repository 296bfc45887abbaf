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
        let sections = try Self.sections(of: config, context)
        // Where both are there, AWS's tools read [profile default] and not [default].
        let hasNamedDefault = sections.contains { $0.kind == "profile" && $0.name == "default" }
        for section in sections {
            switch (section.kind, section.name) {
            case ("", "default"): if !hasNamedDefault { add(section, to: \.profiles, as: "default", from: config) }
            case ("profile", let name): add(section, to: \.profiles, as: name, from: config)
            case ("sso-session", let name): add(section, to: \.ssoSessions, as: name, from: config)
            case ("services", let name): add(section, to: \.services, as: name, from: config)
            case ("", let name): misnamed.insert(name)
            default: break
            }
        }
        // What is read later wins.
        for section in try Self.sections(of: credentials, context) {
            add(section, to: \.profiles, as: section.title, from: credentials)
        }
    }

    private static func sections(
        of file: String, _ context: AWSContext
    ) throws(Failure) -> [ConfigurationFile.Section] {
        // So it is said that there is no file.
        guard file != "/dev/null" else { return [] }
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.read(context.expanded(file), limit: ConfigurationFile.limit)
        } catch {
            if error.isNotFound { return [] }
            throw error.failure(code: POSIXCodes.fileUnreadable)
        }
        return try ConfigurationFile(bytes, file: file).sections
    }

    private mutating func add(
        _ section: ConfigurationFile.Section, to group: WritableKeyPath<Self, [String: Profile]>, as name: String,
        from file: String
    ) {
        let values = section.properties.map { ($0.name, Value(property: $0, file: file)) }
        self[keyPath: group][name, default: Profile(name: name)].values.merge(values) { $1 }
    }

    /// The profile of that name; throws E0802 with the names there are.
    package func profile(_ name: String, at location: SourceLocation? = nil) throws(Failure) -> Profile {
        if let profile = profiles[name] { return profile }
        let help =
            if misnamed.contains(name) {
                "write [profile \(name)] in place of [\(name)] in \(files[0])"
            } else if profiles["profile \(name)"] != nil {
                "write [\(name)] in place of [profile \(name)] in \(files[1])"
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
