package import YAML

extension Node {
    /// Ten hexadecimal digits that change with the value, as the filter `digest` makes them.
    package var contentDigest: String { Filter.digest(of: self) }
}
