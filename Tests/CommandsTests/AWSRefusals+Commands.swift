import TestSupport

extension AWSRefusal {
    private static let anyTime = "write a time in UTC such as 20150830T123600Z"

    static let ofSettings: [AWSRefusal] = [
        .init(
            "no region", without: ["AWS_REGION"], is: "E0804", "No region is set.",
            help: "give --region REGION, set AWS_REGION, or write region = REGION in your profile"),
        .init(
            "a malformed region", "aws whoami", ["AWS_REGION": "EU (Ireland)"], is: "E0805",
            "AWS_REGION is \"EU (Ireland)\".", help: "a region is written like eu-central-1"),
        .init(
            "a region that is a host", "aws whoami --region evil.example.com/x", is: "E0805",
            "--region is \"evil.example.com/x\".", help: "a region is written like eu-central-1"),
        .init(
            "no attempts", "aws whoami", ["AWS_MAX_ATTEMPTS": "0"], is: "E0805", "AWS_MAX_ATTEMPTS is \"0\".",
            help: "write a whole number from 1 to 100"),
        .init(
            "attempts of a profile", "aws whoami --profile a",
            files: [".aws/config": "[profile a]\nmax_attempts = many\n"], is: "E0805",
            "max_attempts of profile a is \"many\".", help: "write a whole number from 1 to 100"),
        .init(
            "an unknown way to try again", "aws whoami", ["AWS_RETRY_MODE": "fast"], is: "E0805",
            "AWS_RETRY_MODE is \"fast\".", help: "write standard or adaptive"),
        .init(
            "neither true nor false", "aws whoami", ["AWS_USE_FIPS_ENDPOINT": "yes"], is: "E0805",
            "AWS_USE_FIPS_ENDPOINT is \"yes\".", help: "write true or false"),
        .init(
            "an endpoint with a password", "aws whoami", ["AWS_ENDPOINT_URL": "https://me:hunter22@127.0.0.1:{closed}"],
            is: "E0805", "The endpoint that AWS_ENDPOINT_URL gives is no URL of the form http[s]://HOST[:PORT][/PATH].",
            help: "write for example https://sts.eu-central-1.amazonaws.com"),
    ]

    static let ofRequests: [AWSRefusal] = [
        .init(
            "a date of another form", "aws sign --service sts --date 2015-08-30T12:36:00Z", input: "GET / HTTP/1.1\n",
            is: "E0805", "--date is \"2015-08-30T12:36:00Z\".", help: anyTime),
        .init(
            "a day that no calendar has", "aws sign --service sts --date 20150230T123600Z", input: "GET / HTTP/1.1\n",
            is: "E0805", "--date is \"20150230T123600Z\".", help: anyTime),
        .init(
            "an address for no time", "aws sign --service s3 --presign 0", status: 64, is: "E0705",
            "--presign cannot be `0`: it must be from 1 to 604800.",
            help: "`slipway help aws sign` shows how it is used",
            isUsage: true),
        .init(
            "an address for too long", "aws sign --service s3 --presign 604801", status: 64, is: "E0705",
            "--presign cannot be `604801`: it must be from 1 to 604800.",
            help: "`slipway help aws sign` shows how it is used", isUsage: true),
        .init(
            "no service", "aws sign", status: 64, is: "E0703", "--service is missing.", help: "write --service SERVICE"),
        .init(
            "no name of a service", "aws sign --service S3", is: "E0805", "--service is \"S3\".",
            help: "write a name such as s3 or execute-api"),
        .init(
            "nothing to sign", "aws sign --service sts", is: "E0825", at: "<stdin>:1:1",
            "The request on standard input: there is no request line.",
            help: "write a request line, headers, an empty line, and the body"),
        .init(
            "no request line", "aws sign --service sts", input: "Host: sts.amazonaws.com\n\n", is: "E0825",
            at: "<stdin>:1:1",
            "The request on standard input: a request line is METHOD, target and HTTP/1.1, with a space between.",
            help: "write a request line, headers, an empty line, and the body"),
        .init(
            "a line that is no header", "aws sign --service sts", input: "GET / HTTP/1.1\nHost: a\nnonsense\n\n",
            is: "E0825", at: "<stdin>:3:1", "The request on standard input: a header is NAME: VALUE.",
            help: "write a request line, headers, an empty line, and the body"),
        .init(
            "no Host", "aws sign --service sts", input: "GET / HTTP/1.1\n\n", is: "E0825",
            "The request cannot be signed: the request has no Host.", help: "add a line Host: NAME"),
        .init(
            "signed already", "aws sign --service sts",
            input: "GET / HTTP/1.1\nHost: a\nAuthorization: AWS4-HMAC-SHA256 x\n\n", is: "E0825",
            "The request cannot be signed: Authorization is set by the signature.",
            help: "take Authorization out: the signature brings its own"),
        .init(
            "signed already, to be sent", "aws request sts", is: "E0825",
            "GET / of sts: Authorization is set by the signature.",
            help: "take Authorization out: the signature brings its own"
        ).words(["aws", "request", "sts", "--header", "Authorization: Bearer x"]),
        .init(
            "no header", "aws request sts / --header x", is: "E0825", "A --header is not NAME: VALUE.",
            help: "write --header 'Accept: text/xml'"),
        .init(
            "no method", "aws request", is: "E0825", "G T / of sts: \"G T\" is no method.",
            help: "write a method such as GET or PUT"
        ).words(["aws", "request", "sts", "/", "--method", "G T"]),
        .init(
            "no path", "aws request s3 bucket/key", is: "E0825",
            "The path \"bucket/key\" does not begin with a slash, or is not percent-encoded.",
            help: "write it as it goes over the wire, as in /bucket/a%20key?list-type=2"),
        .init(
            "an unknown service with actions", "aws request dynamodbb --action ListTables", is: "E0805",
            "Slipway does not know in which protocol dynamodbb takes actions.", help: "did you mean dynamodb?"),
        .init(
            "actions of a service with paths", "aws request s3 --action ListBuckets", is: "E0805",
            "s3 has paths in place of actions.",
            help: "give the path, as in `slipway aws request s3 /PATH --method METHOD`"),
        .init(
            "a body that is no JSON", "aws request dynamodb --action GetItem --body -", input: "{", is: "E0151",
            at: "<stdin>:1:2", "the text ends in the middle of a value", help: "write a JSON object"),
        .init(
            "a body that is no object", "aws request dynamodb --action GetItem --body -", input: "[1]", is: "E0825",
            at: "<stdin>:1:1", "The body is no JSON object.", help: "write a JSON object"),
        .init(
            "a body that is not there", "aws request s3 /bucket/key --body none", is: "E0680",
            "stat {dir}/project/none: No such file or directory.", help: "check that {dir}/project/none exists"),
        .init(
            "a pipe in pieces", "aws request s3 /bucket/key --stream --body -", is: "E0825",
            "Only S3 takes a body in pieces, and its length must be known: a file's, not a pipe's.",
            help: "leave --stream out"),
        .init(
            "a cluster that can be none", "aws eks-token --cluster shop/../x", is: "E0805",
            "--cluster is no name of a cluster.",
            help: "write letters, digits, - and _, 100 at most"),
        .init(
            "a version that kubectl does not have", "aws eks-token --cluster shop",
            ["KUBERNETES_EXEC_INFO": #"{"apiVersion":"client.authentication.k8s.io/v9"}"#], is: "E0805",
            "KUBERNETES_EXEC_INFO asks for \"client.authentication.k8s.io/v9\".",
            help: "write apiVersion: client.authentication.k8s.io/v1 in the kubeconfig"),
        .init(
            "a question that is none", "aws eks-token --cluster shop", ["KUBERNETES_EXEC_INFO": "v1"], is: "E0805",
            "KUBERNETES_EXEC_INFO is no JSON object with an apiVersion.", help: "unset it where kubectl does not set it"
        ),
    ]

    private static let referenceHelp =
        "write secretsmanager:NAME#key or ssm:/path, or an environment and the name of its secret"
    private static func value(_ text: String) -> [StubServer.Answer] {
        [.init(200, "application/x-amz-json-1.1", #"{"SecretString":"\#(text)"}"#)]
    }

    static let ofSecrets: [AWSRefusal] = [
        .init(
            "a value in place of a reference", "secrets get correct-horse-battery-staple", is: "E0828",
            "SECRET cannot be used: this is no reference to a secret (and its text is not shown here, in case it is one).",
            help: referenceHelp),
        .init(
            "a reference without a name", "secrets get secretsmanager:#password", is: "E0828",
            "SECRET cannot be used: the name of the secret is not valid.", help: referenceHelp),
        .init(
            "a parameter without a slash", "secrets get ssm:shop/key", is: "E0828",
            "SECRET cannot be used: the path of the parameter starts with a slash.", help: referenceHelp),
        .init(
            "no secret", "secrets get", status: 64, is: "E0703",
            """
            SECRET is missing: A reference such as ssm:/shop/key, or the environment whose secret NAME is.
            help: usage: slipway secrets get SECRET [NAME] [options]
            """, help: wordsHelp, isUsage: true),
        .init(
            "too many words", "secrets get prod API_KEY x", status: 64, is: "E0704",
            """
            `x` is one argument too many.
            help: usage: slipway secrets get SECRET [NAME] [options]
            """, help: wordsHelp, isUsage: true),
        .init(
            "an environment without that secret", "secrets get prod API_KEI", is: "E0828",
            "The environment prod has no secret API_KEI.", help: "did you mean API_KEY?"),
        .init(
            "an environment without anything like it", "secrets set prod WHATEVER", is: "E0828",
            "The environment prod has no secret WHATEVER.", help: "it has DATABASE_PASSWORD, API_KEY, SESSION_KEY"),
        .init(
            "an unknown environment", "secrets list prot", is: "E0210", "There is no environments/prot.yaml.",
            help: "did you mean \"prod\"?"),
        .init(
            "one that Slipway makes", "secrets get prod SESSION_KEY", is: "E0828",
            "generate:32 is made by Slipway at the first apply, and kept on this machine only.",
            help: "keep it at AWS: secretsmanager:NAME#key or ssm:/path"),
        .init(
            "a key that is not there", "secrets get prod DATABASE_PASSWORD", answers: value(#"{\"passwort\":\"x\"}"#),
            is: "E0828", "The secret shop/prod has no key \"password\"; it has passwort.",
            help: "did you mean #passwort?"),
        .init(
            "no keys at all", "secrets get prod DATABASE_PASSWORD", answers: value("{}"), is: "E0828",
            "The secret shop/prod has no key \"password\"; it has none.",
            help: "store it with `slipway secrets set secretsmanager:shop/prod#password`"),
        .init(
            "a key that holds a number", "secrets get prod DATABASE_PASSWORD", answers: value(#"{\"password\":1}"#),
            is: "E0828", "The key \"password\" of secret shop/prod is no text.", help: "store it as a text"),
        .init(
            "a value that is no JSON", "secrets get prod DATABASE_PASSWORD", answers: value("correct-horse"),
            is: "E0828",
            "The value of secret shop/prod is no JSON object, so it has no keys.",
            help: "refer to it without #, or store {\"key\": \"value\"}"),
        .init(
            "a key into what is no JSON", "secrets set prod DATABASE_PASSWORD", answers: value("correct-horse"),
            input: "new", is: "E0828", "The value of secret shop/prod is no JSON object, so it has no keys.",
            help: "refer to it without #, or store {\"key\": \"value\"}"),
        .init(
            "an empty value", "secrets set ssm:/shop/key", input: "\n", is: "E0828", "The value is empty.",
            help: "give it on standard input, as in `slipway secrets set … < FILE`"),
        .init(
            "bytes that are no text", "secrets set ssm:/shop/key", is: "E0828", "The value is no text in UTF-8.",
            help: "store it in base 64"
        ).input([0xFF, 0xFE, 0xFD]),
        .init(
            "a value that is too long", "secrets set secretsmanager:big", input: String(repeating: "x", count: 65_537),
            is: "E0828", "The value has 65537 bytes, and 65536 is the most.",
            help: "keep it in S3, and the key it is encrypted with here"),
        .init(
            "no such parameter", "secrets get ssm:/nowhere/key", is: "E0820",
            "ssm:GetParameter on parameter /nowhere/key in us-east-1: ParameterNotFound: … [request …].",
            help: "check its name, and that it is in us-east-1"),
        .init(
            "no such secret", "secrets get secretsmanager:nowhere", is: "E0820",
            "secretsmanager:GetSecretValue on secret nowhere in us-east-1: ResourceNotFoundException: … [request …].",
            help: "check its name, and that it is in us-east-1"),
        .init(
            "nothing to replace", "secrets rotate secretsmanager:nowhere --yes", is: "E0828",
            "There is no such secret to replace.", help: "store it first with `slipway secrets set`"),
        .init(
            "nobody to ask", "secrets rotate ssm:/shop/key", status: 5, is: "E0415", "There is no terminal to ask on.",
            help: "run the command again with --yes to replace the value"),
        .init(
            "a list without credentials", "secrets list prod", without: ["AWS_SECRET_ACCESS_KEY"], is: "E0809",
            "AWS_SECRET_ACCESS_KEY is not set, though the other half of the key is.",
            help: "set AWS_SECRET_ACCESS_KEY"),
    ]

    private static let wordsHelp = "`slipway help secrets get` shows how it is used"
}
