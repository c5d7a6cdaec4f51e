using Google.Protobuf;
using Grpc.Core;
using MyIkev2.Agent.Grpc.Sessions;
using MyIkev2.Registry;
using Xunit;
using static MyIkev2.Agent.Tests.Grpc.Sessions.SessionRequests;
using F = MyIkev2.Agent.Grpc.Sessions.Firewall;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Grpc.Sessions;

public sealed class SessionTableServiceTests
{
    public static TheoryData<string, F.SessionRequest> Mistakes { get; } = new()
    {
        { "sourceip", With(session => session.Sourceip = 0) },
        { "destinationip", With(session => session.Destinationip = 0) },
        { "sourceport", With(session => session.Sourceport = 65_536) },
        { "destinationport", With(session => session.Destinationport = uint.MaxValue) },
        { "ipversion", With(session => session.Ipversion = (F.IpVersion)2) },
        { "sourceipv6", With(session => session.Ipversion = F.IpVersion.Ipv6) },
        { "sourceipv6", With(session => (session.Ipversion, session.Sourceipv6) = (F.IpVersion.Ipv6, ByteString.CopyFrom(new byte[4]))) },
        { "destinationipv6", With(session => (session.Ipversion, session.Sourceipv6, session.Destinationipv6) = (F.IpVersion.Ipv6, Ipv6("2001:db8::1"), ByteString.CopyFrom(new byte[17]))) },
        { "sourceip", With(session => (session.Ipversion, session.Sourceipv6, session.Destinationipv6) = (F.IpVersion.Ipv6, Ipv6("::"), Ipv6("2001:db8::1"))) },
        { "protocolid", With(session => session.Protocolid = (F.ProtocolId)1) },
        { "protocolid", With(session => session.Protocolid = (F.ProtocolId)(-1)) },
        { "protocolid", With(session => session.Protocolid = (F.ProtocolId)(256 + 6)) },
        { "inlif", With(session => session.Inlif = -1) },
        { "inlif", With(session => session.Inlif = 1000) },
        { "outlif", With(session => session.Outlif = 3) },
        { "actiontype", With(session => session.Action.Actiontype = (F.ActionType)4) },
        { "actiontype", With(session => session.Action.Actiontype = (F.ActionType)(-1)) },
        { "actionnexthop", With(session => session.Action.Actiontype = F.ActionType.Mirror) },
        { "actionnexthop", With(session => session.Action.Actiontype = F.ActionType.Snoop) },
        { "actionnexthop", With(session => session.Action.Actionnexthop = FirstHost) },
        { "actionnexthop", With(session => session.Action = new F.ActionParameters { Actiontype = F.ActionType.Drop, Actionnexthopv6 = Ipv6("2001:db8::1") }) },
        { "actionnexthopv6", With(session => session.Action = new F.ActionParameters { Actiontype = F.ActionType.Mirror, Actionnexthopv6 = ByteString.CopyFrom(1, 2) }) },
        { "actionnexthop", With(session => session.Action = new F.ActionParameters { Actiontype = F.ActionType.Mirror, Actionnexthop = 1, Actionnexthopv6 = Ipv6("2001:db8::1") }) },
    };

    [Fact]
    public async Task Add_Vector_IsReadAsItsAuthorMeant()
    {
        await using SessionHost host = await SessionHost.StartAsync();
        Assert.Equal(Vector, Sample.ToByteArray());

        F.AddSessionResponse added = await host.AddAsync(Sample);

        Assert.Equal((F.AddSessionStatus.SessionAccepted, 0ul), (added.Requeststatus, added.Errorstatus));
        Assert.Equal([1001ul], added.Sessionids);
        Assert.Empty(added.Responseerror);
        SessionReading reading = host.Table.Find(1001)!.Value;
        Assert.Equal(
            new SessionDefinition
            {
                Id = 1001,
                InInterface = 1,
                OutInterface = 2,
                Source = Address("10.0.0.1"),
                Destination = Address("10.0.0.2"),
                SourcePort = 12345,
                DestinationPort = 80,
                Protocol = 6,
                Action = SessionAction.Forward,
                IdleSeconds = 30,
            },
            reading.Definition);
        Assert.Equal(reading.StartedAt, added.Starttime.ToDateTimeOffset());
    }

    [Fact]
    public async Task Add_Ipv6WithNextHop_IsReadAsSent()
    {
        await using SessionHost host = await SessionHost.StartAsync();

        await host.AddAsync(
            With(session => (session.Ipversion, session.Sourceipv6, session.Destinationipv6, session.Action) = (
                F.IpVersion.Ipv6, Ipv6("2001:db8::1"), Ipv6("2001:db8::2"), new F.ActionParameters { Actiontype = F.ActionType.Snoop, Actionnexthopv6 = Ipv6("2001:db8::9") })),
            With(session => (session.SessionId, session.Action) = (2, new F.ActionParameters { Actiontype = F.ActionType.Mirror, Actionnexthop = FirstHost })));

        SessionDefinition first = host.Table.Find(1001)!.Value.Definition;
        Assert.Equal((Address("2001:db8::1"), Address("2001:db8::2"), Address("2001:db8::9")), (first.Source, first.Destination, first.NextHop!.Value));
        Assert.Equal(Address("10.0.0.1"), host.Table.Find(2)!.Value.Definition.NextHop);
    }

    [Fact]
    public async Task Add_BigEndianClient_AddressIsReadAsSuch()
    {
        await using SessionHost host = await SessionHost.StartAsync(grpc: options => options.Sessions.Ipv4Order = Ipv4Order.Big);

        await host.AddAsync(With(session => session.Sourceip = 0x0A00_0001));

        Assert.Equal(Address("10.0.0.1"), host.Table.Find(1001)!.Value.Definition.Source);
    }

    [Fact]
    public async Task Add_SixtyFour_AllAreAdded()
    {
        await using SessionHost host = await SessionHost.StartAsync();

        F.AddSessionResponse added = await host.AddAsync([.. Enumerable.Range(1, 64).Select(i => Of((ulong)i, (uint)i))]);

        Assert.Equal(F.AddSessionStatus.SessionAccepted, added.Requeststatus);
        Assert.Equal(64, host.Table.Facts.Open);
    }

    [Fact]
    public async Task Add_SixtyFive_IsRefusedAndNoneIsAdded()
    {
        await using SessionHost host = await SessionHost.StartAsync();

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => host.AddAsync([.. Enumerable.Range(1, 65).Select(i => Of((ulong)i, (uint)i))]));

        Assert.Equal((StatusCode.InvalidArgument, true), (refused.StatusCode, refused.Status.Detail.StartsWith("session_request:", StringComparison.Ordinal)));
        Assert.Equal(0, host.Table.Facts.Open);
    }

    [Fact]
    public async Task Add_Nothing_IsAccepted()
    {
        await using SessionHost host = await SessionHost.StartAsync();

        F.AddSessionResponse added = await host.AddAsync();

        Assert.Equal((F.AddSessionStatus.SessionAccepted, 0ul), (added.Requeststatus, added.Errorstatus));
    }

    [Fact]
    public async Task Add_OneDuplicateAmongTen_TheOthersAreAddedAndItsBitIsSet()
    {
        await using SessionHost host = await SessionHost.StartAsync();
        await host.AddAsync(Of(1004, 1004));

        F.AddSessionResponse added = await host.AddAsync([.. Enumerable.Range(1001, 10).Select(i => Of((ulong)i, (uint)i))]);

        Assert.Equal((F.AddSessionStatus.SessionAlreadyExists, 1ul << 3), (added.Requeststatus, added.Errorstatus));
        Assert.Equal("08ec071004", Convert.ToHexString(Assert.Single(added.Responseerror).ToByteArray()).ToLowerInvariant());
        Assert.Equal([1001ul, 1002, 1003, 0, 1005, 1006, 1007, 1008, 1009, 1010], added.Sessionids);
        Assert.Equal(10, host.Table.Facts.Open);
    }

    /// <summary>The published answer "the second of the stream was a duplicate of 1002", but for the status that says what kind of failure it was.</summary>
    [Fact]
    public async Task Add_DuplicateFlowUnderNoNumber_NamesTheSessionThatIsThere()
    {
        await using SessionHost host = await SessionHost.StartAsync();
        await host.AddAsync(Of(1002, 7));

        F.AddSessionResponse added = await host.AddAsync(Of(1001, 8), Of(0, 7));

        added.Starttime = null;
        added.Sessionids.Clear();
        Assert.Equal("08041002220508ea071004", Convert.ToHexString(added.ToByteArray()).ToLowerInvariant());
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Add_Mistake_IsRefusedByTheNameOfItsField(string field, F.SessionRequest session)
    {
        await using SessionHost host = await SessionHost.StartAsync();

        F.AddSessionResponse added = await host.AddAsync(Of(1, 1), session, Of(3, 3));

        Assert.Equal((F.AddSessionStatus.SessionRejected, 2ul), (added.Requeststatus, added.Errorstatus));
        F.SessionResponseError error = Assert.Single(added.Responseerror);
        Assert.Equal((1001ul, 1), (error.Sessionid, error.Errorstatus));
        Assert.StartsWith(field + ":", error.Detail, StringComparison.Ordinal);
        Assert.Equal([1ul, 0, 3], added.Sessionids);
        Assert.Null(host.Table.Find(1001));
    }

    [Fact]
    public async Task Add_ErrorCodesOfGrpc_AreThoseOfTheFramework()
    {
        await using SessionHost host = await SessionHost.StartAsync(grpc: options => options.Sessions.ErrorCodes = SessionErrorCodes.Grpc);

        F.AddSessionResponse added = await host.AddAsync(Of(1, 1), Of(1, 2), With(session => session.Sourceip = 0));

        Assert.Equal([6, 3], added.Responseerror.Select(error => error.Errorstatus));
        Assert.Equal(F.AddSessionStatus.SessionRejected, added.Requeststatus);
    }

    [Fact]
    public async Task Add_TableIsFull_StaysAsItIs()
    {
        await using SessionHost host = await SessionHost.StartAsync(options => options.Capacity = 3);
        await host.AddAsync(Of(1, 1), Of(2, 2));

        F.AddSessionResponse full = await host.AddAsync(Of(3, 3), Of(4, 4));

        Assert.Equal((F.AddSessionStatus.SessionTableFull, 0ul, 0), (full.Requeststatus, full.Errorstatus, full.Responseerror.Count));
        Assert.Equal(2, host.Table.Facts.Open);
        Assert.Equal(F.AddSessionStatus.SessionAccepted, (await host.AddAsync(Of(3, 3))).Requeststatus);
    }

    [Fact]
    public async Task Add_EngineDoesNotRun_TableIsUnavailable()
    {
        await using SessionHost host = await SessionHost.StartAsync(running: false);

        Assert.Equal(F.AddSessionStatus.SessionTableUnavailable, (await host.AddAsync(Sample)).Requeststatus);
    }

    [Fact]
    public async Task Add_TableIsSwitchedOff_TableIsUnavailable()
    {
        await using SessionHost host = await SessionHost.StartAsync(options => options.Enabled = false);

        Assert.Equal(F.AddSessionStatus.SessionTableUnavailable, (await host.AddAsync(Sample)).Requeststatus);
        Assert.Equal(F.RequestStatus.RejectedSessionNonexistent, (await host.Client.GetSessionAsync(new F.SessionId { SessionId_ = 1 })).Requeststatus);
    }

    [Fact]
    public async Task Delete_OpenSession_AnswersItsEndOnce()
    {
        await using SessionHost host = await SessionHost.StartAsync();
        await host.AddAsync(Sample);
        var id = new F.SessionId { SessionId_ = 1001 };
        Assert.Equal(F.SessionState.Established, (await host.Client.GetSessionAsync(id)).Sessionstate);

        F.SessionResponse deleted = await host.Client.DeleteSessionAsync(id);

        Assert.Equal(
            (1001ul, F.SessionState.Closed, F.SessionCloseCode.NotClosed, F.RequestStatus.Accepted),
            (deleted.Sessionid, deleted.Sessionstate, deleted.Sessionclosecode, deleted.Requeststatus));
        Assert.True(deleted.Endtime >= deleted.Starttime);
        Assert.Equal(new F.SessionResponse { Sessionid = 1001, Requeststatus = F.RequestStatus.RejectedSessionNonexistent }, await host.Client.DeleteSessionAsync(id));
        Assert.Equal(F.SessionState.Closed, (await host.Client.GetSessionAsync(id)).Sessionstate);
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(99_999_999_999ul)]
    public async Task Missing_Session_IsSaidAsConfigured(ulong id)
    {
        await using SessionHost replies = await SessionHost.StartAsync();
        await using SessionHost fails = await SessionHost.StartAsync(grpc: options => options.Sessions.Missing = MissingSession.Status);
        var request = new F.SessionId { SessionId_ = id };

        Assert.Equal((id, F.RequestStatus.RejectedSessionNonexistent), Facts(await replies.Client.GetSessionAsync(request)));
        Assert.Equal((id, F.RequestStatus.RejectedSessionNonexistent), Facts(await replies.Client.DeleteSessionAsync(request)));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await fails.Client.GetSessionAsync(request))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await fails.Client.DeleteSessionAsync(request))).StatusCode);

        static (ulong, F.RequestStatus) Facts(F.SessionResponse response) => (response.Sessionid, response.Requeststatus);
    }

    [Fact]
    public async Task Status_OfTheAgent_HasTheTableAsAWhole()
    {
        await using SessionHost host = await SessionHost.StartAsync(options => options.Capacity = 5000);
        await host.AddAsync(Of(1, 1), Of(2, 2), Of(3, 3));
        await host.Client.DeleteSessionAsync(new F.SessionId { SessionId_ = 2 });

        V1.SessionTableState state = (await host.Agent.StatusAsync(new V1.StatusRequest())).Sessions;

        Assert.Equal((5000ul, 2ul, 1ul, 3ul, 1ul), (state.Capacity, state.Open, state.Closed, state.Added, state.Ended));
        Assert.True(state.MemoryOctets > 0);
    }

    [Fact]
    public async Task Monitor_MaySeeSessionsAndNotChangeThem()
    {
        await using SessionHost host = await SessionHost.StartAsync();
        await host.AddAsync(Sample);

        Assert.Equal(1001ul, (await host.Visitor.GetSessionAsync(new F.SessionId { SessionId_ = 1001 })).Sessionid);
        Assert.Single((await host.Visitor.GetAllSessionAsync(new F.SessionRequestArgs())).Sessioninfo);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => SessionHost.AddAsync(host.Visitor, Of(2, 2)))).StatusCode);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await host.Visitor.DeleteSessionAsync(new F.SessionId { SessionId_ = 1001 }))).StatusCode);
        Assert.Equal(1, host.Table.Facts.Open);
    }

    private static SessionAddress Address(string text) => SessionAddress.From(System.Net.IPAddress.Parse(text));
}
