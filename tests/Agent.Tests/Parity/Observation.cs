using System.Text.Json;
using MyIkev2.Agent.Grpc.TestApi;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;
using V1 = MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Tests.Parity;

/// <summary>One IKE SA as the registry has it and as each interface's client got it.</summary>
internal sealed record IkeObservation(TunnelReading Reading, IkeTunnelRecord Record, string Stack, V1.IkeTunnel Message, IKESADump Dump, JsonElement Json)
{
    public IkeTunnelSnapshot Snapshot => Reading.Snapshot;

    public IkeTunnelSection Tunnel => Record.Tunnel;

    /// <summary>Its row of myikev2IkeSaTable; null in the states that have none.</summary>
    public required SnmpRow? Sa { get; init; }

    /// <summary>Its vpn's row of myikev2VpnTable; null when that stands for another generation.</summary>
    public required SnmpRow? Vpn { get; init; }

    /// <summary>Own SPIs of its children in the test API.</summary>
    public required IReadOnlyList<uint> ChildSpis { get; init; }

    public object? SaColumn(uint column, Func<SnmpRow, uint, object?> read) => Sa is null ? Fact<IkeObservation>.Skip : read(Sa, column);

    public object? VpnColumn(uint column, Func<SnmpRow, uint, object?> read) => Vpn is null ? Fact<IkeObservation>.Skip : read(Vpn, column);

    public override string ToString() => $"{Snapshot.Id.ToIkeName()} generation {Snapshot.Generation}";
}

/// <summary>One pair of Child SAs likewise.</summary>
internal sealed record ChildObservation(IkeObservation Ike, IpsecReading Reading, V1.IpsecTunnel Message, JsonElement Json)
{
    public IpsecTunnelSnapshot Snapshot => Reading.Snapshot;

    /// <summary>IKE's view of it in NMsec.</summary>
    public required DynamicTunnelIkeRecord Nmsec { get; init; }

    /// <summary>The stack's view; null for a pair that is still being negotiated.</summary>
    public required DynamicTunnelStackRecord? Stack { get; init; }

    public IpTunnelSection Tunnel => Nmsec.Tunnel;

    public DynamicTunnelSection Dynamic => Nmsec.Dynamic;

    /// <summary>Its policy's row of myikev2ChildTable; null when that stands for another pair.</summary>
    public required SnmpRow? Row { get; init; }

    /// <summary>Null for a pair that was deleted.</summary>
    public required CHILDSADump? Dump { get; init; }

    public object? Column(uint column, Func<SnmpRow, uint, object?> read) => Row is null ? Fact<ChildObservation>.Skip : read(Row, column);

    public object? Installed(Func<DynamicTunnelStackRecord, object?> read) => Stack is null ? Fact<ChildObservation>.Skip : read(Stack);

    public object? Dumped(Func<CHILDSADump, object?> read) => Dump is null ? Fact<ChildObservation>.Skip : read(Dump);

    public override string ToString() => $"{Snapshot.Id.ToIpsecName()} generation {Snapshot.Generation}";
}
