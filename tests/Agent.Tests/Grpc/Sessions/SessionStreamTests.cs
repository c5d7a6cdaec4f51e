using Google.Protobuf;
using Grpc.Core;
using MyIkev2.Registry;
using Xunit;
using F = MyIkev2.Agent.Grpc.Sessions.Firewall;
using O = MyIkev2.Agent.Grpc.Sessions.OpenOffload;

namespace MyIkev2.Agent.Tests.Grpc.Sessions;

/// <summary>AddSession, whose requests come as a stream, in both dialects: every member out of its range is refused by name, and the others of the stream are added.</summary>
public sealed class SessionStreamTests
{
    public static TheoryData<string, Action<F.SessionRequest>> Broken => new()
    {
        { "inlif: -1 ", static request => request.Inlif = -1 },
        { "inlif: 999 ", static request => request.Inlif = 999 },
        { "outlif: -2147483648 ", static request => request.Outlif = int.MinValue },
        { "ipversion: 9999 ", static request => request.Ipversion = (F.IpVersion)9999 },
        { "sourceip: ", static request => request.Sourceip = 0 },
        { "destinationip: ", static request => request.Destinationip = 0 },
        { "sourceipv6: 15 octets", static request => (request.Ipversion, request.Sourceipv6) = (F.IpVersion.Ipv6, ByteString.CopyFrom(new byte[15])) },
        { "sourceipv6: 5000 octets", static request => (request.Ipversion, request.Sourceipv6) = (F.IpVersion.Ipv6, ByteString.CopyFrom(new byte[5000])) },
        { "destinationipv6: 0 octets", static request => (request.Ipversion, request.Sourceipv6) = (F.IpVersion.Ipv6, SessionRequests.Ipv6("2001:db8::1")) },
        { "sourceport: 65536 ", static request => request.Sourceport = 65536 },
        { "destinationport: 4294967295 ", static request => request.Destinationport = uint.MaxValue },
        { "protocolid: 9999 ", static request => request.Protocolid = (F.ProtocolId)9999 },
        { "protocolid: 1", static request => request.Protocolid = (F.ProtocolId)1 },
        { "actiontype: 9999 ", static request => request.Action = new() { Actiontype = (F.ActionType)9999 } },
        { "actionnexthop: needed", static request => request.Action = new() { Actiontype = F.ActionType.Mirror } },
        { "actionnexthopv6: 5 octets", static request => request.Action = new() { Actiontype = F.ActionType.Snoop, Actionnexthopv6 = ByteString.CopyFrom(new byte[5]) } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Member_OutOfRange_IsNamedAndTheOthersAreAdded(string detail, Action<F.SessionRequest> damage)
    {
        await using SessionHost host = await SessionHost.StartAsync();
        F.SessionRequest broken = SessionRequests.Of(7, 777);
        damage(broken);

        F.AddSessionResponse answer = await host.AddAsync(SessionRequests.Of(6, 666), broken, SessionRequests.Of(8, 888));

        Assert.Equal((F.AddSessionStatus.SessionRejected, 0b010ul), (answer.Requeststatus, answer.Errorstatus));
        F.SessionResponseError error = Assert.Single(answer.Responseerror);
        Assert.Equal((7ul, (int)F.AddSessionStatus.SessionRejected), (error.Sessionid, error.Errorstatus));
        Assert.StartsWith(detail, error.Detail, StringComparison.Ordinal);
        Assert.Equal([6, 8], host.Table.List(0, 10, null).Sessions.Select(static reading => reading.Definition.Id));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Member_OutOfRangeInTheOtherDialect_IsRefusedToo(string detail, Action<F.SessionRequest> damage)
    {
        await using SessionHost host = await SessionHost.StartAsync();
        F.SessionRequest broken = SessionRequests.Of(7, 777);
        damage(broken);
        using AsyncClientStreamingCall<O.SessionRequest, O.AddSessionResponse> call = host.OpenOffload.AddSession();

        // The two have the same octets.
        await call.RequestStream.WriteAsync(O.SessionRequest.Parser.ParseFrom(broken.ToByteArray()));
        await call.RequestStream.WriteAsync(O.SessionRequest.Parser.ParseFrom(SessionRequests.Of(8, 888).ToByteArray()));
        await call.RequestStream.CompleteAsync();
        O.AddSessionResponse answer = await call;

        Assert.NotEmpty(detail);
        Assert.Equal(0b01ul, answer.ErrorStatus);
        Assert.Equal([8], host.Table.List(0, 10, null).Sessions.Select(static reading => reading.Definition.Id));
    }
}
