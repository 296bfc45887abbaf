import Diagnostics
import HTTPTransport
import JSON
import POSIX
import SigV4
import TestSupport
import Testing
import XML

@testable import AWS

/// Live tier: what goes wrong between us and AWS, at each request of a long piece of work.
@Suite(.enabled(if: AWSSimulator.missing == nil, "\(AWSSimulator.missing ?? "")"))
struct FaultTests {
    /// Every effect at the first, second, … last request: the work is done, once, and nothing else happens.
    @Test(arguments: AWSSimulator.Fault.Effect.allCases)
    func theEndIsTheSame(effect: AWSSimulator.Fault.Effect) throws {
        let aws = try Simulated(AWSSimulator())
        let plain = try aws.work(nil, countsVersions: effect != .stall)
        let count = plain.requests
        #expect(count >= 20, "the work is too short to say much")
        var wrong: [String] = []
        for index in 1...count {
            let fault = AWSSimulator.Fault(effect, nth: index, seconds: effect == .stall ? 4 : 900)
            let outcome = try aws.work(fault, countsVersions: effect != .stall)
            if outcome.state != plain.state {
                wrong.append("request \(index): \(outcome.state) and not \(plain.state)")
            }
            // One more for the attempt that failed, one to look whether it was done, one for new credentials.
            if outcome.requests > count + 4 { wrong.append("request \(index): \(outcome.requests) requests") }
        }
        #expect(wrong.isEmpty, "\(effect): \(wrong.joined(separator: "\n"))")
    }

    /// A message has no condition and no token: it is sent once or not, and the user is told which is not known.
    @Test(arguments: AWSSimulator.Fault.Effect.allCases)
    func aMessageIsNeverSentTwice(effect: AWSSimulator.Fault.Effect) throws {
        let aws = try Simulated(AWSSimulator())
        let settings = try aws.settings(aws.container)
        let client = AWSClient(
            settings, credentials: CredentialStore(settings), attemptTimeout: .seconds(2), random: { 0 })
        let topic = try #require(
            try client.result(of: .query(.sns, "CreateTopic", [("Name", "t")]))["TopicArn"]?.text)
        let queue = try aws.queue(client, subscribedTo: topic)
        try aws.simulator.addFault(
            .init(effect, service: "sns", action: "Publish", seconds: effect == .stall ? 4 : 900))
        let isUnknown = [.stall, .resetBefore, .resetAfterCommit, .garbage].contains(effect)
        do throws(AWSError) {
            _ = try SNS(client).publish("message", to: topic)
            #expect(!isUnknown)
        } catch {
            #expect(isUnknown && error.failure.diagnostics.first?.code == AWSCodes.uncertain, "\(error)")
            #expect(error.failure.diagnostics.first?.detail.hasPrefix("It may be done, and it may not be.") == true)
        }
        try aws.settle(effect)
        let sent = try aws.messages(client, queue)
        #expect(effect == .resetBefore ? sent == 0 : sent == 1, "\(effect): \(sent)")
    }

    /// Parts that arrived are paid for until the upload is given up.
    @Test func anUploadThatFailsLeavesNoParts() throws {
        let aws = try Simulated(AWSSimulator())
        let client = try aws.client()
        try Work.prepare(client)
        let body = StreamedBody([UInt8](repeating: 3, count: 11 << 20), inPiecesOf: 1 << 20)
        for effect in [AWSSimulator.Fault.Effect.resetAfterCommit, .internalError] {
            try aws.simulator.addFault(.init(effect, service: "s3", action: "UploadPart", nth: 2, times: 3))
            let s3 = try S3(client, bucket: Work.bucket)
            #expect(throws: AWSError.self) { try s3.upload("parts", body, threshold: 0, partLength: 5 << 20) }
            #expect(try s3.find("parts") == nil)
            let uploads = try client.send(.listing("/\(Work.bucket)", "uploads")) { response in
                (try? XMLReader.parse(response.body))?.all("Upload").count
            }
            #expect(uploads == 0, "\(effect)")
            try aws.simulator.clearFaults()
        }
    }

    @Test func attemptsAreBoundedAndTold() throws {
        let aws = try Simulated(AWSSimulator())
        let rows: [(AWSSimulator.Fault.Effect, DiagnosticCode, String)] = [
            (.throttle, AWSCodes.throttled, "Throttling: Rate exceeded (3 attempts)"),
            (.internalError, AWSCodes.unavailable, "InternalFailure"),
            (.unavailable, AWSCodes.unavailable, "ServiceUnavailable"),
            (.resetBefore, AWSCodes.unreachable, "(3 attempts)"),
            (
                .garbage, AWSCodes.garbage,
                "answered 200 with 30 bytes of type text/html that are no answer of the service (3 attempts)"
            ),
            (.expiredToken, AWSCodes.expired, "ExpiredToken"), (.clockSkew, AWSCodes.clock, "SignatureDoesNotMatch"),
        ]
        for (effect, code, text) in rows {
            try aws.simulator.clearFaults()
            try aws.simulator.control("DELETE", "requests")
            try aws.simulator.addFault(.init(effect, times: 0, seconds: 900))
            let client = try aws.client()
            let error = #expect(throws: AWSError.self) { try STS(client).callerIdentity() }
            let first = error?.failure.diagnostics.first
            #expect(
                first?.code == code && first?.detail.contains(text) == true,
                "\(effect): \(first?.code.id ?? "") \(first?.detail ?? "")")
            let count = try aws.simulator.requests().count
            #expect(count <= 3, "\(effect): \(count)")
        }
    }

    @Test func theDeadlineHolds() throws {
        let aws = try Simulated(AWSSimulator())
        try aws.simulator.addFault(.init(.throttle, times: 0))
        let settings = try aws.settings(aws.keys.merging(["AWS_MAX_ATTEMPTS": "10"]) { $1 })
        let client = AWSClient(settings, credentials: CredentialStore(settings), random: { 1 })
        var call = ServiceCall.query(.sts, "GetCallerIdentity", [])
        call.timeout = .seconds(4)
        let began = Instant.now
        let error = #expect(throws: AWSError.self) { try client.result(of: call) }
        let took = Instant.now.since(began)
        #expect(error?.failure.diagnostics.first?.code == AWSCodes.deadline && error?.failure.exit == .timedOut)
        #expect(took > .seconds(1) && took < .seconds(5), "\(took)")
        // And while an answer is waited for.
        try aws.simulator.clearFaults()
        try aws.simulator.addFault(.init(.stall, times: 0, seconds: 10))
        let again = Instant.now
        call.timeout = .seconds(2)
        let stalled = #expect(throws: AWSError.self) { try client.result(of: call) }
        #expect(stalled?.failure.exit == .timedOut)
        #expect(Instant.now.since(again) < .seconds(3))
    }

    @Test func aClockThatIsOffIsCorrected() throws {
        let aws = try Simulated.shared()
        for offset in [-86_400, -901, -301, 301, 1_000, 86_400] {
            let client = try aws.client(now: { WallTime.now.advanced(by: .seconds(offset)) })
            #expect(try STS(client).callerIdentity().account == AWSSimulator.account)
            // The correction is used from then on.
            var call = ServiceCall.query(.sts, "GetCallerIdentity", [])
            call.isRepeatable = false
            #expect(try client.result(of: call)["Account"]?.text == AWSSimulator.account)
        }
    }

    @Test func whoIsStoppedStops() throws {
        let aws = try Simulated(AWSSimulator())
        try aws.simulator.addFault(.init(.stall, times: 0, seconds: 20))
        let settings = try aws.settings(aws.keys)
        let deadline = Deadline.after(.seconds(1))
        var context = settings.context
        context.isCancelled = { deadline.hasPassed }
        let client = AWSClient(try AWSSettings(context), credentials: CredentialStore(settings))
        let began = Instant.now
        let error = #expect(throws: AWSError.self) { try STS(client).callerIdentity() }
        #expect(error?.failure.diagnostics.first?.code == AWSCodes.cancelled)
        #expect(Instant.now.since(began) < .seconds(4))
    }
}

/// A piece of work over many services, and what it leaves behind.
private struct Work {
    let client: AWSClient

    static let bucket = "work"
    private static let table = "work"
    private static let key: DynamoDB.Item = ["id": .string("lease")]

    /// What must be there before; not a part of the work.
    static func prepare(_ client: AWSClient) throws {
        var bucket = ServiceCall(.s3, "CreateBucket")
        bucket.method = "PUT"
        bucket.path = Array("/\(Self.bucket)".utf8)
        try client.send(bucket) { _ in () }
        let input: JSONValue = [
            "TableName": .string(Self.table), "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [["AttributeName": "id", "KeyType": "HASH"]],
            "AttributeDefinitions": [["AttributeName": "id", "AttributeType": "S"]],
        ]
        _ = try client.object(of: .json(.dynamodb, "CreateTable", input))
    }

    /// - Parameter settle: waits for requests that were given up here and are still on their way. One that arrives
    ///   after what it wrote was taken away writes it again; nobody but the server could tell.
    func run(settle: () throws -> Void) throws {
        let s3 = try S3(client, bucket: Self.bucket)
        let table = DynamoDB(client, table: Self.table)
        _ = try STS(client).callerIdentity()
        let holder = Self.key.merging(["holder": .string("us"), "serial": .number("1")]) { $1 }
        try table.put(holder, if: .absent("id"))
        let tag = try s3.put("state", Array("first".utf8), if: .absent)
        _ = try s3.put("state", Array("second".utf8), if: .matches(tag))
        _ = try s3.put("streamed", StreamedBody([UInt8](repeating: 9, count: 200_000), inPiecesOf: 50_000))
        #expect(try s3.get("streamed").bytes.count == 200_000)
        _ = try s3.put("gone", [1])
        try settle()
        try s3.delete("gone")
        #expect(try s3.list().count == 2)
        _ = try s3.upload(
            "parts", StreamedBody([UInt8](repeating: 3, count: 6 << 20), inPiecesOf: 1 << 20), if: .absent,
            threshold: 0, partLength: 5 << 20)
        let secrets = ManagedSecrets(client)
        try secrets.set("secret", Secret("one"))
        try secrets.set("secret", Secret("two"))
        #expect(try secrets.value(of: "secret").exposed == "two")
        let parameters = ParameterStore(client)
        try parameters.set("/work/key", Secret("value"))
        #expect(try parameters.value(of: "/work/key").exposed == "value")
        _ = try ContainerRegistry(client).login()
        try table.update(
            Self.key, set: ["serial": .number("2")],
            if: .init("#s = :s", names: ["#s": "serial"], values: [":s": .number("1")]))
        #expect(try table.get(Self.key)?["serial"] == .number("2"))
        try table.put(["id": .string("other")])
        try settle()
        try table.delete(
            Self.key, if: .init("#s = :s", names: ["#s": "serial"], values: [":s": .number("2")]))
    }

    /// Everything that is there, as one text. What was stalled arrives after all: the same value, as another version.
    static func state(_ client: AWSClient, countsVersions: Bool) throws -> String {
        let s3 = try S3(client, bucket: Self.bucket)
        var lines = try s3.list().map { "\($0.key) \($0.length) \(try s3.get($0.key).bytes.prefix(8))" }
        let uploads = ServiceCall.listing("/\(Self.bucket)", "uploads")
        // One whose begin was answered to nobody has no parts, and is paid with nothing.
        let ids = try client.send(uploads) { response in
            (try? XMLReader.parse(response.body))?.all("Upload").map { $0["UploadId"]?.text ?? "" }
        }
        for id in ids {
            var parts = ServiceCall.listing("/\(Self.bucket)/parts", "uploadId")
            parts.query = [.init("uploadId", id)]
            lines.append("parts \(try client.send(parts) { (try? XMLReader.parse($0.body))?.all("Part").count })")
        }
        lines.removeAll { $0 == "parts 0" }
        let table = DynamoDB(client, table: Self.table)
        for id in ["lease", "other"] { lines.append("\(id) \(try table.get(["id": .string(id)]) ?? [:])") }
        lines.append("secret \(try ManagedSecrets(client).value(of: "secret").exposed)")
        lines.append("parameter \(try ParameterStore(client).value(of: "/work/key").exposed)")
        if countsVersions {
            lines.append("parameter version \(try ParameterStore(client).describe("/work/key").version)")
            let versions = try client.object(
                of: .json(.secretsManager, "ListSecretVersionIds", ["SecretId": "secret", "IncludeDeprecated": true]))
            lines.append("secret versions \(versions["Versions"]?.array?.count ?? 0)")
        }
        return lines.joined(separator: "\n")
    }
}

extension ServiceCall {
    fileprivate static func listing(_ path: String, _ parameter: String) -> ServiceCall {
        var call = ServiceCall(.s3, "List")
        call.method = "GET"
        call.path = Array(path.utf8)
        call.query = [.init(parameter, nil)]
        return call
    }
}

extension Simulated {
    /// Does the work from nothing with a fault, and tells how many requests it took and what is there afterwards.
    ///
    /// Credentials come from a container, so that they can be renewed.
    fileprivate func work(
        _ fault: AWSSimulator.Fault?, countsVersions: Bool
    ) throws -> (requests: Int, state: String) {
        try simulator.reset()
        let plain = try client()
        try Work.prepare(plain)
        try simulator.control("DELETE", "requests")
        if let fault { try simulator.addFault(fault) }
        let settings = try settings(container)
        let client = AWSClient(
            settings, credentials: CredentialStore(settings), attemptTimeout: .seconds(2), random: { 0 })
        try Work(client: client).run { try settle(fault?.effect) }
        try settle(fault?.effect)
        let count = try simulator.requests().count
        try simulator.clearFaults()
        return (count, try Work.state(plain, countsVersions: countsVersions))
    }

    /// Waits until requests that were given up here have come to their end there.
    func settle(_ effect: AWSSimulator.Fault.Effect?) throws {
        guard effect == .stall else { return }
        let isOver = Pause.until(.after(.seconds(10)), every: .milliseconds(100)) {
            (try? simulator.requests().allSatisfy { $0.status != nil }) == true
        }
        #expect(isOver)
    }

    /// A queue that gets what is published.
    func queue(_ client: AWSClient, subscribedTo topic: String) throws -> String {
        let sqs = ServiceDescriptor("sqs", .json(version: "1.0", target: "AmazonSQS"))
        let url = try client.object(of: .json(sqs, "CreateQueue", ["QueueName": "q"]))["QueueUrl"]?.string
        _ = try client.result(
            of: .query(
                .sns, "Subscribe",
                [("TopicArn", topic), ("Protocol", "sqs"), ("Endpoint", "arn:aws:sqs:us-east-1:123456789012:q")]))
        return try #require(url)
    }

    func messages(_ client: AWSClient, _ queue: String) throws -> Int {
        let sqs = ServiceDescriptor("sqs", .json(version: "1.0", target: "AmazonSQS"))
        let answer = try client.object(
            of: .json(sqs, "GetQueueAttributes", ["QueueUrl": .string(queue), "AttributeNames": ["All"]]))
        return try #require(Int(answer["Attributes"]?["ApproximateNumberOfMessages"]?.string ?? ""))
    }
}
