import HTTPAPI
import Hummingbird
import HummingbirdTesting
import Platform
import Telecom

/// The whole door over `platform`, without a socket: `try await testDoor(platform).test(.router) { client in … }`.
/// Each answer is compared with its schema.
/// - Parameter people: who each bearer token belongs to.
public func testDoor(_ platform: Platform, endpoints: [Endpoint] = Routes.all, people: [String: Principal] = [:]) -> Application<APIRouter>
{
    let router = APIRouter(
        platform: platform, endpoints: endpoints,
        authenticate: { credential, _ in
            guard case .bearer(let token) = credential else { return nil }
            return people[token]
        }, checksOutput: true)
    return Application(responder: router, logger: platform.log)
}
