using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using static MyIkev2.Fuzz.FuzzFailureException;

namespace MyIkev2.Fuzz.Targets;

/// <summary>Any octets as BER elements, as an object identifier and as a list of variable bindings; what is read is written again.</summary>
public static class SnmpBerTarget
{
    private const int LargestInput = 70_000;

    public static FuzzTarget Target { get; } = new(
        "snmp-ber", "what is read stays within the input, allocates nothing, and reads the same after it is written", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        if (input.Length > LargestInput)
        {
            return;
        }

        var again = new byte[(4 * input.Length) + 64];
        var before = GC.GetAllocatedBytesForCurrentThread();
        CheckElements(input, again);
        CheckObjectIdentifier(input, again);
        CheckVarBinds(input);
        Require(GC.GetAllocatedBytesForCurrentThread() == before, "reading allocates");
    }

    private static void CheckElements(ReadOnlySpan<byte> input, Span<byte> again)
    {
        var reader = new BerReader(input);
        while (!reader.IsEmpty)
        {
            var left = reader.Rest.Length;
            var content = reader.ReadAnyValue(out var tag);
            if (reader.Error != BerError.None)
            {
                Require(reader.IsEmpty && content.IsEmpty, "something is left behind an error");
                Require(reader.ReadInteger32() == 0 && reader.ReadCounter64() == 0 && reader.ReadOctetString().IsEmpty, "an error does not last");
                return;
            }

            Require(reader.Rest.Length < left && content.Length < left, "no progress");
            CheckValue(tag, content, again);
        }
    }

    /// <summary>Numbers may be padded by a sign octet more than needed; the second writing is the same as the first.</summary>
    private static void CheckValue(BerTag tag, ReadOnlySpan<byte> content, Span<byte> again)
    {
        var writer = new BerWriter(again);
        writer.WriteElement(tag, content);
        Require(!writer.Overflowed, "an element does not fit into more than its room");
        var reader = new BerReader(writer.Written);
        Require(reader.ReadAnyValue(out var same).SequenceEqual(content) && same == tag && reader.IsEmpty, "an element reads differently");
        var number = new BerReader(writer.Written);
        var shortest = new BerWriter(again[(again.Length / 2)..]);
        switch (tag)
        {
            case BerTag.Integer:
                var signed = number.ReadInteger32();
                shortest.WriteInteger32(signed);
                Require(new BerReader(shortest.Written).ReadInteger32() == signed, "an INTEGER changes");
                break;
            case BerTag.Counter32 or BerTag.Gauge32 or BerTag.TimeTicks:
                var unsigned = number.ReadUnsigned32(tag);
                shortest.WriteGauge32(unsigned);
                Require(new BerReader(shortest.Written).ReadUnsigned32(BerTag.Gauge32) == unsigned, "an unsigned number changes");
                break;
            case BerTag.Counter64:
                var wide = number.ReadCounter64();
                shortest.WriteCounter64(wide);
                Require(new BerReader(shortest.Written).ReadCounter64() == wide, "a Counter64 changes");
                break;
        }

        Require(number.Error == BerError.None && shortest.Position <= writer.Position, "the shortest form is not the shortest");
    }

    private static void CheckObjectIdentifier(ReadOnlySpan<byte> input, Span<byte> again)
    {
        var content = input[..Math.Min(input.Length, 700)];
        var writer = new BerWriter(again);
        writer.WriteElement(BerTag.ObjectIdentifier, content);
        Span<uint> numbers = stackalloc uint[ObjectIdentifier.MaximumLength];
        var reader = new BerReader(writer.Written);
        var count = reader.ReadObjectIdentifier(numbers);
        if (reader.Error != BerError.None)
        {
            Require(count == 0, "a refused name has numbers");
            return;
        }

        Require(count is >= 2 and <= ObjectIdentifier.MaximumLength && numbers[0] <= 2, "a name of too few or too many numbers");

        // The first octets as a prefix that is encoded already, the rest as numbers behind it.
        writer.Rewind(0);
        var prefix = 0;
        while ((content[prefix++] & 0x80) != 0)
        {
        }

        writer.WriteObjectIdentifier(content[..prefix], numbers[2..count]);
        Require(new BerReader(writer.Written).ReadContent(BerTag.ObjectIdentifier).SequenceEqual(content), "a name is written differently");
        var second = new BerReader(writer.Written);
        Span<uint> same = stackalloc uint[ObjectIdentifier.MaximumLength];
        Require(second.ReadObjectIdentifier(same) == count && same[..count].SequenceEqual(numbers[..count]), "a name changes");
    }

    /// <summary>What the check accepts can be enumerated to its end, and is as long as it was counted.</summary>
    private static void CheckVarBinds(ReadOnlySpan<byte> input)
    {
        if (VarBindReader.Check(input, out var count) != BerError.None)
        {
            return;
        }

        Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
        var bindings = new VarBindReader(input);
        var seen = 0;
        while (bindings.MoveNext(name, out var length))
        {
            Require(length >= 2 && bindings.Value.Length < input.Length, "a binding is out of bounds");
            var value = new VarBindValue(bindings.ValueTag, bindings.Value);
            Require(value.Tag == BerTag.Integer || value.AsInteger32() == 0, "a value is of two types");
            Require(value.Tag is BerTag.Gauge32 or BerTag.Counter32 or BerTag.TimeTicks || value.AsUnsigned32() == 0, "a value is of two types");
            seen++;
        }

        Require(seen == count, "more or fewer bindings are counted than read");
    }
}
