package import HTTPTransport
package import JSON
internal import SigV4
package import XML

/// Calls in the protocols of AWS, and the answers to them.
extension ServiceCall {
    /// A call of the query protocol: a form with these parameters, in order.
    ///
    /// Source: Smithy, "AWS query protocol"; lists are `Name.member.1`.
    package static func query(
        _ service: ServiceDescriptor, _ action: String, _ parameters: [(name: String, value: String)]
    ) -> ServiceCall {
        var call = ServiceCall(service, action)
        var version = ""
        switch service.wire {
        case .query(let text), .ec2(let text): version = text
        case .json, .restJSON, .restXML: break
        }
        call.headers = [.init("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
        call.body = .bytes(
            QueryText.form(
                ([("Action", action), ("Version", version)] + parameters).map { SignableRequest.QueryItem($0.0, $0.1) })
        )
        return call
    }

    /// A call of the JSON protocols: an object with an X-Amz-Target.
    package static func json(_ service: ServiceDescriptor, _ action: String, _ input: JSONValue) -> ServiceCall {
        var call = ServiceCall(service, action)
        if case .json(let version, let target) = service.wire {
            call.headers = [
                .init("Content-Type", "application/x-amz-json-\(version)"),
                .init("X-Amz-Target", "\(target).\(action)"),
            ]
        }
        call.body = .bytes(input.bytes())
        return call
    }
}

extension AWSClient {
    /// Sends a call of the query protocol; gives `<ActionResult>`, or the answer itself where there is none.
    package func result(of call: ServiceCall) throws(AWSError) -> XMLElement {
        try send(call) { response in
            guard let root = try? XMLReader.parse(response.body), root.name == "\(call.action)Response" else {
                return nil
            }
            return root["\(call.action)Result"] ?? root
        }
    }

    /// Sends a call of either; gives the answer as it came where it has the service's form.
    package func answer(to call: ServiceCall) throws(AWSError) -> HTTPResponse {
        try send(call) { response in
            switch call.service.wire {
            case .query, .ec2, .restXML:
                (try? XMLReader.parse(response.body))?.name == "\(call.action)Response" ? response : nil
            case .json, .restJSON:
                response.body.isEmpty || (try? JSONReader.parse(response.body))?.object != nil ? response : nil
            }
        }
    }

    /// Sends a call of the JSON protocols; an answer without a body is an empty object.
    package func object(of call: ServiceCall) throws(AWSError) -> JSONValue {
        try send(call) { response in
            if response.body.isEmpty { return [:] }
            guard let value = try? JSONReader.parse(response.body), value.object != nil else { return nil }
            return value
        }
    }
}
