using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Control;
using MyIkev2.Engine.Runtime.DataPlane;
using MyIkev2.Engine.Runtime.Tests.Diagnostics;
using MyIkev2.Engine.Runtime.Vrf;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests.Vrf;

/// <summary>A host whose second VRF has no namespace, which needs no privilege; those that have one are in the interop tests.</summary>
public sealed class VrfHostTests
{
    private const string Missing = "myikev2-no-such-vrf";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task MissingNamespace_IsSaidOnceAndCommandsForIt_WhileMainRuns()
    {
        var logger = new RecordingLogger();
        using var crypto = CryptoProviders.CreateBest();
        await using var host = Host(crypto, logger);

        host.Start([VrfConfiguration.OfMain(EngineConfiguration.Empty), new VrfConfiguration(Missing, EngineConfiguration.Empty, TunnelRouting.Unsaid)]);
        await host.Applied.WaitAsync(Limit);
        host.ApplyConfiguration([VrfConfiguration.OfMain(EngineConfiguration.Empty), new VrfConfiguration(Missing, EngineConfiguration.Empty, TunnelRouting.Unsaid)]);
        await host.Applied.WaitAsync(Limit);

        var stacks = host.Registry.Capture().Stacks;
        Assert.Equal([("main", true), (Missing, false)], stacks.Select(static stack => (stack.Name, stack.IpSecurity)));
        Assert.Single(logger.Lines, static line => line.Text.Contains($"vrf {Missing} is not served", StringComparison.Ordinal));
        Assert.True(host.Health().IsRunning);
        var refused = await host.ExecuteAsync(new EngineCommand.FlushIke(SaSelector.All) { Vrf = Missing }, null, CancellationToken.None);
        Assert.Equal(CommandStatus.Unavailable, refused.Status);
        Assert.Contains($"vrf '{Missing}' is not served", refused.Message, StringComparison.Ordinal);

        host.ApplyConfiguration(EngineConfiguration.Empty);
        await host.Applied.WaitAsync(Limit);

        Assert.Equal(["main"], host.Registry.Capture().Stacks.Select(static stack => stack.Name));
        var unknown = await host.ExecuteAsync(new EngineCommand.FlushIke(SaSelector.All) { Vrf = Missing }, null, CancellationToken.None);
        Assert.Equal((CommandStatus.NotFound, $"vrf '{Missing}' is not configured"), (unknown.Status, unknown.Message));
    }

    [Fact]
    public async Task UniqueIdOfNoEngine_IsNotFound()
    {
        using var crypto = CryptoProviders.CreateBest();
        await using var host = Host(crypto, new RecordingLogger());
        host.Start(EngineConfiguration.Empty);

        var result = await host.ExecuteAsync(new EngineCommand.FlushIke(SaSelector.ByUniqueId(uint.MaxValue)), null, CancellationToken.None);

        Assert.Equal(CommandStatus.NotFound, result.Status);
        Assert.Null(await host.DiscloseKeysAsync(uint.MaxValue, CancellationToken.None));
    }

    [Fact]
    public async Task ThreadsAndSnmp_OfTheConfiguration_AreAppliedLiveAndTakenBack()
    {
        using var crypto = CryptoProviders.CreateBest();
        await using var host = Host(crypto, new RecordingLogger());
        host.Start(EngineConfiguration.Empty);
        var before = host.Health().JobThreads;

        host.ApplyConfiguration(Configuration.ConfigSamples.Load("/ vrf main ike global-options threads 11 snmp false\n").Vrfs);

        Assert.NotEqual(11, before);
        Assert.Equal(11, host.Health().JobThreads);
        Assert.False(Assert.Single(host.Registry.Capture().Stacks).IsInSnmp);

        host.ApplyConfiguration(EngineConfiguration.Empty);

        Assert.Equal(before, host.Health().JobThreads);
        Assert.True(Assert.Single(host.Registry.Capture().Stacks).IsInSnmp);
    }

    private static EngineHost Host(ICryptoProvider crypto, RecordingLogger logger) => new(
        new EngineRuntimeOptions
        {
            Listeners = [new ListenerOptions { Address = "127.0.0.1", Port = 0, NatTraversalPort = 0 }],
            ShardCount = 1,
            StopDeadline = TimeSpan.Zero,
        },
        new EngineHostServices
        {
            Crypto = crypto,
            DataPlane = new SimulatedDataPlane(),
            Loggers = logger,
            Info = new EngineInfo { Version = "test", StartedAt = DateTimeOffset.UnixEpoch },
        });
}
