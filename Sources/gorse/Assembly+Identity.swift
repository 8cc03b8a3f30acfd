import AsyncHTTPClient
import Logging
import Platform
import Providers
import Store
import Telecom

extension Assembly {
    /// Who proves people: Firebase where its project is named, the local identity provider otherwise.
    static func identity(
        _ configuration: Configuration, _ store: any SQLEngine, _ masterKey: MasterKey, _ time: TimeSource, _ randomness: Randomness,
        _ log: Logger
    ) -> (verifier: any IdentityVerifier, directory: (any IdentityDirectory)?) {
        if let project = configuration.firebaseProject {
            let certificates = FirebaseCertificates(url: configuration.firebaseCertificatesURL, client: .shared, time: time, log: log)
            return (FirebaseIdentity(projectID: project, certificates: certificates, time: time), nil)
        }
        let project = "gorse-local"
        // Official clients look for the emulator's issuer.
        let issuer = configuration.isIdentityEmulator ? "https://securetoken.google.com/\(project)" : nil
        let local = LocalIdentity(
            projectID: project, publicURL: configuration.publicURL, tokenIssuer: issuer, store: store, masterKey: masterKey, time: time,
            randomness: randomness, log: log)
        return (local, local)
    }
}
