package import Diagnostics

/// Reads the rollout of another tool and gives the section of a spec that comes nearest, with all that it loses.
///
/// Argo Rollouts (`Rollout`, `AnalysisTemplate`, `ClusterAnalysisTemplate`), Flagger (`Canary`, `MetricTemplate`) and
/// Kayenta (a canary config in JSON). Every key of the source is mapped, or in ``ImportedRollout/losses``, or in
/// ``IrrelevantKeys``.
package enum RolloutImport {
    /// What the one rollout in `bytes` becomes.
    ///
    /// - Parameters:
    ///   - bytes: YAML with one or more documents, or JSON; at most 1 MiB.
    ///   - file: the name of the file for the places in messages.
    /// - Throws: E0950 to E0954 for a file that is no rollout, E01xx where it is no YAML or JSON.
    package static func read(_ bytes: [UInt8], file: String) throws(Failure) -> ImportedRollout {
        let ledger = Ledger()
        let source = try SourceObjects(bytes, file: file, ledger: ledger)
        let (tool, rollout) = try rollout(source, file: file)
        rollout.value.settle(.object)
        var section = section(of: rollout, tool, in: source)
        for message in section.fitReadings() { (rollout.value["spec"] ?? rollout.value).changed(message) }
        for object in source.objects { close(object, ledger) }
        let losses = try ledger.losses()
        try SectionLimits.check(section, file: file)
        return ImportedRollout(source: tool, section: section.text, losses: losses)
    }

    private static func section(
        of rollout: SourceObjects.Object, _ tool: ImportedRollout.Source, in source: SourceObjects
    ) -> Section {
        switch tool {
        case .argo:
            var reader = ArgoRollout(rollout, templates: ArgoTemplates(source.objects))
            return reader.section()
        case .flagger:
            var reader = FlaggerCanary(rollout, templates: source.objects)
            return reader.section()
        case .kayenta:
            var reader = KayentaConfig(rollout.value)
            return reader.section()
        }
    }

    /// The one object that says how traffic moves.
    private static func rollout(
        _ source: SourceObjects, file: String
    ) throws(Failure) -> (ImportedRollout.Source, SourceObjects.Object) {
        var found: [(ImportedRollout.Source, SourceObjects.Object)] = []
        for object in source.objects {
            switch object.kind {
            case .rollout: found.append((.argo, object))
            case .canary: found.append((.flagger, object))
            case .kayenta: found.append((.kayenta, object))
            case .analysisTemplate, .metricTemplate, .other: continue
            }
        }
        guard let first = found.first else { throw none(source, file: file) }
        guard found.count == 1 else {
            throw Failure([
                Diagnostic(
                    ImportCodes.contradictory,
                    "\(file) holds \(found.count) rollouts (\(names(found.map { $0.1.value.object }))), "
                        + "and a section is of one",
                    at: found[1].1.value.location, help: "import each from a file of its own, with its templates",
                    related: [.init("the first is here", at: first.1.value.location)])
            ])
        }
        return first
    }

    private static func none(_ source: SourceObjects, file: String) -> Failure {
        let template = source.objects.first { object in
            switch object.kind {
            case .analysisTemplate, .metricTemplate: true
            default: false
            }
        }
        if let template {
            return Failure(
                ImportCodes.noRollout, "\(file) holds \(template.value.object), and no Rollout or Canary that uses it",
                at: template.value.location, help: "put the Rollout or Canary into the same file, behind a line ---")
        }
        let kinds: [String] = source.objects.map { if case .other(let kind) = $0.kind { kind } else { "" } }
        return Failure(
            ImportCodes.unknownKind,
            kinds.isEmpty
                ? "\(file) holds nothing" : "\(file) holds \(names(kinds)), and no rollout",
            at: source.objects.first?.value.location ?? SourceLocation(file: file, line: 1, column: 1),
            help: "give a file with a Rollout of Argo, a Canary of Flagger or a canary config of Kayenta")
    }

    /// The first five of many.
    private static func names(_ names: [String]) -> String {
        names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    }

    /// Lists what of an object was not looked at.
    private static func close(_ object: SourceObjects.Object, _ ledger: Ledger) {
        switch object.kind {
        case .rollout, .canary, .kayenta: ledger.close(object.value)
        case .analysisTemplate, .metricTemplate:
            object.value.settle(.object)
            if object.value["spec"].map(ledger.isTouched) ?? false {
                ledger.close(object.value)
            } else {
                object.value.lost("no analysis refers to \(object.value.object); leave it out or refer to it")
            }
        case .other:
            object.value.lost(
                "\(object.value.object) is no part of a rollout; what it says belongs elsewhere in the spec")
        }
    }
}
