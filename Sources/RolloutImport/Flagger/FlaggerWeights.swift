/// The weights that a Canary really runs through, whatever its maximum says.
enum FlaggerWeights {
    /// Rising, in percent, at most 100; promotion comes behind the last.
    ///
    /// Each tick adds a step while the weight is below the maximum, so the last step may go beyond it: 20 up to 50 is
    /// 20, 40, 60. The maximum of stepWeights is their last entry, also where stepWeight, which has precedence, is
    /// written.
    static func read(_ analysis: SourceValue) -> [Int] {
        let step = analysis.integer("stepWeight", in: 0...100) ?? 0
        let written = analysis.integer("maxWeight", in: 0...100) ?? 0
        let list = stepWeights(analysis)
        guard step > 0 || !list.isEmpty else {
            analysis.contradiction(
                "the analysis has no stepWeight, stepWeights or iterations, so the weight stays 0",
                help: "add stepWeight and maxWeight")
            return []
        }
        if !list.isEmpty, analysis["maxWeight"] != nil {
            analysis["maxWeight"]?.lost("next to stepWeights Flagger takes their last entry for it; leave it out")
        }
        let most = list.last ?? (written > 0 ? written : 100)
        guard step > 0 else { return rising(list, analysis) }
        if !list.isEmpty {
            analysis["stepWeights"]?.lost(
                "next to stepWeight Flagger takes only the last entry, as maxWeight; leave one of the two out")
        }
        var weights: [Int] = []
        while (weights.last ?? 0) < most { weights.append(min((weights.last ?? 0) + step, 100)) }
        if let last = weights.last, last > most {
            analysis["maxWeight"]?.changed(
                "Flagger adds whole steps until the maximum is reached, so it goes beyond \(most) to \(last), and so does the "
                    + "section; lower the last weight if that was not meant")
        }
        return weights
    }

    private static func stepWeights(_ analysis: SourceValue) -> [Int] {
        analysis.items("stepWeights", atMost: 100).compactMap { item in
            item.settle()
            guard let weight = item.text.flatMap({ Int($0) }), weight >= 0 else {
                item.malformed("a whole number")
                return nil
            }
            if weight > 100 { item.changed("Flagger takes \(weight) for 100; nothing is to be done") }
            return min(weight, 100)
        }
    }

    /// Those of the list that Flagger comes through, as far as they rise.
    private static func rising(_ list: [Int], _ analysis: SourceValue) -> [Int] {
        let (visited, ends) = walk(list)
        if !ends {
            analysis["stepWeights"]?.changed(
                "Flagger looks the weight up in this list to find the next, and with these entries goes round without an end; "
                    + "the section takes those that rise, see whether they are meant")
        }
        var weights: [Int] = []
        for weight in ends ? visited : list where weight > weights.last ?? 0 { weights.append(weight) }
        var open = weights[...]
        for (weight, item) in zip(list, analysis.items("stepWeights")) {
            if weight == open.first {
                open.removeFirst()
            } else {
                item.lost(
                    "Flagger does not come through \(weight) on its way up, and weights of a section only rise; leave it out"
                )
            }
        }
        return weights
    }

    /// The weights as Flagger sets them one after the other, and whether it reaches the last entry.
    private static func walk(_ list: [Int]) -> (visited: [Int], ends: Bool) {
        var visited: [Int] = []
        var weight = 0
        while weight < list.last ?? 0 {
            let index = list.dropLast().firstIndex(of: weight)
            let next = weight == 0 ? list[0] : index.map { list[$0 + 1] } ?? 100
            if next == 0 || visited.contains(next) { return (visited, false) }
            visited.append(next)
            weight = next
        }
        return (visited, !visited.isEmpty)
    }

    /// With iterations there are no weights.
    static func listUnused(_ analysis: SourceValue) {
        for key in ["stepWeight", "maxWeight", "stepWeights"] {
            analysis[key]?.lost("with iterations Flagger shifts no traffic by weight; leave it out")
        }
    }
}
