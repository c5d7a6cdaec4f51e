using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.Testing.Snmp;

/// <summary>Builds SNMPv2c requests for tests.</summary>
public static class SnmpRequest
{
    public static byte[] Get(params string[] names) => Build(PduType.Get, names);

    public static byte[] GetNext(params string[] names) => Build(PduType.GetNext, names);

    public static byte[] GetBulk(int nonRepeaters, int maxRepetitions, params string[] names) =>
        Build(PduType.GetBulk, names, first: nonRepeaters, second: maxRepetitions);

    public static byte[] Set(string name, int value, string community = "private") => Set([(name, (ref w) => w.WriteInteger32(value))], community);

    public static byte[] Set(string name, uint gauge, string community = "private") => Set([(name, (ref w) => w.WriteGauge32(gauge))], community);

    /// <summary>Adds the value of one binding of a SetRequest.</summary>
    public delegate void ValueWriter(ref BerWriter writer);

    /// <summary>A SetRequest.</summary>
    public static byte[] Set(
        IReadOnlyList<(string Name, ValueWriter Value)> bindings, string community = "public", int requestId = 1234, SnmpVersion version = SnmpVersion.V2c) =>
        Build(PduType.Set, bindings, community, requestId, first: 0, second: 0, version);

    public static byte[] Build(
        PduType type,
        IReadOnlyList<string> names,
        string community = "public",
        int requestId = 1234,
        int first = 0,
        int second = 0,
        SnmpVersion version = SnmpVersion.V2c)
    {
        ValueWriter empty = static (ref writer) => writer.WriteEmpty(BerTag.Null);
        return Build(type, [.. names.Select(name => (name, empty))], community, requestId, first, second, version);
    }

    private static byte[] Build(
        PduType type, IReadOnlyList<(string Name, ValueWriter Value)> bindings, string community, int requestId, int first, int second, SnmpVersion version)
    {
        var buffer = new byte[65_535];
        var octets = System.Text.Encoding.UTF8.GetBytes(community);
        var start = MessageWriter.MaximumHead(octets.Length);
        var writer = new BerWriter(buffer.AsSpan(start));
        foreach (var (name, value) in bindings)
        {
            var binding = writer.BeginSequence();
            writer.WriteObjectIdentifier(ObjectIdentifier.Parse(name));
            value(ref writer);
            writer.EndSequence(binding);
        }

        if (writer.Overflowed)
        {
            throw new InvalidOperationException("The request does not fit into a datagram.");
        }

        return MessageWriter.Frame(buffer, start, writer.Position, version, octets, type, requestId, first, second).ToArray();
    }
}
