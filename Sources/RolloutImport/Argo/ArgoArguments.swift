internal import YAML

/// The arguments of one analysis run: what `{{args.name}}` stands for in its templates.
final class ArgoArguments {
    enum Value {
        case text(String)
        /// Not in the file, or not known before the rollout; why.
        case unknown(String)
    }

    private var values: [String: Value] = [:]
    private var sources: [(name: String, value: SourceValue)] = []
    private var used: Set<String> = []
    private let rollout: SourceValue

    init(rollout: SourceValue) { self.rollout = rollout }

    /// Takes a list `args`; what is known by then stays, so the analysis is read before its templates.
    func add(_ arguments: [SourceValue]) {
        for argument in arguments {
            guard let name = argument.text("name") else {
                argument.malformed("an argument with a name")
                continue
            }
            sources.append((name, argument))
            if let known = values[name] {
                // Of an argument without a value Argo takes the first list that has one.
                guard case .unknown(let reason) = known, reason == Self.noValue else {
                    let unused = argument["value"] ?? argument["valueFrom"]
                    unused?.settle()
                    unused?.changed(
                        "an analysis gives the argument \(name) a value of its own, so this one is not used there; nothing is "
                            + "to be done")
                    continue
                }
            }
            values[name] = value(argument)
        }
    }

    private static let noValue = "it has no value in this file"

    private func value(_ argument: SourceValue) -> Value {
        if let text = argument.text("value") { return .text(text) }
        guard let origin = argument.mapping("valueFrom") else { return .unknown(Self.noValue) }
        if let which = origin.text("podTemplateHashValue") {
            guard which == "Latest" else {
                origin.lost(
                    "the hash of the stable revision has no counterpart, because the same query is asked of both")
                return .unknown("it is the hash of the stable revision")
            }
            argument.changed(
                "the hash of the new pods becomes $revision, which is Slipway's name for the revision; see that the "
                    + "query's label holds it")
            return .text("$revision")
        }
        if let field = origin.mapping("fieldRef"), let path = field.text("fieldPath") {
            if let text = Self.field(path, of: rollout) { return .text(text) }
            origin.lost("\(path) is not in this file; write its value into the query")
            return .unknown("it is \(path) of the running object")
        }
        origin.lost("Slipway puts no secret into a query; write the query without it")
        return .unknown("it comes from a secret")
    }

    /// `metadata.name` or `metadata.labels['app']` of the Rollout.
    private static func field(_ path: String, of rollout: SourceValue) -> String? {
        guard path.hasPrefix("metadata.") else { return nil }
        let rest = path.dropFirst("metadata.".count)
        let metadata = rollout.node["metadata"]
        for map in ["labels", "annotations"] where rest.hasPrefix("\(map)['") && rest.hasSuffix("']") {
            return metadata?[map]?[String(rest.dropFirst(map.count + 2).dropLast(2))]?.scalar?.text
        }
        return metadata?[String(rest)]?.scalar?.text
    }

    /// The text with every known argument in its place, and the other names with the reason.
    func resolve(_ text: String) -> (text: String, unknown: [String]) {
        Placeholders.replace(text) { name in
            guard name.hasPrefix("args.") else { return .unknown("\(name) is not known to Argo") }
            let argument = String(name.dropFirst("args.".count))
            used.insert(argument)
            switch values[argument] {
            case .text(let value)?: return .text(value)
            case .unknown(let reason)?: return .unknown("\(argument): \(reason)")
            case nil: return .unknown("\(argument): it is not among the arguments")
            }
        }
    }

    /// Lists the arguments that nothing asked for.
    func close() {
        for (name, value) in sources where !used.contains(name) {
            value.lost("no metric that could be mapped uses the argument \(name); leave it out")
        }
    }
}

/// Text between `{{` and `}}`, as Argo and Flagger write variables.
enum Placeholders {
    enum Replacement {
        case text(String)
        case unknown(String)
    }

    /// Replaces what is known; the rest stays as written, its reasons in the order of the text.
    static func replace(_ text: String, _ value: (String) -> Replacement) -> (text: String, unknown: [String]) {
        var result = "", unknown: [String] = []
        var rest = text[...]
        while let open = rest.firstRange(ofText: "{{") {
            guard let close = rest[open.upperBound...].firstRange(ofText: "}}") else { break }
            result += rest[..<open.lowerBound]
            let inner = rest[open.upperBound..<close.lowerBound]
            let name = inner.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
            switch value(String(name)) {
            case .text(let known): result += known
            case .unknown(let reason):
                result += rest[open.lowerBound..<close.upperBound]
                if !unknown.contains(reason) { unknown.append(reason) }
            }
            rest = rest[close.upperBound...]
        }
        return (result + rest, unknown)
    }
}

extension Substring {
    /// Where two characters stand first; the standard library finds one only.
    fileprivate func firstRange(ofText pair: String) -> Range<Index>? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(pair) { return index..<self.index(index, offsetBy: pair.count) }
            index = self.index(after: index)
        }
        return nil
    }
}
