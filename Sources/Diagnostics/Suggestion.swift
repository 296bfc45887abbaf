/// "Did you mean": the candidate nearest to a word a user typed.
package enum Suggestion {
    /// The candidate within a third of the word's length in edits (at least one), or nil; ties go to the first.
    ///
    /// Distance is the optimal string alignment (Damerau-Levenshtein with adjacent swaps), case folded.
    package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        // Nobody mistypes a word of this length, and the work grows with it.
        guard word.utf8.count <= 256 else { return nil }
        let folded = word.lowercased(), length = word.unicodeScalars.count
        let limit = max(1, (length + 1) / 3)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates where abs(candidate.unicodeScalars.count - length) <= limit {
            let distance = self.distance(folded, candidate.lowercased())
            if distance <= min(limit, best.map { $0.distance - 1 } ?? limit) { best = (candidate, distance) }
        }
        return best?.candidate
    }

    static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left.unicodeScalars), b = Array(right.unicodeScalars)
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in 1...a.count {
            var row = [i]
            for j in 1...b.count {
                let same = a[i - 1] == b[j - 1]
                var cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { cost = min(cost, beforeLast[j - 2] + 1) }
                row.append(cost)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
