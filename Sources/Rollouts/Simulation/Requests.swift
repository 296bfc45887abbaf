/// Requests that the new revision answered.
package struct Requests: Sendable, Hashable {
    /// All of them.
    package var exposed = 0
    /// Those of them that failed.
    package var failed = 0

    package init(exposed: Int = 0, failed: Int = 0) {
        self.exposed = exposed
        self.failed = failed
    }

    package static func + (left: Self, right: Self) -> Self {
        Requests(exposed: left.exposed + right.exposed, failed: left.failed + right.failed)
    }

    package static func += (left: inout Self, right: Self) { left = left + right }
}
