/// What this binary is.
package enum Build {
    /// Semantic version; the API's own version is in its paths.
    package static let version = "0.1.0"
    package static let name = "expense-server"
}
