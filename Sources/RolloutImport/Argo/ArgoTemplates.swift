/// The analysis templates of a file.
struct ArgoTemplates {
    private let objects: [SourceObjects.Object]

    init(_ objects: [SourceObjects.Object]) { self.objects = objects }

    /// The `spec` of each template in a list `templates`, and of those that it includes, each once.
    ///
    /// A template that is not in the file is listed where it is referred to.
    func specs(_ references: [SourceValue]) -> [SourceValue] {
        var found: [SourceValue] = []
        for reference in references { add(reference, to: &found, within: []) }
        return found
    }

    private func add(_ reference: SourceValue, to found: inout [SourceValue], within path: [String]) {
        guard let name = reference.text("templateName") else {
            reference.malformed("a reference with a templateName")
            return
        }
        let isCluster = reference.flag("clusterScope") ?? false
        let template = objects.first { $0.name == name && $0.kind == .analysisTemplate(isCluster: isCluster) }
        guard let template else {
            let kind = isCluster ? "ClusterAnalysisTemplate" : "AnalysisTemplate"
            reference.lost(
                "the \(kind) \(name) is not in this file, so nothing of it is measured; add it and import again")
            return
        }
        guard !path.contains(template.value.object) else {
            reference.contradiction(
                "the template \(name) includes itself (\((path + [template.value.object]).joined(separator: ", ")))",
                help: "take \(reference.path) away")
            return
        }
        guard let spec = template.value.mapping("spec"), !found.contains(where: { $0.place == spec.place }) else {
            return
        }
        found.append(spec)
        for inner in spec.items("templates") {
            add(inner, to: &found, within: path + [template.value.object])
        }
    }
}
