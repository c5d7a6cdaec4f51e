using Grpc.Core;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using Xunit;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Grpc;

/// <summary>Commands, keys and configuration: what needs more than the right to look.</summary>
public sealed class AgentServiceCommandTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<V1.ExecuteRequest, EngineCommand> Commands => new()
    {
        { new() { InitiateChild = new() { SecurityPolicy = "trunk" } }, new EngineCommand.InitiateChild("trunk") },
        { new() { InitiateChild = new() { SecurityPolicy = "trunk", Vpn = "hq" } }, new EngineCommand.InitiateChild("trunk", "hq") },
        { new() { InitiateIke = new() { Vpn = "hq" } }, new EngineCommand.InitiateIke("hq") },
        { new() { RekeyIke = new() { Name = "hq" } }, new EngineCommand.RekeyIke(new SaSelector("hq")) },
        { new() { RekeyChild = new() { UniqueId = 4 } }, new EngineCommand.RekeyChild(SaSelector.ByUniqueId(4)) },
        { new() { ReauthenticateIke = new() { UniqueId = 5 } }, new EngineCommand.ReauthenticateIke(SaSelector.ByUniqueId(5)) },
        { new() { RedirectIke = new() { Selector = new() { Name = "hq" }, Gateway = "192.0.2.1" } }, new EngineCommand.RedirectIke(new SaSelector("hq"), System.Net.IPAddress.Parse("192.0.2.1")) },
        { new() { StopPings = new() { Vpn = "hq" } }, new EngineCommand.StopPings("hq") },
        { new() { StopPings = new() }, new EngineCommand.StopPings(null) },
        { new() { ClearPings = new() }, new EngineCommand.ClearPings() },
        { new() { FlushIke = new() { All = true } }, new EngineCommand.FlushIke(SaSelector.All) },
        { new() { FlushChild = new() { Name = "trunk" } }, new EngineCommand.FlushChild(new SaSelector("trunk")) },
    };

    public static TheoryData<V1.ExecuteRequest> IncompleteCommands =>
    [
        new V1.ExecuteRequest(),
        new() { InitiateChild = new() },
        new() { InitiateIke = new() },
        new() { FlushIke = new() },
        new() { FlushIke = new() { Name = "" } },
        new() { FlushIke = new() { All = false } },
        new() { RekeyChild = new() { UniqueId = 0 } },
        new() { StartPings = new() { PayloadLength = 3 } },
        new() { StartPings = new() { Interval = new() { Seconds = -1 } } },
        new() { StartPings = new() { Timeout = new() { Seconds = long.MaxValue } } },
        new() { StartPings = new() { Source = "here" } },
        new() { StartPings = new() { Source = "10.0.0.1", Destination = "2001:db8::1" } },
        new() { StartPings = new() { MaximumLossPercent = double.NaN } },
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Execute_EveryCommand_ReachesTheEngine(V1.ExecuteRequest request, EngineCommand expected)
    {
        var control = new ScriptedControl();
        await using GrpcHost host = await GrpcHost.StartAsync(control: control);

        await ExecuteAsync(host.Agent, request);

        Assert.True(control.Commands.Reader.TryRead(out EngineCommand? command));
        Assert.Equal(expected, command);
    }

    [Theory]
    [MemberData(nameof(IncompleteCommands))]
    public async Task Execute_IncompleteCommand_IsInvalidAndReachesNobody(V1.ExecuteRequest request)
    {
        var control = new ScriptedControl();
        await using GrpcHost host = await GrpcHost.StartAsync(control: control);

        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => ExecuteAsync(host.Agent, request));

        Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
        Assert.False(control.Commands.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Execute_Progress_ComesBeforeTheResult()
    {
        var goOn = new TaskCompletionSource();
        await using GrpcHost host = await GrpcHost.StartAsync(control: new ScriptedControl
        {
            OnExecute = async (_, progress, _) =>
            {
                progress!("initiating IKE_SA vpn-hq[3] to 198.51.100.1");
                await goOn.Task;
                progress("failed");
                return new CommandResult(CommandStatus.Failed, 0, "no answer from 198.51.100.1", ["retransmitted 5 times"]);
            },
        });
        using AsyncServerStreamingCall<V1.ExecuteResponse> call = host.Agent.Execute(new V1.ExecuteRequest { InitiateIke = new() { Vpn = "vpn-hq" } });

        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        Assert.Equal("initiating IKE_SA vpn-hq[3] to 198.51.100.1", call.ResponseStream.Current.Progress);
        goOn.SetResult();
        List<V1.ExecuteResponse> rest = await call.ResponseStream.ReadAllAsync().ToListAsync();

        Assert.Equal("failed", rest[0].Progress);
        var expected = new V1.CommandResult { Status = V1.CommandStatus.Failed, Message = "no answer from 198.51.100.1", Lines = { "retransmitted 5 times" } };
        Assert.Equal(expected, rest[1].Result);
        Assert.Equal(2, rest.Count);
    }

    [Fact]
    public async Task Execute_CallerGoesAway_WaitingIsCancelled()
    {
        var cancelled = new TaskCompletionSource();
        await using GrpcHost host = await GrpcHost.StartAsync(control: new ScriptedControl
        {
            OnExecute = async (_, progress, cancellationToken) =>
            {
                progress!("begun");
                await using CancellationTokenRegistration registration = cancellationToken.Register(cancelled.SetResult);
                await Task.Delay(Timeout.Infinite, cancellationToken);
                throw new InvalidOperationException();
            },
        });
        AsyncServerStreamingCall<V1.ExecuteResponse> call = host.Agent.Execute(new V1.ExecuteRequest { RekeyIke = new() { All = true } });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));

        call.Dispose();

        await cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Execute_WithoutAnEngine_IsUnavailable()
    {
        await using GrpcHost host = await GrpcHost.StartAsync();

        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => ExecuteAsync(host.Agent, new V1.ExecuteRequest { FlushIke = new() { All = true } }));

        Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
    }

    [Fact]
    public async Task RevealKeys_OverTheUnixSocket_GivesThem()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(control: new ScriptedControl
        {
            Keys = new IkeKeyDisclosure(3, [1], [2], [3], [4], [5], [new ChildKeyDisclosure(9, [6], [7], [8], [10])]),
        });

        V1.RevealKeysResponse keys = await host.Agent.RevealKeysAsync(new V1.RevealKeysRequest { UniqueId = 3 });
        RpcException unknown = await Assert.ThrowsAsync<RpcException>(async () => await host.Agent.RevealKeysAsync(new V1.RevealKeysRequest { UniqueId = 4 }));

        Assert.Equal([1, 2, 3, 4, 5], new[] { keys.SkEi[0], keys.SkEr[0], keys.SkAi[0], keys.SkAr[0], keys.PresharedKey[0] });
        V1.ChildKeys child = Assert.Single(keys.Children);
        Assert.Equal((9u, 6, 7, 8, 10), (child.UniqueId, child.EncryptionIn[0], child.EncryptionOut[0], child.IntegrityIn[0], child.IntegrityOut[0]));
        Assert.Equal((StatusCode.NotFound, "There is no IKE SA #4."), (unknown.StatusCode, unknown.Status.Detail));
    }

    [Fact]
    public async Task CallerOverTcp_NeedsMoreThanToLook_IsRefused()
    {
        var configuration = new ScriptedConfiguration(new CommandResult(CommandStatus.Succeeded, 0, "", ["/ line"]));
        await using GrpcHost host = await GrpcHost.StartAsync(control: new ScriptedControl(), configuration: configuration);
        V1.Agent.AgentClient visitor = host.Visitor;
        Func<Task>[] calls =
        [
            async () => await visitor.RevealKeysAsync(new V1.RevealKeysRequest()),
            () => ExecuteAsync(visitor, new V1.ExecuteRequest { FlushIke = new() { All = true } }),
            async () => await visitor.EditConfigurationAsync(new V1.EditConfigurationRequest()),
            async () => await visitor.ShowConfigurationAsync(new V1.ShowConfigurationRequest { RevealSecrets = true }),
        ];

        foreach (Func<Task> call in calls)
        {
            Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
        }

        Assert.Null(configuration.Edited);
        Assert.Null(configuration.Shown);
        Assert.Equal(["/ line"], (await visitor.ShowConfigurationAsync(new V1.ShowConfigurationRequest())).Lines);
    }

    [Fact]
    public async Task ShowConfiguration_Parameters_ReachTheConfiguration()
    {
        var configuration = new ScriptedConfiguration(new CommandResult(CommandStatus.Succeeded, 0, "", ["a", "b"]));
        await using GrpcHost host = await GrpcHost.StartAsync(configuration: configuration);

        V1.ShowConfigurationResponse response = await host.Agent.ShowConfigurationAsync(
            new V1.ShowConfigurationRequest
            {
                Path = "vrf main ike",
                Nodefault = true,
                RevealSecrets = true,
                Form = V1.ConfigurationForm.XmlAbsolute,
                CandidateLines = { "/ vrf main ike vpn a enabled false" },
            });

        Assert.Equal(["a", "b"], response.Lines);
        ConfigurationQuery shown = configuration.Shown!;
        Assert.Equal(("vrf main ike", false, true, ConfigurationForm.XmlAbsolute), (shown.Path, shown.WithDefaults, shown.RevealSecrets, shown.Form));
        Assert.Equal(["/ vrf main ike vpn a enabled false"], shown.CandidateLines);
    }

    [Fact]
    public async Task ShowConfiguration_UnknownPath_IsNotFound()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(configuration: new ScriptedConfiguration(new CommandResult(CommandStatus.NotFound, 0, "no such node", [])));

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await host.Agent.ShowConfigurationAsync(new V1.ShowConfigurationRequest { Path = "x" }));

        Assert.Equal((StatusCode.NotFound, "no such node"), (exception.StatusCode, exception.Status.Detail));
    }

    [Fact]
    public async Task EditConfiguration_WrongLines_ErrorsNameLineAndColumn()
    {
        var configuration = new ScriptedConfiguration(new CommandResult(CommandStatus.Invalid, 0, "1 error", ["edit:2:7: error"])
        {
            Errors = [new InputError(2, 7, "no such node: did you mean 'vpn'?") { IsOfWhole = true }],
        });
        await using GrpcHost host = await GrpcHost.StartAsync(configuration: configuration);

        V1.EditConfigurationResponse response = await host.Agent.EditConfigurationAsync(
            new V1.EditConfigurationRequest { Lines = { "/ a", "del / b" }, ValidateOnly = true });

        Assert.Equal(V1.CommandStatus.Invalid, response.Result.Status);
        Assert.Equal(new V1.ConfigurationError { Line = 2, Column = 7, Message = "no such node: did you mean 'vpn'?", OfWhole = true }, Assert.Single(response.Errors));
        Assert.Equal(["/ a", "del / b"], configuration.Edited!.Value.Lines);
        Assert.True(configuration.Edited.Value.ValidateOnly);
    }

    [Fact]
    public async Task Configuration_Versions_GoBothWays()
    {
        var configuration = new ScriptedConfiguration(new CommandResult(CommandStatus.Succeeded, 0, "", []) { ConfigurationVersion = "r-4" });
        await using GrpcHost host = await GrpcHost.StartAsync(configuration: configuration);

        Assert.Equal("r-4", (await host.Agent.ShowConfigurationAsync(new V1.ShowConfigurationRequest())).Version);
        Assert.Equal("r-4", (await host.Agent.EditConfigurationAsync(new V1.EditConfigurationRequest { ExpectedVersion = "r-3" })).Version);
        Assert.Equal("r-3", configuration.ExpectedVersion);
        Assert.Equal("r-4", (await host.Agent.ReloadConfigurationAsync(new V1.ReloadConfigurationRequest())).Version);
        Assert.Equal((1, null), (configuration.Reloads, configuration.ExpectedVersion));
    }

    [Fact]
    public async Task Configuration_SomebodyElseWasFaster_IsAborted()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(
            configuration: new ScriptedConfiguration(new CommandResult(CommandStatus.Conflict, 0, "the running configuration has version r-5", [])));
        V1.Agent.AgentClient agent = host.Agent;

        RpcException edit = await Assert.ThrowsAsync<RpcException>(async () => await agent.EditConfigurationAsync(new V1.EditConfigurationRequest { ExpectedVersion = "r-4" }));
        RpcException reload = await Assert.ThrowsAsync<RpcException>(async () => await agent.ReloadConfigurationAsync(new V1.ReloadConfigurationRequest { ExpectedVersion = "r-4" }));

        Assert.Equal((StatusCode.Aborted, "expected_version: the running configuration has version r-5."), (edit.StatusCode, edit.Status.Detail));
        Assert.Equal(StatusCode.Aborted, reload.StatusCode);
    }

    [Fact]
    public async Task ReloadConfiguration_Visitor_IsRefused()
    {
        await using GrpcHost host = await GrpcHost.StartAsync(configuration: new ScriptedConfiguration(new CommandResult(CommandStatus.Succeeded, 0, "", [])));

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await host.Visitor.ReloadConfigurationAsync(new V1.ReloadConfigurationRequest()));

        Assert.Equal(StatusCode.PermissionDenied, exception.StatusCode);
    }

    private static async Task ExecuteAsync(V1.Agent.AgentClient client, V1.ExecuteRequest request)
    {
        using AsyncServerStreamingCall<V1.ExecuteResponse> call = client.Execute(request);
        await foreach (V1.ExecuteResponse response in call.ResponseStream.ReadAllAsync())
        {
            Assert.NotEqual(V1.ExecuteResponse.EventOneofCase.None, response.EventCase);
        }
    }
}
