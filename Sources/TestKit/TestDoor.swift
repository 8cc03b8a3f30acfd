import HTTPAPI
import Hummingbird
import HummingbirdTesting
import Platform
import Telecom

/// The whole door over `platform`, without a socket: `try await testDoor(platform).test(.router) { client in … }`.
/// Each JSON answer is compared with its schema.
/// - Parameter people: who each bearer token belongs to; other proofs are checked by the platform.
public func testDoor(
    _ platform: Platform, endpoints: [Endpoint] = Routes.all, configuration: DoorConfiguration = DoorConfiguration(),
    people: [String: Principal] = [:], refusalPage: APIRouter.RefusalPage? = nil
) -> Application<APIRouter> {
    let router = APIRouter(
        platform: platform, endpoints: endpoints, configuration: configuration,
        authenticate: { credential, brand in
            switch credential {
            case .bearer(let token):
                if let person = people[token] { person } else { try await platform.authenticate(bearer: token, brand: brand) }
            case .apiKey(let key): try await platform.authenticate(bearer: key, brand: brand)
            case .session(let secret): try await platform.authenticate(sessionSecret: secret)
            }
        }, refusalPage: refusalPage, checksOutput: true)
    return Application(responder: router, logger: platform.log)
}
