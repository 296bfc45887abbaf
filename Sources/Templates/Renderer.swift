internal import Diagnostics
internal import YAML

/// Carries parts out over one scope.
struct Renderer {
    var evaluation: Evaluation

    /// Calls `emit` for each leaf that conditions and loops let through.
    ///
    /// `causes` are the values that decided about everything here; those that decide about single leaves are handed on
    /// to them, and added to `deciding` for the node that holds them.
    mutating func expand<Leaf>(
        _ list: [Spliced<Leaf>], causes: [SourceLocation], deciding: inout [SourceLocation],
        emit: (inout Renderer, Leaf, [SourceLocation]) throws(Failure) -> Void
    ) throws(Failure) {
        for spliced in list {
            switch spliced {
            case .leaf(let leaf): try emit(&self, leaf, causes)
            case .branches(let branches):
                var used: [SourceLocation] = []
                var taken: Spliced<Leaf>.Branch?
                for branch in branches {
                    if let condition = branch.condition {
                        guard try evaluation.holds(condition, causes: &used, at: branch.mark) else { continue }
                    }
                    taken = branch
                    break
                }
                deciding.add(used)
                if let taken {
                    try expand(taken.body, causes: causes.adding(used), deciding: &deciding, emit: emit)
                }
            case .loop(let slot, let loopSlot, let over, let body, let mark):
                try loop(slot, loopSlot, over, mark, causes, &deciding) {
                    (renderer, causes, deciding) throws(Failure) in
                    try renderer.expand(body, causes: causes, deciding: &deciding, emit: emit)
                }
            case .include(let arguments, let body):
                for argument in arguments { evaluation.slots[argument.slot] = try binding(argument.value) }
                try expand(body, causes: causes, deciding: &deciding, emit: emit)
            }
        }
    }

    private mutating func loop(
        _ slot: Int, _ loopSlot: Int, _ over: Expression, _ mark: SourceLocation, _ causes: [SourceLocation],
        _ deciding: inout [SourceLocation],
        _ turn: (inout Renderer, [SourceLocation], inout [SourceLocation]) throws(Failure) -> Void
    ) throws(Failure) {
        var used: [SourceLocation] = []
        guard let collection = try evaluation.value(over, causes: &used, at: mark) else {
            throw evaluation.mismatch(mark)
        }
        deciding.add(used)
        let around = causes.adding(used)
        switch collection.content {
        case .sequence(let nodes):
            try evaluation.spend(nodes: nodes.count, at: mark)
            for (index, node) in nodes.enumerated() {
                var own: [SourceLocation] = []
                node.addOrigins(to: &own)
                evaluation.slots[slot] = .value(node, causes: own)
                evaluation.slots[loopSlot] = .loop(index: index, count: nodes.count, causes: used)
                try turn(&self, around.adding(own), &deciding)
            }
        case .mapping(let pairs):
            try evaluation.spend(nodes: pairs.count, at: mark)
            for (index, pair) in pairs.enumerated() {
                var own: [SourceLocation] = []
                pair.key.addOrigins(to: &own)
                evaluation.slots[slot] = .entry(key: pair.key, value: pair.value)
                evaluation.slots[loopSlot] = .loop(index: index, count: pairs.count, causes: used)
                try turn(&self, around.adding(own), &deciding)
            }
        case .scalar: throw evaluation.mismatch(mark)
        }
    }

    private mutating func binding(_ part: Part) throws(Failure) -> Binding {
        var used: [SourceLocation] = []
        switch part {
        case .value(let expression, let mark):
            let node = try evaluation.value(expression, causes: &used, at: mark)
            return .value(node, causes: used)
        case .text(let segments, let mark):
            let text = try text(segments, causes: &used, at: mark)
            return .value(.string(text, at: mark), causes: used)
        case .constant(let node, _): return .value(node, causes: [])
        case .sequence(_, let mark), .mapping(_, let mark, _), .choice(_, let mark): throw evaluation.mismatch(mark)
        }
    }

    /// The text with its values put in.
    mutating func text(
        _ segments: [Segment], causes: inout [SourceLocation], at mark: SourceLocation
    ) throws(Failure) -> String {
        var text = ""
        for segment in segments {
            switch segment {
            case .text(let constant): text += constant
            case .expression(let expression):
                guard let scalar = try evaluation.value(expression, causes: &causes, at: mark)?.scalar else {
                    throw evaluation.mismatch(mark)
                }
                text += scalar.text
            }
        }
        try evaluation.spend(bytes: text.utf8.count, at: mark)
        return text
    }
}
