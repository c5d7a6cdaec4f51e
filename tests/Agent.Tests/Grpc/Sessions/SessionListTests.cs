using Google.Protobuf;
using Grpc.Core;
using MyIkev2.Registry;
using Xunit;
using static MyIkev2.Agent.Tests.Grpc.Sessions.SessionRequests;
using F = MyIkev2.Agent.Grpc.Sessions.Firewall;
using O = MyIkev2.Agent.Grpc.Sessions.OpenOffload;

namespace MyIkev2.Agent.Tests.Grpc.Sessions;

/// <summary>Listings, and the two dialects of sessionOffload.</summary>
public sealed class SessionListTests
{
    [Fact]
    public async Task GetAll_NoState_ListsOpenAndClosedOnesInOrder()
    {
        await using SessionHost host = await ThreeAsync();

        Assert.Equal([1ul, 2, 3], Ids(await host.Client.GetAllSessionAsync(new F.SessionRequestArgs())));
        Assert.Equal([1ul, 3], Ids(await host.Client.GetAllSessionAsync(new F.SessionRequestArgs { Sessionstate = F.SessionState.Established })));
        Assert.Equal([2ul], Ids(await host.Client.GetAllSessionAsync(new F.SessionRequestArgs { Sessionstate = F.SessionState.Closed })));
        Assert.Empty(Ids(await host.Client.GetAllSessionAsync(new F.SessionRequestArgs { Sessionstate = F.SessionState.UnknownState })));
    }

    [Fact]
    public async Task GetAll_OneNumber_ListsThatOne()
    {
        await using SessionHost host = await ThreeAsync();
        await host.AddAsync(Sample);
        F.SessionRequestArgs vector = F.SessionRequestArgs.Parser.ParseFrom(Convert.FromHexString("08e907"));

        Assert.Equal([1001ul], Ids(await host.Client.GetAllSessionAsync(vector)));
        Assert.Empty(Ids(await host.Client.GetAllSessionAsync(new F.SessionRequestArgs { Sessionid = 1001, Sessionstate = F.SessionState.Closed })));
        Assert.Equal(
            F.RequestStatus.RejectedSessionNonexistent,
            Assert.Single((await host.Client.GetAllSessionAsync(new F.SessionRequestArgs { Sessionid = 77 })).Sessioninfo).Requeststatus);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    public async Task GetAll_StateThatDoesNotExist_IsRefusedByName(int state)
    {
        await using SessionHost host = await SessionHost.StartAsync();

        RpcException refused = await Assert.ThrowsAsync<RpcException>(
            async () => await host.Client.GetAllSessionAsync(new F.SessionRequestArgs { Sessionstate = (F.SessionState)state }));

        Assert.Equal((StatusCode.InvalidArgument, true), (refused.StatusCode, refused.Status.Detail.StartsWith("sessionstate:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(7u)]
    [InlineData(64u)]
    [InlineData(200u)]
    public async Task GetAll_InPages_ShowsEachSessionOnce(uint size)
    {
        await using SessionHost host = await SessionHost.StartAsync();
        foreach (int[] batch in Enumerable.Range(1, 150).Chunk(50))
        {
            await host.AddAsync([.. batch.Select(i => Of((ulong)(i * 1_000_003 % 151), (uint)i))]);
        }

        var seen = new List<ulong>();
        ulong next = 0;
        do
        {
            F.SessionResponses page = await host.Client.GetAllSessionAsync(new F.SessionRequestArgs { Startsession = next, Pagesize = size });
            Assert.InRange(page.Sessioninfo.Count, 1, (int)size);
            seen.AddRange(Ids(page));
            next = page.Nextkey;
        }
        while (next != 0);

        Assert.Equal(Enumerable.Range(1, 150).Select(i => (ulong)i), seen);
    }

    /// <summary>More than a message may hold: the rest is a matter of the next key.</summary>
    [Fact]
    public async Task GetAll_MoreThanAMessageHolds_GoesOnWithTheNextKey()
    {
        await using SessionHost host = await SessionHost.StartAsync(grpc: options => options.Sessions.BatchLimit = 4096);
        const int Count = 240_000;
        for (int first = 1; first <= Count; first += 4096)
        {
            SessionDefinition[] batch = [.. Enumerable.Range(first, Math.Min(4096, Count - first + 1)).Select(i => new SessionDefinition
            {
                Id = (ulong)i, Source = new SessionAddress((uint)i, false), Destination = new SessionAddress(1, false), Protocol = 17, Action = SessionAction.Forward,
            })];
            Assert.False((await host.Table.AddAsync(batch, CancellationToken.None))!.IsFull);
        }

        F.SessionResponses page = await host.Client.GetAllSessionAsync(new F.SessionRequestArgs());
        ulong listed = (ulong)page.Sessioninfo.Count;
        Assert.InRange(page.CalculateSize(), 3 * 1024 * 1024, 4 * 1024 * 1024);
        Assert.Equal(listed + 1, page.Nextkey);
        while (page.Nextkey != 0)
        {
            page = await host.Client.GetAllSessionAsync(new F.SessionRequestArgs { Startsession = page.Nextkey });
            listed += (ulong)page.Sessioninfo.Count;
        }

        Assert.Equal((ulong)Count, listed);
    }

    [Fact]
    public async Task OpenOffload_SecondVersion_AddsListsAndTakesClosedOnes()
    {
        await using SessionHost host = await SessionHost.StartAsync();
        using (AsyncClientStreamingCall<O.SessionRequest, O.AddSessionResponse> call = host.OpenOffload.AddSession())
        {
            // Its published client names a next hop with FORWARD.
            O.SessionRequest session = O.SessionRequest.Parser.ParseFrom(Vector);
            session.Action.ActionNextHop = FirstHost;
            await call.RequestStream.WriteAsync(session);
            await call.RequestStream.CompleteAsync();
            Assert.Equal(O.AddSessionStatus.SessionAccepted, (await call).RequestStatus);
        }

        Assert.Equal(1001ul, (await host.OpenOffload.GetSessionAsync(new O.SessionId { SessionId_ = 1001 })).SessionId);
        O.SessionResponses listed = await host.OpenOffload.GetAllSessionsAsync(new O.SessionRequestArgs { PageSize = 64, StartSession = ulong.MaxValue });
        Assert.Equal([1001ul], listed.SessionInfo.Select(session => session.SessionId));
        Assert.Empty((await host.OpenOffload.GetAllSessionsAsync(new O.SessionRequestArgs { PageSize = 64, Page = 1 })).SessionInfo);
        Assert.Empty(await ClosedAsync(host.OpenOffload.GetClosedSessions(new O.SessionRequestArgs())));
        Assert.Equal(O.SessionState.Closed, (await host.OpenOffload.DeleteSessionAsync(new O.SessionId { SessionId_ = 1001 })).SessionState);

        O.SessionResponse closed = Assert.Single(await ClosedAsync(host.OpenOffload.GetClosedSessions(new O.SessionRequestArgs())));
        Assert.Equal((1001ul, O.SessionState.Closed), (closed.SessionId, closed.SessionState));
        Assert.Empty(await ClosedAsync(host.OpenOffload.GetClosedSessions(new O.SessionRequestArgs())));
    }

    /// <summary>The first version by its own method names, and its way to say that there is none.</summary>
    [Fact]
    public async Task OpenOffload_FirstVersion_AnswersByItsOwnNames()
    {
        await using SessionHost host = await SessionHost.StartAsync();
        await host.AddAsync(Sample);

        O.SessionResponse session = await host.Invoker.AsyncUnaryCall(
            FirstVersion(MethodType.Unary, "getSession", O.SessionId.Parser, O.SessionResponse.Parser), null, default, new O.SessionId { SessionId_ = 1001 });
        Assert.Equal(1001ul, session.SessionId);
        O.SessionResponses listed = await host.Invoker.AsyncUnaryCall(
            FirstVersion(MethodType.Unary, "getAllSessions", O.SessionRequestArgs.Parser, O.SessionResponses.Parser), null, default, new O.SessionRequestArgs());
        Assert.Single(listed.SessionInfo);
        Method<O.SessionRequestArgs, O.SessionResponse> closed = FirstVersion(MethodType.ServerStreaming, "getClosedSessions", O.SessionRequestArgs.Parser, O.SessionResponse.Parser);
        Assert.Equal(
            O.RequestStatus.NoClosedSessions, Assert.Single(await ClosedAsync(host.Invoker.AsyncServerStreamingCall(closed, null, default, new O.SessionRequestArgs()))).RequestStatus);
        await host.Invoker.AsyncUnaryCall(
            FirstVersion(MethodType.Unary, "deleteSession", O.SessionId.Parser, O.SessionResponse.Parser), null, default, new O.SessionId { SessionId_ = 1001 });
        Assert.Equal(1001ul, Assert.Single(await ClosedAsync(host.Invoker.AsyncServerStreamingCall(closed, null, default, new O.SessionRequestArgs()))).SessionId);
    }

    private static async Task<SessionHost> ThreeAsync()
    {
        SessionHost host = await SessionHost.StartAsync();
        await host.AddAsync(Of(3, 3), Of(1, 1), Of(2, 2));
        await host.Client.DeleteSessionAsync(new F.SessionId { SessionId_ = 2 });
        return host;
    }

    private static Method<TRequest, TResponse> FirstVersion<TRequest, TResponse>(MethodType type, string name, MessageParser<TRequest> request, MessageParser<TResponse> response)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse> => new(
            type, "openoffload.v1.SessionTable", name,
            Marshallers.Create(static message => message.ToByteArray(), request.ParseFrom), Marshallers.Create(static message => message.ToByteArray(), response.ParseFrom));

    private static async Task<List<O.SessionResponse>> ClosedAsync(AsyncServerStreamingCall<O.SessionResponse> call)
    {
        using (call)
        {
            var closed = new List<O.SessionResponse>();
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                closed.Add(call.ResponseStream.Current);
            }

            return closed;
        }
    }

    private static IEnumerable<ulong> Ids(F.SessionResponses responses) => responses.Sessioninfo.Select(session => session.Sessionid);
}
