/// What somebody spent, as it is told to the service.
package struct NewTransaction: Sendable, Hashable {
    package let amount: Money
    package let description: String
    package let category: String?
    /// The day on the receipt, where it is known.
    package let occurredOn: CalendarDate?

    /// Keeps the texts as they are: ``TextRule`` is checked where they come in, so that all problems are told at once.
    package init(amount: Money, description: String, category: String? = nil, occurredOn: CalendarDate? = nil) {
        self.amount = amount
        self.description = description
        self.category = category
        self.occurredOn = occurredOn
    }
}

/// A recorded expense.
package struct Transaction: Sendable, Hashable {
    package let id: PublicID
    package let content: NewTransaction
    package let createdAt: Timestamp

    package init(id: PublicID, content: NewTransaction, createdAt: Timestamp) {
        self.id = id
        self.content = content
        self.createdAt = createdAt
    }
}
