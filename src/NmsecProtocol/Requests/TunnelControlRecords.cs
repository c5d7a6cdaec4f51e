using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.NmsecProtocol.Requests;

/// <summary>The input records of control requests: one or more tunnels, except where the request names none.</summary>
public static class TunnelControlRecords
{
    /// <summary>Reads the input records of a control request. What a response fills must be zero.</summary>
    /// <param name="dialect">The dialect to read.</param>
    /// <param name="request">The control request; <see cref="NmsecMessageType.LoadPolicy"/> takes no records.</param>
    /// <param name="records">The bytes of all input records.</param>
    /// <param name="count">How many the header promises.</param>
    /// <param name="tunnels">The tunnels, if there is no error.</param>
    public static NmsecError TryRead(
        NmsecDialect dialect,
        NmsecMessageType request,
        ReadOnlySpan<byte> records,
        uint count,
        out IReadOnlyList<TunnelControlSection> tunnels)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        tunnels = [];
        var takesNone = request == NmsecMessageType.LoadPolicy;
        if (takesNone || count == 0 || records.IsEmpty)
        {
            return takesNone && count == 0 && records.IsEmpty ? NmsecError.None : NmsecError.BadMessageSize;
        }

        var length = TunnelControlRecord.Measure(dialect);
        var parsed = new List<TunnelControlSection>();
        while (!records.IsEmpty)
        {
            var error = TryReadOne(dialect, records, length, out var tunnel);
            if (error.IsError)
            {
                return error;
            }

            parsed.Add(tunnel);
            records = records[length..];
        }

        tunnels = parsed;
        return parsed.Count == count ? NmsecError.None : NmsecError.BadMessageSize;
    }

    private static NmsecError TryReadOne(NmsecDialect dialect, ReadOnlySpan<byte> bytes, int length, out TunnelControlSection tunnel)
    {
        tunnel = default;
        var error = RecordReader.TryOpen(dialect, bytes, out var record);
        if (error.IsError)
        {
            return error;
        }

        // As with filter records, the version in the message header fixes the length.
        var layout = dialect.Sections.TunnelControl;
        if (record.Bytes.Length != length || record.SectionCount != 1 || record.CascadeCount != 0
            || record.Descriptor(0).Count != 1 || record.Section(0).Length != layout.Length)
        {
            return NmsecError.BadRecordLength;
        }

        tunnel = layout.Read(record.Section(0));
        return record.IsReservedZero && layout.IsReservedZero(record.Section(0)) && tunnel.Status == TunnelControlStatus.None
            ? NmsecError.None
            : NmsecError.ReservedNotZero;
    }
}
