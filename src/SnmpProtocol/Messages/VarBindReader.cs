using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Messages;

/// <summary>
/// Enumerates variable bindings: <c>SEQUENCE { name OBJECT IDENTIFIER, value }</c>. Meant for octets that
/// <see cref="Check"/> accepted; on any others it stops at the first fault.
/// </summary>
public ref struct VarBindReader
{
    private BerReader _reader;

    /// <summary>Starts before the first binding of <paramref name="octets"/>.</summary>
    public VarBindReader(ReadOnlySpan<byte> octets) => _reader = new BerReader(octets);

    /// <summary>Octets of the present binding's value, without header.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Type of the present binding's value.</summary>
    public BerTag ValueTag { get; private set; }

    /// <summary>Content octets of the present binding's name.</summary>
    public ReadOnlySpan<byte> EncodedName { get; private set; }

    /// <summary>Octets behind the present binding.</summary>
    internal readonly int Remaining => _reader.Rest.Length;

    /// <summary>Checks a whole list and counts its bindings.</summary>
    public static BerError Check(ReadOnlySpan<byte> octets, out int count)
    {
        count = 0;
        Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
        var list = new BerReader(octets);
        while (!list.IsEmpty)
        {
            var binding = list.ReadConstructed(BerTag.Sequence);
            if (list.Error != BerError.None)
            {
                return list.Error;
            }

            binding.ReadObjectIdentifier(name);
            binding.ReadAnyValue(out _);
            binding.ExpectEnd();
            if (binding.Error != BerError.None)
            {
                return binding.Error;
            }

            count++;
        }

        return BerError.None;
    }

    /// <summary>Goes to the next binding and gives its name; false at the end.</summary>
    /// <param name="name">Room for <see cref="ObjectIdentifier.MaximumLength"/> numbers.</param>
    /// <param name="length">Numbers in the name.</param>
    public bool MoveNext(scoped Span<uint> name, out int length)
    {
        length = 0;
        if (_reader.IsEmpty)
        {
            return false;
        }

        var binding = _reader.ReadConstructed(BerTag.Sequence);
        EncodedName = binding.ReadContent(BerTag.ObjectIdentifier);
        Value = binding.ReadAnyValue(out var tag);
        ValueTag = tag;
        return binding.Error == BerError.None && ObjectIdentifier.TryDecode(EncodedName, name, out length);
    }
}
