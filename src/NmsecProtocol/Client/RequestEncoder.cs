using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Client;

/// <summary>Makes the input records of requests. What does not fit its field is refused: a name that is cut would mean another object.</summary>
internal sealed class RequestEncoder(NmsecDialect dialect)
{
    /// <summary>One filter record after the other.</summary>
    public byte[] Filters(IReadOnlyCollection<NmsecFilter> filters, string stack)
    {
        CheckStack(stack);
        var recordLength = FilterRecords.RecordLength(dialect);
        var records = new byte[CheckedLength(recordLength, filters.Count, "filters")];
        var offset = 0;
        foreach (var filter in filters)
        {
            CheckText(filter.TunnelId, dialect.InputFilter.TunnelId, "tunnel ID");
            CheckText(filter.ObjectName, dialect.InputFilter.ObjectName, "name");
            FilterRecords.Write(dialect, filter, records.AsSpan(offset, recordLength));
            offset += recordLength;
        }

        return records;
    }

    private int CheckedLength(int recordLength, int count, string what)
    {
        var largest = dialect.MaximumRequestLength - dialect.MessageHeader.Length;
        return (long)recordLength * count <= largest
            ? recordLength * count
            : throw new ArgumentException($"{count} {what} make a request that is too large: at most {largest / recordLength} fit.");
    }

    private void CheckStack(string stack) => CheckText(stack, dialect.MessageHeader.Target, "stack's name");

    private static void CheckText(string? text, in WireField field, string what)
    {
        if (text is not null && text.Length > field.Length)
        {
            throw new ArgumentException($"The {what} '{text}' has {text.Length} characters; {field.Length} is the most.");
        }
    }
}
