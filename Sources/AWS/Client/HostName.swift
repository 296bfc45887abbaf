/// The name of AWS's own endpoint of a service: `SERVICE[-fips].REGION.SUFFIX`, with exceptions that are as old as AWS.
///
/// Source: AWS General Reference, "Service endpoints"; the endpoint rule sets that AWS's SDKs are made from.
struct HostName {
    let service: ServiceDescriptor
    let region: String
    let partition: Partition
    let settings: AWSSettings

    private var usesFIPS: Bool { settings.usesFIPS }
    private var usesDualStack: Bool { settings.usesDualStack }

    /// Regions that were there before STS had endpoints of their own.
    private static let oldRegions: Set<String> = [
        "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1",
        "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1",
        "us-west-2",
    ]
    /// Those whose endpoints in GovCloud have another name where FIPS is asked for; the others' are so by their own.
    private static let marksFIPSInGovCloud: Set<ServiceDescriptor> = [.ecr, .kms, .s3, .secretsManager]
    /// Partitions where both kinds of addresses are behind the plain name of Secrets Manager.
    private static let dualStackSecrets: Set<String> = ["aws", "aws-cn", "aws-us-gov"]

    /// Whether one endpoint serves all regions of the partition, and is signed for one of them.
    var isOfAllRegions: Bool {
        service.isGlobal
            || (service == .sts && settings.usesGlobalSTS && !usesFIPS && !usesDualStack
                && Self.oldRegions.contains(region))
    }

    var text: String {
        // S3 had dual stack before there was a suffix for it.
        let suffix =
            usesDualStack && service != .s3 && !keepsSuffix ? partition.dualStackSuffix : partition.suffix
        let zone =
            if isOfAllRegions {
                usesDualStack ? partition.global.dualStackZone : service.isGlobal ? partition.global.zone : ""
            } else {
                usesDualStack && service == .s3 ? "dualstack.\(region)" : region
            }
        return [name, zone, suffix].filter { !$0.isEmpty }.joined(separator: ".")
    }

    private var keepsSuffix: Bool { service == .secretsManager && Self.dualStackSecrets.contains(partition.name) }

    private var name: String {
        let isGovCloud = partition.name == "aws-us-gov"
        // ECR is api.ecr in its oldest names only.
        let plain = service == .ecr && (usesFIPS || usesDualStack) ? "ecr" : service.endpoint
        guard usesFIPS else { return plain }
        if isGovCloud {
            let isUnmarked =
                usesDualStack
                ? service == .cloudWatch || service.isGlobal : !Self.marksFIPSInGovCloud.contains(service)
            if isUnmarked { return plain }
        }
        let isOldEKS = service == .eks && !usesDualStack && partition.name == "aws"
        return isOldEKS ? "fips.eks" : "\(plain)-fips"
    }
}
