package import Diagnostics

/// The problems of speaking to AWS, E0801 to E0829.
package enum AWSCodes {
    package static let configuration = DiagnosticCode(
        "E0801", "AWS configuration file cannot be understood",
        """
        ~/.aws/config and ~/.aws/credentials (or the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name) \
        hold [sections] with lines NAME = VALUE; comments begin with # or ;. In the config file a profile's section is \
        [profile NAME], in the credentials file [NAME].
        """)
    package static let unknownProfile = DiagnosticCode(
        "E0802", "unknown AWS profile",
        "The profile that --profile or AWS_PROFILE names, or another profile refers to, is in neither of AWS's files.")
    package static let unusableProfile = DiagnosticCode(
        "E0803", "AWS profile cannot be used",
        """
        The profile says how to get credentials in a way that leads nowhere: a circle of source_profile, a role \
        without a source, a second factor (Slipway never asks for one), or an unknown credential_source.
        """)
    package static let region = DiagnosticCode(
        "E0804", "no AWS region",
        """
        A region is looked for in --region, AWS_REGION, AWS_DEFAULT_REGION, the profile, the profile default, and the \
        metadata of an EC2 instance. There is none by default: an environment must not land where nobody meant it to.
        """)
    package static let setting = DiagnosticCode(
        "E0805", "invalid AWS setting",
        "A variable or a line of a profile that says how AWS is spoken to has a value that means nothing.")
    package static let credentials = DiagnosticCode(
        "E0806", "no AWS credentials",
        """
        Credentials are looked for in variables, a web identity token, GitHub's OIDC, the profile (keys, role, SSO, \
        credential_process), the container's endpoint and the instance's metadata, in this order. \
        `slipway aws whoami` tells why each was passed over.
        """)
    package static let source = DiagnosticCode(
        "E0807", "AWS credentials cannot be fetched",
        "A source of credentials that is set up did not give any; those after it are not tried, lest you act as another."
    )
    package static let expired = DiagnosticCode(
        "E0808", "AWS credentials have expired",
        "Temporary credentials end at a fixed time. Those from variables cannot be renewed by Slipway.")
    package static let malformed = DiagnosticCode(
        "E0809", "AWS credentials are incomplete or malformed",
        "An access key id goes with a secret access key, and temporary ones with a session token too.")
    package static let unreachable = DiagnosticCode(
        "E0810", "AWS cannot be reached",
        "The name of the endpoint was not found, or nothing answers there, also after repeated attempts.")
    package static let tls = DiagnosticCode(
        "E0811", "TLS to AWS failed",
        """
        The certificate of the endpoint could not be verified. Behind a proxy that opens TLS, give its authority's \
        certificate in AWS_CA_BUNDLE. Verification cannot be switched off.
        """)
    package static let proxy = DiagnosticCode(
        "E0812", "proxy does not let AWS through",
        "https_proxy (or http_proxy, all_proxy) names a proxy that cannot be reached or refuses; no_proxy lists exceptions."
    )
    package static let garbage = DiagnosticCode(
        "E0813", "answer is not from AWS",
        "The endpoint answered something that no AWS service says: usually a proxy, a portal or a wrong endpoint URL.")
    package static let denied = DiagnosticCode(
        "E0814", "AWS denies the action",
        "The credentials are valid, but no policy allows the action on the resource, or one denies it.")
    package static let identity = DiagnosticCode(
        "E0815", "AWS does not know these credentials",
        "The access key id does not exist or is inactive, the secret key does not belong to it, or the token is wrong.")
    package static let clock = DiagnosticCode(
        "E0816", "clock is off",
        "AWS takes signatures for 5 minutes (S3 for 15) around its own time; a difference is corrected once by itself.")
    package static let throttled = DiagnosticCode(
        "E0817", "AWS asks to slow down",
        "The account's rate for this action was exceeded, also after repeated attempts with growing pauses.")
    package static let unavailable = DiagnosticCode(
        "E0818", "AWS service failed",
        "The service answered with an error of its own (5xx), also after repeated attempts.")
    package static let refused = DiagnosticCode(
        "E0819", "AWS refuses the request", "The service understood the request and will not do it; its words say why.")
    package static let notFound = DiagnosticCode(
        "E0820", "AWS resource not found", "What was asked for does not exist in this account and region.")
    package static let conflict = DiagnosticCode(
        "E0821", "AWS resource was changed by somebody else",
        "A conditional write found another state than the one it was made for; nothing was written.")
    package static let deadline = DiagnosticCode(
        "E0822", "AWS did not answer in time", exit: .timedOut,
        "The time for the whole operation, attempts included, is over.")
    package static let place = DiagnosticCode(
        "E0823", "wrong AWS region or account",
        "The resource lives in another region or belongs to another account than the one that was asked.")
    package static let role = DiagnosticCode(
        "E0824", "AWS role may not be assumed",
        """
        Both sides must allow it: a policy of the caller (sts:AssumeRole on the role) and the trust policy of the role \
        (the caller as principal; for OIDC the provider, audience and subject).
        """)
    package static let request = DiagnosticCode(
        "E0825", "AWS request cannot be signed", "The request is not one that can be signed and sent.")
    package static let uncertain = DiagnosticCode(
        "E0826", "nobody knows whether AWS did it",
        """
        The connection broke after the request was sent, and a second one could do it twice. Look at the resource \
        before trying again.
        """)
    package static let cancelled = DiagnosticCode(
        "E0827", "stopped while AWS was asked", exit: .interrupted, "SIGINT or SIGTERM came while AWS was asked.")
    package static let secretReference = DiagnosticCode(
        "E0828", "secret cannot be used",
        """
        A reference is written secretsmanager:NAME, secretsmanager:NAME#key or ssm:/path. With a key, the secret's \
        value must be a JSON object that has it, as a text.
        """)

    package static let all = [
        configuration, unknownProfile, unusableProfile, region, setting, credentials, source, expired, malformed,
        unreachable, tls, proxy, garbage, denied, identity, clock, throttled, unavailable, refused, notFound, conflict,
        deadline, place, role, request, uncertain, cancelled, secretReference,
    ]
}
