/// Keys that have no bearing on how traffic moves to a new revision, so that they are neither mapped nor listed.
///
/// What they say stands elsewhere in a spec, or is a matter of the tool's own objects. Whatever is not here and not
/// mapped is listed.
///
/// Names that only tie objects of the file together (`templateName`, `templateRef`, the name of an argument, of a route
/// or of a webhook) are read where they are followed.
struct IrrelevantKeys {
    let keys: [String]

    /// Kubernetes' own keys of an object; `metadata` names it, `status` is what the tool found.
    static let object = IrrelevantKeys(keys: ["apiVersion", "kind", "metadata", "status"])

    /// Argo's `Rollout.spec`: the workload and its replicas are the spec's `service`; the rest is how many old objects
    /// are kept.
    static let argoRollout = IrrelevantKeys(keys: [
        "replicas", "selector", "template", "workloadRef", "revisionHistoryLimit", "analysis",
    ])

    /// Argo's strategies: names of Service objects, of which Slipway has its own.
    static let argoServices = IrrelevantKeys(keys: [
        "canaryService", "stableService", "pingPong", "activeService", "previewService",
    ])

    /// Argo's header routes: names of objects in the mesh, by which a later step ends them.
    static let argoRoute = IrrelevantKeys(keys: ["name"])

    /// Argo's analyses: how many measurements are kept, and labels of the object that holds them.
    static let argoAnalysis = IrrelevantKeys(keys: ["measurementRetention", "analysisRunMetadata"])

    /// Flagger's `Canary.spec`: the workload, its scaler and the routing objects that Flagger writes.
    static let flaggerCanary = IrrelevantKeys(keys: [
        "targetRef", "autoscalerRef", "ingressRef", "routeRef", "upstreamRef",
    ])

    /// Flagger's `Canary.spec.service`: the ports of the service, which are those of the spec's `service`.
    static let flaggerService = IrrelevantKeys(keys: [
        "name", "port", "portName", "targetPort", "portDiscovery", "appProtocol",
    ])

    /// Kayenta's config: what its store adds, and words for people.
    static let kayentaConfig = IrrelevantKeys(keys: [
        "id", "name", "description", "configVersion", "applications", "createdTimestamp", "updatedTimestamp",
        "createdTimestampIso", "updatedTimestampIso", "isDisabled",
    ])

    /// Kayenta's metrics: which of the pipeline's scopes is meant, of which a rollout has one.
    static let kayentaMetric = IrrelevantKeys(keys: ["scopeName"])

    /// Kayenta's queries: the name of their Java class; the service is in `serviceType`, where that is written.
    static let kayentaQuery = IrrelevantKeys(keys: ["type"])
}
