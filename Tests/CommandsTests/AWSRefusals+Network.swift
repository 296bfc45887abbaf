import TestSupport

extension AWSRefusal {
    private static let page = "<html><title>Sign in</title></html>"
    private static let asked = "sts:GetCallerIdentity in us-east-1: "
    private static let lookAtStub = "see what answers at {stub}, which AWS_ENDPOINT_URL gives, and your proxy"
    private static let user = "arn:aws:iam::123456789012:user/ci"

    private static func foreign(
        _ status: Int, _ count: Int, _ type: String = " of type text/html", _ times: String = ""
    )
        -> String
    {
        "sts:GetCallerIdentity: {host} answered \(status) with \(count) bytes\(type) that are no answer of the service\(times)."
    }

    private static func denied(_ action: String, _ resource: String) -> String {
        "User: \(user) is not authorized to perform: \(action)\(resource) because no identity-based policy allows the \(action) action"
    }

    static let ofAnswers: [AWSRefusal] = [
        .init(
            "a page", answers: [.init(200, "text/html", page)], is: "E0813",
            foreign(200, 35, " of type text/html", " (3 attempts)"), help: lookAtStub),
        .init(
            "a page with 403", answers: [.init(403, "text/html", page)], is: "E0813", foreign(403, 35), help: lookAtStub
        ),
        .init(
            "a page with 404", answers: [.init(404, "text/html", page)], is: "E0813", foreign(404, 35), help: lookAtStub
        ),
        .init(
            "a redirect to a portal", answers: [.init(302, "text/html", "", fields: [("Location", "https://portal/")])],
            is: "E0813", foreign(302, 0), help: lookAtStub),
        .init(
            "a page with 502", answers: [.init(502, "text/html", page)], is: "E0818",
            foreign(502, 35, " of type text/html", " (3 attempts)"), help: lookAtStub),
        .init(
            "nothing", answers: [.init(200, "text/xml", "")], is: "E0813",
            foreign(200, 0, " of type text/xml", " (3 attempts)"), help: lookAtStub),
        .init(
            "half of an XML text", answers: [.init(200, "text/xml", "<GetCallerIdentityResponse><GetCal")], is: "E0813",
            foreign(200, 34, " of type text/xml", " (3 attempts)"), help: lookAtStub),
        .init(
            "half of a JSON text", "secrets get ssm:/key", answers: [.init(200, "application/json", "{\"Param")],
            is: "E0813",
            "ssm:GetParameter: {host} answered 200 with 7 bytes of type application/json that are no answer of the service (3 attempts).",
            help: lookAtStub),
        .init(
            "JSON without the value", "secrets get ssm:/key", answers: [.init(200, "application/json", "{}")],
            is: "E0813",
            "ssm:GetParameter on /key answered without a value.", help: "check the endpoint of the service"),
        .init(
            "less than was announced", answers: [.init(200, "text/xml", "<a/>", length: 100)], is: "E0810",
            "sts:GetCallerIdentity: {host}: transfer closed with 96 bytes remaining to read (3 attempts).",
            help: "check your network, and AWS_ENDPOINT_URL"),
        .init(
            "far too much", answers: [.init(200, "text/xml", "", padding: 17 << 20)], is: "E0813",
            "sts:GetCallerIdentity: {host}: the answer is longer than 16777216 bytes.", help: lookAtStub),
        .init(
            "a file that is too long", "aws request s3 /bucket/key",
            answers: [.init(200, "text/plain", "", padding: 65 << 20)], is: "E0819",
            "GET /bucket/key of s3: {host}: the answer is longer than 67108864 bytes.",
            help: "ask for a part of it with --header 'Range: bytes=0-1048575'"),
        .init(
            "another region (S3)", "aws request s3 /bucket/key",
            answers: [
                .init(
                    301, "application/xml",
                    "<Error><Code>PermanentRedirect</Code><Message>Elsewhere.</Message></Error>",
                    fields: [("x-amz-bucket-region", "eu-west-1")])
            ], is: "E0823", "GET /bucket/key of s3 in us-east-1: PermanentRedirect: Elsewhere.",
            help: "use --region eu-west-1"
        ),
        .init(
            "another region (signature)", "aws request s3 /bucket/key",
            answers: [
                .s3(
                    "AuthorizationHeaderMalformed", "the region 'us-east-1' is wrong; expecting 'eu-west-1'",
                    "<Region>eu-west-1</Region>")
            ], is: "E0823",
            "GET /bucket/key of s3 in us-east-1: AuthorizationHeaderMalformed: the region 'us-east-1' is wrong; expecting 'eu-west-1' [request r-1].",
            help: "use --region eu-west-1"),
        .init(
            "an action denied (query)", answers: [.query("AccessDenied", denied("sts:X", ""), status: 403)],
            is: "E0814",
            "\(asked)AccessDenied: \(denied("sts:X", "")) [request r-1].",
            help: "allow sts:X to \(user) in a policy"),
        .init(
            "an action denied (JSON)", "secrets get secretsmanager:shop/prod",
            answers: [.json("AccessDeniedException", denied("secretsmanager:GetSecretValue", " on resource: arn:s"))],
            is: "E0814",
            "secretsmanager:GetSecretValue on secret shop/prod in us-east-1: AccessDeniedException: \(denied("secretsmanager:GetSecretValue", " on resource: arn:s")) [request r-1].",
            help: "allow secretsmanager:GetSecretValue on arn:s to \(user) in a policy"),
        .init(
            "an action denied (S3)", "aws request s3 /bucket/key",
            answers: [.s3("AccessDenied", denied("s3:GetObject", " on resource: &quot;arn:o&quot;"), status: 403)],
            is: "E0814",
            "GET /bucket/key of s3 in us-east-1: AccessDenied: \(denied("s3:GetObject", " on resource: \"arn:o\"")) [request r-1].",
            help: "allow s3:GetObject on arn:o to \(user) in a policy"),
        .init(
            "an action denied (HEAD)", "aws request s3 /bucket/key --method HEAD",
            answers: [.init(403, "application/xml", "")], is: "E0814",
            "HEAD /bucket/key of s3 in us-east-1: AccessDenied.",
            help: "allow the action behind this request in a policy"),
        .init(
            "an action denied (EC2)", "aws request ec2 --action DescribeVpcs",
            answers: [
                .init(
                    403, "text/xml",
                    "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>\(denied("ec2:DescribeVpcs", ""))</Message></Error></Errors><RequestID>r-1</RequestID></Response>"
                )
            ], is: "E0814",
            "ec2:DescribeVpcs in us-east-1: UnauthorizedOperation: \(denied("ec2:DescribeVpcs", "")) [request r-1].",
            help: "allow ec2:DescribeVpcs to \(user) in a policy"),
        .init(
            "an action denied (REST and JSON)", "aws request eks /clusters/shop",
            answers: [
                .init(
                    403, "application/json", #"{"message":"\#(denied("eks:DescribeCluster", " on resource: arn:c"))"}"#,
                    fields: [("x-amzn-ErrorType", "AccessDeniedException:http://internal/")])
            ], is: "E0814",
            "GET /clusters/shop of eks in us-east-1: AccessDeniedException: \(denied("eks:DescribeCluster", " on resource: arn:c")).",
            help: "allow eks:DescribeCluster on arn:c to \(user) in a policy"),
        .init(
            "an action denied by a policy",
            answers: [
                .query(
                    "AccessDenied",
                    "User: \(user) is not authorized to perform: sts:X with an explicit deny in a service control policy",
                    status: 403)
            ], is: "E0814",
            "\(asked)AccessDenied: User: \(user) is not authorized to perform: sts:X with an explicit deny in a service control policy [request r-1].",
            help: "lift the deny of sts:X to \(user), in the policy that AWS names"),
        .init(
            "a clock beyond correction",
            answers: [
                .query("SignatureDoesNotMatch", "Signature expired: it is late", status: 403)
            ], is: "E0816", "\(asked)SignatureDoesNotMatch: Signature expired: it is late [request r-1].",
            help: "set this machine's clock"),
        .init(
            "a clock that AWS's own contradicts",
            answers: [
                .init(
                    403, "text/xml",
                    "<ErrorResponse><Error><Code>RequestExpired</Code><Message>Late</Message></Error></ErrorResponse>",
                    fields: [("Date", "Sun, 06 Nov 1994 08:49:37 GMT")]),
                .init(
                    403, "text/xml",
                    "<ErrorResponse><Error><Code>RequestExpired</Code><Message>Late</Message></Error></ErrorResponse>",
                    fields: [("Date", "Fri, 06 Nov 2099 08:49:37 GMT")]),
            ], is: "E0816", "\(asked)RequestExpired: Late (3 attempts).", help: "set this machine's clock"),
        .init(
            "throttled", answers: [.query("Throttling", "Rate exceeded")], is: "E0817",
            "\(asked)Throttling: Rate exceeded (3 attempts) [request r-1].",
            help: "wait, or ask for a higher quota of sts:GetCallerIdentity in Service Quotas"),
        .init(
            "a failure of AWS", answers: [.query("InternalFailure", "Oops", status: 500)], is: "E0818",
            "\(asked)InternalFailure: Oops (3 attempts) [request r-1].",
            help: "try again; https://health.aws.amazon.com tells of outages"),
        .init(
            "a refusal in AWS's words", "aws request sts --action GetFish",
            answers: [.query("InvalidAction", "No fish")],
            is: "E0819", "sts:GetFish in us-east-1: InvalidAction: No fish [request r-1].",
            help: "correct what AWS names, then try again"),
        .init(
            "a lost answer to what may not be done twice", "aws request sns --action Publish --parameter Message=m",
            answers: [.init(200, "text/html", page)], is: "E0826",
            "It may be done, and it may not be. sns:Publish: {host} answered 200 with 35 bytes of type text/html that are no answer of the service.",
            help: "look at the resource before you try again"),
    ]

    private static let closed = "http://127.0.0.1:{closed}"
    private static func notConnected(_ host: String, _ port: String = "{closed}") -> String {
        "sts:GetCallerIdentity: \(host): Failed to connect to 127.0.0.1 port \(port) after … ms: Couldn't connect to server (3 attempts)."
    }
    private static let caller = [
        StubServer.Answer(
            200, "text/xml",
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>"
        )
    ]
    private static let bundle = ["AWS_CA_BUNDLE": "{dir}/tls.pem"]
    private static func proxy(_ value: String) -> [String: String] { bundle.merging(["https_proxy": value]) { $1 } }
    private static let proxyHelp = "check https_proxy, or name the hosts that need no proxy in no_proxy"

    static func tls(
        _ name: String, _ variables: [String: String] = [:], certificate: String = "IP:127.0.0.1", is code: String,
        _ text: String, help: String
    ) -> AWSRefusal {
        .init(name, "aws whoami", variables, answers: caller, certificate: certificate, is: code, text, help: help)
    }

    static let ofNetwork: [AWSRefusal] = [
        .init(
            "a port where nobody listens", "aws whoami", ["AWS_ENDPOINT_URL": closed], is: "E0810",
            notConnected("127.0.0.1:{closed}"), help: "check your network, and AWS_ENDPOINT_URL"),
        .init(
            "a name that nobody has", "aws whoami", ["AWS_ENDPOINT_URL_STS": "http://sts.invalid"], is: "E0810",
            "sts:GetCallerIdentity: sts.invalid: Could not resolve host: sts.invalid (3 attempts).",
            help: "check AWS_ENDPOINT_URL_STS and your name servers"),
        .init(
            "no TLS where it should be", "aws whoami", ["AWS_ENDPOINT_URL": "https://{host}"],
            answers: caller, is: "E0811", "sts:GetCallerIdentity: {host}: …wrong version number….",
            help: "see what answers at https://{host}: it does not speak TLS as AWS does"),
        tls(
            "a certificate that nobody signed", is: "E0811",
            "sts:GetCallerIdentity: {host}: SSL certificate problem: self-signed certificate.",
            help: "give your authority's certificate in AWS_CA_BUNDLE"),
        tls(
            "another host's certificate", bundle, certificate: "DNS:other.example", is: "E0811",
            "sts:GetCallerIdentity: {host}: SSL: no alternative certificate subject name matches target host name '127.0.0.1'.",
            help: "check AWS_ENDPOINT_URL: the certificate is another host's"),
        tls(
            "a bundle that is missing", ["AWS_CA_BUNDLE": "{home}/none.pem"], is: "E0811",
            "sts:GetCallerIdentity: {host}: error setting certificate file: {home}/none.pem.",
            help: "write certificates in PEM to {home}/none.pem, which AWS_CA_BUNDLE may name"),
        tls(
            "a proxy that is not there", proxy("http://127.0.0.1:{closed}"), is: "E0812", notConnected("{host}"),
            help: proxyHelp),
        tls(
            "a proxy whose name nobody has", proxy("http://me:hunter22@proxy.invalid:1"), is: "E0812",
            "sts:GetCallerIdentity: {host}: Could not resolve proxy: proxy.invalid.", help: proxyHelp),
        tls(
            "a proxy of an unknown kind", proxy("gopher://me:hunter22@127.0.0.1:1"), is: "E0812",
            "sts:GetCallerIdentity: {host}: Unsupported proxy scheme for 'https_proxy' (3 attempts).", help: proxyHelp),
        tls(
            "a proxy that is no address", proxy("http://me:hunter22@127.0.0.1:99999"), is: "E0812",
            "sts:GetCallerIdentity: {host}: Unsupported proxy syntax in 'https_proxy'.", help: proxyHelp),
        .init(
            "a proxy that wants a password, without TLS", "aws whoami",
            ["AWS_ENDPOINT_URL": "http://sts.invalid", "http_proxy": "{stub}"],
            answers: [.init(407, "text/html", page)], is: "E0812",
            "sts:GetCallerIdentity: sts.invalid answered 407 with 35 bytes of type text/html that are no answer of the service.",
            help: "write the proxy's name and password in http_proxy"),
    ]
}
