using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests.Diagnostics;

public sealed class EngineEventLogTests
{
    private static readonly IpEndpoint Endpoint = new(IpAddress.Parse("192.0.2.1"), 500);

    private readonly RecordingLogger _logger = new();

    public static TheoryData<EngineEvent, int, string> Events => new()
    {
        { new IkeSaEstablished("a", Endpoint, "x", Endpoint, "y") { IkeUniqueId = 3 }, 1501, "IKE_SA a[3] established between 192.0.2.1[x]...192.0.2.1[y]" },
        { new IkeSaRekeyed("a", 3) { IkeUniqueId = 4 }, 1502, "IKE_SA a[3] rekeyed as a[4]" },
        { new PathChanged("a", new NetworkPath(Endpoint, Endpoint, true), new NetworkPath(Endpoint, Endpoint with { Port = 4500 }, true)) { IkeUniqueId = 4 }, 1507, "IKE_SA a[4] moved from 192.0.2.1[500] - 192.0.2.1[500] to 192.0.2.1[500] - 192.0.2.1[4500]" },
        { new IkeSaClosed("a", CloseReason.PeerDelete, "peer") { IkeUniqueId = 4 }, 1503, "IKE_SA a[4] closed: peer" },
        { new NegotiationFailed("a", CloseReason.Timeout, "no answer"), 1504, "negotiation of a failed: no answer" },
        { new StartPutOff("a", 2, 20), 1506, "a could not be brought up (2 attempts in a row): trying again in 20s" },
        { new Retransmitting(2, 1), 1505, "retransmit 2 of request with message ID 1" },
        { new ChildSaInstalled("c", 7, 1, 2, "s", 0), 1101, "CHILD_SA c{7} established with SPIs 00000001_i 00000002_o and TS s" },
        { new ChildSaRemoved("c", 7, CloseReason.Expired), 1102, "CHILD_SA c{7} closed: Expired" },
        { new ManualTunnelActivated("m", 1, 0x100, 0x200), 1103, "manual tunnel m M1 activated with SPIs 00000100_i 00000200_o" },
        { new ManualTunnelDeactivated("m", 1, "why"), 1104, "manual tunnel m M1 deactivated: why" },
        { new PingLossExceeded("10.1.0.1", "10.2.0.1", "c", 3, 12), 1601, "ping 10.1.0.1 <-> 10.2.0.1 through c loses 3 of 12" },
        { new MessageEvent(true, "IKE_AUTH", false, 1, Endpoint, 100, "SA KE"), 1401, "parsed IKE_AUTH request 1 [ SA KE ], 100 octets, peer 192.0.2.1[500]" },
        { new DatagramDropped(Endpoint, "why"), 2001, "dropped datagram from 192.0.2.1[500]: why" },
        { new EngineFaulted("here", "that"), 1301, "internal fault in here: that" },
        { new ProgressEvent(LogSubsystem.Asn1, 0, "t"), 1000, "t" },
        { new ProgressEvent(LogSubsystem.Child, 0, "t"), 1100, "t" },
        { new ProgressEvent(LogSubsystem.Config, 0, "t"), 1200, "t" },
        { new ProgressEvent(LogSubsystem.Daemon, 0, "t"), 1300, "t" },
        { new ProgressEvent(LogSubsystem.Encoding, 0, "t"), 1400, "t" },
        { new ProgressEvent(LogSubsystem.Ike, 0, "t"), 1500, "t" },
        { new ProgressEvent(LogSubsystem.Ipsec, 0, "t"), 1600, "t" },
        { new ProgressEvent(LogSubsystem.Job, 0, "t"), 1700, "t" },
        { new ProgressEvent(LogSubsystem.Kernel, 0, "t"), 1800, "t" },
        { new ProgressEvent(LogSubsystem.Manager, 0, "t"), 1900, "t" },
        { new ProgressEvent(LogSubsystem.Network, 0, "t"), 2000, "t" },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void Write_EveryKind_HasItsStableIdItsSubsystemsLoggerAndItsText(EngineEvent engineEvent, int id, string text)
    {
        new EngineEventLog(_logger, EngineLogLevels.Default.WithAll(LogFacility.Daemon, 2)).Write(engineEvent);

        var line = Assert.Single(_logger.Lines);
        Assert.Equal((id, text, "MyIkev2.Engine." + engineEvent.Subsystem), (line.Id, line.Text, line.Category));
    }

    [Fact]
    public void Write_EveryEventType_IsInTheTable()
    {
        var known = Events.Select(static row => ((object[])row)[0].GetType()).Append(typeof(KeysDerived)).Append(typeof(ChildKeysDerived)).ToHashSet();

        Assert.DoesNotContain(typeof(EngineEvent).Assembly.GetTypes(), t => t.IsSubclassOf(typeof(EngineEvent)) && !known.Contains(t));
    }

    [Fact]
    public void Write_AboveTheLevel_IsSilent()
    {
        var log = new EngineEventLog(_logger, EngineLogLevels.Default.With(LogFacility.Daemon, LogSubsystem.Network, 1));

        log.Write(new ProgressEvent(LogSubsystem.Ike, 1, "hidden"));
        log.Write(new ProgressEvent(LogSubsystem.Network, 1, "shown"));
        log.Write(new ProgressEvent(LogSubsystem.Network, 2, "hidden"));

        Assert.Equal("shown", Assert.Single(_logger.Lines).Text);
    }

    [Fact]
    public void Write_BothFacilitiesWantIt_GoesToBoth()
    {
        var log = new EngineEventLog(_logger, EngineLogLevels.Default.With(LogFacility.Authpriv, LogSubsystem.Ike, 0));

        log.Write(new ProgressEvent(LogSubsystem.Ike, 0, "t"));

        Assert.Equal(["MyIkev2.Engine.Ike", "MyIkev2.Authpriv.Ike"], _logger.Lines.Select(static l => l.Category));
    }

    [Fact]
    public void Write_Disabled_IsSilentEvenAtLevelZero()
    {
        var log = new EngineEventLog(_logger, EngineLogLevels.Default.WithAll(LogFacility.Daemon, EngineLogLevels.Disabled));

        log.Write(new EngineFaulted("a", "b"));

        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public void Write_Keys_NeverReachTheLogAtAnyLevel()
    {
        var log = new EngineEventLog(_logger, EngineLogLevels.Default.WithAll(LogFacility.Daemon, 4).WithAll(LogFacility.Authpriv, 4));

        log.Write(new KeysDerived(KeyLogWriterTests.Entry()));
        log.Write(new ChildKeysDerived(KeyLogWriterTests.EspEntry(), KeyLogWriterTests.EspEntry()));

        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public void Write_FaultsAndFailures_StandOut()
    {
        var log = new EngineEventLog(_logger, EngineLogLevels.Default);

        log.Write(new EngineFaulted("a", "b"));
        log.Write(new NegotiationFailed("a", CloseReason.Timeout, "b"));

        Assert.Equal([LogLevel.Error, LogLevel.Warning], _logger.Lines.Select(static l => l.Level));
    }

    [Fact]
    public async Task Pump_FullQueue_CountsWhatItLosesAndSaysSo()
    {
        using var gate = new SemaphoreSlim(0);
        var sink = new GatedSink(gate);
        var pump = new EngineEventPump(4, [sink], _logger.CreateLogger("runtime"));
        pump.Post(new ProgressEvent(LogSubsystem.Ike, 0, "first"));
        await sink.Entered.WaitAsync(TimeSpan.FromSeconds(60));
        for (var i = 0; i < 10; i++)
        {
            pump.Post(new ProgressEvent(LogSubsystem.Ike, 0, "next"));
        }

        gate.Release(100);
        await pump.DisposeAsync();

        Assert.Equal(5, sink.Count);
        Assert.Contains(_logger.Lines, static l => l.Text.StartsWith("6 event(s) were not logged", StringComparison.Ordinal));
    }

    private sealed class GatedSink(SemaphoreSlim gate) : IEngineEventSink
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        public int Count { get; private set; }

        public void Write(EngineEvent engineEvent)
        {
            _entered.TrySetResult();
            gate.Wait(TimeSpan.FromSeconds(60));
            Count++;
        }
    }
}
