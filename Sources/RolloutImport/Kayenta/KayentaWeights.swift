/// The part of the score that each metric has: its group's weight over the metrics of the group.
///
/// Groups without a weight share what the others leave of 100. A section counts in whole numbers from 1 to 1,000 whose
/// proportions matter alone.
struct KayentaWeights {
    private let weights: [Int]

    subscript(index: Int) -> Int { weights[index] }

    init(_ metrics: [SourceValue], classifier: SourceValue?) {
        let groups = metrics.map { metric in
            metric.items("groups").compactMap { group in
                group.settle()
                return group.text
            }
        }
        var sizes: [String: Int] = [:]
        for group in groups.joined() { sizes[group, default: 0] += 1 }
        let written = Self.written(classifier, sizes: sizes)
        let open = sizes.keys.filter { written[$0] == nil }
        let rest = max(0, 100 - written.values.reduce(0, +)) / Double(max(1, open.count))
        if !open.isEmpty, !written.isEmpty {
            classifier?["groupWeights"]?.changed(
                "the groups without a weight (\(open.sorted().joined(separator: ", "))) share what the others leave of 100; "
                    + "check the weights of their metrics")
        }
        let sum = written.values.reduce(0, +)
        if open.isEmpty && sum != 100 || sum > 100, !written.isEmpty {
            classifier?["groupWeights"]?.changed(
                "the weights are \(Decimal.text(sum)) together and not 100, which bounds Kayenta's score, and here only "
                    + "their proportions count; see that score fits")
        }
        let parts = groups.map { names in
            names.reduce(0.0) { $0 + (written[$1] ?? rest) / Double(sizes[$1] ?? 1) }
        }
        weights = Self.whole(parts)
        for (index, part) in parts.enumerated() where part == 0 && !groups[index].isEmpty {
            metrics[index]["groups"]?.changed(
                "a group of weight 0 has no part in the score, and a metric of a section has at least 1; take the metric out of "
                    + "the analysis if it should not count")
        }
        for (index, names) in groups.enumerated() where names.isEmpty {
            metrics[index].changed(
                missing: "groups",
                "a metric without a group has no part in Kayenta's score, and here it has; take it out of the analysis if it "
                    + "should not count")
        }
    }

    private static func written(_ classifier: SourceValue?, sizes: [String: Int]) -> [String: Double] {
        var written: [String: Double] = [:]
        guard let weights = classifier?.mapping("groupWeights") else { return written }
        for member in weights.members {
            member.value.settle()
            guard let number = member.value.text.flatMap({ Decimal($0) }), number.value >= 0 else {
                if member.value.isPresent { member.value.malformed("a weight from 0 to 100") }
                continue
            }
            if sizes[member.name] == nil {
                member.value.lost("the group \(member.name) has no metric that counts; leave it out")
            } else {
                written[member.name] = number.value
            }
        }
        return written
    }

    /// The smallest whole numbers in the same proportions, where there are such up to 1,000; else the nearest.
    private static func whole(_ parts: [Double]) -> [Int] {
        guard let most = parts.max(), most > 0 else { return parts.map { _ in 1 } }
        for factor in 1...1_000 where Double(factor) <= 1_000 {
            let least = parts.filter { $0 > 0 }.min() ?? 1
            let scaled = parts.map { $0 / least * Double(factor) }
            guard scaled.allSatisfy({ $0 <= 1_000.5 }) else { break }
            if scaled.allSatisfy({ abs($0 - $0.rounded()) < 1e-6 }) { return scaled.map { max(1, Int($0.rounded())) } }
        }
        return parts.map { max(1, Int(($0 / most * 1_000).rounded())) }
    }
}
