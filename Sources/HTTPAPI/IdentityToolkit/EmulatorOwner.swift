import Platform
import Telecom

extension Platform {
    /// Who the Firebase emulator's `Bearer owner` is: official admin clients send it when their emulator variable is set.
    /// It may work on the directory and on nothing else.
    ///
    /// Only for tests: the executable takes this when `GORSE_IDENTITY_EMULATOR=1` is set and refuses to start with it on anything but a
    /// loopback address. Everywhere else `owner` is a token that proves nothing.
    public func authenticatorWithEmulatorOwner() -> Authenticator {
        let authenticate = authenticator
        return { credential, brandID in
            guard credential == .bearer("owner") else { return try await authenticate(credential, brandID) }
            return Principal(
                accountID: AccountID("acc_identity_emulator")!, brandID: brandID, role: .admin, scopes: ["identity:write"])
        }
    }
}
