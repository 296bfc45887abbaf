import TestSupport

extension AWSRefusal {
    private static let role = "arn:aws:iam::123456789012:role/deploy"
    private static let staging = """
        [staging]
        aws_access_key_id = AKIAIOSFODNN7EXAMPLE
        aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY

        """

    private static func passedOver(
        gitHub: String = "ACTIONS_ID_TOKEN_REQUEST_URL is not set",
        profile: String = "profile default: it is not in ~/.aws/config or ~/.aws/credentials",
        instance: String = "AWS_EC2_METADATA_DISABLED is true"
    ) -> String {
        """
        No source has any:
        environment: AWS_ACCESS_KEY_ID is not set
        web identity: AWS_WEB_IDENTITY_TOKEN_FILE is not set
        GitHub OIDC: \(gitHub)
        \(profile)
        container: AWS_CONTAINER_CREDENTIALS_FULL_URI is not set
        instance: \(instance)
        """
    }

    private static let setSome = "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    private static let copyAgain = "copy it again, without spaces"
    private static func unknown(_ words: String, _ code: String) -> String {
        "sts:GetCallerIdentity in us-east-1: \(code): \(words) [request …]."
    }

    static let ofCredentials: [AWSRefusal] = [
        .init("none at all", without: noKeys, is: "E0806", passedOver(), help: setSome),
        .init(
            "none, where there is no metadata service",
            "aws whoami",
            [
                "AWS_EC2_METADATA_DISABLED": "false",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:{closed}",
            ], without: noKeys, is: "E0806", passedOver(instance: "no metadata service answers"), help: setSome),
        .init(
            "an instance without a role", "aws whoami",
            ["AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{stub}"], without: noKeys,
            answers: [.init(200, "text/plain", "imds-token"), .init(404, "text/html", "none")], is: "E0806",
            passedOver(instance: "the instance has no role"), help: setSome),
        .init(
            "a profile without any", "aws whoami", ["AWS_PROFILE": "empty"], without: noKeys,
            files: [".aws/config": "[profile empty]\nregion = us-east-1\n"], is: "E0806",
            passedOver(profile: "profile empty: it has no credentials"), help: setSome),
        .init(
            "half a key: no secret", without: ["AWS_SECRET_ACCESS_KEY"], is: "E0809",
            "AWS_SECRET_ACCESS_KEY is not set, though the other half of the key is.",
            help: "set AWS_SECRET_ACCESS_KEY"),
        .init(
            "half a key: no id", without: ["AWS_ACCESS_KEY_ID"], is: "E0809",
            "AWS_ACCESS_KEY_ID is not set, though the other half of the key is.", help: "set AWS_ACCESS_KEY_ID"),
        .init(
            "a malformed key id", "aws whoami", ["AWS_ACCESS_KEY_ID": "AKIA-SHORT"], is: "E0809",
            "The access key id from environment is longer than 128 characters, or holds others than letters, digits and _.",
            help: copyAgain),
        .init(
            "a secret with a space", "aws whoami", ["AWS_SECRET_ACCESS_KEY": "half and half"], is: "E0809",
            "The secret access key from environment is empty or holds a space or an unprintable character.",
            help: copyAgain),
        .init(
            "a session token with a line end", "aws whoami", ["AWS_SESSION_TOKEN": "half\nhalf"], is: "E0809",
            "The session token from environment holds a space or an unprintable character.", help: copyAgain),
        .init(
            "credentials that have ended", "aws whoami", ["AWS_CREDENTIAL_EXPIRATION": "2020-01-01T01:00:00+01:00"],
            is: "E0808", "The credentials from environment ended at 2020-01-01T00:00:00Z; it is 2…Z now.",
            help: "get new ones, then run the command again"),
        .init(
            "credentials that have ended, for a token", "aws eks-token --cluster shop",
            ["AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"], is: "E0808",
            "The credentials from environment ended at 2020-01-01T00:00:00Z; it is 2…Z now.",
            help: "get new ones, then run the command again"),
        .init(
            "an end that is no time", "aws whoami", ["AWS_CREDENTIAL_EXPIRATION": "tomorrow"], is: "E0805",
            "AWS_CREDENTIAL_EXPIRATION is no time.", help: "write a time such as 2026-01-31T23:59:59Z, or unset it"),
        .init(
            "credentials of which AWS says that they ended", answers: [.query("ExpiredToken", "It is over")],
            is: "E0808",
            "sts:GetCallerIdentity in us-east-1: ExpiredToken: It is over [request r-1].",
            help: "get new credentials in place of those from environment, then run the command again"),
        .init(
            "an unknown key id", "aws whoami", ["AWS_ACCESS_KEY_ID": "AKIAUNKNOWNUNKNOWN12"], is: "E0815",
            unknown("The security token included in the request is invalid.", "InvalidClientTokenId"),
            help: "replace the credentials: key AKIAUNKNOWNUNKNOWN12, from environment"),
        .init(
            "a wrong secret", "aws whoami", ["AWS_SECRET_ACCESS_KEY": "wrong"], is: "E0815",
            unknown("The request signature we calculated does not match …", "SignatureDoesNotMatch"),
            help: "replace the credentials: key AKIAIOSFODNN7EXAMPLE, from environment"),
        .init(
            "a session token of others", "aws whoami", ["AWS_SESSION_TOKEN": "foreign-session-token"], is: "E0815",
            unknown("The security token included in the request is invalid.", "InvalidClientTokenId"),
            help: "replace the credentials: key AKIAIOSFODNN7EXAMPLE, from environment"),
    ]

    static let ofProfiles: [AWSRefusal] = [
        .init(
            "an unknown profile", "aws whoami --profile stagin", files: [".aws/credentials": staging], is: "E0802",
            "No profile \"stagin\" is in ~/.aws/config or ~/.aws/credentials.", help: "did you mean staging?"),
        .init(
            "an unknown profile from a variable", "aws whoami", ["AWS_PROFILE": "production"], is: "E0802",
            "No profile \"production\" is in ~/.aws/config or ~/.aws/credentials.",
            help: "make one with `aws configure`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        .init(
            "no profile that is alike", "aws whoami --profile production", files: [".aws/credentials": staging],
            is: "E0802", "No profile \"production\" is in ~/.aws/config or ~/.aws/credentials.",
            help: "there are: staging"),
        .init(
            "a section without its word", "aws whoami --profile work",
            files: [".aws/config": "[work]\nregion = eu-west-1\n"], is: "E0802",
            "No profile \"work\" is in ~/.aws/config or ~/.aws/credentials.",
            help: "write [profile work] in place of [work] in ~/.aws/config"),
        .init(
            "a source that is not there", "aws whoami --profile deploy",
            files: [
                ".aws/config": "[profile deploy]\nrole_arn = \(role)\nsource_profile = stagin\n",
                ".aws/credentials": staging,
            ], is: "E0802", at: "~/.aws/config:3:1", "No profile \"stagin\" is in ~/.aws/config or ~/.aws/credentials.",
            help: "did you mean staging?"),
        .init(
            "a circle", "aws whoami --profile a",
            files: [
                ".aws/config":
                    "[profile a]\nrole_arn = \(role)\nsource_profile = b\n[profile b]\nrole_arn = \(role)\nsource_profile = a\n"
            ], is: "E0803", at: "~/.aws/config:2:1", "The profiles a → b → a refer to each other in a circle.",
            help: "let one of them have keys"),
        .init(
            "a role without a source", "aws whoami --profile deploy",
            files: [".aws/config": "[profile deploy]\nrole_arn = \(role)\n"], is: "E0803", at: "~/.aws/config:2:1",
            "The profile deploy has a role and no credentials to assume it with.",
            help: "write source_profile = NAME or credential_source = Environment, Ec2InstanceMetadata or EcsContainer"),
        .init(
            "an unknown credential_source", "aws whoami --profile deploy",
            files: [".aws/config": "[profile deploy]\nrole_arn = \(role)\ncredential_source = Moon\n"], is: "E0803",
            at: "~/.aws/config:3:1", "The profile deploy has an unknown credential_source.",
            help: "write Environment, Ec2InstanceMetadata or EcsContainer"),
        .init(
            "a credential_source without any", "aws whoami --profile deploy", without: noKeys,
            files: [".aws/config": "[profile deploy]\nrole_arn = \(role)\ncredential_source = Environment\n"],
            is: "E0803",
            at: "~/.aws/config:3:1",
            "The credential_source of profile deploy has no credentials: AWS_ACCESS_KEY_ID is not set.",
            help: "use source_profile, or run it where Environment has some"),
        .init(
            "two sources", "aws whoami --profile deploy",
            files: [
                ".aws/config":
                    "[profile deploy]\nrole_arn = \(role)\nsource_profile = x\ncredential_source = Environment\n"
            ], is: "E0803", at: "~/.aws/config:4:1", "The profile deploy has source_profile and credential_source.",
            help: "keep one of them"),
        .init(
            "a second factor", "aws whoami --profile deploy",
            files: [
                ".aws/config":
                    "[profile deploy]\nrole_arn = \(role)\nsource_profile = staging\nmfa_serial = arn:aws:iam::1:mfa/me\n",
                ".aws/credentials": staging,
            ], is: "E0803", at: "~/.aws/config:4:1",
            "The profile deploy needs a second factor, which Slipway never asks for.",
            help:
                "get a session with `aws sts assume-role --serial-number … --token-code …` and set its variables, or use a role without mfa_serial"
        ),
        .init(
            "a duration that STS does not take", "aws whoami --profile deploy",
            files: [
                ".aws/config":
                    "[profile deploy]\nrole_arn = \(role)\nsource_profile = staging\nduration_seconds = 60\n",
                ".aws/credentials": staging,
            ], is: "E0803", at: "~/.aws/config:4:1", "duration_seconds of profile deploy is not from 900 to 43200.",
            help: "write a number of seconds"),
        .init(
            "half a key in a profile", "aws whoami --profile half",
            files: [".aws/credentials": "# mine\n[half]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"], is: "E0809",
            at: "~/.aws/credentials:3:1",
            "The profile half in ~/.aws/credentials has half a key: aws_secret_access_key is missing.",
            help: "write aws_secret_access_key = … beside the other"),
        .init(
            "a section that is not closed", files: [".aws/config": "[profile a]\n[profile b\nregion = x\n"],
            is: "E0801",
            at: "~/.aws/config:2:1", "The section has no closing bracket.", help: wellFormed),
        .init(
            "a line that is none", files: [".aws/credentials": "[a]\naws_access_key_id AKIA\n"], is: "E0801",
            at: "~/.aws/credentials:2:1", "The line is neither a section nor NAME = VALUE.", help: wellFormed),
        .init(
            "a line before all sections", "aws whoami", ["AWS_CONFIG_FILE": "{home}/other"],
            files: ["other": "region = x\n"], is: "E0801", at: "{home}/other:1:1",
            "A line stands before the first section.", help: wellFormed),
        .init(
            "a role that may not be assumed", "aws whoami --profile deploy",
            files: [
                ".aws/config": "[profile deploy]\nrole_arn = \(role)\nsource_profile = staging\n",
                ".aws/credentials": staging,
            ], is: "E0824",
            "sts:AssumeRole on \(role) in us-east-1: AccessDenied: User: arn:aws:iam::123456789012:user/deployer is not authorized to perform: sts:AssumeRole on resource: \(role) [request …].",
            help: "allow the caller sts:AssumeRole on \(role), and let the role trust the caller"),
    ]

    private static let wellFormed = "a file of AWS's tools has [sections] with lines NAME = VALUE"
}

extension StubServer.Answer {
    /// An error as the query protocol has it.
    static func query(_ code: String, _ message: String, status: Int = 400) -> Self {
        .init(
            status, "text/xml",
            "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error><RequestId>r-1</RequestId></ErrorResponse>"
        )
    }

    /// An error as the JSON protocols have it.
    static func json(_ code: String, _ message: String, status: Int = 400) -> Self {
        .init(
            status, "application/x-amz-json-1.1", #"{"__type":"com.amazon.coral#\#(code)","message":"\#(message)"}"#,
            fields: [("x-amzn-RequestId", "r-1")])
    }

    /// An error as S3 has it.
    static func s3(_ code: String, _ message: String, _ more: String = "", status: Int = 400) -> Self {
        .init(
            status, "application/xml",
            "<Error><Code>\(code)</Code><Message>\(message)</Message>\(more)<RequestId>r-1</RequestId></Error>")
    }
}
