/// Who is told of every change of a rollout: an address that gets it as JSON, or a command that gets it on its input.
package struct NotificationSection: SpecSection {
    package enum Target: Sendable {
        case webhook(String)
        /// The program, relative to the project or absolute, and its arguments; no shell sees them.
        case command([String])
    }

    /// Nil only where it is invalid, which is then told.
    package let target: Target?

    package init(_ fields: inout Fields) {
        let webhook: WebAddress? = fields.optional("webhook", "An http or https address; it gets a POST with JSON.")
        let command: [String] = fields.list(
            "command", "A program and its arguments; it gets JSON on its standard input.", count: 0...50, isSet: false)
        fields.require(
            (webhook != nil) != !command.isEmpty, at: webhook == nil ? "webhook" : "command",
            EnvironmentCodes.exactlyOne, webhook == nil ? "nobody is told" : "two are named in one entry",
            help: "write exactly one of webhook, command in each entry")
        target = webhook.map { .webhook($0.text) } ?? (command.isEmpty ? nil : .command(command))
    }
}
