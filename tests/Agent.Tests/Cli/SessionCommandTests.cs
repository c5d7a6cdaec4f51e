using System.Text.Json;
using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Tests.Grpc.Sessions;
using Xunit;
using F = MyIkev2.Agent.Grpc.Sessions.Firewall;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary><c>show sessions</c> against the table of a running engine.</summary>
public sealed class SessionCommandTests
{
    [Fact]
    public async Task ShowSessions_Lines_SayWhatBecomesOfTheFlows()
    {
        await using SessionHost host = await StartAsync();
        await host.Client.DeleteSessionAsync(new F.SessionId { SessionId_ = 1002 });

        var (code, output, error) = await RunAsync(host, "show sessions");

        Assert.Equal((0, ""), (code, error));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("1001: tcp 10.0.0.1:12345 -> 10.0.0.2:80, inside to outside, forward, established, in 0 packets 0 octets, out 0 packets 0 octets, since ", lines[0], StringComparison.Ordinal);
        Assert.Contains(", forward, closed, ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("1003: udp [2001:db8::1]:53 -> [2001:db8::2]:53, any to tunnel 7, mirror to 10.0.0.1, established", lines[2], StringComparison.Ordinal);
        Assert.Equal("3 sessions", lines[3]);
    }

    [Theory]
    [InlineData("--state closed", "0 sessions")]
    [InlineData("--state established --from 1002", "2 sessions")]
    [InlineData("--count 1", "1 session, more from 1002 on")]
    public async Task ShowSessions_Choice_IsCounted(string options, string last)
    {
        await using SessionHost host = await StartAsync();

        Assert.Equal(last, (await RunAsync(host, $"show sessions {options}")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
    }

    [Fact]
    public async Task ShowSessions_Json_IsAnObjectForEach()
    {
        await using SessionHost host = await StartAsync();

        string[] lines = (await RunAsync(host, "show sessions --json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(3, lines.Length);
        using var first = JsonDocument.Parse(lines[0]);
        Assert.Equal(("1001", "10.0.0.1"), (first.RootElement.GetProperty("session_id").GetString(), first.RootElement.GetProperty("source").GetProperty("address").GetString()));
    }

    [Fact]
    public async Task ListSessions_ManyMoreThanABatch_ComeOnceAndInPages()
    {
        await using SessionHost host = await SessionHost.StartAsync();
        for (uint first = 0; first < 640; first += 64)
        {
            await host.AddAsync([.. Enumerable.Range(1, 64).Select(i => SessionRequests.Of(first + (ulong)i, first + (uint)i))]);
        }

        await ShouldListAsync(host, new V1.ListSessionsRequest(), 1, 640, next: 0);
        await ShouldListAsync(host, new V1.ListSessionsRequest { PageSize = 300 }, 1, 300, next: 301);
        await ShouldListAsync(host, new V1.ListSessionsRequest { FirstSessionId = 601, PageSize = 300 }, 601, 40, next: 0);
    }

    private static async Task ShouldListAsync(SessionHost host, V1.ListSessionsRequest request, int first, int count, ulong next)
    {
        var (numbers, more) = await ListAsync(host, request);
        Assert.Equal(Enumerable.Range(first, count).Select(static number => (ulong)number), numbers);
        Assert.Equal(next, more);
    }

    private static async Task<(IEnumerable<ulong> Numbers, ulong Next)> ListAsync(SessionHost host, V1.ListSessionsRequest request)
    {
        var numbers = new List<ulong>();
        ulong next = 0;
        using var call = host.Agent.ListSessions(request);
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            Assert.Equal(0ul, next);
            numbers.AddRange(call.ResponseStream.Current.Sessions.Select(static session => session.SessionId));
            next = call.ResponseStream.Current.NextSessionId;
        }

        return (numbers, next);
    }

    private static async Task<SessionHost> StartAsync()
    {
        SessionHost host = await SessionHost.StartAsync();
        F.AddSessionResponse answer = await host.AddAsync(
            SessionRequests.Sample,
            SessionRequests.Of(1002, 2),
            SessionRequests.With(static session =>
            {
                session.SessionId = 1003;
                session.Inlif = 0;
                session.Outlif = 1007;
                session.Ipversion = F.IpVersion.Ipv6;
                session.Sourceipv6 = SessionRequests.Ipv6("2001:db8::1");
                session.Destinationipv6 = SessionRequests.Ipv6("2001:db8::2");
                session.Sourceport = session.Destinationport = 53;
                session.Protocolid = F.ProtocolId.Udp;
                session.Action = new F.ActionParameters { Actiontype = F.ActionType.Mirror, Actionnexthop = SessionRequests.FirstHost };
            }));
        Assert.Equal(0ul, answer.Errorstatus);
        return host;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(SessionHost host, string command)
    {
        using StringWriter output = new(), error = new();
        int code = await CliApplication.RunAsync([.. command.Split(' '), "--socket", host.SocketPath], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
