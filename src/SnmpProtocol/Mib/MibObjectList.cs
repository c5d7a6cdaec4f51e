using System.Collections;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

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
        Custom(number, name, MibSyntax.Integer32, read, static (value, ref writer) => writer.WriteInteger32(value));

    /// <summary>TruthValue.</summary>
    public MibObjectList<TSource> TruthValue(uint number, string name, Func<TSource, bool> read) =>
        Custom(number, name, MibSyntax.Integer32, read, static (value, ref writer) => writer.WriteTruthValue(value));

    /// <summary>Gauge32 or Unsigned32.</summary>
    public MibObjectList<TSource> Gauge32(uint number, string name, Func<TSource, uint> read) =>
        Custom(number, name, MibSyntax.Gauge32, read, static (value, ref writer) => writer.WriteGauge32(value));

    /// <summary>Counter32 that shows the low 32 bits of a total.</summary>
    public MibObjectList<TSource> Counter32(uint number, string name, Func<TSource, ulong> read) =>
        Custom(number, name, MibSyntax.Counter32, read, static (total, ref writer) => writer.WriteCounter32(total));

    /// <summary>Counter64.</summary>
    public MibObjectList<TSource> Counter64(uint number, string name, Func<TSource, ulong> read) =>
        Custom(number, name, MibSyntax.Counter64, read, static (value, ref writer) => writer.WriteCounter64(value));

    /// <summary>TimeTicks or TimeStamp.</summary>
    public MibObjectList<TSource> TimeTicks(uint number, string name, Func<TSource, uint> read) =>
        Custom(number, name, MibSyntax.TimeTicks, read, static (value, ref writer) => writer.WriteTimeTicks(value));

    /// <summary>Text as UTF-8, cut on a character boundary at <paramref name="maximumOctets"/>.</summary>
    public MibObjectList<TSource> Text(uint number, string name, Func<TSource, string?> read, int maximumOctets = 255) =>
        Custom(number, name, MibSyntax.OctetString, read, (text, ref writer) => writer.WriteText(text, maximumOctets));

    /// <summary>OBJECT IDENTIFIER.</summary>
    public MibObjectList<TSource> Identifier(uint number, string name, Func<TSource, ObjectIdentifier> read) =>
        Custom(number, name, MibSyntax.ObjectIdentifier, read, static (value, ref writer) => writer.WriteObjectIdentifier(value));

    /// <summary>Octets, or any other type, or an object that some sources do not have.</summary>
    public MibObjectList<TSource> Custom(uint number, string name, MibSyntax syntax, MibValueWriter<TSource> write) =>
        Custom(number, name, syntax, static source => source, write);

    /// <summary>
    /// Any type of object, in two steps: what is dear to get at is found first, so that it can be found for many rows at once.
    /// </summary>
    public MibObjectList<TSource> Custom<TValue>(
        uint number, string name, MibSyntax syntax, Func<TSource, TValue> read, MibValueWriter<TValue> write) =>
        Add(new MibObject<TSource, TValue>(number, descriptorPrefix + name, syntax, read, write));

    /// <summary>Integer32 or an enumeration that can be set. Undone by committing what was read before.</summary>
    /// <param name="number">Number.</param>
    /// <param name="name">Descriptor without the list's prefix.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="check">Says whether it could take a value now; wrongValue for one that it can never take.</param>
    /// <param name="commit">Sets it; false if that failed and nothing was changed.</param>
    public MibObjectList<TSource> WritableInteger32(
        uint number, string name, Func<TSource, int> read, Func<TSource, int, ErrorStatus> check, Func<TSource, int, bool> commit) =>
        Writable(
            number,
            name,
            MibSyntax.Integer32,
            (source, ref writer) => writer.WriteInteger32(read(source)),
            new MibSetter<TSource>(
                (source, in value) => check(source, value.AsInteger32()),
                (source, in value, out undo) =>
                {
                    var before = read(source);
                    undo = () => commit(source, before);
                    return commit(source, value.AsInteger32());
                }));

    /// <summary>TruthValue that can be set. Undone by committing what was read before.</summary>
    public MibObjectList<TSource> WritableTruthValue(
        uint number, string name, Func<TSource, bool> read, Func<TSource, bool, bool> commit) =>
        WritableInteger32(
            number,
            name,
            source => read(source) ? 1 : 2,
            (_, value) => value is 1 or 2 ? ErrorStatus.NoError : ErrorStatus.WrongValue,
            (source, value) => commit(source, value == 1));

    /// <summary>Gauge32 or Unsigned32 that can be set. Undone by committing what was read before.</summary>
    public MibObjectList<TSource> WritableGauge32(
        uint number, string name, Func<TSource, uint> read, Func<TSource, uint, ErrorStatus> check, Func<TSource, uint, bool> commit) =>
        Writable(
            number,
            name,
            MibSyntax.Gauge32,
            (source, ref writer) => writer.WriteGauge32(read(source)),
            new MibSetter<TSource>(
                (source, in value) => check(source, value.AsUnsigned32()),
                (source, in value, out undo) =>
                {
                    var before = read(source);
                    undo = () => commit(source, before);
                    return commit(source, value.AsUnsigned32());
                }));

    /// <summary>Any type that can be set, with the two phases in full; also what cannot be taken back.</summary>
    public MibObjectList<TSource> Writable(
        uint number, string name, MibSyntax syntax, MibValueWriter<TSource> write, MibSetter<TSource> setter) =>
        Add(new MibObject<TSource, TSource>(number, descriptorPrefix + name, syntax, static source => source, write, setter));

    /// <inheritdoc/>
    public IEnumerator<MibObject<TSource>> GetEnumerator() => _objects.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private MibObjectList<TSource> Add(MibObject<TSource> definition)
    {
        _objects.Add(definition);
        return this;
    }
}
