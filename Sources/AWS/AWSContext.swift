package import POSIX

/// What decides how AWS is spoken to: the user's choices, variables, and the clock.
package struct AWSContext: Sendable {
    package var variables: [String: String]
    /// `--profile`; credentials in variables are passed over then.
    package var profile: String?
    /// `--region`.
    package var region: String?
    package var now: @Sendable () -> WallTime
    /// Asked between attempts and while one waits; true gives up.
    package var isCancelled: @Sendable () -> Bool

    package init(
        variables: [String: String], profile: String? = nil, region: String? = nil,
        now: @escaping @Sendable () -> WallTime = { .now },
        isCancelled: @escaping @Sendable () -> Bool = { Signals.pending != .none }
    ) {
        self.variables = variables
        self.profile = profile
        self.region = region
        self.now = now
        self.isCancelled = isCancelled
    }

    /// The variable; nil where it is empty, as AWS's tools have it.
    package subscript(variable: String) -> String? {
        guard let value = variables[variable], !value.isEmpty else { return nil }
        return value
    }

    /// The path with the home directory in place of a leading `~`.
    func expanded(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = self["HOME"] else { return path }
        return home + path.dropFirst()
    }
}
