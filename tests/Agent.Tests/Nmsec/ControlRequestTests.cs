using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using MyIkev2.Agent.Nmsec;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>The control requests: what is decided, what the engine is told, what the answer says.</summary>
public class ControlRequestTests
{
    private static readonly NmsecDialect Dialect = NmsecDialect.Design1;

    public static TheoryData<NmsecMessageType, string, string, TunnelControlStatus, string> Decisions => new()
    {
        { NmsecMessageType.ActivateManualTunnel, "manual-2", "", TunnelControlStatus.StateUpdated, "activate manual-2" },
        { NmsecMessageType.ActivateManualTunnel, "", "M2", TunnelControlStatus.StateUpdated, "activate manual-2" },
        { NmsecMessageType.ActivateManualTunnel, "manual-2", "M2", TunnelControlStatus.StateUpdated, "activate manual-2" },
        { NmsecMessageType.ActivateManualTunnel, "MVA-One", "M2", TunnelControlStatus.NotFound, "" },
        { NmsecMessageType.ActivateManualTunnel, "MVA-One", "", TunnelControlStatus.StateAlreadySet, "" },
        { NmsecMessageType.ActivateManualTunnel, "manual-3", "", TunnelControlStatus.NotFound, "" },
        { NmsecMessageType.ActivateManualTunnel, "", "", TunnelControlStatus.NotFound, "" },
        { NmsecMessageType.DeactivateManualTunnel, "", "M1", TunnelControlStatus.StateUpdated, "deactivate manual-1" },
        { NmsecMessageType.DeactivateManualTunnel, "", "M2", TunnelControlStatus.StateAlreadySet, "" },
        { NmsecMessageType.DeactivateManualTunnel, "", "M9", TunnelControlStatus.NotFound, "" },
        { NmsecMessageType.ActivateDynamicTunnel, "branch", "", TunnelControlStatus.StateUpdated, "initiate branch of vpn-down" },
        { NmsecMessageType.ActivateDynamicTunnel, "vpn-down/branch", "", TunnelControlStatus.StateUpdated, "initiate branch of vpn-down" },
        { NmsecMessageType.ActivateDynamicTunnel, "trunk", "", TunnelControlStatus.StateAlreadySet, "" },
        { NmsecMessageType.ActivateDynamicTunnel, "vpn-2/trunk", "", TunnelControlStatus.StateAlreadySet, "" },
        { NmsecMessageType.ActivateDynamicTunnel, "", "Y2", TunnelControlStatus.StateAlreadySet, "" },
        { NmsecMessageType.ActivateDynamicTunnel, "", "Y99", TunnelControlStatus.NotFound, "" },
        { NmsecMessageType.ActivateDynamicTunnel, "nothing", "", TunnelControlStatus.NotFound, "" },
        { NmsecMessageType.ActivateDynamicTunnel, "vpn-down/nothing", "", TunnelControlStatus.NotFound, "" },
        { NmsecMessageType.ActivateDynamicTunnel, "nobody/branch", "", TunnelControlStatus.NoKeyExchangeRule, "" },
        { NmsecMessageType.ActivateDynamicTunnel, "off", "", TunnelControlStatus.NoKeyExchangeRule, "" },
        { NmsecMessageType.ActivateDynamicTunnel, "passing", "", TunnelControlStatus.NoFilter, "" },
        { NmsecMessageType.ActivateDynamicTunnel, "offerless", "", TunnelControlStatus.NoDataOffer, "" },
        { NmsecMessageType.DeactivateDynamicTunnel, "vpn-2/trunk", "", TunnelControlStatus.StateUpdated, "flush child 2" },
        { NmsecMessageType.DeactivateDynamicTunnel, "trunk", "", TunnelControlStatus.StateUpdated, "flush child 1000001, flush child 2, flush child 3" },
        { NmsecMessageType.DeactivateDynamicTunnel, "", "Y1", TunnelControlStatus.StateUpdated, "flush child 1000001" },
        { NmsecMessageType.DeactivateDynamicTunnel, "branch", "", TunnelControlStatus.StateAlreadySet, "" },
        { NmsecMessageType.DeactivateDynamicTunnel, "", "Y99", TunnelControlStatus.NotFound, "" },
        { NmsecMessageType.DeactivateDynamicTunnel, "trunk", "Y99", TunnelControlStatus.NotFound, "" },
        { NmsecMessageType.RefreshDynamicTunnel, "", "Y1", TunnelControlStatus.StateUpdated, "rekey child 1000001" },
        { NmsecMessageType.RefreshDynamicTunnel, "vpn-3/trunk", "", TunnelControlStatus.StateUpdated, "rekey child 3" },
        { NmsecMessageType.RefreshDynamicTunnel, "branch", "", TunnelControlStatus.NotFound, "" },
        { NmsecMessageType.DeactivateIkeTunnel, "vpn-2", "", TunnelControlStatus.StateUpdated, "flush ike 2" },
        { NmsecMessageType.DeactivateIkeTunnel, "", "K1", TunnelControlStatus.StateUpdated, "flush ike 4" },
        { NmsecMessageType.DeactivateIkeTunnel, "vpn-down", "", TunnelControlStatus.StateAlreadySet, "" },
        { NmsecMessageType.DeactivateIkeTunnel, "vpn-99", "", TunnelControlStatus.NotFound, "" },
        { NmsecMessageType.DeactivateIkeTunnel, "", "Y1", TunnelControlStatus.NotFound, "" },
        { NmsecMessageType.RefreshIkeTunnel, "", "K3", TunnelControlStatus.StateUpdated, "rekey ike 3" },
        { NmsecMessageType.RefreshIkeTunnel, "vpn-1", "K1", TunnelControlStatus.StateUpdated, "rekey ike 4" },
        { NmsecMessageType.RefreshIkeTunnel, "vpn-down", "", TunnelControlStatus.NotFound, "" },
    };

    [Theory]
    [MemberData(nameof(Decisions))]
    public async Task Request_ForOneTunnel_IsDecidedAndPosted(NmsecMessageType request, string name, string id, TunnelControlStatus status, string commands)
    {
        var control = new RecordingControl();
        await using var host = await StartAsync(control);
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        var answers = await AskAsync(connection, request, Asked(name, id));
        Assert.Equal((name, id, status), (Assert.Single(answers).Name.ToString(), answers[0].TunnelId.ToString(), answers[0].Status));
        var expected = commands.Length == 0 ? [] : commands.Split(", ");
        var posted = new List<string>();
        foreach (var _ in expected)
        {
            posted.Add(Describe(await control.NextAsync()));
        }

        Assert.Equal(expected.Order(StringComparer.Ordinal), posted.Order(StringComparer.Ordinal));
        Assert.True(control.IsIdle);
    }

    [Theory]
    [InlineData(NmsecMessageType.RefreshIkeTunnel, IkeTunnelState.Rekeying, TunnelControlStatus.StateAlreadySet)]
    [InlineData(NmsecMessageType.RefreshIkeTunnel, IkeTunnelState.InitSent, TunnelControlStatus.NotFound)]
    [InlineData(NmsecMessageType.RefreshIkeTunnel, IkeTunnelState.Closing, TunnelControlStatus.NotFound)]
    [InlineData(NmsecMessageType.DeactivateIkeTunnel, IkeTunnelState.Closing, TunnelControlStatus.StateAlreadySet)]
    [InlineData(NmsecMessageType.DeactivateIkeTunnel, IkeTunnelState.InitSent, TunnelControlStatus.StateUpdated)]
    [InlineData(NmsecMessageType.DeactivateIkeTunnel, IkeTunnelState.Expired, TunnelControlStatus.StateUpdated)]
    public async Task Request_ForAnIkeTunnelInAState_FollowsTheState(NmsecMessageType request, IkeTunnelState state, TunnelControlStatus status)
    {
        await using var host = await StartAsync(new RecordingControl(), CannedTunnels.Registry(CannedRegistry.Tunnel(2) with { State = state }));
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        Assert.Equal(status, Assert.Single(await AskAsync(connection, request, Asked("", "K2"))).Status);
    }

    [Theory]
    [InlineData(NmsecMessageType.RefreshDynamicTunnel, IpsecTunnelState.Rekeying, TunnelControlStatus.StateAlreadySet)]
    [InlineData(NmsecMessageType.RefreshDynamicTunnel, IpsecTunnelState.Negotiating, TunnelControlStatus.NotFound)]
    [InlineData(NmsecMessageType.DeactivateDynamicTunnel, IpsecTunnelState.Deleting, TunnelControlStatus.StateAlreadySet)]
    [InlineData(NmsecMessageType.DeactivateDynamicTunnel, IpsecTunnelState.Negotiating, TunnelControlStatus.StateUpdated)]
    [InlineData(NmsecMessageType.ActivateDynamicTunnel, IpsecTunnelState.Negotiating, TunnelControlStatus.StateAlreadySet)]
    [InlineData(NmsecMessageType.ActivateDynamicTunnel, IpsecTunnelState.Deleted, TunnelControlStatus.NotFound)]
    public async Task Request_ForADynamicTunnelInAState_FollowsTheState(NmsecMessageType request, IpsecTunnelState state, TunnelControlStatus status)
    {
        var template = CannedRegistry.Tunnel(2);
        await using var host = await StartAsync(
            new RecordingControl(), CannedTunnels.Registry(template with { Children = [template.Children[0] with { State = state }] }));
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        Assert.Equal(status, Assert.Single(await AskAsync(connection, request, Asked("", "Y2"))).Status);
    }

    [Fact]
    public async Task Request_ForManyTunnels_EchoesEachRecordInOrderAndPostsEachCommandOnce()
    {
        var control = new RecordingControl();
        await using var host = await StartAsync(control);
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        var asked = Enumerable.Range(0, 300).Select(number => Asked("", (number % 3) switch { 0 => "K2", 1 => "K99", _ => "K3" })).ToArray();
        var answers = await AskAsync(connection, NmsecMessageType.RefreshIkeTunnel, asked);
        Assert.Equal(asked.Select(tunnel => tunnel.TunnelId.ToString()), answers.Select(tunnel => tunnel.TunnelId.ToString()));
        Assert.Equal(
            Enumerable.Range(0, 300).Select(number => number % 3 == 1 ? TunnelControlStatus.NotFound : TunnelControlStatus.StateUpdated),
            answers.Select(tunnel => tunnel.Status));
        string[] posted = [Describe(await control.NextAsync()), Describe(await control.NextAsync())];
        Assert.Equal(["rekey ike 2", "rekey ike 3"], posted.Order(StringComparer.Ordinal));
        Assert.True(control.IsIdle);
    }

    [Fact]
    public async Task Request_WhoseNegotiationTakesLong_IsAnsweredAtOnce()
    {
        var ending = new TaskCompletionSource<CommandResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var control = new RecordingControl { Outcome = () => ending.Task };
        await using var host = await StartAsync(control);
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        var answers = await AskAsync(connection, NmsecMessageType.ActivateDynamicTunnel, Asked("branch", ""));
        Assert.Equal(TunnelControlStatus.StateUpdated, answers[0].Status);
        await control.NextAsync();
        Assert.Equal(1, host.Service<RequestServices>().Poster!.UnderWay);
        ending.SetResult(new CommandResult(CommandStatus.Failed, 0, "no answer", []));
        for (var attempt = 0; host.Service<RequestServices>().Poster!.UnderWay > 0 && attempt < 1_000_000; attempt++)
        {
            await Task.Yield();
        }

        Assert.Equal(0, host.Service<RequestServices>().Poster!.UnderWay);
        Assert.Contains(host.Warnings, warning => warning.Contains("no answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_WhoseCommandFaults_LeavesTheAgentAlive()
    {
        var control = new RecordingControl { Outcome = static () => throw new InvalidOperationException("made to fail") };
        await using var host = await StartAsync(control);
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        foreach (var id in (string[])["K2", "K3"])
        {
            Assert.Equal(TunnelControlStatus.StateUpdated, (await AskAsync(connection, NmsecMessageType.RefreshIkeTunnel, Asked("", id)))[0].Status);
            await control.NextAsync();
        }
    }

    [Fact]
    public async Task Request_WithMoreThanTheEngineTakes_IsRefusedAndPostsNothing()
    {
        var control = new RecordingControl { Outcome = static () => new TaskCompletionSource<CommandResult>().Task };
        await using var host = await StartAsync(control);
        var poster = host.Service<RequestServices>().Poster!;
        Assert.True(poster.TryReserve(Agent.Nmsec.Control.CommandPoster.Limit));
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        await connection.SendAsync(Request(NmsecMessageType.RefreshIkeTunnel, "", Asked("", "K2")));
        Assert.Equal(NmsecReturnCode.NoStorage, (await connection.ReceiveAsync()).Header.ReturnCode);
        Assert.True(control.IsIdle);
    }

    [Theory]
    [InlineData(0, NmsecReasonCode.BadMessageSize)]
    [InlineData(1, NmsecReasonCode.ReservedNotZero)]
    [InlineData(2, NmsecReasonCode.BadRecordLength)]
    public async Task Request_WithBadRecords_IsRefused(int fault, NmsecReasonCode reason)
    {
        await using var host = await StartAsync(new RecordingControl());
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        var request = fault switch
        {
            0 => RawConnection.Request(NmsecMessageType.DeactivateIkeTunnel, 77),
            1 => Request(NmsecMessageType.DeactivateIkeTunnel, "", Asked("", "K1") with { Status = TunnelControlStatus.NotFound }),
            _ => RawConnection.Request(NmsecMessageType.DeactivateIkeTunnel, 77, "", new NmsecFilter { TunnelId = "K1" }),
        };
        await connection.SendAsync(request);
        var (header, _) = await connection.ReceiveAsync();
        Assert.Equal((NmsecReturnCode.InvalidRequest, reason), (header.ReturnCode, header.ReasonCode));
        Assert.Equal(TunnelControlStatus.NotFound, (await AskAsync(connection, NmsecMessageType.DeactivateIkeTunnel, Asked("", "K99")))[0].Status);
    }

    [Fact]
    public async Task LoadPolicy_GoodAndBad_IsAnsweredWithReturnCodesOnly()
    {
        foreach (var (status, expected) in (IEnumerable<(CommandStatus, NmsecReturnCode)>)[(CommandStatus.Succeeded, NmsecReturnCode.Success), (CommandStatus.Invalid, NmsecReturnCode.InternalFailure)])
        {
            var configuration = new ScriptedConfiguration(new CommandResult(status, 0, "because", ["line 3"]));
            await using var host = await NmsecTestHost.StartAsync(
                CannedManual.Registry(), services => services.AddSingleton<IConfigurationControl>(configuration));
            await using var connection = await host.ConnectRawAsync();
            await connection.ReceiveAsync(NmsecMessageType.Init);
            await connection.SendAsync(RawConnection.Request(NmsecMessageType.LoadPolicy, 9));
            var (header, _) = await connection.ReceiveAsync();
            Assert.Equal((9ul, expected, 0u, 96u), (header.Correlator, header.ReturnCode, header.Output.Count, header.MessageLength));
            Assert.Equal(1, configuration.Reloads);
            await connection.SendAsync(Request(NmsecMessageType.LoadPolicy, "", Asked("x", "")));
            Assert.Equal(NmsecReasonCode.BadMessageSize, (await connection.ReceiveAsync()).Header.ReasonCode);
            Assert.Equal(1, configuration.Reloads);
        }
    }

    private static Task<NmsecTestHost> StartAsync(RecordingControl control, TunnelRegistry? registry = null)
    {
        registry ??= CannedManual.Registry();
        registry.SetConfiguration(
        [
            .. registry.Capture().Configuration,
            new VpnConfiguration { Name = "vpn-off", Enabled = false, SecurityPolicies = ["off"] },
            new VpnConfiguration
            {
                Name = "vpn-odd",
                SecurityPolicies = ["passing", "offerless"],
                Policies = [new SecurityPolicyInfo("passing", false, 0), new SecurityPolicyInfo("offerless", true, 0)],
            },
        ]);
        return NmsecTestHost.StartAsync(registry, services => services.AddSingleton<IEngineControl>(control));
    }

    private static string Describe(EngineCommand command) => command switch
    {
        EngineCommand.ActivateManualTunnel { Selector: var selector } => $"activate {selector.Name}",
        EngineCommand.DeactivateManualTunnel { Selector: var selector } => $"deactivate {selector.Name}",
        EngineCommand.InitiateChild initiate => $"initiate {initiate.SecurityPolicy} of {initiate.VpnName}",
        EngineCommand.FlushChild { Selector: var selector } => $"flush child {selector.UniqueId}",
        EngineCommand.RekeyChild { Selector: var selector } => $"rekey child {selector.UniqueId}",
        EngineCommand.FlushIke { Selector: var selector } => $"flush ike {selector.UniqueId}",
        EngineCommand.RekeyIke { Selector: var selector } => $"rekey ike {selector.UniqueId}",
        _ => command.ToString(),
    };

    private static TunnelControlSection Asked(string name, string id) => new() { Name = new FixedText48(name), TunnelId = new FixedText48(id) };

    private static byte[] Request(NmsecMessageType type, string stack, params TunnelControlSection[] asked)
    {
        var output = new ArrayBufferWriter<byte>();
        new FrameWriter(Dialect).WriteRequest(output, type, 1, 77, stack, (uint)asked.Length, (uint)(asked.Length * TunnelControlRecord.Measure(Dialect)));
        foreach (var tunnel in asked)
        {
            TunnelControlRecord.Write(Dialect, output, tunnel);
        }

        return output.WrittenSpan.ToArray();
    }

    private static async Task<List<TunnelControlSection>> AskAsync(RawConnection connection, NmsecMessageType type, params TunnelControlSection[] asked)
    {
        await connection.SendAsync(Request(type, "", asked));
        var (header, bytes) = await connection.ReceiveAsync();
        Assert.Equal((NmsecReturnCode.Success, NmsecReasonCode.None), (header.ReturnCode, header.ReasonCode));
        Assert.Equal(((uint)asked.Length, (uint)asked.Length), (header.Output.Count, header.OutputTotal));
        var answers = new List<TunnelControlSection>();
        for (var offset = (int)header.Output.Offset; offset < bytes.Length;)
        {
            Assert.False(RecordReader.TryOpen(Dialect, bytes.AsSpan(offset), out var record).IsError);
            answers.Add(TunnelControlRecord.Read(record).Tunnel);
            offset += record.Bytes.Length;
        }

        return answers;
    }
}
