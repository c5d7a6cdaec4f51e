using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary>Commands typed by an operator, all the way to an agent behind a real socket and back.</summary>
public sealed class CliApplicationTests
{
    [Fact]
    public async Task ShowIkeSa_ListsTheAgentsTunnels()
    {
        await using var host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 2));

        var (code, output, _) = await RunAsync(host, "show", "ike", "ike-sa");

        Assert.Equal(0, code);
        var lines = output.Split('\n');
        Assert.StartsWith("VPN ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, static l => l.StartsWith("vpn-2 ", StringComparison.Ordinal) && l.Contains(" established ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ShowDetails_TakesFactsFromTheRegistry()
    {
        var canned = new CannedRegistry(tunnels: 2);
        await using var host = await GrpcHost.StartAsync(canned);
        var tunnel = CannedRegistry.Tunnel(2);

        var (code, output, _) = await RunAsync(host, "show", "ike", "ike-sa", "details");

        Assert.Equal(0, code);
        Assert.Contains($"vpn-2: #2, ESTABLISHED, IKEv2, {tunnel.InitiatorSpi:x16}_i {tunnel.ResponderSpi:x16}_r\n", output, StringComparison.Ordinal);
        Assert.Contains($"  local  '{tunnel.LocalIdentity.Text}' @ {tunnel.Local.Address}[{tunnel.Local.Port}]\n", output, StringComparison.Ordinal);
        Assert.Contains($"    in  {tunnel.Children[0].SpiIn:x8}, ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShowWithKeys_PrintsKeysOfThoseThatHaveAny()
    {
        var keys = new IkeKeyDisclosure(2, [0xa1, 0xa2], [0xb1, 0xb2], [], [], [], []);
        await using var host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 2), new ScriptedControl { Keys = keys });

        var (code, output, _) = await RunAsync(host, "show", "ike", "ike-sa", "with-keys");

        Assert.Equal(0, code);
        Assert.Contains("\n  sk_ei a1a2\n  sk_er b1b2\n", output, StringComparison.Ordinal);
        Assert.Equal(1, output.Split("sk_ei").Length - 1);
    }

    [Theory]
    [InlineData(new[] { "show", "ike", "ike-sa-count" }, "3\n")]
    [InlineData(new[] { "show", "ike", "ike-sa-count", "vrf", "main" }, "3\n")]
    [InlineData(new[] { "show", "ike", "ike-sa-count", "vrf", "other" }, "0\n")]
    public async Task ShowCount_PrintsOneNumber(string[] arguments, string expected)
    {
        // Two tunnels, one of them in two generations.
        await using var host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 2));

        Assert.Equal((0, expected), (await RunAsync(host, arguments)) is var (code, output, _) ? (code, output) : default);
    }

    [Theory]
    [InlineData("cmd ike initiate child-sa security-policy trunk", "InitiateChild { SecurityPolicy = trunk, VpnName =  }")]
    [InlineData("cmd ike initiate child-sa security-policy trunk vpn hq", "InitiateChild { SecurityPolicy = trunk, VpnName = hq }")]
    [InlineData("cmd ike initiate ike-sa vpn hq", "InitiateIke { VpnName = hq }")]
    [InlineData("cmd ike rekey ike-sa vpn hq", "RekeyIke { Selector = SaSelector { Name = hq, UniqueId =  } }")]
    [InlineData("cmd ike rekey ike-sa unique-id 4", "RekeyIke { Selector = SaSelector { Name = , UniqueId = 4 } }")]
    [InlineData("cmd ike rekey child-sa security-policy trunk", "RekeyChild { Selector = SaSelector { Name = trunk, UniqueId =  } }")]
    [InlineData("cmd ike rekey child-sa unique-id 4", "RekeyChild { Selector = SaSelector { Name = , UniqueId = 4 } }")]
    [InlineData("cmd ike reauth ike-sa vpn hq", "ReauthenticateIke { Selector = SaSelector { Name = hq, UniqueId =  } }")]
    [InlineData("cmd ike reauth ike-sa unique-id 4", "ReauthenticateIke { Selector = SaSelector { Name = , UniqueId = 4 } }")]
    [InlineData("cmd ike redirect ike-sa vpn hq to 192.0.2.1", "RedirectIke { Selector = SaSelector { Name = hq, UniqueId =  }, Gateway = 192.0.2.1 }")]
    [InlineData("cmd ike redirect ike-sa unique-id 4 to 2001:db8::1", "RedirectIke { Selector = SaSelector { Name = , UniqueId = 4 }, Gateway = 2001:db8::1 }")]
    [InlineData("flush ike child-sa security-policy trunk", "FlushChild { Selector = SaSelector { Name = trunk, UniqueId =  } }")]
    [InlineData("flush ike child-sa unique-id 6", "FlushChild { Selector = SaSelector { Name = , UniqueId = 6 } }")]
    [InlineData("flush ike ike-sa vpn hq", "FlushIke { Selector = SaSelector { Name = hq, UniqueId =  } }")]
    [InlineData("flush ike ike-sa unique-id 6", "FlushIke { Selector = SaSelector { Name = , UniqueId = 6 } }")]
    [InlineData("cmd ping stop", "StopPings { VpnName =  }")]
    [InlineData("cmd ping stop vpn hq", "StopPings { VpnName = hq }")]
    [InlineData("cmd ping clear", "ClearPings { }")]
    [InlineData("flush ike ike-sa all", "FlushIke { Selector = SaSelector { Name = , UniqueId =  } }")]
    public async Task Commands_OfTheGuide_ReachTheEngineAsMeant(string typed, string expected)
    {
        var control = new ScriptedControl();
        await using var host = await GrpcHost.StartAsync(control: control);

        var (code, output, _) = await RunAsync(host, typed.Split(' '));

        Assert.Equal((0, "done\n"), (code, output));
        Assert.True(control.Commands.Reader.TryRead(out var command));
        Assert.Equal(expected, command.ToString());
    }

    [Fact]
    public async Task Initiate_Progress_IsPrintedOnceAndInOrder()
    {
        var control = new ScriptedControl
        {
            OnExecute = static (_, progress, _) =>
            {
                progress!("initiating IKE_SA hq[1] to 198.51.100.1");
                progress("IKE_SA hq[1] established");
                return Task.FromResult(new CommandResult(CommandStatus.Succeeded, 1, string.Empty, ["initiating IKE_SA hq[1] to 198.51.100.1", "IKE_SA hq[1] established"]));
            },
        };
        await using var host = await GrpcHost.StartAsync(control: control);

        var (_, output, _) = await RunAsync(host, "cmd", "ike", "initiate", "ike-sa", "vpn", "hq");

        Assert.Equal("initiating IKE_SA hq[1] to 198.51.100.1\nIKE_SA hq[1] established\n", output);
    }

    [Fact]
    public async Task Command_ThatFails_SaysWhyOnStandardErrorAndReturnsOne()
    {
        var control = new ScriptedControl { OnExecute = static (_, _, _) => Task.FromResult(new CommandResult(CommandStatus.NotFound, 0, "no IKE SA of vpn 'x'", [])) };
        await using var host = await GrpcHost.StartAsync(control: control);

        Assert.Equal((1, string.Empty, "myikev2: no IKE SA of vpn 'x'\n"), await RunAsync(host, "flush", "ike", "ike-sa", "vpn", "x"));

        var (code, json, _) = await RunAsync(host, "flush", "ike", "ike-sa", "vpn", "x", "--json");
        using var document = System.Text.Json.JsonDocument.Parse(json);
        Assert.Equal((1, "notfound"), (code, document.RootElement.GetProperty("status").GetString()));
    }

    [Theory]
    [InlineData(new[] { "show", "state", "/", "vrf", "main", "ike", "ike-sa", "unique-id", "2", "name" }, 0, "name vpn-2\n")]
    [InlineData(new[] { "show", "state", "/", "vrf", "main", "ike", "ike-sa", "|", "match", "name vpn", "count" }, 0, "3\n")]
    [InlineData(new[] { "show", "state", "/", "vrf", "main", "ike", "ike-sa", "unique-id", "99" }, 1, "")]
    [InlineData(new[] { "show", "state", "/", "vrf", "main", "routing" }, 1, "")]
    public async Task ShowState_Path_FindsThatPart(string[] arguments, int expectedCode, string expected)
    {
        // Two tunnels, one of them in two generations.
        await using var host = await GrpcHost.StartAsync(new CannedRegistry(tunnels: 2));

        var (code, output, _) = await RunAsync(host, arguments);

        Assert.Equal((expectedCode, expected), (code, output));
    }

    [Theory]
    [InlineData("show config", "", true)]
    [InlineData("show config nodefault", "", false)]
    [InlineData("show config / vrf main ike", "vrf main ike", true)]
    [InlineData("show config nodefault / vrf main ike", "vrf main ike", false)]
    public async Task ShowConfig_AsksForThePath(string typed, string path, bool withDefaults)
    {
        var configuration = new ScriptedConfiguration(new CommandResult(CommandStatus.Succeeded, 0, string.Empty, ["make-before-break false"]));
        await using var host = await GrpcHost.StartAsync(configuration: configuration);

        var (code, output, _) = await RunAsync(host, typed.Split(' '));

        Assert.Equal((0, "make-before-break false\n"), (code, output));
        ConfigurationQuery shown = configuration.Shown!;
        Assert.Equal((path, withDefaults, false), (shown.Path, shown.WithDefaults, shown.RevealSecrets));
    }

    [Theory]
    [InlineData(new[] { "config", "set", "/ vrf main ike vpn a enabled false", "/ vrf main ike vpn b enabled true" }, new[] { "/ vrf main ike vpn a enabled false", "/ vrf main ike vpn b enabled true" })]
    [InlineData(new[] { "config", "set", "/", "vrf", "main", "ike", "vpn", "a", "local-id", "@a.example" }, new[] { "/ vrf main ike vpn a local-id @a.example" })]
    [InlineData(new[] { "config", "del", "/ vrf main ike vpn a" }, new[] { "del / vrf main ike vpn a" })]
    [InlineData(new[] { "config", "del", "/", "vrf", "main", "ike", "vpn", "a" }, new[] { "del / vrf main ike vpn a" })]
    public async Task ConfigEdit_SendsLines(string[] arguments, string[] lines)
    {
        var configuration = new ScriptedConfiguration(new CommandResult(CommandStatus.Succeeded, 1, "committed", []));
        await using var host = await GrpcHost.StartAsync(configuration: configuration);

        Assert.Equal((0, "committed\n", string.Empty), await RunAsync(host, arguments));
        Assert.Equal(lines, configuration.Edited!.Value.Lines);
        Assert.False(configuration.Edited.Value.ValidateOnly);
    }

    [Fact]
    public async Task ConfigEdit_WrongLine_ShowsWhereItIsWrong()
    {
        var configuration = new ScriptedConfiguration(new CommandResult(CommandStatus.Invalid, 0, "1 error; nothing was changed", [])
        {
            Errors = [new InputError(1, 15, "'vnp' is not known here")],
        });
        await using var host = await GrpcHost.StartAsync(configuration: configuration);

        var (code, output, error) = await RunAsync(host, "config", "set", "/ vrf main ike vnp a");

        Assert.Equal(1, code);
        Assert.Contains("line 1, column 15: 'vnp' is not known here", output, StringComparison.Ordinal);
        Assert.Contains("/ vrf main ike vnp a", output, StringComparison.Ordinal);
        Assert.Equal("myikev2: 1 error; nothing was changed\n", error);
    }

    [Fact]
    public async Task AnyCommand_NoAgent_SaysHowToStartOne()
    {
        var (code, output, error) = await RunAsync("/nonexistent/agent.sock", "show", "ike", "ike-sa");

        Assert.Equal((2, string.Empty), (code, output));
        Assert.Contains("no agent answers at /nonexistent/agent.sock", error, StringComparison.Ordinal);
        Assert.Contains("myikev2 run", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCommand_SocketLeftByADeadAgent_SaysSo()
    {
        var host = await GrpcHost.StartAsync();
        await host.DisposeAsync();
        var folder = Directory.CreateTempSubdirectory("cli");
        try
        {
            var path = Path.Combine(folder.FullName, "left.sock");
            using (var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified))
            {
                socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
                var (code, _, error) = await RunAsync(path, "show", "ike", "ike-sa-count");
                Assert.Equal(2, code);
                Assert.Contains("no agent answers", error, StringComparison.Ordinal);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("show", "ike", "nonsense")]
    [InlineData("cmd", "ike", "rekey", "ike-sa", "unique-id", "minus-one")]
    [InlineData("run", "--set", "NoEqualsSign")]
    public async Task WrongUsage_IsRefusedWithTheReason(params string[] arguments)
    {
        var (code, _, error) = await RunAsync("/nonexistent/agent.sock", arguments);

        Assert.NotEqual(0, code);
        Assert.NotEmpty(error);
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(GrpcHost host, params string[] arguments) => RunAsync(host.SocketPath, arguments);

    private static async Task<(int Code, string Output, string Error)> RunAsync(string socket, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CliApplication.RunAsync([.. arguments, "--socket", socket], output, error).WaitAsync(TimeSpan.FromSeconds(60));
        return (code, output.ToString(), error.ToString());
    }
}
