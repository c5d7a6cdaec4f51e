using System.Collections.Immutable;

namespace MyIkev2.Engine.Wire;

/// <summary>How often one payload may stand in a message.</summary>
public readonly record struct PayloadCount(PayloadType Payload, int Minimum, int Maximum)
{
    /// <summary>No upper bound but <see cref="WireLimits.Payloads"/>.</summary>
    public const int Unbounded = WireLimits.Payloads;

    /// <summary>How many payloads too few or too many <paramref name="count"/> is; 0 when it is right.</summary>
    public int Distance(int count) => count < Minimum ? Minimum - count : Math.Max(0, count - Maximum);
}

/// <summary>
/// One shape that a message of an exchange may have: a row of <see cref="MessageRules"/>. Payloads without a count
/// must not be there, but for Notify, Vendor ID and unknown ones, which may stand in every message.
/// </summary>
public sealed class MessageRule
{
    private PayloadCount[]? _byRow;

    internal MessageRule(
        string name, ExchangeType exchange, bool isResponse, bool mustBeProtected, params PayloadCount[] counts)
    {
        Name = name;
        Exchange = exchange;
        IsResponse = isResponse;
        MustBeProtected = mustBeProtected;
        Counts = [.. counts];
    }

    public string Name { get; }

    public ExchangeType Exchange { get; }

    public bool IsResponse { get; }

    /// <summary>Inside SK or SKF; the alternative is in the clear, never both.</summary>
    public bool MustBeProtected { get; }

    public ImmutableArray<PayloadCount> Counts { get; }

    /// <summary><see cref="CountOf"/> for each row of <see cref="PayloadCatalog"/>, looked up for every message.</summary>
    internal ReadOnlySpan<PayloadCount> ByRow => _byRow ??= [.. PayloadCatalog.Rows.Select(row => CountOf(row.Type))];

    /// <summary>The count of <paramref name="type"/> that this shape asks for.</summary>
    public PayloadCount CountOf(PayloadType type)
    {
        foreach (PayloadCount count in Counts)
        {
            if (count.Payload == type)
            {
                return count;
            }
        }

        bool everywhere = type is PayloadType.Notify or PayloadType.VendorId;
        return new PayloadCount(type, 0, everywhere ? PayloadCount.Unbounded : 0);
    }
}
