import Charging
import HTTPTypes
import Platform
import Telecom

/// Converged charging as a network function asks for it in JSON: Nchf_ConvergedCharging, 3GPP TS 32.290 and TS 32.291 (release 17).
/// It becomes the same `UsageRequest` as Gy.
enum NchfRoutes {
    static let endpoints: [Endpoint] = [create, update, release]

    private static let root = "/nchf-convergedcharging/v3/chargingdata"
    private static let reference = Parameter.path(
        "charging_data_ref", .text(1...64, TextPattern("^[A-Za-z0-9_-]{1,64}$") { $0.isURLSafe(1...64) }),
        "What the creation answered in Location.")

    static let create = Endpoint(
        .post, root, "createChargingData", tag: "Nchf", "Open a charging session, or charge an event",
        description:
            "TS 32.291 §6.1.3.2. Fields that are not listed are ignored. The same creation sent again (consumer, subscriber, chargingId and "
            + "invocationTimeStamp), with retransmissionIndicator or without, is the same session and gets the same answer. "
            + "With oneTimeEvent IEC the requested units are taken at once, all or none.",
        access: access, input: NchfRequest.self, produces: ["application/json"], schema: .body(NchfResponse.self), status: .created,
        errors: errors, errorFormat: .problemDetails, isIdempotent: false
    ) { call, input in
        let line = try await call.platform.servedLine(input)
        let session = NchfSession(opening: input)
        let kind: UsageRequest.Kind = input.oneTimeEvent == true ? .event : .initial
        let answer = try await call.platform.authorizeUsage(input.usage(kind, session, line))
        var content = Content(json: try NchfResponse(answer, to: input, at: call.platform.time.now()).json(), status: .created)
        content.headers[.location] = "\(call.platform.publicURL)\(root)/\(session.reference)"
        return content
    }

    static let update = Endpoint(
        .post, root + "/{charging_data_ref}/update", "updateChargingData", tag: "Nchf", "Report what was used and ask for more",
        description:
            "TS 32.291 §6.1.3.3. invocationSequenceNumber grows; sent again, a request gets the stored answer and is charged once.",
        access: access, parameters: [reference], input: NchfRequest.self, produces: ["application/json"], schema: .body(NchfResponse.self),
        errors: errors, errorFormat: .problemDetails, isIdempotent: false
    ) { call, input in
        let answer = try await call.report(.update, input)
        return Content(json: try NchfResponse(answer, to: input, at: call.platform.time.now()).json())
    }

    static let release = Endpoint(
        .post, root + "/{charging_data_ref}/release", "releaseChargingData", tag: "Nchf", "Report what was used and end the session",
        access: access, parameters: [reference], input: NchfRequest.self, errors: errors, errorFormat: .problemDetails, isIdempotent: false
    ) { call, input in
        _ = try await call.report(.termination, input)
    }

    private static let access = Access.role(.admin, scope: "network:charging")
    private static let errors: [Endpoint.DocumentedError] = [
        .init(403, "END_USER_REQUEST_DENIED", "The line may use nothing, or too many sessions are open."),
        .init(404, "USER_UNKNOWN", "No line has this subscriber identifier."),
        .init(409, "request_out_of_order", "The session is past this number, and the request was never decided."),
    ]
}

extension Call {
    /// - Throws: 404 for a session that was never opened here or has ended; what it used is charged all the same where its line is known.
    fileprivate func report(_ kind: UsageRequest.Kind, _ input: NchfRequest) async throws -> UsageAnswer {
        let session = NchfSession(reference: text("charging_data_ref") ?? "")
        guard let line = try await platform.servedLine(ofSession: session.sessionID) else { throw Refusal.unknownChargingData }
        let answer = try await platform.authorizeUsage(input.usage(kind, session, line))
        if answer.refusal == .unknownSession { throw Refusal.unknownChargingData }
        return answer
    }
}

extension Platform {
    /// - Throws: `Refusal` 400 without an identifier that charging knows, 404 for an unknown one.
    fileprivate func servedLine(_ request: NchfRequest) async throws -> LineID {
        guard let subscriber = request.subscriber else {
            throw Refusal(
                .badRequest, code: "MANDATORY_IE_INCORRECT", "subscriberIdentifier is imsi- and 6 to 15 digits.",
                parameter: "subscriberIdentifier")
        }
        guard let line = try await servedLine(subscriber) else {
            throw Refusal(.notFound, type: "not_found", code: "USER_UNKNOWN", "No line has this subscriber identifier.")
        }
        return line
    }
}
