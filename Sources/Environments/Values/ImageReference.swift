package import YAML

/// A container image by repository and tag, digest or both (OCI distribution specification, "Pulling manifests").
package struct ImageReference: SpecValue {
    package let repository: String
    package let tag: String?
    /// `sha256:` and 64 hexadecimal digits.
    package let digest: String?

    package static var schema: ScalarSchema {
        ScalarSchema(.text("image"), example: "registry.example.com/expense-api:1.4.2")
    }

    package static var placeholder: ImageReference {
        ImageReference(repository: "placeholder", tag: "1", digest: nil)
    }

    private init(repository: String, tag: String?, digest: String?) {
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    package init(_ scalar: Scalar) throws(ValueProblem) {
        var rest = scalar.text[...]
        var digest: String?
        if let at = rest.lastIndex(of: "@") {
            let text = rest[rest.index(after: at)...]
            guard text.hasPrefix("sha256:"), text.count == 71, text.dropFirst(7).allSatisfy(\.isHexDigit),
                text == text.lowercased()
            else {
                throw ValueProblem(
                    "\"\(text)\" is no digest of an image", help: "write @sha256: and 64 lower-case hexadecimal digits")
            }
            digest = String(text)
            rest = rest[..<at]
        }
        var tag: String?
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            let text = rest[rest.index(after: colon)...]
            guard (1...128).contains(text.count), text.allSatisfy(Self.isTagCharacter),
                text.first?.isLetterOrDigit == true
            else { throw ValueProblem("\"\(text)\" is no tag of an image", help: "write it as expense-api:1.4.2") }
            tag = String(text)
            rest = rest[..<colon]
        }
        guard Self.isRepository(rest) else {
            let lower = rest.lowercased()
            throw ValueProblem(
                "\(scalar.quoted) is no image",
                help: Self.isRepository(lower[...])
                    ? "repositories are lower case: \(lower)" : "write it as registry.example.com/expense-api:1.4.2")
        }
        guard tag != nil || digest != nil else {
            throw ValueProblem(
                "\(scalar.quoted) names neither a tag nor a digest, and would move under your feet",
                help: "write the version, as in \(rest):1.4.2")
        }
        guard tag != "latest" || digest != nil else {
            throw ValueProblem(
                "the tag \"latest\" moves under your feet", help: "write the version, as in \(rest):1.4.2")
        }
        self.init(repository: String(rest), tag: tag, digest: digest)
    }

    private static func isTagCharacter(_ character: Character) -> Bool {
        character.isLetterOrDigit || "_.-".contains(character)
    }

    private static func isRepository(_ text: Substring) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 255 else { return false }
        return text.split(separator: "/", omittingEmptySubsequences: false).enumerated().allSatisfy { index, part in
            guard let first = part.first, let last = part.last else { return false }
            let allowed = index == 0 ? "._-:" : "._-"
            return first.isLowerOrDigit && last.isLowerOrDigit
                && part.allSatisfy { $0.isLowerOrDigit || allowed.contains($0) }
        }
    }

    package var scalar: Scalar {
        .string(repository + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? ""))
    }
}

extension Character {
    var isLowerOrDigit: Bool { ("a"..."z").contains(self) || ("0"..."9").contains(self) }
    var isLetterOrDigit: Bool { isLowerOrDigit || ("A"..."Z").contains(self) }
}
