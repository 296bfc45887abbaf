/// A group of regions with names and accounts of its own (AWS, "Partitions").
package struct Partition: Sendable, Hashable {
    /// Where services that have one endpoint for all regions are.
    struct Global: Sendable, Hashable {
        /// The one that requests are signed for.
        let region: String
        /// What stands between the service and the suffix; may be empty.
        let zone: String
        let dualStackZone: String
    }

    /// As in an ARN.
    package let name: String
    let suffix: String
    let dualStackSuffix: String
    let global: Global

    package init(_ region: String) {
        self = Self.others.first { region.hasPrefix($0.prefix) }?.partition ?? Self.commercial
    }

    private init(_ name: String, _ suffix: String, dual dualStackSuffix: String, _ global: Global) {
        self.name = name
        self.suffix = suffix
        self.dualStackSuffix = dualStackSuffix
        self.global = global
    }

    private static let commercial = Partition(
        "aws", "amazonaws.com", dual: "api.aws", Global(region: "us-east-1", zone: "", dualStackZone: "global"))

    private static let others: [(prefix: String, partition: Partition)] = [
        (
            "cn-",
            Partition(
                "aws-cn", "amazonaws.com.cn", dual: "api.amazonwebservices.com.cn",
                Global(region: "cn-north-1", zone: "cn-north-1", dualStackZone: "global"))
        ),
        (
            "us-gov-",
            Partition(
                "aws-us-gov", "amazonaws.com", dual: "api.aws",
                Global(region: "us-gov-west-1", zone: "us-gov", dualStackZone: "us-gov"))
        ),
        (
            "us-iso-",
            Partition(
                "aws-iso", "c2s.ic.gov", dual: "api.aws.ic.gov",
                Global(region: "us-iso-east-1", zone: "us-iso-east-1", dualStackZone: ""))
        ),
        (
            "us-isob-",
            Partition(
                "aws-iso-b", "sc2s.sgov.gov", dual: "api.aws.scloud",
                Global(region: "us-isob-east-1", zone: "us-isob-east-1", dualStackZone: ""))
        ),
        (
            "eu-isoe-",
            Partition(
                "aws-iso-e", "cloud.adc-e.uk", dual: "api.cloud-aws.adc-e.uk",
                Global(region: "eu-isoe-west-1", zone: "eu-isoe-west-1", dualStackZone: ""))
        ),
        (
            "us-isof-",
            Partition(
                "aws-iso-f", "csp.hci.ic.gov", dual: "api.aws.hci.ic.gov",
                Global(region: "us-isof-south-1", zone: "us-isof-south-1", dualStackZone: ""))
        ),
        (
            "eusc-",
            Partition(
                "aws-eusc", "amazonaws.eu", dual: "api.amazonwebservices.eu",
                Global(region: "eusc-de-east-1", zone: "eusc-de-east-1", dualStackZone: "global"))
        ),
    ]
}
