using Google.Protobuf;
using Grpc.Core;
using MyIkev2.Agent.Grpc.Sessions.OpenOffload;
using MyIkev2.Registry;
using F = MyIkev2.Agent.Grpc.Sessions.Firewall;

namespace MyIkev2.Agent.Grpc.Sessions;

/// <summary>
/// openoffload.v2.SessionTable, and openoffload.v1.SessionTable by another path: the octets of OPI's messages, so they are written as those and read as
/// these.
/// </summary>
internal sealed class OpenOffloadSessionTable(SessionService service) : SessionTable.SessionTableBase
{
    /// <summary>Closed sessions that are taken at a time.</summary>
    private const int ClosedStep = 256;

    public override async Task<AddSessionResponse> AddSession(IAsyncStreamReader<SessionRequest> requestStream, ServerCallContext context) =>
        As(await service.AddAsync(requestStream, static request => As(request, F.SessionRequest.Parser), takesStrayNextHop: true, context.CancellationToken),
            AddSessionResponse.Parser);

    public override Task<SessionResponse> GetSession(SessionId request, ServerCallContext context) =>
        Task.FromResult(As(service.Get(request.SessionId_), SessionResponse.Parser));

    public override async Task<SessionResponse> DeleteSession(SessionId request, ServerCallContext context) =>
        As(await service.DeleteAsync(request.SessionId_, context.CancellationToken), SessionResponse.Parser);

    public override Task<SessionResponses> GetAllSessions(SessionRequestArgs request, ServerCallContext context)
    {
        // The C++ framework's clients begin with the largest number.
        ulong start = request.StartSession == ulong.MaxValue ? 0 : request.StartSession;
        return Task.FromResult(As(service.List(start, request.PageSize, (ulong)request.Page * request.PageSize, state: null), SessionResponses.Parser));
    }

    public override async Task GetClosedSessions(SessionRequestArgs request, IServerStreamWriter<SessionResponse> responseStream, ServerCallContext context)
    {
        bool any = false;
        while (await service.TakeClosedAsync(ClosedStep, context.CancellationToken) is { Count: > 0 } closed)
        {
            any = true;
            foreach (SessionReading reading in closed)
            {
                await responseStream.WriteAsync(As(SessionReadingMapper.ToMessage(reading), SessionResponse.Parser), context.CancellationToken);
            }
        }

        if (!any && OpenOffloadPathAlias.IsFirstVersion(context.GetHttpContext()))
        {
            await responseStream.WriteAsync(new SessionResponse { RequestStatus = RequestStatus.NoClosedSessions }, context.CancellationToken);
        }
    }

    private static T As<T>(IMessage message, MessageParser<T> parser)
        where T : IMessage<T> => parser.ParseFrom(message.ToByteString());
}
