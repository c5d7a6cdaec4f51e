using System.Net;
using System.Net.Sockets;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Sections;
using MyIkev2.NmsecProtocol.Text;

namespace MyIkev2.NmsecProtocol.Requests;

/// <summary>The input records of monitoring requests: one filter section each.</summary>
public static class FilterRecords
{
    /// <summary>The length of one filter record.</summary>
    public static int RecordLength(NmsecDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        return RecordWriter.Measure(dialect, [dialect.InputFilter.Length]);
    }

    /// <summary>The filters' records, one after the other.</summary>
    /// <exception cref="ArgumentException">A filter's two addresses are of different families.</exception>
    public static byte[] Write(NmsecDialect dialect, IReadOnlyCollection<NmsecFilter> filters)
    {
        ArgumentNullException.ThrowIfNull(filters);
        var length = RecordLength(dialect);
        var records = new byte[length * filters.Count];
        var offset = 0;
        foreach (var filter in filters)
        {
            Write(dialect, filter, records.AsSpan(offset, length));
            offset += length;
        }

        return records;
    }

    /// <summary>Writes a filter into <see cref="RecordLength"/> bytes.</summary>
    /// <exception cref="ArgumentException">The two addresses are of different families: one flag speaks for both.</exception>
    public static void Write(NmsecDialect dialect, NmsecFilter filter, Span<byte> record)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        ArgumentNullException.ThrowIfNull(filter);
        var layout = dialect.InputFilter;
        var section = new RecordWriter(dialect, record, [layout.Length]).Section(0);
        var select = FilterSelectors.None;
        Ebcdic1047.EncodePadded(filter.TunnelId, layout.TunnelId.Slice(section));
        Ebcdic1047.EncodePadded(filter.ObjectName, layout.ObjectName.Slice(section));
        select |= filter.TunnelId is null ? 0 : FilterSelectors.TunnelId;
        select |= filter.ObjectName is null ? 0 : FilterSelectors.ObjectName;
        select |= filter.CurrentGenerationOnly ? FilterSelectors.CurrentGeneration : 0;
        select |= WriteAddress(filter.LocalAddress, FilterSelectors.LocalAddress, layout.LocalAddress, layout.LocalPrefix, section);
        select |= WriteAddress(filter.RemoteAddress, FilterSelectors.RemoteAddress, layout.RemoteAddress, layout.RemotePrefix, section);
        if (filter.LocalAddress is { } local && filter.RemoteAddress is { } remote
            && local.BaseAddress.AddressFamily != remote.BaseAddress.AddressFamily)
        {
            throw new ArgumentException("A filter takes addresses of one family.", nameof(filter));
        }

        if (filter.State is { } state)
        {
            select |= FilterSelectors.State;
            layout.State.Write(section, (byte)state);
        }

        if (filter.Discipline is { } discipline)
        {
            select |= FilterSelectors.Discipline;
            layout.Discipline.Write(section, discipline);
        }

        layout.Select.Write(section, (uint)select);
    }

    /// <summary>Reads the input records of a request.</summary>
    /// <param name="dialect">The dialect to read.</param>
    /// <param name="records">The bytes of all input records.</param>
    /// <param name="count">How many the header promises.</param>
    /// <param name="allowed">The selectors that apply to the request.</param>
    /// <param name="filters">The filters, if there is no error.</param>
    public static NmsecError TryRead(
        NmsecDialect dialect, ReadOnlySpan<byte> records, uint count, FilterSelectors allowed, out IReadOnlyList<NmsecFilter> filters)
    {
        filters = [];
        if (count == 0)
        {
            return records.IsEmpty ? NmsecError.None : NmsecError.BadMessageSize;
        }

        var length = RecordLength(dialect);
        var parsed = new List<NmsecFilter>();
        while (!records.IsEmpty)
        {
            var error = TryReadOne(dialect, records, length, allowed, out var filter);
            if (error.IsError)
            {
                return error;
            }

            parsed.Add(filter!);
            records = records[length..];
        }

        filters = parsed;
        return parsed.Count == count ? NmsecError.None : NmsecError.BadMessageSize;
    }

    private static NmsecError TryReadOne(
        NmsecDialect dialect, ReadOnlySpan<byte> bytes, int length, FilterSelectors allowed, out NmsecFilter? filter)
    {
        filter = null;
        var error = RecordReader.TryOpen(dialect, bytes, out var record);
        if (error.IsError)
        {
            return error;
        }

        // The version in the message header fixes what a filter record looks like, so nothing but exactly it is one.
        if (record.Bytes.Length != length || record.SectionCount != 1 || record.CascadeCount != 0
            || record.Descriptor(0).Count != 1 || record.Section(0).Length != dialect.InputFilter.Length)
        {
            return NmsecError.BadRecordLength;
        }

        if (!record.IsReservedZero)
        {
            return NmsecError.ReservedNotZero;
        }

        return TryReadSection(dialect.InputFilter, record.Section(0), allowed, out filter);
    }

    private static NmsecError TryReadSection(
        InputFilterLayout layout, ReadOnlySpan<byte> section, FilterSelectors allowed, out NmsecFilter? filter)
    {
        filter = null;
        var select = (FilterSelectors)layout.Select.Read(section);
        if ((select & ~allowed) != 0 || !layout.Reserved1.IsZero(section) || !layout.Reserved2.IsZero(section)
            || !TryReadAddress(select, FilterSelectors.LocalAddress, layout.LocalAddress, layout.LocalPrefix, section, out var local)
            || !TryReadAddress(select, FilterSelectors.RemoteAddress, layout.RemoteAddress, layout.RemotePrefix, section, out var remote))
        {
            return NmsecError.ReservedNotZero;
        }

        filter = new NmsecFilter
        {
            TunnelId = (select & FilterSelectors.TunnelId) == 0 ? null : Ebcdic1047.DecodePadded(layout.TunnelId.Slice(section)),
            ObjectName = (select & FilterSelectors.ObjectName) == 0 ? null : Ebcdic1047.DecodePadded(layout.ObjectName.Slice(section)),
            LocalAddress = local,
            RemoteAddress = remote,
            State = (select & FilterSelectors.State) == 0 ? null : (SecurityAssociationState)layout.State.Read(section),
            CurrentGenerationOnly = (select & FilterSelectors.CurrentGeneration) != 0,
            Discipline = (select & FilterSelectors.Discipline) == 0 ? null : (uint)layout.Discipline.Read(section),
        };
        return NmsecError.None;
    }

    private static FilterSelectors WriteAddress(
        IPNetwork? network, FilterSelectors selector, WireField address, WireField prefix, Span<byte> section)
    {
        if (network is not { } value)
        {
            return FilterSelectors.None;
        }

        value.BaseAddress.TryWriteBytes(address.Slice(section), out _);
        prefix.Write(section, (ulong)value.PrefixLength);
        return value.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6 ? selector | FilterSelectors.Ipv6 : selector;
    }

    // False for a prefix longer than the address: bits that the address does not have count as reserved ones.
    private static bool TryReadAddress(
        FilterSelectors select, FilterSelectors selector, WireField address, WireField prefix, ReadOnlySpan<byte> section, out IPNetwork? network)
    {
        network = null;
        if ((select & selector) == 0)
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.Slice(section).CopyTo(bytes);
        bytes = (select & FilterSelectors.Ipv6) == 0 ? bytes[..4] : bytes;
        var length = (int)prefix.Read(section);
        if (length > bytes.Length * 8)
        {
            return false;
        }

        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        network = new IPNetwork(new IPAddress(bytes), length);
        return true;
    }
}
