using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Messages;

/// <summary>The value of one variable binding of a request: its type and its content octets, which suit each other.</summary>
public readonly ref struct VarBindValue
{
    /// <summary>A value; <paramref name="content"/> was accepted by <see cref="VarBindReader.Check"/>.</summary>
    public VarBindValue(BerTag tag, ReadOnlySpan<byte> content)
    {
        Tag = tag;
        Content = content;
    }

    /// <summary>Its type.</summary>
    public BerTag Tag { get; }

    /// <summary>Its content octets, without header. They live as long as the request.</summary>
    public ReadOnlySpan<byte> Content { get; }

    /// <summary>The value as an INTEGER; 0 if it is none.</summary>
    public int AsInteger32()
    {
        if (Tag != BerTag.Integer || Content.IsEmpty)
        {
            return 0;
        }

        var value = (int)(sbyte)Content[0];
        foreach (var octet in Content[1..])
        {
            value = (value << 8) | octet;
        }

        return value;
    }

    /// <summary>The value as Gauge32, Unsigned32, Counter32 or TimeTicks; 0 if it is none of them.</summary>
    public uint AsUnsigned32()
    {
        if (Tag is not (BerTag.Gauge32 or BerTag.Counter32 or BerTag.TimeTicks))
        {
            return 0;
        }

        var value = 0u;
        foreach (var octet in Content)
        {
            value = (value << 8) | octet;
        }

        return value;
    }
}
