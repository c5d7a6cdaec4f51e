using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp;
using MyIkev2.Agent.Snmp.Access;
using MyIkev2.Agent.Snmp.Notifications;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp;

public class SnmpAgentServiceTests
{
    private const string SysName = "1.3.6.1.2.1.1.5.0";

    [Fact]
    public async Task Start_WithoutCommunity_OpensNothing()
    {
        using var service = Service(new SnmpOptions { Listen = ["127.0.0.1:0"] });
        await service.StartAsync(CancellationToken.None);
        Assert.Empty(service.EndPoints);
    }

    [Theory]
    [InlineData("127.0.0.1:0", "127.0.0.1")]
    [InlineData("[::1]:0", "::1")]
    [InlineData("0.0.0.0:0", "127.0.0.1")]
    [InlineData("0.0.0.0:0", "127.0.0.9")]
    [InlineData("[::]:0", "::1")]
    public async Task Request_ToAnyAddress_IsAnsweredFromIt(string listen, string asked)
    {
        if ((listen.Contains("::", StringComparison.Ordinal) && !Socket.OSSupportsIPv6) || (asked == "127.0.0.9" && !OperatingSystem.IsLinux()))
        {
            return; // no IPv6 here, or a system on which the kernel chooses the source of a wildcard socket
        }

        using var service = Service(Options(listen));
        await service.StartAsync(CancellationToken.None);
        var port = Assert.Single(service.EndPoints).Port;

        // A connected socket only takes datagrams from the address it asked.
        using var client = Connect(new IPEndPoint(IPAddress.Parse(asked), port));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("gw1", Ask(client, SnmpRequest.Get(SysName)).Bindings.Single().Text);
        }
    }

    [Fact]
    public async Task Request_SeveralListeners_AllAnswer()
    {
        using var service = Service(Options("127.0.0.1:0", "127.0.0.1:0", "0.0.0.0:0"));
        await service.StartAsync(CancellationToken.None);
        Assert.Equal(3, service.EndPoints.Count);
        foreach (var endPoint in service.EndPoints)
        {
            using var client = Connect(new IPEndPoint(IPAddress.Loopback, endPoint.Port));
            Assert.Equal("gw1", Ask(client, SnmpRequest.Get(SysName)).Bindings.Single().Text);
        }

        Assert.Equal(3UL, service.Counters.InPackets);
    }

    [Fact]
    public async Task Start_AddressInUse_ServesTheOthers()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var service = Service(Options($"127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}", "127.0.0.1:0"));
        await service.StartAsync(CancellationToken.None);
        Assert.Single(service.EndPoints);
    }

    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("0.0.0.0:0")]
    [InlineData("[::]:0")]
    public async Task Stop_WhileWaiting_EndsAtOnceAndFreesThePort(string listen)
    {
        var service = Service(Options(listen));
        await service.StartAsync(CancellationToken.None);
        var endPoint = Assert.Single(service.EndPoints);
        await Task.Run(() => service.StopAsync(CancellationToken.None)).WaitAsync(TimeSpan.FromSeconds(60));
        using var again = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        again.Bind(endPoint);
    }

    [Fact]
    public async Task Request_GarbageBefore_IsStillAnswered()
    {
        using var service = Service(Options("0.0.0.0:0"));
        await service.StartAsync(CancellationToken.None);
        using var client = Connect(new IPEndPoint(IPAddress.Loopback, service.EndPoints[0].Port));
        client.Send(Array.Empty<byte>());
        client.Send([0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]);
        client.Send(SnmpRequest.Build(PduType.Get, [SysName], "wrong"));
        Assert.Equal("gw1", Ask(client, SnmpRequest.Get(SysName)).Bindings.Single().Text);
        Assert.Equal((4UL, 2UL, 1UL), (service.Counters.InPackets, service.Counters.InAsnParseErrors, service.Counters.InBadCommunityNames));
    }

    [Fact]
    public async Task Community_FromAFile_IsItsFirstLine()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "from-a-file\nnot this\n");
            using var service = Service(new SnmpOptions
            {
                Listen = ["127.0.0.1:0"],
                SysName = "gw1",
                Communities = [new SnmpCommunityOptions { CommunityFile = file }],
            });
            await service.StartAsync(CancellationToken.None);
            using var client = Connect(service.EndPoints[0]);
            client.Send(SnmpRequest.Build(PduType.Get, [SysName], "not this"));
            Assert.Equal("from-a-file", Ask(client, SnmpRequest.Build(PduType.Get, [SysName], "from-a-file")).Community);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void AddSnmpAgent_ConfigurationSection_IsBoundAndValidated()
    {
        var options = Provider(new()
        {
            ["Snmp:Listen:0"] = "127.0.0.1:9161",
            ["Snmp:Communities:0:Community"] = "secret",
            ["Snmp:SysLocation"] = "rack 7",
        }).GetRequiredService<IOptions<SnmpOptions>>().Value;
        Assert.Equal(["127.0.0.1:9161"], options.Listen);
        Assert.Equal(("secret", "rack 7"), (options.Communities.Single().Community, options.SysLocation));

        var wrong = Provider(new()
        {
            ["Snmp:Listen:0"] = "127.0.0.1",
            ["Snmp:Communities:0:Community"] = "secret",
            ["Snmp:Communities:0:CommunityFile"] = "/also/a/file",
            ["Snmp:MaximumBulkMessageSize"] = "483",
            ["Snmp:BaseOid"] = "1.3.x",
        });
        var exception = Assert.Throws<OptionsValidationException>(() => wrong.GetRequiredService<IOptions<SnmpOptions>>().Value);
        Assert.Equal(4, exception.Failures.Count());
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:161", true)]
    [InlineData("[::1]:161", true)]
    [InlineData("[fe80::1%2]:161", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("[::1]", false)]
    [InlineData("::1", false)]
    [InlineData("2001:db8::161", false)]
    [InlineData("127.0.0.1:66666", false)]
    [InlineData("localhost:161", false)]
    [InlineData(":161", false)]
    [InlineData("", false)]
    public void Validate_Listen_NeedsAddressAndPort(string listen, bool right) =>
        Assert.Equal(right, new SnmpOptionsValidator().Validate(null, new SnmpOptions { Listen = [listen] }).Succeeded);

    [Fact]
    public void AddSnmpAgent_Services_GiveTheHostedService()
    {
        using var provider = Provider([]);
        Assert.Same(
            provider.GetRequiredService<SnmpAgentService>(),
            provider.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<SnmpAgentService>().Single());
    }

    internal static SnmpOptions Options(params string[] listen) => new()
    {
        Listen = listen,
        SysName = "gw1",
        Communities = [new SnmpCommunityOptions { Community = "public" }],
    };

    internal static SnmpAgentService Service(SnmpOptions options, CannedRegistry? canned = null)
    {
        canned ??= new CannedRegistry();
        var settings = new SnmpStateStore(new MemoryStateFiles(), [], canned.Clock, NullLogger<SnmpStateStore>.Instance);
        var security = new SnmpSecurity(options, settings, canned.Clock);
        return new SnmpAgentService(
            canned.Registry,
            Microsoft.Extensions.Options.Options.Create(options),
            canned.Clock,
            NullLogger<SnmpAgentService>.Instance,
            notifications: new NotificationMib(Microsoft.Extensions.Options.Options.Create(CannedAgent.Receivers), settings, security),
            security: security,
            sizes: new HistorySizes(canned.Registry, settings));
    }

    private static ServiceProvider Provider(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<ITunnelRegistry>(new CannedRegistry().Registry);
        services.AddSnmpAgent(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services.BuildServiceProvider();
    }

    private static Socket Connect(IPEndPoint endPoint)
    {
        var client = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };
        client.Connect(endPoint);
        return client;
    }

    private static SnmpReply Ask(Socket client, byte[] request)
    {
        client.Send(request);
        var answer = new byte[65_535];
        return SnmpReply.Read(answer.AsSpan(0, client.Receive(answer)));
    }
}
