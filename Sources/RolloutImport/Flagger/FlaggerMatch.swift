internal import YAML

/// The requests that an A/B test sends to the new revision.
enum FlaggerMatch {
    /// The first condition that a route can express; all others are listed.
    static func route(_ matches: [SourceValue]) -> Section.Route? {
        var found: Section.Route?
        for match in matches {
            let route = route(of: match)
            if let route, found == nil {
                found = route
            } else if route != nil {
                match.lost(
                    "a route has one header or cookie, and this is another way to match; let clients send the first")
            }
        }
        if found == nil {
            matches.first?.changed(
                "no condition could become a route, so the analysis has no requests to judge and will not pass; write a route "
                    + "step before it")
        }
        return found
    }

    private static func route(of match: SourceValue) -> Section.Route? {
        for member in match.members where member.name != "headers" {
            member.value.lost(
                "a route looks at a header or a cookie only, and not at \(member.name); let clients send a header")
        }
        guard let headers = match.mapping("headers") else { return nil }
        guard headers.members.count == 1, let header = headers.members.first else {
            headers.lost("a route has one header, and these must all match at once; choose one")
            return nil
        }
        guard header.value.node.mapping != nil else {
            header.value.malformed("a mapping with exact, prefix, suffix or regex")
            return nil
        }
        let carrier: Section.Route.Carrier = header.name.lowercased() == "cookie" ? .cookie : .header
        if carrier == .header, let value = header.value.text("exact"),
            let route = Section.Route(.header, name: header.name, value: value)
        {
            return route
        }
        if carrier == .cookie, let pattern = header.value.text("regex"), let (name, value) = cookie(pattern),
            let route = Section.Route(.cookie, name: name, value: value)
        {
            header.value.changed(
                "the pattern becomes the cookie \(name) with exactly the value \(value); nothing is to be done")
            return route
        }
        header.value.lost(
            "a route takes one exact value of a header or cookie, and this is a pattern or has signs that it does not take; "
                + "choose a value and let clients send it")
        return nil
    }

    /// The cookie that the usual pattern means: `^(.*?;)?(canary=always)(;.*)?$`.
    private static func cookie(_ pattern: String) -> (name: String, value: String)? {
        var text = pattern[...]
        for prefix in ["^(.*?;)?(", "^(.*;)?(", "^(.*?;\\s*)?(", "^(.*?; )?(", "^(.*; )?("] where text.hasPrefix(prefix)
        {
            text = text.dropFirst(prefix.count)
            for suffix in [")(;.*)?$", ")(;.*?)?$"] where text.hasSuffix(suffix) {
                let parts = text.dropLast(suffix.count).split(separator: "=", maxSplits: 1)
                guard parts.count == 2,
                    parts.allSatisfy({ $0.utf8.allSatisfy { isLetterOrDigit($0) || "-_".utf8.contains($0) } })
                else { return nil }
                return (String(parts[0]), String(parts[1]))
            }
        }
        return nil
    }
}
