import Diagnostics
import Testing

@testable import AWS

@Suite("where AWS's services are spoken to")
struct EndpointTests {
    /// Service, region, f(ips) d(ual stack) l(egacy STS), host, region of the signature. All regions: judge-settings.
    static let ownRows: [(ServiceDescriptor, String, String, String, String)] = [
        (.sts, "eu-central-1", "", "sts.eu-central-1.amazonaws.com", "eu-central-1"),
        (.sts, "eu-central-1", "l", "sts.amazonaws.com", "us-east-1"),
        (.sts, "eu-central-2", "l", "sts.eu-central-2.amazonaws.com", "eu-central-2"),
        (.sts, "cn-north-1", "l", "sts.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        (.sts, "us-east-1", "fl", "sts-fips.us-east-1.amazonaws.com", "us-east-1"),
        (.sts, "us-east-2", "dl", "sts.us-east-2.api.aws", "us-east-2"),
        (.dynamodb, "eu-central-1", "l", "dynamodb.eu-central-1.amazonaws.com", "eu-central-1"),
        (.sts, "us-gov-west-1", "f", "sts.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        (.sts, "us-gov-west-1", "fd", "sts-fips.us-gov-west-1.api.aws", "us-gov-west-1"),
        (.kms, "us-gov-east-1", "f", "kms-fips.us-gov-east-1.amazonaws.com", "us-gov-east-1"),
        (.s3, "us-east-1", "", "s3.us-east-1.amazonaws.com", "us-east-1"),
        (.s3, "us-east-1", "f", "s3-fips.us-east-1.amazonaws.com", "us-east-1"),
        (.s3, "eu-west-1", "d", "s3.dualstack.eu-west-1.amazonaws.com", "eu-west-1"),
        (.s3, "us-gov-west-1", "fd", "s3-fips.dualstack.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        (.s3, "cn-northwest-1", "d", "s3.dualstack.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
        (.ecr, "eu-west-1", "", "api.ecr.eu-west-1.amazonaws.com", "eu-west-1"),
        (.ecr, "us-east-1", "f", "ecr-fips.us-east-1.amazonaws.com", "us-east-1"),
        (.ecr, "eu-west-1", "d", "ecr.eu-west-1.api.aws", "eu-west-1"),
        (.ecr, "us-east-1", "fd", "ecr-fips.us-east-1.api.aws", "us-east-1"),
        (.eks, "us-east-1", "f", "fips.eks.us-east-1.amazonaws.com", "us-east-1"),
        (.eks, "us-east-1", "fd", "eks-fips.us-east-1.api.aws", "us-east-1"),
        (.eks, "us-gov-west-1", "f", "eks.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        (.secretsManager, "eu-west-1", "d", "secretsmanager.eu-west-1.amazonaws.com", "eu-west-1"),
        (.secretsManager, "us-iso-east-1", "d", "secretsmanager.us-iso-east-1.api.aws.ic.gov", "us-iso-east-1"),
        (.cloudWatch, "us-gov-west-1", "fd", "monitoring.us-gov-west-1.api.aws", "us-gov-west-1"),
        (.loadBalancing, "ap-south-2", "", "elasticloadbalancing.ap-south-2.amazonaws.com", "ap-south-2"),
        (.iam, "eu-central-1", "", "iam.amazonaws.com", "us-east-1"),
        (.iam, "eu-central-1", "f", "iam-fips.amazonaws.com", "us-east-1"),
        (.iam, "eu-central-1", "d", "iam.global.api.aws", "us-east-1"),
        (.iam, "cn-northwest-1", "", "iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        (.iam, "us-gov-east-1", "f", "iam.us-gov.amazonaws.com", "us-gov-west-1"),
        (.iam, "us-isob-west-1", "", "iam.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
        (.sso, "eu-west-1", "", "portal.sso.eu-west-1.amazonaws.com", "eu-west-1"),
        (.ec2, "eusc-de-east-1", "", "ec2.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
        (.ssm, "eu-isoe-west-1", "", "ssm.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1"),
        (.sns, "us-isof-south-1", "d", "sns.us-isof-south-1.api.aws.hci.ic.gov", "us-isof-south-1"),
    ]

    @Test("AWS's own", arguments: ownRows)
    func own(
        _ service: ServiceDescriptor, _ region: String, _ how: String, _ host: String, _ signed: String
    ) throws {
        let settings = try AWSSettings(
            try SettingsFiles().context([
                "AWS_USE_FIPS_ENDPOINT": "\(how.contains("f"))", "AWS_USE_DUALSTACK_ENDPOINT": "\(how.contains("d"))",
                "AWS_STS_REGIONAL_ENDPOINTS": how.contains("l") ? "legacy" : "regional",
            ]))
        let endpoint = try Endpoint(service, in: region, settings)
        #expect(endpoint.origin == "https://\(host)")
        #expect(endpoint.region == signed)
        #expect(endpoint.path == "" && endpoint.source == nil)
    }

    @Test(
        "partitions have their names in ARNs",
        arguments: [
            ("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-east-1", "aws-us-gov"),
            ("us-iso-west-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"), ("eu-isoe-west-1", "aws-iso-e"), ("us-isof-south-1", "aws-iso-f"),
            ("eusc-de-east-1", "aws-eusc"), ("us-east-1", "aws"), ("somewhere-new-9", "aws"),
        ])
    func partitions(_ region: String, _ name: String) { #expect(Partition(region).name == name) }

    private static let config = """
        [default]
        endpoint_url = http://profile
        services = mine
        [profile plain]
        endpoint_url = http://profile
        [profile typo]
        services = thine
        endpoint_url = http://profile
        [profile own]
        [services mine]
        s3 =
          endpoint_url = http://service
        sts =
          other = x
        secrets_manager =
          endpoint_url =
        """

    static let givenRows: [(ServiceDescriptor, String?, [String: String], String, String?)] = [
        (
            .s3, nil, ["AWS_ENDPOINT_URL_S3": "http://a", "AWS_ENDPOINT_URL": "http://b"], "http://a",
            "AWS_ENDPOINT_URL_S3"
        ),
        (
            .s3, nil, ["AWS_ENDPOINT_URL_STS": "http://a", "AWS_ENDPOINT_URL": "http://b"], "http://b",
            "AWS_ENDPOINT_URL"
        ),
        (.s3, nil, ["AWS_ENDPOINT_URL_S3": ""], "http://service", "endpoint_url of services mine"),
        (.sts, nil, [:], "http://profile", "endpoint_url of profile default"),
        (.secretsManager, nil, [:], "http://profile", "endpoint_url of profile default"),
        (.s3, "plain", [:], "http://profile", "endpoint_url of profile plain"),
        (.s3, "own", [:], "https://s3.eu-west-1.amazonaws.com", nil),
        (.s3, "typo", ["AWS_ENDPOINT_URL": "http://b"], "http://b", "AWS_ENDPOINT_URL"),
        (
            .secretsManager, "own", ["AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://c"], "http://c",
            "AWS_ENDPOINT_URL_SECRETS_MANAGER"
        ),
        (
            .loadBalancing, "own", ["AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2": "http://d"], "http://d",
            "AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2"
        ),
        (
            .s3, nil, ["AWS_ENDPOINT_URL_S3": "http://a", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"],
            "https://s3.eu-west-1.amazonaws.com", nil
        ),
        (.s3, "typo", ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], "https://s3.eu-west-1.amazonaws.com", nil),
    ]

    @Test("what somebody set: variable of the service, variable, services, profile", arguments: givenRows)
    func given(
        _ service: ServiceDescriptor, _ profile: String?, _ variables: [String: String], _ origin: String,
        _ source: String?
    ) throws {
        let files = try SettingsFiles(config: Self.config)
        let endpoint = try Endpoint(service, in: "eu-west-1", AWSSettings(files.context(variables, profile: profile)))
        #expect(endpoint.origin == origin)
        #expect(endpoint.source == source)
        #expect(endpoint.region == "eu-west-1")
    }

    @Test("services that are nowhere are told, and AWS's own are not asked in their place")
    func missingServices() throws {
        let files = try SettingsFiles(config: Self.config)
        let settings = try AWSSettings(files.context(profile: "typo"))
        #expect(
            try files.refusal { _ = try Endpoint(.s3, in: "eu-west-1", settings) }
                == "E0805 The profile typo has its endpoints from services that are nowhere. | "
                + "write a section [services NAME] in DIR/config")
    }

    @Test("IAM is signed for its one region, whoever stands between; STS for the region that was chosen")
    func regionOfGiven() throws {
        let files = try SettingsFiles()
        let settings = try AWSSettings(
            files.context(["AWS_ENDPOINT_URL": "http://localhost:4566", "AWS_STS_REGIONAL_ENDPOINTS": "legacy"]))
        #expect(try Endpoint(.iam, in: "eu-west-1", settings).region == "us-east-1")
        #expect(try Endpoint(.sts, in: "eu-west-1", settings).region == "eu-west-1")
    }

    static let urls: [(String, String, String)] = [
        ("http://localhost:4566", "http://localhost:4566", ""), ("http://localhost:4566/", "http://localhost:4566", ""),
        ("https://a.example", "https://a.example", ""), ("https://a.example:443/", "https://a.example", ""),
        ("http://a.example:80//", "http://a.example", ""), ("http://a.example:443", "http://a.example:443", ""),
        ("https://A_b-c.example:65535/x/y//", "https://A_b-c.example:65535", "/x/y"),
        ("http://127.0.0.1:1/a%2Fb", "http://127.0.0.1:1", "/a%2Fb"), ("http://[::1]:8000/", "http://[::1]:8000", ""),
        ("http://[::ffff:127.0.0.1]", "http://[::ffff:127.0.0.1]", ""),
        ("http://h/~a!$&'()*+,;=:@", "http://h", "/~a!$&'()*+,;=:@"),
        ("http://h/..a/b..", "http://h", "/..a/b.."),
    ]

    @Test("addresses that are one", arguments: urls)
    func address(_ url: String, _ origin: String, _ path: String) throws {
        let endpoint = try Endpoint(url, region: "r", source: "s")
        #expect(endpoint.origin == origin)
        #expect(endpoint.path == path)
    }

    static let hostile = [
        "", "http://", "https://", "http:///", "http:///path", "http://:80", "http://:80/x", "localhost:4566",
        "//host", "ftp://host", "javascript:alert(1)", "file:///etc/passwd", "HTTP://host", "http:/host", "http:host",
        "http://user:hunter2@host", "http://user@host", "http://@host", "http://hunter2%40host", "http://host:",
        "http://host:0", "http://host:65536", "http://host:080", "http://host:80a", "http://host:-1", "http://host:1:2",
        "http://ho st", " http://host", "http://host ", "http://host\t", "http://host\r\nX-Evil: hunter2",
        "http://host/\r\nX-Evil: hunter2", "http://host\n", "http://host?x=hunter2", "http://host/?hunter2",
        "http://host/#hunter2", "http://host#hunter2", "http://host\\evil", "http://host/a\\b", "http://host/a b",
        "http://host/\"", "http://host/<a>", "http://host/{a}", "http://host/%", "http://host/%2", "http://host/%zz",
        "http://host/../x", "http://host/a/./b", "http://host/%2e%2E/x", "http://host/.%2e", "http://host/a/..",
        "http://hö.example", "http://host/é", "http://host\u{0}", "http://a..b", "http://.a", "http://a.",
        "http://[::1",
        "http://[::1]x", "http://[]", "http://[:]evil:1", "http://[::1%25eth0]", "http://[host]", "http://::1",
        "http://" + String(repeating: "a", count: 64), "http://a|b", "http://a,b", "http://$(hunter2)", "http://a;b",
    ]

    @Test("everything else is refused, and nothing of it is shown", arguments: hostile)
    func refuses(_ url: String) throws {
        let failure = try #require(throws: Failure.self) {
            _ = try Endpoint(url, region: "r", source: "AWS_ENDPOINT_URL")
        }
        let diagnostic = try #require(failure.diagnostics.first)
        #expect(diagnostic.code.id == "E0805")
        #expect(
            diagnostic.detail
                == "The endpoint that AWS_ENDPOINT_URL gives is no URL of the form http[s]://HOST[:PORT][/PATH].")
        #expect(diagnostic.help == "write for example https://sts.eu-central-1.amazonaws.com")
        #expect(!"\(failure)".contains("hunter2"))
    }
}
