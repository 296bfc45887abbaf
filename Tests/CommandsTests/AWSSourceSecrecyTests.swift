import JSON
import POSIX
import TestSupport
import Testing

/// CLI tier: the secrets of every source of credentials, and of every place an address can hold one.
@Suite(.enabled(if: AWSUser.missing == nil, "\(AWSUser.missing ?? "")"))
struct AWSSourceSecrecyTests {
    /// `«name»` is a canary of that name, `«stub»` the server with these answers.
    struct Scenario: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var variables: [String: String] = [:]
        var files: [String: String] = [:]
        var answers: [String] = ["«stub»"]
        var status = 200
        var options: [String] = []
        /// Whether credentials come of it, so that a command that asks nobody succeeds.
        var isComplete = false
    }

    private static let role = ["AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/deploy"]
    private static let credentials =
        #"{"Version":1,"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"«secret key»","SessionToken":"«session token»","Token":"«session token»","Expiration":"2099-01-01T00:00:00Z"}"#
    private static let assumed =
        "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>«secret key»</SecretAccessKey><SessionToken>«session token»</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"
    private static let gitHub = role.merging([
        "ACTIONS_ID_TOKEN_REQUEST_URL": "«stub»/?secret=«part of the address»",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "«bearer of GitHub»",
    ]) { $1 }
    private static let container = [
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "«stub»/«part of the address»",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": "«bearer of the container»",
    ]
    private static let sso = [
        ".aws/config":
            "[profile a]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Deploy\n[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.awsapps.com/start\n",
        ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json":
            #"{"accessToken": "«bearer of SSO»", "refreshToken": "«refresh token»", "clientSecret": "«client secret»", "expiresAt": "2099-01-01T00:00:00Z"}"#,
    ]
    private static let program = "#!/bin/sh\necho '«words of the program»' >&2\n"
    /// Quotes all that the server may know.
    private static let refused =
        "<ErrorResponse><Error><Code>AccessDenied</Code><Message>«?secret key» «?session token» «?bearer of the container» «?web identity token» «?bearer of GitHub»</Message></Error></ErrorResponse>"

    static let scenarios: [Scenario] = [
        Scenario(
            testDescription: "variables",
            variables: [
                "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "«secret key»",
                "AWS_SESSION_TOKEN": "«session token»",
            ], answers: [refused], status: 403, isComplete: true),
        Scenario(testDescription: "half a key", variables: ["AWS_SECRET_ACCESS_KEY": "«secret key»"]),
        Scenario(
            testDescription: "a secret in place of an id",
            variables: ["AWS_ACCESS_KEY_ID": "/«secret key»", "AWS_SECRET_ACCESS_KEY": "x"]),
        Scenario(
            testDescription: "a secret with a space",
            variables: ["AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "«secret key» «more»"]),
        Scenario(
            testDescription: "a secret in place of a time", variables: ["AWS_CREDENTIAL_EXPIRATION": "«secret key»"]),
        Scenario(
            testDescription: "a profile",
            files: [
                ".aws/credentials":
                    "[a]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = «secret key»\naws_session_token = «session token»\n"
            ], answers: [refused], status: 403, options: ["--profile", "a"], isComplete: true),
        Scenario(
            testDescription: "a profile with half a key",
            files: [".aws/credentials": "[a]\naws_secret_access_key = «secret key»\n"], options: ["--profile", "a"]),
        Scenario(
            testDescription: "a line that is none", files: [".aws/credentials": "[a]\n«secret key»\n"],
            options: ["--profile", "a"]),
        Scenario(testDescription: "a line before all", files: [".aws/credentials": "«secret key» = «more»\n"]),
        Scenario(testDescription: "a section that is not closed", files: [".aws/credentials": "[«secret key»\n"]),
        Scenario(
            testDescription: "a web identity",
            variables: role.merging(["AWS_WEB_IDENTITY_TOKEN_FILE": "~/token"]) { $1 },
            files: ["token": "«web identity token»\n"], answers: [refused], status: 403),
        Scenario(
            testDescription: "a web identity that AWS takes",
            variables: role.merging(["AWS_WEB_IDENTITY_TOKEN_FILE": "~/token"]) { $1 },
            files: ["token": "«web identity token»\n"], answers: [assumed], isComplete: true),
        Scenario(
            testDescription: "a web identity with a space",
            variables: role.merging(["AWS_WEB_IDENTITY_TOKEN_FILE": "~/token"]) { $1 },
            files: ["token": "«web identity token» «more»\n"]),
        Scenario(testDescription: "GitHub refuses", variables: gitHub, answers: [refused], status: 401),
        Scenario(
            testDescription: "GitHub's token is refused", variables: gitHub,
            answers: [#"{"value":"«web identity token»"}"#, refused]),
        Scenario(
            testDescription: "GitHub answers nonsense", variables: gitHub, answers: [#"{"valeu":"«bearer of GitHub»"}"#]
        ),
        Scenario(testDescription: "a container", variables: container, answers: [credentials], isComplete: true),
        Scenario(testDescription: "a container refuses", variables: container, answers: [refused], status: 403),
        Scenario(
            testDescription: "a container quotes", variables: container,
            answers: [#"{"Code":"«bearer of the container»"}"#]),
        Scenario(
            testDescription: "a container says half", variables: container,
            answers: [#"{"SecretAccessKey":"«secret key»"}"#]),
        Scenario(
            testDescription: "a container's file",
            variables: [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "«stub»/",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "«home»/token",
            ], files: ["token": "«bearer of the container»"], answers: [refused], status: 403),
        Scenario(
            testDescription: "a container that is not trusted",
            variables: [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://me:«password»@169.254.170.2/«part of the address»"
            ]),
        Scenario(
            testDescription: "an instance",
            variables: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "«stub»", "AWS_EC2_METADATA_DISABLED": "false"],
            answers: ["«token of the instance»", "role", credentials], isComplete: true),
        Scenario(
            testDescription: "an instance says half",
            variables: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "«stub»", "AWS_EC2_METADATA_DISABLED": "false"],
            answers: [
                "«token of the instance»", "role",
                #"{"SecretAccessKey":"«secret key»","Code":"«token of the instance»"}"#,
            ]),
        Scenario(
            testDescription: "SSO", variables: ["AWS_ENDPOINT_URL_SSO": "«stub»"], files: sso,
            answers: [
                #"{"roleCredentials":{"accessKeyId":"AKIAIOSFODNN7EXAMPLE","secretAccessKey":"«secret key»","sessionToken":"«session token»","expiration":4070908800000}}"#
            ], options: ["--profile", "a"], isComplete: true),
        Scenario(
            testDescription: "SSO refuses", variables: ["AWS_ENDPOINT_URL_SSO": "«stub»"], files: sso,
            answers: [#"{"__type":"InvalidRequestException","message":"«bearer of SSO»"}"#], status: 400,
            options: ["--profile", "a"]),
        Scenario(
            testDescription: "a program",
            files: ["program": program + "echo '\(credentials)'\n", ".aws/config": process],
            answers: [refused], status: 403, options: ["--profile", "a"], isComplete: true),
        Scenario(
            testDescription: "a program that fails",
            files: ["program": program + "echo '\(credentials)'\nexit 1\n", ".aws/config": process],
            options: ["--profile", "a"]),
        Scenario(
            testDescription: "a program with nonsense",
            files: ["program": program + "echo '«secret key»'\n", ".aws/config": process],
            options: ["--profile", "a"]),
        Scenario(
            testDescription: "a program that says half",
            files: [
                "program": program + #"echo '{"Version":1,"SecretAccessKey":"«secret key»"}'"# + "\n",
                ".aws/config": process,
            ],
            options: ["--profile", "a"]),
        Scenario(
            testDescription: "a program that is missing",
            files: [".aws/config": "[profile a]\ncredential_process = /nowhere «argument of the program»\n"],
            options: ["--profile", "a"]),
        Scenario(
            testDescription: "an open quote",
            files: [".aws/config": "[profile a]\ncredential_process = '«home»/program «argument of the program»\n"],
            options: ["--profile", "a"]),
        place("an endpoint", ["AWS_ENDPOINT_URL": "https://me:«password»@127.0.0.1:1"]),
        place("an endpoint without a user", ["AWS_ENDPOINT_URL": "https://«password»@127.0.0.1:1/«more»"]),
        place("an endpoint with a query", ["AWS_ENDPOINT_URL": "https://127.0.0.1:1/?key=«password»"]),
        place("a proxy", ["http_proxy": "http://me:«password»@127.0.0.1:1"]),
        place("a proxy nobody knows", ["http_proxy": "http://«user»:«password»@proxy.invalid"]),
        place("a proxy of an unknown kind", ["http_proxy": "gopher://me:«password»@127.0.0.1:1"]),
        place("a proxy that is no address", ["http_proxy": "http://me:«password»@127.0.0.1:99999"]),
        place("a proxy with a space", ["all_proxy": "http://me:«password» «more»@127.0.0.1:1 x"]),
        place("a proxy that quotes", ["http_proxy": "http://me:«password»@«stub host»"], [refusedProxy]),
    ]

    private static let process = "[profile a]\ncredential_process = sh «home»/program «argument of the program»\n"
    private static let refusedProxy = "<html>«password» «secret key»</html>"

    private static func place(
        _ name: String, _ variables: [String: String], _ answers: [String] = ["«stub»"]
    ) -> Scenario {
        let keys = ["AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "«secret key»"]
        return Scenario(
            testDescription: name, variables: keys.merging(variables) { $1 }, answers: answers, status: 407)
    }

    @Test(arguments: scenarios)
    func nothingIsTold(scenario: Scenario) throws {
        var watched = try AWSSecrecyTests.Watched()
        let fixed = ["home": watched.user.home]
        let commands = [
            ["aws", "whoami"], ["aws", "eks-token", "--cluster", "shop"], ["secrets", "get", "ssm:/shop/key"],
            ["secrets", "list", "prod"], ["secrets", "rotate", "ssm:/shop/key", "--yes"],
            ["secrets", "set", "secretsmanager:shop#key"], ["aws", "sign", "--service", "sts"],
            ["aws", "sign", "--service", "s3", "--presign", "60"],
            ["aws", "request", "dynamodb", "--action", "ListTables"],
        ]
        for (path, text) in scenario.files { try watched.user.write("home/\(path)", watched.filled(text, fixed)) }
        for value in scenario.variables.values { _ = watched.filled(value, ["stub": "", "stub host": "", "home": ""]) }
        let answers = scenario.answers.map { watched.filled($0, ["stub": "x"]) }
        try watched.settle()
        for words in commands {
            // Its answers in order for each command.
            let stub = try StubServer(answers.map { .init(scenario.status, "text/plain", $0) })
            let places = fixed.merging(["stub": stub.url, "stub host": "127.0.0.1:\(stub.port)"]) { $1 }
            var variables = ["AWS_ENDPOINT_URL": stub.url, "AWS_REGION": "us-east-1", "AWS_MAX_ATTEMPTS": "1"]
            for (name, value) in scenario.variables { variables[name] = watched.filled(value, places) }
            let isOffline = words[1] == "sign" || words[1] == "eks-token"
            let result = try watched.run(
                words + scenario.options, variables,
                input: isOffline ? "GET / HTTP/1.1\nHost: h\n\n" : watched.filled("«value»"),
                printing: isOffline ? ["session token"] : [])
            if isOffline, scenario.isComplete { #expect(result.status == 0, "\(words): \(result)") }
            if !scenario.isComplete { #expect(result.status == 1 || isOffline, "\(words): \(result)") }
        }
        let names = watched.canaries.secrets.map(\.name)
        print(
            "\(scenario.testDescription): \(watched.searched) texts searched for \(watched.canaries.count) runs of \(names)"
        )
    }
}
