using Grpc.Core;
using MyIkev2.Agent.Grpc.Sessions.Firewall;

namespace MyIkev2.Agent.Grpc.Sessions;

/// <summary>opi.security.firewall.v1.SessionTable.</summary>
internal sealed class FirewallSessionTable(SessionService service) : SessionTable.SessionTableBase
{
    public override Task<AddSessionResponse> AddSession(IAsyncStreamReader<SessionRequest> requestStream, ServerCallContext context) =>
        service.AddAsync(requestStream, static request => request, takesStrayNextHop: false, context.CancellationToken);

    public override Task<SessionResponse> GetSession(SessionId request, ServerCallContext context) => Task.FromResult(service.Get(request.SessionId_));

    public override Task<SessionResponse> DeleteSession(SessionId request, ServerCallContext context) =>
        service.DeleteAsync(request.SessionId_, context.CancellationToken);

    public override Task<SessionResponses> GetAllSession(SessionRequestArgs request, ServerCallContext context) => Task.FromResult(service.List(request));
}
