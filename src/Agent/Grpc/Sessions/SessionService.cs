using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;
using MyIkev2.Registry;
using F = MyIkev2.Agent.Grpc.Sessions.Firewall;

namespace MyIkev2.Agent.Grpc.Sessions;

/// <summary>
/// The session table for all dialects, in the messages of OPI's. What its definitions leave open is answered as docs/sessions.md says.
/// </summary>
internal sealed class SessionService(IOptions<GrpcOptions> options, TimeProvider clock, ISessionTable? table = null)
{
    private const int MaskBits = 64;

    /// <summary>Sessions that are read from the table at a time for a listing.</summary>
    private const int ListStep = 1024;

    /// <summary>A reply keeps below the 4 MiB that a client takes by default.</summary>
    private const int LargestListing = (4 * 1024 * 1024) - (64 * 1024);

    private SessionServiceOptions Options => options.Value.Sessions;

    /// <summary>Adds the sessions of a stream in one step, once the stream has ended.</summary>
    public async Task<F.AddSessionResponse> AddAsync<T>(
        IAsyncStreamReader<T> requests, Func<T, F.SessionRequest> convert, bool takesStrayNextHop, CancellationToken cancellationToken)
    {
        var mapper = new SessionRequestMapper(Options.Ipv4Order, takesStrayNextHop);
        var sessions = new List<SessionDefinition>();
        var places = new List<SessionPlace>();
        while (await requests.MoveNext(cancellationToken))
        {
            if (places.Count == Options.BatchLimit)
            {
                throw new RpcException(new Status(
                    StatusCode.InvalidArgument, $"session_request: more than {Options.BatchLimit} sessions in one stream; none of them was added"));
            }

            F.SessionRequest request = convert(requests.Current);
            string? mistake = mapper.Read(request, out SessionDefinition session);
            places.Add(new SessionPlace(request.SessionId, sessions.Count, mistake));
            if (mistake is null)
            {
                sessions.Add(session);
            }
        }

        SessionAddResult? result = table is null ? null : await table.AddAsync(sessions.ToArray(), cancellationToken);
        return result switch
        {
            null when places.Count == 0 => new F.AddSessionResponse { Starttime = Timestamp.FromDateTimeOffset(clock.GetUtcNow()) },
            null => new F.AddSessionResponse { Requeststatus = F.AddSessionStatus.SessionTableUnavailable },
            { IsFull: true } => new F.AddSessionResponse { Requeststatus = F.AddSessionStatus.SessionTableFull, Starttime = Timestamp.FromDateTimeOffset(result.At) },
            _ => Answer(places, result),
        };
    }

    /// <summary>One session.</summary>
    public F.SessionResponse Get(ulong id) => Table.Find(id) is { } reading ? SessionReadingMapper.ToMessage(reading) : Missing(id);

    /// <summary>Ends one session.</summary>
    public async Task<F.SessionResponse> DeleteAsync(ulong id, CancellationToken cancellationToken) =>
        await Table.DeleteAsync(id, cancellationToken) is { } reading ? SessionReadingMapper.ToMessage(reading) : Missing(id);

    /// <summary>Sessions in the order of their numbers, as many as a message may hold.</summary>
    public F.SessionResponses List(F.SessionRequestArgs request)
    {
        SessionState? state = request.HasSessionstate ? StateOf(request.Sessionstate) : null;
        if (request.Sessionid != 0)
        {
            F.SessionResponse one = Get(request.Sessionid);
            return state is null || one.Sessionstate == request.Sessionstate ? new F.SessionResponses { Sessioninfo = { one } } : new F.SessionResponses();
        }

        return List(request.Startsession, request.Pagesize, 0, state);
    }

    /// <summary>Sessions in the order of their numbers.</summary>
    /// <param name="start">Where to go on; 0 = at the beginning.</param>
    /// <param name="pageSize">Sessions at most; 0 = as many as a message may hold.</param>
    /// <param name="skip">Sessions from there that are left out.</param>
    /// <param name="state">In this state only.</param>
    public F.SessionResponses List(ulong start, uint pageSize, ulong skip, SessionState? state)
    {
        var answer = new F.SessionResponses();
        int size = 0;
        while (true)
        {
            SessionPage page = Table.List(start, ListStep, state);
            foreach (SessionReading reading in page.Sessions)
            {
                if (skip > 0)
                {
                    skip--;
                    continue;
                }

                F.SessionResponse message = SessionReadingMapper.ToMessage(reading);

                // The tag, a length of at most two octets, the message.
                size += 3 + message.CalculateSize();
                if (size > LargestListing || (pageSize > 0 && answer.Sessioninfo.Count == pageSize))
                {
                    answer.Nextkey = reading.Definition.Id;
                    return answer;
                }

                answer.Sessioninfo.Add(message);
            }

            if (page.NextId == 0)
            {
                return answer;
            }

            start = page.NextId;
        }
    }

    /// <summary>Closed sessions that nobody has taken yet.</summary>
    public Task<IReadOnlyList<SessionReading>> TakeClosedAsync(int limit, CancellationToken cancellationToken) => Table.TakeClosedAsync(limit, cancellationToken);

    private ISessionTable Table => table ?? throw new RpcException(new Status(StatusCode.Unavailable, "There is no session table here."));

    /// <summary>A state that does not exist is an error; one that no session is ever in, the empty answer.</summary>
    private static SessionState StateOf(F.SessionState state) => state switch
    {
        >= F.SessionState.Established and <= F.SessionState.UnknownState => (SessionState)state,
        _ => throw new RpcException(new Status(StatusCode.InvalidArgument, $"sessionstate: {(int)state} is none of 0 to 4")),
    };

    private F.AddSessionResponse Answer(List<SessionPlace> places, SessionAddResult result)
    {
        var answer = new F.AddSessionResponse { Starttime = Timestamp.FromDateTimeOffset(result.At) };
        bool onlyDuplicates = true;
        for (int i = 0; i < places.Count; i++)
        {
            (ulong id, int index, string? mistake) = places[i];
            SessionAddOutcome? outcome = mistake is null ? result.Outcomes[index] : null;
            if (outcome is { Status: SessionAddStatus.Accepted } accepted)
            {
                answer.Sessionids.Add(accepted.Id);
                continue;
            }

            onlyDuplicates &= outcome is not null;
            answer.Sessionids.Add(0);
            answer.Errorstatus |= i < MaskBits ? 1ul << i : 0;
            answer.Responseerror.Add(new F.SessionResponseError
            {
                Sessionid = outcome?.Id ?? id,
                Errorstatus = CodeOf(isDuplicate: outcome is not null),
                Detail = mistake ?? string.Empty,
            });
        }

        answer.Requeststatus = answer.Responseerror.Count == 0 ? F.AddSessionStatus.SessionAccepted
            : onlyDuplicates ? F.AddSessionStatus.SessionAlreadyExists
            : F.AddSessionStatus.SessionRejected;
        return answer;
    }

    private int CodeOf(bool isDuplicate) => Options.ErrorCodes == SessionErrorCodes.Grpc
        ? (int)(isDuplicate ? StatusCode.AlreadyExists : StatusCode.InvalidArgument)
        : (int)(isDuplicate ? F.AddSessionStatus.SessionAlreadyExists : F.AddSessionStatus.SessionRejected);

    private F.SessionResponse Missing(ulong id) => Options.Missing == MissingSession.Status
        ? throw new RpcException(new Status(StatusCode.NotFound, $"session_id: there is no session {id}"))
        : new F.SessionResponse { Sessionid = id, Requeststatus = F.RequestStatus.RejectedSessionNonexistent };

    /// <summary>One session of a stream.</summary>
    /// <param name="Id">Its number as sent.</param>
    /// <param name="Index">Its place among the sound ones.</param>
    /// <param name="Mistake">What is wrong with it; null for a sound one.</param>
    private readonly record struct SessionPlace(ulong Id, int Index, string? Mistake);
}
