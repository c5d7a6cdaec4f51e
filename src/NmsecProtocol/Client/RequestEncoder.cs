using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Client;

/// <summary>Makes the input records of requests. What does not fit its field is refused: a name that is cut would mean another object.</summary>
internal sealed class RequestEncoder(NmsecDialect dialect)
{
    private const int LongestName = FixedText48.Size;

    /// <summary>One filter record after the other.</summary>
    public byte[] Filters(IReadOnlyCollection<NmsecFilter> filters, string stack)
    {
        CheckStack(stack);
        CheckedLength(FilterRecords.RecordLength(dialect), filters.Count, "filters");
        foreach (var filter in filters)
        {
            CheckText(filter.TunnelId, dialect.InputFilter.TunnelId.Length, "tunnel ID");
            CheckText(filter.ObjectName, dialect.InputFilter.ObjectName.Length, "name");
        }

        return FilterRecords.Write(dialect, filters);
    }

    /// <summary>One control record after the other.</summary>
    public ReadOnlyMemory<byte> Tunnels(IReadOnlyCollection<TunnelReference> tunnels, string stack)
    {
        ArgumentNullException.ThrowIfNull(tunnels);
        CheckStack(stack);
        if (tunnels.Count == 0)
        {
            throw new ArgumentException("A control request names at least one tunnel.", nameof(tunnels));
        }

        var output = new ArrayBufferWriter<byte>(CheckedLength(TunnelControlRecord.Measure(dialect), tunnels.Count, "tunnels"));
        foreach (var tunnel in tunnels)
        {
            CheckText(tunnel.Name, LongestName, "tunnel's name");
            CheckText(tunnel.TunnelId, LongestName, "tunnel ID");
            TunnelControlRecord.Write(
                dialect, output, new TunnelControlSection { Name = new(tunnel.Name), TunnelId = new(tunnel.TunnelId) });
        }

        return output.WrittenMemory;
    }

    private int CheckedLength(int recordLength, int count, string what)
    {
        var largest = dialect.MaximumRequestLength - dialect.MessageHeader.Length;
        return (long)recordLength * count <= largest
            ? recordLength * count
            : throw new ArgumentException($"{count} {what} make a request that is too large: at most {largest / recordLength} fit.");
    }

    private void CheckStack(string stack) => CheckText(stack, dialect.MessageHeader.Target.Length, "stack's name");

    private static void CheckText(string? text, int longest, string what)
    {
        if (text is not null && text.Length > longest)
        {
            throw new ArgumentException($"The {what} '{text}' has {text.Length} characters; {longest} is the most.");
        }
    }
}
