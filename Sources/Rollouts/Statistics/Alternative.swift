/// What a test holds against the hypothesis that there is no difference.
package enum Alternative: String, Sendable, Hashable, CaseIterable {
    /// The first differs from the second.
    case twoSided
    /// The first is greater than the second.
    case greater
    /// The first is less than the second.
    case less
}
