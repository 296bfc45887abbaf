package import Diagnostics
package import YAML

/// A rendered file: where it goes, what it holds, and where each part of it came from.
package struct Document: Sendable {
    /// Where a part came from: a line of a template, and the values that made it what it is.
    package struct Origin: Sendable, Hashable {
        package let template: SourceLocation
        package let causes: [SourceLocation]

        package init(template: SourceLocation, causes: [SourceLocation]) {
            self.template = template
            self.causes = causes
        }
    }

    package enum Content: Sendable {
        /// YAML documents; every node knows its template line and its causes.
        case structure([Node])
        /// A text with the origin of each of its lines.
        case text([Origin])
    }

    /// Below the output directory, with forward slashes: `local/haproxy.cfg`.
    package let path: String
    package let bytes: [UInt8]
    package let content: Content

    package init(path: String, bytes: [UInt8], content: Content) {
        self.path = path
        self.bytes = bytes
        self.content = content
    }
}
