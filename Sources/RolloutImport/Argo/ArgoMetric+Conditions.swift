/// The rules that Argo's conditions become.
extension ArgoMetric {
    /// Nil where the conditions are no comparisons, which is listed with the whole metric.
    static func bounds(_ source: SourceValue, name: String, values: ArgoMetricValues) -> ArgoCondition.Bounds? {
        let arguments = values.arguments
        let success = values.text("successCondition").flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        let failure = values.text("failureCondition").flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        let unresolved = ["successCondition", "failureCondition"].first { key in
            source[key].map { !arguments.resolve($0.text ?? "").unknown.isEmpty } ?? false
        }
        if let unresolved {
            source.lost(
                "the \(unresolved) of \(name) has variables without a value in this file, so there is no rule; write one by hand",
                at: source[unresolved])
            return nil
        }
        guard success != nil || failure != nil else {
            source.lost(
                "the metric \(name) has no condition, so Argo takes every reading for a success (its manual says "
                    + "inconclusive); leave it out, or write a rule")
            return nil
        }
        let good = success.flatMap(ArgoConditionParser.parse)
        let bad = failure.flatMap(ArgoConditionParser.parse)
        let condition = success == nil ? bad.map(ArgoCondition.not) : good
        let key = success == nil ? "failureCondition" : "successCondition"
        guard let bounds = condition?.bounds else {
            source.lost(
                "the metric \(name) has a \(key) that is more than comparisons with numbers (\(success ?? failure ?? "")); "
                    + "write a rule such as atMost or atLeast, if need be on another query",
                at: source[key])
            return nil
        }
        listStrictness(source[key], bounds, name: name)
        listMissing(source[key], bounds, name: name)
        if let failure, success != nil { listBoth(source, good: good, bad: bad, failure: failure, name: name) }
        return bounds
    }

    private static func listStrictness(_ value: SourceValue?, _ bounds: ArgoCondition.Bounds, name: String) {
        for (relation, bound) in bounds.relations where relation == .below || relation == .above {
            value?.changed(
                "a reading of \(name) of exactly \(bound.text) fails in Argo and passes here, because "
                    + "\(relation == .below ? "atMost" : "atLeast") includes its bound; write a bound a little "
                    + "\(relation == .below ? "lower" : "higher") if that matters")
        }
    }

    private static func listMissing(_ value: SourceValue?, _ bounds: ArgoCondition.Bounds, name: String) {
        switch bounds.missing {
        case .unsaid: return
        case .passes:
            value?.changed(
                "a missing reading of \(name) passes in Argo and is no reading here; write onNoData: proceed if a "
                    + "revision without data is good")
        case .fails:
            value?.changed(
                "a missing reading of \(name) fails in Argo and is no reading here; write errors: 0 to tolerate none")
        }
    }

    /// With both conditions failure wins, and neither is inconclusive.
    private static func listBoth(
        _ source: SourceValue, good: ArgoCondition?, bad: ArgoCondition?, failure: String, name: String
    ) {
        guard let value = source["failureCondition"] else { return }
        if let good, let bad, good.normalised() == bad.normalised(negated: true) { return }
        value.changed(
            "a reading of \(name) that meets neither condition is inconclusive in Argo and pauses for a person; here "
                + "whatever does not meet the successCondition breaks the rule, and \(failure) is not looked at")
    }
}
