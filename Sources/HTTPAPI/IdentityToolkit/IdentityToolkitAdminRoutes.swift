import Platform
import Store
import Telecom

/// The Identity Toolkit as admins use it, for instance through the official `firebase-admin` packages.
enum IdentityToolkitAdminRoutes {
    static let endpoints = [create, lookup, update, delete, list, link]

    private static let root = "/identitytoolkit.googleapis.com/v1/projects/{project}/accounts"
    private static let tag = IdentityToolkitRoutes.tag
    private static let access = Access.role(.admin, scope: "identity:write")
    private static let project = Parameter.path("project", .text(1...100), "The directory's project.")

    static let create = Endpoint(
        .post, root, "createUser", tag: tag, "Make an entry", access: access, parameters: [project], input: ToolkitChange.self,
        output: ToolkitChanged.self, errorFormat: .identityToolkit, isIdempotent: false
    ) { call, input in
        try await call.project { ToolkitChanged(try await $0.create(id: input.localId, input.change)) }
    }

    static let lookup = Endpoint(
        .post, "\(root):lookup", "lookUpUsers", tag: tag, "Find entries by id, address or phone number", access: access,
        parameters: [project], input: ToolkitAdminLookup.self, output: ToolkitUsers.self, errorFormat: .identityToolkit,
        isIdempotent: false
    ) { call, input in
        try await call.project { directory in
            var users: [LocalUser?] = []
            for id in input.localId ?? [] { users.append(try await directory.user(id: id)) }
            for email in input.email ?? [] { users.append(try await directory.user(email: email)) }
            for number in input.phoneNumber ?? [] { users.append(try await directory.user(phoneNumber: number)) }
            return ToolkitUsers(users.compactMap { $0 })
        }
    }

    static let update = Endpoint(
        .post, "\(root):update", "updateUser", tag: tag, "Change an entry", access: access, parameters: [project],
        input: ToolkitChange.self, output: ToolkitChanged.self, errorFormat: .identityToolkit, isIdempotent: false
    ) { call, input in
        try await call.project { directory in
            guard let id = input.localId else { throw DirectoryError.invalidID }
            return ToolkitChanged(try await directory.update(id: id, input.change))
        }
    }

    static let delete = Endpoint(
        .post, "\(root):delete", "deleteUser", tag: tag, "Delete an entry", access: access, parameters: [project],
        input: ToolkitDelete.self, output: ToolkitDeleted.self, errorFormat: .identityToolkit, isIdempotent: false
    ) { call, input in
        try await call.project { directory in
            guard let id = input.localId else { throw DirectoryError.invalidID }
            try await directory.delete(id: id)
            return ToolkitDeleted()
        }
    }

    static let list = Endpoint(
        .get, "\(root):batchGet", "listUsers", tag: tag, "List entries by id", access: access,
        parameters: [
            project, .query("maxResults", .integer(1...1000), "1000 unless given."),
            .query("nextPageToken", .text(0...128), "As the page before gave it."),
        ], output: ToolkitUsers.self, errorFormat: .identityToolkit
    ) { call in
        try await call.project { directory in
            let limit = Int(call.integer("maxResults") ?? 1000)
            let users = try await directory.users(after: call.text("nextPageToken") ?? "", limit: limit + 1)
            return ToolkitUsers(Array(users.prefix(limit)), nextPageToken: users.count > limit ? users[limit - 1].id : nil)
        }
    }

    static let link = Endpoint(
        .post, "\(root):sendOobCode", "makeLink", tag: tag, "Make or mail a link", access: access, parameters: [project],
        input: ToolkitMailRequest.self, output: ToolkitMailed.self, errorFormat: .identityToolkit, isIdempotent: false
    ) { call, input in
        try await call.project { directory in
            let email = input.email ?? ""
            if input.returnOobLink == true {
                let link = try await directory.makeLink(input.purpose, email: email, continueURL: input.continueUrl)
                return ToolkitMailed(email: email.lowercased(), oobLink: link)
            }
            try await directory.mailLink(
                input.purpose, email: email, continueURL: input.continueUrl, brand: call.brandID,
                language: call.mailLanguage, client: "admin \(try call.accountID)")
            return ToolkitMailed(email: email.lowercased())
        }
    }
}
