import Platform
import Rewards
import Telecom

/// The member's own Ethereum account, linked by a signature. No API key links or unlinks one: rewards will go there.
enum WalletRoutes {
    static let endpoints: [Endpoint] = [read, challenge, link, unlink]

    static let read = Endpoint(
        .get, "/v1/wallet", "getWallet", tag: "Rewards", "Tell which wallet is linked to you", access: .signedIn(scope: "billing:read"),
        output: WalletBody.self, errors: [none]
    ) { call in
        guard let wallet = try await call.platform.wallet(of: try call.accountID) else { throw PlatformError.notFound("wallet") }
        return WalletBody(wallet)
    }

    static let challenge = Endpoint(
        .post, "/v1/wallet/challenge", "challengeWallet", tag: "Rewards", "Get the message that a wallet signs to be linked",
        description: "A message of EIP-4361 for this account, to be signed as `personal_sign` does (EIP-191) within ten minutes.",
        access: .signedIn, input: WalletChallengeBody.self, output: WalletMessageBody.self,
        errors: [
            .init(400, "invalid_address", "Not the address of an Ethereum account, or its checksum is wrong (EIP-55)."),
            .init(400, "invalid_domain", "Not a domain of the brand."),
        ]
    ) { call, input in
        WalletMessageBody(
            message: try await call.platform.walletChallenge(input.address, domain: input.domain, as: try call.principal))
    }

    static let link = Endpoint(
        .put, "/v1/wallet", "linkWallet", tag: "Rewards", "Link the wallet that has signed", access: .signedIn, input: WalletProofBody.self,
        output: WalletBody.self,
        errors: [
            .init(400, "invalid_message", "Not a message that was given to this account."),
            .init(400, "message_expired", "The ten minutes are over."),
            .init(400, "invalid_signature", "Not a signature, or another wallet's."),
            .init(409, "message_used", "The message has linked a wallet before."),
            .init(409, "wallet_linked", "The account has another wallet."), .init(409, "wallet_taken", "Another account has this wallet."),
        ]
    ) { call, input in
        WalletBody(
            try await call.platform.linkWallet(message: input.message, signature: input.signature, as: try call.principal))
    }

    static let unlink = Endpoint(
        .delete, "/v1/wallet", "unlinkWallet", tag: "Rewards", "Unlink your wallet", access: .signedIn, errors: [none]
    ) { call in try await call.platform.unlinkWallet(as: try call.principal) }

    private static let none = Endpoint.DocumentedError(404, "wallet_not_found", "No wallet is linked.")
}

extension JSONSchema {
    fileprivate static let ethereumAddress = text(42...42)
}

struct WalletChallengeBody: APIBody {
    let address: String
    let domain: String?

    static let schema = JSONSchema.object([
        .required("address", .ethereumAddress, "`0x` and 40 hexadecimal digits."),
        .optional("domain", .text(1...260), "Where the person is, with the port unless it is the standard one; ours unless given."),
    ])
}

struct WalletMessageBody: APIBody {
    let message: String

    static let schema = JSONSchema.object([.required("message", .prose(1...1000))])
}

struct WalletProofBody: APIBody {
    let message: String
    let signature: String

    static let schema = JSONSchema.object([
        .required("message", .prose(1...1000), "To the octet as it was given."),
        .required("signature", .text(132...132), "`0x` and 130 hexadecimal digits: r, s, v."),
    ])
}

struct WalletBody: APIBody {
    let address: String
    let linkedAt: Timestamp

    init(_ wallet: Wallet) {
        address = wallet.address
        linkedAt = wallet.linkedAt
    }

    static let schema = JSONSchema.object([
        .required("address", .ethereumAddress, "With its checksum (EIP-55)."), .required("linked_at", .time),
    ])
}
