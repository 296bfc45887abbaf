import Diagnostics
import Manifests

/// What `--only` chooses.
extension [Document] {
    /// The documents of a set such as `local`, or the one of this path; all of them without one.
    func below(_ set: String?) -> [Document] {
        set.map { set in filter { $0.path == set || $0.path.hasPrefix(set + "/") } } ?? self
    }

    /// The failure of asking for a set that is not among these, which are those of the environments named.
    func unknown(_ set: String, of environments: String...) -> Failure {
        let sets = Set<String>(compactMap { $0.path.split(separator: "/").first.map(String.init) }).sorted()
        let subject =
            environments.count == 1
            ? "\(environments[0]) has no" : "Neither \(environments.joined(separator: " nor ")) has"
        return Failure(
            CommandCodes.unknownDocument, "\(subject) documents called \"\(set)\".",
            help: Suggestion.nearest(to: set, among: sets).map { "did you mean \"\($0)\"?" }
                ?? "the sets are \(sets.joined(separator: ", "))")
    }
}
