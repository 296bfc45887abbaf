import Diagnostics
import POSIX
import TestSupport
import Testing

@testable import AWS

/// AWS's two files in a directory of one test's own.
struct SettingsFiles {
    let scratch: Scratch

    init(config: String? = nil, credentials: String? = nil) throws {
        scratch = try Scratch()
        for (name, text) in [("config", config), ("credentials", credentials)] {
            if let text { try FileSystem.writeAtomically(Array(text.utf8), to: scratch.at(name)) }
        }
    }

    func context(
        _ variables: [String: String] = [:], profile: String? = nil, region: String? = nil
    ) -> AWSContext {
        let files = [
            "AWS_CONFIG_FILE": scratch.at("config"), "AWS_SHARED_CREDENTIALS_FILE": scratch.at("credentials"),
        ]
        return AWSContext(
            variables: files.merging(variables) { $1 }, profile: profile, region: region,
            isCancelled: { [scratch] in
                // The files are there for as long as what reads them.
                withExtendedLifetime(scratch) { false }
            })
    }

    /// The text with the directory's path taken out, for comparing.
    func bare(_ text: String) -> String { text.replacing(scratch.path, with: "DIR") }

    /// `CODE DETAIL | HELP` of what `body` throws.
    func refusal(_ body: () throws -> Void) throws -> String {
        let failure = try #require(throws: Failure.self) { try body() }
        let diagnostic = try #require(failure.diagnostics.first)
        return bare("\(diagnostic.code.id) \(diagnostic.detail) | \(diagnostic.help ?? "")")
    }
}
