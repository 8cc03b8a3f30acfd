import HTTPTypes
import Platform
import Store
import Telecom

/// Google's Identity Toolkit v1, as far as people use it: at the paths of the Firebase emulator, so that official clients find it.
enum IdentityToolkitRoutes {
    static let endpoints: [Endpoint] =
        [signUp, signInWithPassword, signInWithEmailLink, sendOobCode, resetPassword, lookup, update, delete, refresh]
        + IdentityToolkitAdminRoutes.endpoints + SigningKeyRoutes.endpoints

    static let tag = "Identity"
    private static let root = "/identitytoolkit.googleapis.com/v1/accounts"
    /// Clients of Google send it; it proves nothing here.
    static let key = Parameter.query("key", .text(0...200), "The client's Firebase key; not looked at.")

    static let signUp = Endpoint(
        .post, "\(root):signUp", "signUp", tag: tag, "Sign up with a password",
        description: "A password has 8 to 1024 bytes. An address that is known already is refused.", access: .anyone, parameters: [key],
        input: ToolkitSignUp.self, output: ToolkitSignedIn.self, errorFormat: .identityToolkit, isIdempotent: false
    ) { call, input in
        try await call.directory {
            ToolkitSignedIn(
                try await $0.signUp(
                    email: input.email ?? "", password: input.password ?? "", displayName: input.displayName, client: call.clientAddress),
                kind: "SignupNewUserResponse")
        }
    }

    static let signInWithPassword = Endpoint(
        .post, "\(root):signInWithPassword", "signInWithPassword", tag: tag, "Sign in with a password",
        description: "Wrong guesses are slowed down, by account and by address.", access: .anyone, parameters: [key],
        input: ToolkitPasswordSignIn.self, output: ToolkitSignedIn.self, errorFormat: .identityToolkit, isIdempotent: false
    ) { call, input in
        try await call.directory {
            ToolkitSignedIn(
                try await $0.signIn(email: input.email ?? "", password: input.password ?? "", client: call.clientAddress),
                kind: "VerifyPasswordResponse")
        }
    }

    static let signInWithEmailLink = Endpoint(
        .post, "\(root):signInWithEmailLink", "signInWithEmailLink", tag: tag, "Sign in, or up, with the code of a mailed link",
        access: .anyone, parameters: [key], input: ToolkitLinkSignIn.self, output: ToolkitSignedIn.self, errorFormat: .identityToolkit,
        isIdempotent: false
    ) { call, input in
        try await call.directory {
            ToolkitSignedIn(try await $0.signIn(email: input.email, code: input.oobCode), kind: "EmailLinkSigninResponse")
        }
    }

    static let sendOobCode = Endpoint(
        .post, "\(root):sendOobCode", "mailLink", tag: tag, "Mail a link",
        description: "To sign in, to confirm an address, or to set a new password. The answer is the same for strangers.", access: .anyone,
        parameters: [key], input: ToolkitMailRequest.self, output: ToolkitMailed.self, errorFormat: .identityToolkit, isIdempotent: false
    ) { call, input in
        try await call.directory { directory in
            var email = input.email ?? ""
            if input.purpose == .verifyEmail {
                guard let token = input.idToken else { throw DirectoryError.invalidIDToken }
                email = try await directory.user(idToken: token).email?.text ?? ""
            }
            try await directory.mailLink(
                input.purpose, email: email, continueURL: input.continueUrl, brand: call.brandID,
                language: call.mailLanguage, client: call.clientAddress)
            return ToolkitMailed(email: email.lowercased())
        }
    }

    static let resetPassword = Endpoint(
        .post, "\(root):resetPassword", "resetPassword", tag: tag, "Look at a mailed code, or set a new password with it",
        description: "Without newPassword the code is looked at and not used.", access: .anyone, parameters: [key],
        input: ToolkitReset.self, output: ToolkitCode.self, errorFormat: .identityToolkit, isIdempotent: false
    ) { call, input in
        try await call.directory { directory in
            let code = try await directory.inspect(code: input.oobCode)
            if let password = input.newPassword { _ = try await directory.resetPassword(code: input.oobCode, newPassword: password) }
            return ToolkitCode(code.email, code.purpose)
        }
    }

    static let lookup = Endpoint(
        .post, "\(root):lookup", "lookUpOwnUser", tag: tag, "Get the directory's entry of oneself", access: .anyone, parameters: [key],
        input: ToolkitLookup.self, output: ToolkitUsers.self, errorFormat: .identityToolkit, isIdempotent: false
    ) { call, input in
        try await call.directory { ToolkitUsers([try await $0.user(idToken: input.idToken)]) }
    }

    static let update = Endpoint(
        .post, "\(root):update", "updateOwnUser", tag: tag, "Change one's own entry, or confirm an address with a mailed code",
        description: "A new password or address needs a sign-in of the last five minutes, and ends every earlier one.", access: .anyone,
        parameters: [key], input: ToolkitChange.self, output: ToolkitChanged.self, errorFormat: .identityToolkit, isIdempotent: false
    ) { call, input in
        try await call.directory { directory in
            if let code = input.oobCode { return ToolkitChanged(try await directory.verifyEmail(code: code)) }
            guard let token = input.idToken else { throw DirectoryError.invalidIDToken }
            let (user, signIn) = try await directory.update(idToken: token, input.change)
            return ToolkitChanged(user, signIn)
        }
    }

    static let delete = Endpoint(
        .post, "\(root):delete", "deleteOwnUser", tag: tag, "Delete one's own entry",
        description: "The account with the operator stays: it has its own deletion.", access: .anyone, parameters: [key],
        input: ToolkitDelete.self, output: ToolkitDeleted.self, errorFormat: .identityToolkit, isIdempotent: false
    ) { call, input in
        try await call.directory { directory in
            guard let token = input.idToken else { throw DirectoryError.invalidIDToken }
            try await directory.delete(idToken: token)
            return ToolkitDeleted()
        }
    }

    static let refresh = Endpoint(
        .post, "/securetoken.googleapis.com/v1/token", "renewIDToken", tag: tag, "Renew an ID token", access: .anyone, parameters: [key],
        input: ToolkitRefresh.self, inputForm: .urlEncoded, output: ToolkitRenewed.self, errorFormat: .identityToolkit, isIdempotent: false
    ) { call, input in
        try await call.directory {
            ToolkitRenewed(try await $0.renew(refreshToken: input.refresh_token), project: $0.projectID)
        }
    }
}

extension Call {
    /// The language of a mail that a client asks for: what its user chose there, else what it prefers, else English.
    var mailLanguage: Language {
        headers[HTTPField.Name("X-Firebase-Locale")!].flatMap { Language(tag: $0) }
            ?? headers[.acceptLanguage].flatMap { Language(preferred: $0) } ?? .english
    }
}
