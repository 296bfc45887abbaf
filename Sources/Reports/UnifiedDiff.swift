/// The difference of two texts, line by line, as `diff -u` prints it.
package enum UnifiedDiff {
    /// A line of the result: kept, taken away or added.
    package enum Line: Sendable, Hashable {
        case same(String), removed(String), added(String)
        /// So many equal lines that are not shown.
        case skipped(Int)

        /// The line with its mark: a space, `-`, `+` or `@@`.
        package var text: String {
            switch self {
            case .same(let line): " \(line)"
            case .removed(let line): "-\(line)"
            case .added(let line): "+\(line)"
            case .skipped(let count): "@@ \(count) unchanged line\(count == 1 ? "" : "s") @@"
            }
        }
    }

    /// The cells of the comparison table at most; above it, everything between the common ends counts as changed.
    private static let cellLimit = 4_000_000

    /// - Parameter context: how many equal lines stay around each change.
    package static func lines(from before: String, to after: String, context: Int = 2) -> [Line] {
        let old = before.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let new = after.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var head = 0
        while head < old.count, head < new.count, old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < old.count - head, tail < new.count - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] {
            tail += 1
        }
        let middle = changes(Array(old[head..<(old.count - tail)]), Array(new[head..<(new.count - tail)]))
        let whole = old[..<head].map { Line.same($0) } + middle + old[(old.count - tail)...].map { Line.same($0) }
        return folded(whole, context: context)
    }

    /// The longest common subsequence, by the table of Wagner and Fischer.
    private static func changes(_ old: [String], _ new: [String]) -> [Line] {
        guard old.count * new.count <= cellLimit else { return old.map { .removed($0) } + new.map { .added($0) } }
        let width = new.count + 1
        var longest = [Int32](repeating: 0, count: (old.count + 1) * width)
        for i in old.indices.reversed() {
            for j in new.indices.reversed() {
                longest[i * width + j] =
                    old[i] == new[j]
                    ? longest[(i + 1) * width + j + 1] + 1
                    : max(longest[(i + 1) * width + j], longest[i * width + j + 1])
            }
        }
        var lines: [Line] = []
        var i = 0, j = 0
        while i < old.count || j < new.count {
            if i < old.count, j < new.count, old[i] == new[j] {
                lines.append(.same(old[i]))
                (i, j) = (i + 1, j + 1)
            } else if i < old.count, j == new.count || longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
                lines.append(.removed(old[i]))
                i += 1
            } else {
                lines.append(.added(new[j]))
                j += 1
            }
        }
        return lines
    }

    private static func folded(_ lines: [Line], context: Int) -> [Line] {
        var isNear = [Bool](repeating: false, count: lines.count)
        for (index, line) in lines.enumerated() {
            if case .same = line { continue }
            for near in max(0, index - context)...min(lines.count - 1, index + context) { isNear[near] = true }
        }
        var result: [Line] = []
        var skipped = 0
        for (line, near) in zip(lines, isNear) {
            guard near else {
                skipped += 1
                continue
            }
            if skipped > 0 { result.append(.skipped(skipped)) }
            skipped = 0
            result.append(line)
        }
        if skipped > 0 { result.append(.skipped(skipped)) }
        return result
    }
}
