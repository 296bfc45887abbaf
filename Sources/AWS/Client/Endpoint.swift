package import Diagnostics

/// Where a service is spoken to, and the region its signature names.
package struct Endpoint: Sendable, Hashable {
    package let isSecure: Bool
    /// With its port where that is not the scheme's own.
    package let host: String
    /// What goes before every path, without a slash at its end.
    package let path: String
    package let region: String
    /// Where it comes from when somebody set it; nil for AWS's own.
    package let source: String?

    package var origin: String { "\(isSecure ? "https" : "http")://\(host)" }

    /// The endpoint of `service` in `region`: AWS_ENDPOINT_URL_SERVICE, the profile's `services`, AWS_ENDPOINT_URL, the
    /// profile's endpoint_url, then AWS's own by partition, FIPS and dual stack.
    ///
    /// Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints"; AWS General Reference, "Service
    /// endpoints". Throws E0805 for a URL that is none.
    package init(
        _ service: ServiceDescriptor, in region: String, _ settings: AWSSettings
    ) throws(Failure) {
        if !settings.ignoresEndpoints, let given = Self.given(service, settings) {
            try self.init(given.value, region: Self.signingRegion(service, region), source: given.source)
            return
        }
        self.init(
            host: Self.host(service, region, Partition(region), settings),
            region: Self.signingRegion(service, region, settings))
    }

    private init(host: String, region: String) {
        isSecure = true
        self.host = host
        path = ""
        self.region = region
        source = nil
    }

    /// An address that somebody wrote.
    package init(_ url: String, region: String, source: String) throws(Failure) {
        let isSecure = url.hasPrefix("https://")
        let rest = url.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix { $0 != "/" }
        var path = String(rest.dropFirst(authority.count))
        while path.hasSuffix("/") { path.removeLast() }
        let isHost = authority.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x3A).contains(byte)
                || [0x2D, 0x2E, 0x5B, 0x5D, 0x5F].contains(byte)
        }
        guard isSecure || url.hasPrefix("http://"), !authority.isEmpty, isHost, !path.contains("?"),
            path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else {
            // Not quoted: a name and password before an @ would be.
            throw Failure(
                AWSCodes.setting,
                "The endpoint that \(source) gives is no URL of the form http[s]://HOST[:PORT][/PATH].",
                help: "write for example https://sts.eu-central-1.amazonaws.com")
        }
        self.isSecure = isSecure
        let ownPort = isSecure ? ":443" : ":80"
        host = String(authority.hasSuffix(ownPort) ? authority.dropLast(ownPort.count) : authority)
        self.path = path
        self.region = region
        self.source = source
    }

    private static func given(_ service: ServiceDescriptor, _ settings: AWSSettings) -> AWSSettings.Sourced? {
        let context = settings.context
        let variable = "AWS_ENDPOINT_URL_\(service.id.uppercased())"
        if let url = context[variable] { return .init(value: url, source: variable) }
        if let name = settings.profile?.text("services"), let group = settings.configuration.services[name],
            let url = group[service.id]?.property.nested.last(where: { $0.name == "endpoint_url" })?.text
        {
            return .init(value: url, source: "endpoint_url of services \(name)")
        }
        if let url = context["AWS_ENDPOINT_URL"] { return .init(value: url, source: "AWS_ENDPOINT_URL") }
        guard let url = settings.profile?.text("endpoint_url") else { return nil }
        return .init(value: url, source: "endpoint_url of profile \(settings.profileName)")
    }

    /// Regions that were there before STS had endpoints of their own.
    private static let legacyRegions: Set<String> = [
        "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "aws-global", "ca-central-1",
        "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2",
        "us-west-1", "us-west-2",
    ]

    private static func isGlobal(
        _ service: ServiceDescriptor, _ region: String, _ settings: AWSSettings
    ) -> Bool {
        service.isGlobal || (service == .sts && settings.usesGlobalSTS && legacyRegions.contains(region))
    }

    private static func signingRegion(
        _ service: ServiceDescriptor, _ region: String, _ settings: AWSSettings? = nil
    ) -> String {
        let isGlobal = settings.map { Self.isGlobal(service, region, $0) } ?? service.isGlobal
        return isGlobal ? Partition(region).globalRegion : region
    }

    private static func host(
        _ service: ServiceDescriptor, _ region: String, _ partition: Partition, _ settings: AWSSettings
    ) -> String {
        let name = settings.usesFIPS ? "\(service == .ecr ? "ecr" : service.endpoint)-fips" : service.endpoint
        if isGlobal(service, region, settings) { return "\(name).\(partition.suffix)" }
        guard settings.usesDualStack else { return "\(name).\(region).\(partition.suffix)" }
        // S3 had dual stack before there was a name for it.
        if service == .s3 { return "\(name).dualstack.\(region).\(partition.suffix)" }
        let dual = service == .ecr && !settings.usesFIPS ? "ecr" : name
        return "\(dual).\(region).\(partition.dualStackSuffix)"
    }
}

/// A group of regions with names and accounts of its own (AWS, "Partitions").
package struct Partition: Sendable, Hashable {
    /// As in an ARN.
    package let name: String
    let suffix: String
    let dualStackSuffix: String
    let globalRegion: String

    package init(_ region: String) {
        (name, suffix, dualStackSuffix, globalRegion) =
            if region.hasPrefix("cn-") {
                ("aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn", "cn-north-1")
            } else if region.hasPrefix("us-gov-") {
                ("aws-us-gov", "amazonaws.com", "api.aws", "us-gov-west-1")
            } else if region.hasPrefix("us-isob-") {
                ("aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud", "us-isob-east-1")
            } else if region.hasPrefix("us-iso-") {
                ("aws-iso", "c2s.ic.gov", "api.aws.ic.gov", "us-iso-east-1")
            } else {
                ("aws", "amazonaws.com", "api.aws", "us-east-1")
            }
    }
}
