using System.Buffers;
using System.Text;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.Fuzz.Targets;

/// <summary>A dialect file as somebody might write it. One that is accepted has to be able to carry every message.</summary>
public static class NmsecDialectTarget
{
    public static FuzzTarget Target { get; } = new(
        "nmsec-dialect", "a file is refused with errors, or survives writing and reading and carries requests and records", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        NmsecDialect? dialect = NmsecDialectFile.TryParse(input, out var errors);
        if (dialect is null)
        {
            FuzzFailureException.Require(errors.Count > 0, "a file is refused without an error");
            return;
        }

        string text = NmsecDialectFile.Write(dialect);
        NmsecDialect? again = NmsecDialectFile.TryParse(Encoding.UTF8.GetBytes(text), out errors);
        FuzzFailureException.Require(again is not null, $"a dialect that was read cannot be read again: {string.Join("; ", errors)}");
        FuzzFailureException.Require(NmsecDialectFile.Write(again!) == text, "a dialect does not survive writing and reading");
        CarriesRequests(dialect);
        CarriesRecords(dialect);
    }

    private static void CarriesRequests(NmsecDialect dialect)
    {
        var filter = new NmsecFilter { RemoteAddress = System.Net.IPNetwork.Parse("2001:db8::/32"), CurrentGenerationOnly = true };
        var record = new byte[FilterRecords.RecordLength(dialect)];
        FilterRecords.Write(dialect, filter, record);
        var output = new ArrayBufferWriter<byte>();
        new FrameWriter(dialect).WriteRequest(output, NmsecMessageType.GetIkeTunnels, 1, 7, string.Empty, 1, (uint)record.Length);
        output.Write(record);
        var stream = new ReadOnlySequence<byte>(output.WrittenMemory);
        FrameStatus status = new FrameReader(dialect, dialect.MaximumRequestLength).TryRead(stream, out var message, out _, out _);
        FuzzFailureException.Require(status == FrameStatus.Complete && message.Length == stream.Length, "a request cannot be framed");
        FuzzFailureException.Require(
            !RequestReader.TryRead(dialect, message.FirstSpan, out FrameHeader header, out NmsecMessageType type, out Range range).IsError
                && type == NmsecMessageType.GetIkeTunnels && header.Correlator == 7,
            "a request cannot be read");
        FuzzFailureException.Require(
            !FilterRecords.TryRead(dialect, message.FirstSpan[range], header.Input.Count, FilterSelectors.IkeTunnels, out var filters).IsError
                && filters[0] == filter,
            "a filter cannot be read");
    }

    private static void CarriesRecords(NmsecDialect dialect)
    {
        var output = new ArrayBufferWriter<byte>();
        var tunnel = new IpTunnelSection { Flags = IpTunnelFlags.Ipv6, Type = IpTunnelType.Ike, Mode = EncapsulationMode.Transport };
        var dynamic = new DynamicTunnelSection { IkeTunnelId = new FixedText48("K7"), Flags = DynamicTunnelFlags.ClearDscp };
        var container = new RecordContainer((uint)DynamicTunnelIkeRecord.Measure(dialect, "a", default), 1, 1);
        IkeTunnelCascadeRecord.Write(dialect, output, default, default, default, "b", container);
        DynamicTunnelIkeRecord.Write(dialect, output, tunnel, dynamic, default, "a", default);
        FuzzFailureException.Require(
            !RecordReader.TryOpen(dialect, output.WrittenSpan, out RecordReader reader).IsError, "a record cannot be read");
        IkeTunnelCascadeRecord cascade = IkeTunnelCascadeRecord.Read(reader);
        FuzzFailureException.Require(
            cascade.IkeTunnel.RemoteIdentity == "b" && cascade.DynamicTunnels is [{ LocalClientIdentity: "a" } inner]
                && inner.Tunnel.Flags == tunnel.Flags && inner.Tunnel.Mode == tunnel.Mode && inner.Dynamic.Flags == dynamic.Flags,
            "a record does not come back as it was written");
    }
}
