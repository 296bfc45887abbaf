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

    /// The endpoint of `service` in `region`: AWS_ENDPOINT_URL_SERVICE, AWS_ENDPOINT_URL, the profile's `services`, its
    /// endpoint_url, then AWS's own by partition, FIPS and dual stack.
    ///
    /// Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints"; AWS General Reference, "Service
    /// endpoints". Throws E0805 for a URL that is none, and for `services` that are in no file.
    package init(
        _ service: ServiceDescriptor, in region: String, _ settings: AWSSettings
    ) throws(Failure) {
        let partition = Partition(region)
        if !settings.ignoresEndpoints, let given = try Self.given(service, settings) {
            // What has one endpoint for all regions is signed for one, whoever stands between.
            let region = service.isGlobal ? partition.global.region : region
            try self.init(given.value, region: region, source: given.source)
            return
        }
        let name = HostName(service: service, region: region, partition: partition, settings: settings)
        self.init(host: name.text, region: name.isOfAllRegions ? partition.global.region : region)
    }

    private init(host: String, region: String) {
        isSecure = true
        self.host = host
        path = ""
        self.region = region
        source = nil
    }

    /// An address that somebody wrote; throws E0805 for what is none.
    package init(_ url: String, region: String, source: String) throws(Failure) {
        guard let parts = EndpointURL(url) else {
            // Not quoted: a name and password before an @ would be.
            throw Failure(
                AWSCodes.setting,
                "The endpoint that \(source) gives is no URL of the form http[s]://HOST[:PORT][/PATH].",
                help: "write for example https://sts.eu-central-1.amazonaws.com")
        }
        isSecure = parts.isSecure
        host = parts.host
        path = parts.path
        self.region = region
        self.source = source
    }

    private static func given(
        _ service: ServiceDescriptor, _ settings: AWSSettings
    ) throws(Failure) -> AWSSettings.Sourced? {
        let context = settings.context
        for variable in ["AWS_ENDPOINT_URL_\(service.id.uppercased())", "AWS_ENDPOINT_URL"] {
            if let url = context[variable] { return .init(value: url, source: variable) }
        }
        guard let profile = settings.profile else { return nil }
        if let name = profile.text("services") {
            guard let group = settings.configuration.services[name] else {
                throw Failure(
                    AWSCodes.setting, "The profile \(profile.name) has its endpoints from services that are nowhere.",
                    at: profile["services"]?.location,
                    help: "write a section [services NAME] in \(settings.configuration.files[0])")
            }
            let url = group[service.id]?.property.nested.last { $0.name == "endpoint_url" }?.text ?? ""
            if !url.isEmpty { return .init(value: url, source: "endpoint_url of services \(name)") }
        }
        guard let url = profile.text("endpoint_url") else { return nil }
        return .init(value: url, source: "endpoint_url of profile \(profile.name)")
    }
}
