internal import Diagnostics
internal import XML

/// Amazon SNS: messages to a topic.
package struct SNS: Sendable {
    private let client: AWSClient

    package init(_ client: AWSClient) { self.client = client }

    /// Publishes a message and gives its id.
    ///
    /// A topic cannot tell a message sent twice from two: when an answer is lost the call fails with E0826 and is not
    /// repeated. A FIFO topic can, by `deduplication`, and is asked again.
    package func publish(
        _ message: String, to topic: String, subject: String? = nil, group: String? = nil, deduplication: String? = nil
    ) throws(AWSError) -> String {
        var parameters = [("TopicArn", topic), ("Message", message)]
        if let subject { parameters.append(("Subject", subject)) }
        if let group { parameters.append(("MessageGroupId", group)) }
        if let deduplication { parameters.append(("MessageDeduplicationId", deduplication)) }
        var call = ServiceCall.query(.sns, "Publish", parameters)
        call.resource = topic
        call.isRepeatable = deduplication != nil
        let result = try client.result(of: call)
        guard let id = result["MessageId"]?.text else {
            throw AWSError(Failure(AWSCodes.garbage, "sns:Publish answered without an id.", help: nil))
        }
        return id
    }
}
