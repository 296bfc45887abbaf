package import SigV4

/// What there is to know of an AWS service before it is spoken to; a new service is a new value.
package struct ServiceDescriptor: Sendable, Hashable {
    /// How calls are written and errors answered (Smithy, "AWS protocols").
    package enum WireProtocol: Sendable, Hashable {
        /// A form with Action and Version, XML back.
        case query(version: String)
        /// As query, with errors and lists of its own shape.
        case ec2(version: String)
        /// JSON with an X-Amz-Target of this prefix; 1.0 or 1.1.
        case json(version: String, target: String)
        case restJSON
        case restXML
    }

    /// As in AWS_ENDPOINT_URL_SECRETS_MANAGER, in lower case with underscores.
    package let id: String
    /// The first part of the endpoint's name.
    package let endpoint: String
    package let signingName: String
    package let wire: WireProtocol
    package let rules: SigningRules
    /// One endpoint for all regions, signed for us-east-1.
    package let isGlobal: Bool

    package init(
        _ id: String, endpoint: String? = nil, signing: String? = nil, _ wire: WireProtocol,
        rules: SigningRules = .standard, isGlobal: Bool = false
    ) {
        self.id = id
        self.endpoint = endpoint ?? id
        signingName = signing ?? endpoint ?? id
        self.wire = wire
        self.rules = rules
        self.isGlobal = isGlobal
    }

    package static let sts = ServiceDescriptor("sts", .query(version: "2011-06-15"))
    package static let s3 = ServiceDescriptor("s3", .restXML, rules: .s3)
    package static let dynamodb = ServiceDescriptor("dynamodb", .json(version: "1.0", target: "DynamoDB_20120810"))
    package static let ecr = ServiceDescriptor(
        "ecr", endpoint: "api.ecr", signing: "ecr",
        .json(version: "1.1", target: "AmazonEC2ContainerRegistry_V20150921"))
    package static let secretsManager = ServiceDescriptor(
        "secrets_manager", endpoint: "secretsmanager", .json(version: "1.1", target: "secretsmanager"))
    package static let ssm = ServiceDescriptor("ssm", .json(version: "1.1", target: "AmazonSSM"))
    package static let eks = ServiceDescriptor("eks", .restJSON)
    package static let kms = ServiceDescriptor("kms", .json(version: "1.1", target: "TrentService"))
    package static let sns = ServiceDescriptor("sns", .query(version: "2010-03-31"))
    package static let sso = ServiceDescriptor("sso", endpoint: "portal.sso", .restJSON)
    package static let cloudFormation = ServiceDescriptor("cloudformation", .query(version: "2010-05-15"))
    package static let ec2 = ServiceDescriptor("ec2", .ec2(version: "2016-11-15"))
    package static let iam = ServiceDescriptor("iam", .query(version: "2010-05-08"), isGlobal: true)
    package static let loadBalancing = ServiceDescriptor(
        "elastic_load_balancing_v2", endpoint: "elasticloadbalancing", .query(version: "2015-12-01"))
    package static let cloudWatch = ServiceDescriptor(
        "cloudwatch", endpoint: "monitoring", .query(version: "2010-08-01"))

    /// Those that `slipway aws request` knows by name.
    package static let all = [
        sts, s3, dynamodb, ecr, secretsManager, ssm, eks, kms, sns, cloudFormation, ec2, iam, loadBalancing, cloudWatch,
    ]

    /// The service of that signing name; nil for those that nobody described.
    package static func named(_ name: String) -> ServiceDescriptor? {
        all.first { $0.signingName == name || $0.id == name }
    }
}
