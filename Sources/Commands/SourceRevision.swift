internal import Diagnostics
internal import POSIX

/// The commit a project stands at, as far as git tells.
struct SourceRevision: Sendable, Hashable {
    /// Forty hexadecimal digits.
    let commit: String
    /// When it was committed, in seconds since 1970.
    let time: Int
    /// Whether files that git knows differ from it.
    let isDirty: Bool

    /// Asks git; nil where there is no git, no repository or no commit.
    static func of(_ directory: String) -> SourceRevision? {
        guard let log = output(["log", "-1", "--format=%H %ct"], in: directory) else { return nil }
        let words = log.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, words[0].allSatisfy(\.isHexDigit), let time = Int(words[1]) else { return nil }
        let status = output(["status", "--porcelain", "--untracked-files=no", "."], in: directory) ?? ""
        return SourceRevision(commit: String(words[0]), time: time, isDirty: !status.isEmpty)
    }

    private static func output(_ arguments: [String], in directory: String) -> String? {
        let command = POSIX.Command("git", ["-C", directory] + arguments)
        guard let outcome = try? Subprocess.run(command, timeout: .seconds(30)), outcome.status.isSuccess else {
            return nil
        }
        return outcome.outputText
    }

    /// As labels and documents name it; what was changed since the commit cannot be found again, and it says so.
    var text: String { commit + (isDirty ? "-dirty" : "") }
}

/// The time an image carries instead of that of its build.
struct BuildEpoch: Sendable, Hashable {
    let seconds: Int
    /// Where it comes from, for people.
    let origin: String

    /// SOURCE_DATE_EPOCH where it is set (https://reproducible-builds.org/specs/source-date-epoch/), else the time of
    /// the commit, else 0; throws E0732 where the variable holds no such time.
    init(variables: [String: String], revision: SourceRevision?) throws(Failure) {
        if let text = variables["SOURCE_DATE_EPOCH"], !text.isEmpty {
            guard let seconds = Int(text), (0...253_402_300_799).contains(seconds), text.utf8.first != 0x2B else {
                throw Failure(
                    CommandCodes.invalidEpoch, "SOURCE_DATE_EPOCH is \"\(text.prefix(40))\".",
                    help: "write whole seconds since 1970, as `git log -1 --format=%ct` prints them, or unset it")
            }
            (self.seconds, origin) = (seconds, "SOURCE_DATE_EPOCH")
        } else if let revision {
            (seconds, origin) = (revision.time, "commit \(revision.commit.prefix(12))")
        } else {
            (seconds, origin) = (0, "no commit and no SOURCE_DATE_EPOCH")
        }
    }
}
