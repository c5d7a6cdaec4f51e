using System.Collections;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Mib;

/// <summary>
/// The object types of one table or group, one line each. The method names the type, so that the declared type and the
/// written value cannot disagree.
/// </summary>
/// <param name="descriptorPrefix">What every descriptor of the list begins with, for example <c>sys</c>.</param>
public sealed class MibObjectList<TSource>(string descriptorPrefix) : IReadOnlyList<MibObject<TSource>>
{
    private readonly List<MibObject<TSource>> _objects = [];

    /// <inheritdoc/>
    public int Count => _objects.Count;

    /// <inheritdoc/>
    public MibObject<TSource> this[int index] => _objects[index];

    /// <summary>Integer32 or an enumeration.</summary>
    public MibObjectList<TSource> Integer32(uint number, string name, Func<TSource, int> read) =>
        Custom(number, name, MibSyntax.Integer32, (source, ref writer) => writer.WriteInteger32(read(source)));

    /// <summary>TruthValue.</summary>
    public MibObjectList<TSource> TruthValue(uint number, string name, Func<TSource, bool> read) =>
        Custom(number, name, MibSyntax.Integer32, (source, ref writer) => writer.WriteTruthValue(read(source)));

    /// <summary>Gauge32 or Unsigned32.</summary>
    public MibObjectList<TSource> Gauge32(uint number, string name, Func<TSource, uint> read) =>
        Custom(number, name, MibSyntax.Gauge32, (source, ref writer) => writer.WriteGauge32(read(source)));

    /// <summary>Counter32 that shows the low 32 bits of a total.</summary>
    public MibObjectList<TSource> Counter32(uint number, string name, Func<TSource, ulong> read) =>
        Custom(number, name, MibSyntax.Counter32, (source, ref writer) => writer.WriteCounter32(read(source)));

    /// <summary>Counter64.</summary>
    public MibObjectList<TSource> Counter64(uint number, string name, Func<TSource, ulong> read) =>
        Custom(number, name, MibSyntax.Counter64, (source, ref writer) => writer.WriteCounter64(read(source)));

    /// <summary>TimeTicks or TimeStamp.</summary>
    public MibObjectList<TSource> TimeTicks(uint number, string name, Func<TSource, uint> read) =>
        Custom(number, name, MibSyntax.TimeTicks, (source, ref writer) => writer.WriteTimeTicks(read(source)));

    /// <summary>Text as UTF-8, cut on a character boundary at <paramref name="maximumOctets"/>.</summary>
    public MibObjectList<TSource> Text(uint number, string name, Func<TSource, string?> read, int maximumOctets = 255) =>
        Custom(number, name, MibSyntax.OctetString, (source, ref writer) => writer.WriteText(read(source), maximumOctets));

    /// <summary>OBJECT IDENTIFIER.</summary>
    public MibObjectList<TSource> Identifier(uint number, string name, Func<TSource, ObjectIdentifier> read) =>
        Custom(number, name, MibSyntax.ObjectIdentifier, (source, ref writer) => writer.WriteObjectIdentifier(read(source)));

    /// <summary>Octets, or any other type, or an object that some sources do not have.</summary>
    public MibObjectList<TSource> Custom(uint number, string name, MibSyntax syntax, MibValueWriter<TSource> write)
    {
        _objects.Add(new MibObject<TSource>(number, descriptorPrefix + name, syntax, write));
        return this;
    }

    /// <inheritdoc/>
    public IEnumerator<MibObject<TSource>> GetEnumerator() => _objects.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
