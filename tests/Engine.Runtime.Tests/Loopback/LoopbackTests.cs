using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.DataPlane;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests.Loopback;

public sealed class LoopbackTests
{
    [Theory]
    [InlineData(1, "127.0.0.1", false)]
    [InlineData(3, "127.0.0.1", false)]
    [InlineData(1, "::1", false)]
    [InlineData(2, "127.0.0.1", true)]
    public async Task Start_VpnsThatStartByThemselves_ComeUpOnBothSides(int shards, string address, bool portable)
    {
        const int Vpns = 6;
        await using var pair = new LoopbackPair(shards, address, options => options.PortableSockets = portable);
        pair.Start();
        pair.Configure(Vpns, startByItself: true);

        var a = await LoopbackPair.UntilAsync(pair.A, view => Installed(view) == Vpns);
        var b = await LoopbackPair.UntilAsync(pair.B, view => Installed(view) == Vpns);

        // Facts agree over both registries, and with what was installed.
        var ofA = a.Enumerate().OrderBy(static t => t.VpnName).ToList();
        var ofB = b.Enumerate().OrderBy(static t => t.VpnName).ToList();
        Assert.Equal(ofA.Select(static t => (t.InitiatorSpi, t.ResponderSpi)), ofB.Select(static t => (t.InitiatorSpi, t.ResponderSpi)));
        Assert.All(ofA, static t => Assert.True(t.IsInitiator));
        Assert.Equal(ofA.Select(static t => t.Children[0].SpiIn), ofB.Select(static t => t.Children[0].SpiOut));
        Assert.Equal(Vpns, pair.DataPlaneOfA.Count);
        Assert.All(pair.DataPlaneOfA.Pairs, static p => Assert.True(p is { InboundInstalled: true, OutboundInstalled: true, EncryptionKeyLengths: (20, 20) }));
        Assert.Equal(
            pair.DataPlaneOfA.Pairs.Select(static p => (p.SpiIn, p.SpiOut)).Order(),
            pair.DataPlaneOfB.Pairs.Select(static p => (p.SpiOut, p.SpiIn)).Order());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public async Task Health_OfSocketsAndShards_CountsWhatWasExchanged(int shards, bool portable)
    {
        await using var pair = new LoopbackPair(shards, configure: options => options.PortableSockets = portable);
        pair.Start();
        pair.Configure(3, startByItself: true);
        await LoopbackPair.UntilAsync(pair.A, static view => Installed(view) == 3);
        var b = await LoopbackPair.UntilAsync(pair.B, static view => Installed(view) == 3);

        // Without loss, what one side has sent has come to the other by the time that the other has established its tunnels.
        var received = Udp(b);
        var engine = b.ReadEngineCounters();
        Assert.Equal((engine.InMessages, engine.InOctets), (received.InDatagrams, received.InOctets));
        var a = pair.A.Registry.Capture();
        Assert.Equal((received.InDatagrams, received.InOctets), (Udp(a).OutDatagrams, Udp(a).OutOctets));
        Assert.Equal((0ul, 0ul, 0ul), (received.InDiscards, received.OutErrors, received.KernelDrops));
        Assert.All(a.Listeners, static listener => Assert.True(listener is { IsUp: true, Vrf: "main", Transport: ListenerTransport.Udp }));
        Assert.Equal(pair.A.Listeners.Select(static listener => listener.Endpoint.Port), a.Listeners.Select(static listener => listener.EndPoint.Port));
        Assert.All(a.Shards, static shard => Assert.True(shard.Health.Read() is { Turns: > 0, InboxLength: 0, InboxDrops: 0 }));
        Assert.True(a.Shards.Aggregate(0ul, static (sum, shard) => sum + shard.Health.Read().BusyMicroseconds) > 0);

        await pair.A.StopAsync();
        Assert.All(pair.A.Registry.Capture().Listeners, static listener => Assert.False(listener.IsUp));
        Assert.Equal(a.Listeners.Count, pair.A.Registry.Capture().Listeners.Count);
    }

    private static ListenerCounterReading Udp(RegistryView view) =>
        view.Listeners.Aggregate(default(ListenerCounterReading), static (sum, listener) => sum + listener.Counters);

    [Fact]
    public async Task Wildcard_WithoutConfiguredAddress_KnowsItsOwnAddressOnBothSides()
    {
        await using var pair = new LoopbackPair(1, "0.0.0.0");
        pair.Start();
        pair.B.ApplyConfiguration(pair.Configuration(1, forA: false, start: false, static peer => peer with { LocalAddress = null, RemoteAddress = null }));
        pair.A.ApplyConfiguration(pair.Configuration(1, forA: true, start: true, static peer => peer with { LocalAddress = null, RemoteAddress = IpAddress.Parse("127.0.0.5") }));

        var a = await LoopbackPair.UntilAsync(pair.A, static view => Installed(view) == 1);
        var b = await LoopbackPair.UntilAsync(pair.B, static view => Installed(view) == 1);

        Assert.Equal("127.0.0.1", Assert.Single(a.Enumerate()).Local.Address.ToString());
        Assert.Equal("127.0.0.5", Assert.Single(b.Enumerate()).Local.Address.ToString());
        Assert.False(Assert.Single(a.Enumerate()).LocalNatDetected);
        Assert.False(Assert.Single(b.Enumerate()).RemoteNatDetected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Commands_InitiateRekeyFlush_ReportAndTakeEffect(int shards)
    {
        await using var pair = new LoopbackPair(shards);
        pair.Start();
        pair.Configure(2, startByItself: false);

        var progress = new List<string>();
        var initiated = await pair.ExecuteAsync(new EngineCommand.InitiateChild("child-2"), progress);
        Assert.Equal(CommandStatus.Succeeded, initiated.Status);
        Assert.StartsWith("initiating IKE_SA vpn-2[", progress[0], StringComparison.Ordinal);
        var first = Assert.Single(pair.A.Registry.Capture().Enumerate());
        Assert.Equal(("vpn-2", IkeTunnelState.Established), (first.VpnName, first.State));

        var rekeyed = await pair.ExecuteAsync(new EngineCommand.RekeyIke(SaSelector.ByUniqueId(first.UniqueId)));
        Assert.Equal((CommandStatus.Succeeded, "Initiated 1 IKE SA rekey."), (rekeyed.Status, rekeyed.Message));
        var view = await LoopbackPair.UntilAsync(pair.A, v => v.Find(first.Id) is { Generation: 2, State: IkeTunnelState.Established });
        Assert.Equal(first.Children[0].UniqueId, view.Find(first.Id)!.Children[0].UniqueId);

        var childRekeyed = await pair.ExecuteAsync(new EngineCommand.RekeyChild(new SaSelector("child-2")));
        Assert.Equal("Initiated 1 child SA rekey.", childRekeyed.Message);
        await LoopbackPair.UntilAsync(pair.A, v => v.Find(first.Id)!.Children.Any(static c => c.Generation == 2 && c.State == IpsecTunnelState.Installed));

        var keys = await pair.A.DiscloseKeysAsync(view.Find(first.Id)!.UniqueId, CancellationToken.None);
        Assert.Equal(36, keys!.SkEi.Length);

        var flushed = await pair.ExecuteAsync(new EngineCommand.FlushIke(new SaSelector("vpn-2")));
        Assert.StartsWith("deleting IKE_SA vpn-2[", Assert.Single(flushed.Lines), StringComparison.Ordinal);
        await LoopbackPair.UntilAsync(pair.A, static v => v.TunnelCount == 0);
        await LoopbackPair.UntilAsync(pair.B, static v => v.TunnelCount == 0);
        Assert.Equal(0, pair.DataPlaneOfA.Count);
    }

    [Fact]
    public async Task Commands_ThatMatchNothing_SayWhat()
    {
        await using var pair = new LoopbackPair(2);
        pair.Start();
        pair.Configure(1, startByItself: false);

        Assert.Equal("no IKE SA of vpn 'vpn-1'", (await pair.ExecuteAsync(new EngineCommand.FlushIke(new SaSelector("vpn-1")))).Message);
        Assert.Equal("no child SA with unique id 77", (await pair.ExecuteAsync(new EngineCommand.RekeyChild(SaSelector.ByUniqueId(77)))).Message);
        Assert.Null(await pair.A.DiscloseKeysAsync(1, CancellationToken.None));
    }

    [Fact]
    public async Task Initiate_WrongKey_FailsWithAReasonOnBothSides()
    {
        await using var pair = new LoopbackPair(1);
        pair.Start();
        pair.Configure(1, startByItself: false);
        var other = pair.Configuration(1, forA: false, start: false);
        pair.B.ApplyConfiguration(other with { PreSharedKeys = [new PreSharedKey("key", [], [1, 2, 3])] });

        var result = await pair.ExecuteAsync(new EngineCommand.InitiateIke("vpn-1"));

        Assert.Equal(CommandStatus.Failed, result.Status);
        Assert.Contains("AuthenticationFailed", result.Message, StringComparison.Ordinal);
        var view = await LoopbackPair.UntilAsync(pair.B, static view => view.History.Failures.Count > 0);
        var failure = Assert.Single(view.History.Failures);
        Assert.Equal((1u, FailurePhase.Auth, CloseReason.AuthenticationFailedLocal, true), (failure.Number, failure.Phase, failure.Reason, failure.NotifySent));
    }

    [Fact]
    public async Task ReportRefusal_OfAConfiguration_IsARowOfTheFailureHistory()
    {
        await using var pair = new LoopbackPair(1);
        using var changes = pair.A.Registry.Subscribe();
        pair.A.ReportRefusal(new CommandResult(CommandStatus.Invalid, 0, "1 error; nothing was changed", []) { Errors = [new InputError(0, 0, "version: 9 is out of range")] });

        var failure = Assert.Single(pair.A.Registry.Capture().History.Failures);
        Assert.Equal((FailurePhase.Configuration, "1 error; nothing was changed: version: 9 is out of range"), (failure.Phase, failure.Text));
        Assert.True(changes.TryRead(out var change));
        Assert.Equal((TunnelChangeKind.ConfigurationRefused, failure), (change.Kind, change.Failure));
    }

    [Fact]
    public async Task Reload_UnchangedVpns_KeepTheirTunnelsAndRemovedOnesEnd()
    {
        await using var pair = new LoopbackPair(2);
        pair.Start();
        pair.Configure(3, startByItself: true);
        var before = await LoopbackPair.UntilAsync(pair.A, static view => Installed(view) == 3);
        var kept = before.Enumerate().Where(static t => t.VpnName != "vpn-3").Select(static t => t.UniqueId).ToHashSet();

        pair.A.ApplyConfiguration(pair.Configuration(2, forA: true, start: true));

        var after = await LoopbackPair.UntilAsync(pair.A, static view => view.TunnelCount == 2);
        Assert.Equal(kept, after.Enumerate().Select(static t => t.UniqueId).ToHashSet());
        await LoopbackPair.UntilAsync(pair.B, static view => view.TunnelCount == 2);
        Assert.Equal(["vpn-1", "vpn-2"], after.Configuration.Select(static v => v.Name));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Stop_WithTunnels_SendsDeletesAndLeavesNothing(int shards)
    {
        await using var pair = new LoopbackPair(shards);
        pair.Start();
        pair.Configure(4, startByItself: true);
        await LoopbackPair.UntilAsync(pair.A, static view => Installed(view) == 4);
        await LoopbackPair.UntilAsync(pair.B, static view => Installed(view) == 4);

        await pair.A.StopAsync();

        await LoopbackPair.UntilAsync(pair.B, static view => view.TunnelCount == 0);
        Assert.Equal(0, pair.A.Registry.Capture().TunnelCount);
        Assert.Equal(0, pair.DataPlaneOfA.Count);
        Assert.All(pair.B.Registry.Capture().History.Tunnels, static t => Assert.Equal(CloseReason.PeerDelete, t.Reason));
        Assert.False(pair.A.Health().IsRunning);
        Assert.Equal(CommandStatus.Unavailable, (await pair.ExecuteAsync(new EngineCommand.InitiateIke("vpn-1"))).Status);
        Assert.DoesNotContain(pair.LoggerOfA.Lines, static l => l.Text.Contains("did not finish", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Abandon_WithTunnels_SendsNothing()
    {
        await using var pair = new LoopbackPair(1);
        pair.Start();
        pair.Configure(2, startByItself: true);
        await LoopbackPair.UntilAsync(pair.A, static view => Installed(view) == 2);
        await LoopbackPair.UntilAsync(pair.B, static view => Installed(view) == 2);

        await pair.A.AbandonAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await pair.A.StopAsync();

        Assert.Equal(0ul, pair.A.Registry.Capture().ReadEngineCounters().InformationalOutRequests);
        Assert.False(pair.A.Health().IsRunning);
    }

    [Fact]
    public async Task Stop_PeerGone_EndsAtTheDeadline()
    {
        await using var pair = new LoopbackPair(1, configure: static options => options.StopDeadline = TimeSpan.FromMilliseconds(200));
        pair.Start();
        pair.Configure(2, startByItself: true);
        await LoopbackPair.UntilAsync(pair.A, static view => Installed(view) == 2);
        await pair.B.StopAsync(new CancellationToken(canceled: true));

        await pair.A.StopAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(0, pair.A.Registry.Capture().TunnelCount);
    }

    [Fact]
    public async Task KeyLog_Asked_HoldsOneLineForEachSaAndNothingReachesTheLog()
    {
        var folder = Directory.CreateTempSubdirectory("keylog");
        var path = Path.Combine(folder.FullName, "keys");
        try
        {
            await using (var pair = new LoopbackPair(1, configure: options => options.KeyLogFile = path + options.GetHashCode()))
            {
                pair.Start();
                pair.Configure(2, startByItself: true);
                var view = await LoopbackPair.UntilAsync(pair.A, static v => Installed(v) == 2);
                await pair.A.StopAsync();
                await pair.B.StopAsync();
                foreach (var file in folder.GetFiles("*.esp_sa"))
                {
                    // One line for each direction of each pair, and the two ends say the same.
                    var lines = await File.ReadAllLinesAsync(file.FullName);
                    Assert.Equal(
                        view.Enumerate().SelectMany(static t => t.Children).SelectMany(static c => new[] { $"\"0x{c.SpiIn:x8}\"", $"\"0x{c.SpiOut:x8}\"" }).Order(),
                        lines.Select(static l => l.Split(',')[3]).Order());
                    Assert.Equal(lines.Order(), (await File.ReadAllLinesAsync(folder.GetFiles("*.esp_sa")[0].FullName)).Order());
                    Assert.DoesNotContain(pair.LoggerOfA.Lines, log => lines.Any(l => log.Text.Contains(l.Split(',')[5].Trim('"'), StringComparison.OrdinalIgnoreCase)));
                }

                foreach (var file in folder.GetFiles().Where(static file => file.Extension != ".esp_sa"))
                {
                    var lines = await File.ReadAllLinesAsync(file.FullName);
                    Assert.Equal(
                        view.Enumerate().Select(static t => $"{t.InitiatorSpi:x16},{t.ResponderSpi:x16}").Order(),
                        lines.Select(static l => l[..33]).Order());
                    Assert.All(lines, static l => Assert.Contains("\"AES-GCM-256 with 16 octet ICV [RFC5282]\"", l, StringComparison.Ordinal));
                    Assert.DoesNotContain(pair.LoggerOfA.Lines, log => lines.Any(l => log.Text.Contains(l.Split(',')[2], StringComparison.Ordinal)));
                }
            }

            Assert.Equal(4, folder.GetFiles().Length);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Overload_MoreTunnelsThanTheQueuesHold_AllComeUpInTheEnd()
    {
        const int Vpns = 60;
        await using var pair = new LoopbackPair(2, configure: static options =>
        {
            options.JobQueue = 1;
            options.InboxDatagrams = 32;
            options.EventQueue = 16;
        });
        pair.Start();
        pair.Configure(Vpns, startByItself: true);

        await LoopbackPair.UntilAsync(pair.A, static view => Installed(view) == Vpns);
        await LoopbackPair.UntilAsync(pair.B, static view => Installed(view) == Vpns);
    }

    [Fact]
    public async Task Subscriber_ThatNeverReads_LosesChangesButNotTheEngine()
    {
        await using var pair = new LoopbackPair(1);
        pair.Start();
        using var sleeper = pair.A.Registry.Subscribe(capacity: 1);

        pair.Configure(5, startByItself: true);
        await LoopbackPair.UntilAsync(pair.A, static view => Installed(view) == 5);

        Assert.True(sleeper.Lost > 0);
    }

    [Fact]
    public async Task Garbage_OnTheWire_IsCountedAndTunnelsStillComeUp()
    {
        await using var pair = new LoopbackPair(1);
        pair.Start();
        using var peer = new Sockets.Peer("127.0.0.1");
        var listener = pair.B.Listeners[0].Endpoint;
        for (var i = 0; i < 50; i++)
        {
            peer.Send([1, 2, 3], listener.Address.ToIPAddress(), listener.Port);
        }

        pair.Configure(1, startByItself: true);

        var view = await LoopbackPair.UntilAsync(pair.B, static view => Installed(view) == 1);
        Assert.Equal(50u, view.ReadEngineCounters().InMalformed);
    }

    [Fact]
    public async Task Fault_InTheShardsOwnBookkeeping_IsToldAndTheOthersStop()
    {
        var logger = new Diagnostics.RecordingLogger();
        using var crypto = CryptoProviders.CreateBest();
        await using var host = new EngineHost(
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
                TunDevice = new BrokenTun(),
                Info = new EngineInfo { Version = "test", StartedAt = DateTimeOffset.UnixEpoch },
            });
        host.Start(EngineConfiguration.Empty);
        var fault = await host.Faulted.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("broken", fault.Message);
        Assert.Contains(logger.Lines, static l => l.Level == Microsoft.Extensions.Logging.LogLevel.Critical);
        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Health_RunningEngine_IsNeverSilentForLong()
    {
        await using var pair = new LoopbackPair(2);
        Assert.False(pair.A.Health().IsRunning);
        pair.Start();

        var health = pair.A.Health();

        Assert.True(health.IsRunning);
        Assert.InRange(health.LongestSilence, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    private static int Installed(RegistryView view) => view.Enumerate()
        .Where(static t => t.State == IkeTunnelState.Established)
        .SelectMany(static t => t.Children)
        .Count(static c => c.State == IpsecTunnelState.Installed);

    private sealed class BrokenTun : ITunDevice, ITunQueue
    {
        public string Name => "broken";

        public int Mtu => 1400;

        public int Descriptor => -1;

        public ITunQueue QueueOf(int shard) => this;

        public void WakeWith(Action wake) => wake();

        public int Receive(IInnerPacketSink sink, bool firstOnly = false) => throw new InvalidOperationException("broken");

        public void Write(ReadOnlySpan<byte> packet)
        {
        }

        public int Flush() => 0;

        public void Dispose()
        {
        }
    }
}
