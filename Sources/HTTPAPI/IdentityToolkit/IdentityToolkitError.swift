import Hummingbird
import Platform

extension ErrorFormat {
    /// `{"error":{"code":400,"message":"EMAIL_EXISTS","errors":[…]}}`, as Google's clients read it.
    static let identityToolkit = ErrorFormat(
        schemaName: "IdentityToolkitError",
        schema: .object([
            .required(
                "error",
                .object([
                    .required("code", .integer(400...599), "The HTTP status."),
                    .required("message", .prose(1...1000), "A word for programs, or words for people."),
                    .required(
                        "errors",
                        .array(
                            of: .object([
                                .required("domain", .text(1...64)), .required("reason", .text(1...64)),
                                .required("message", .prose(1...1000)),
                            ]), count: 1...1)),
                ]))
        ])
    ) { refusal, _ in
        let message = JSONValue.string(refusal.message)
        return [
            "error": [
                "code": .integer(Int64(refusal.status.code)), "message": message,
                "errors": [["domain": "global", "reason": .string(refusal.code), "message": message]],
            ]
        ]
    }
}

extension Refusal {
    init(_ error: DirectoryError) {
        self.init(.badRequest, code: "invalid", error.rawValue)
    }
}

extension Call {
    /// Asks the local identity provider; what it refuses is said in its own words.
    /// - Throws: `Refusal`: 404 where another identity provider is used.
    func directory<Value>(_ ask: (any IdentityDirectory) async throws -> Value) async throws -> Value {
        guard let directory = platform.identityDirectory else {
            throw Refusal(.notFound, type: "not_found", code: "notFound", "The local identity provider is not used here.")
        }
        do {
            return try await ask(directory)
        } catch let error as DirectoryError {
            throw Refusal(error)
        }
    }

    /// The same for an admin, who names the project in the path.
    func project<Value>(_ ask: (any IdentityDirectory) async throws -> Value) async throws -> Value {
        try await directory { directory in
            guard text("project") == directory.projectID else { throw Refusal(.badRequest, code: "invalid", "PROJECT_NOT_FOUND") }
            return try await ask(directory)
        }
    }
}
