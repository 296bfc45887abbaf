internal import CPOSIX
internal import Glibc

/// The variables this process was started with.
package enum EnvironmentVariables {
    /// The value of one variable; nil where it is not set.
    package static func value(of name: String) -> String? {
        guard !name.utf8.contains(0), let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// All of them; an entry without `=` is left out, and of two with one name the first counts, as in `getenv`.
    package static var all: [String: String] {
        var variables: [String: String] = [:]
        guard var entry = unsafe cposix_environ() else { return [:] }
        while let text = unsafe entry.pointee {
            let pair = unsafe String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2, variables[String(pair[0])] == nil { variables[String(pair[0])] = String(pair[1]) }
            unsafe entry += 1
        }
        return variables
    }
}
