using System.Net;
using System.Net.Sockets;
using System.Text;
using MyIkev2.Agent.Snmp;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Parity;

/// <summary>A row of a table of MYIKEV2-MIB, with the clock that its TimeStamps refer to.</summary>
internal sealed class SnmpRow(uint[] index, DateTimeOffset agentStart)
{
    private readonly Dictionary<uint, object> _columns = [];

    public IReadOnlyList<uint> Index => index;

    public object this[uint column]
    {
        get => _columns[column];
        set => _columns[column] = value;
    }

    public static object? Number(SnmpRow row, uint column) => row[column];

    public static object? Octets(SnmpRow row, uint column) => (byte[])row[column];

    public static object? Words(SnmpRow row, uint column) => Encoding.UTF8.GetString((byte[])row[column]);

    public static object? Address(SnmpRow row, uint column) => new IPAddress((byte[])row[column]);

    /// <summary>TruthValue (RFC 2579).</summary>
    public static object? Truth(SnmpRow row, uint column) => (int)row[column] == 1;

    /// <summary>TimeStamp (RFC 2579): hundredths of a second since the agent started, 0 for never.</summary>
    public static object? Moment(SnmpRow row, uint column) => (uint)row[column] is var at and not 0 ? row.Start.AddMilliseconds(at * 10.0) : null;

    /// <summary>DateAndTime (RFC 2579) in UTC, to the tenth of a second; its eight zero octets for no moment.</summary>
    public static object? Date(SnmpRow row, uint column) => (byte[])row[column] is { Length: 11 } octets
        ? new DateTimeOffset((octets[0] << 8) | octets[1], octets[2], octets[3], octets[4], octets[5], octets[6], octets[7] * 100, TimeSpan.Zero)
        : null;

    /// <summary>The part of a suite that is this name.</summary>
    public static Func<SnmpRow, uint, object?> SuitePart(string label, string name) => (row, column) =>
        name.Length == 0 || ((string)Words(row, column)!).Split('/').Contains(label + name) ? name : Words(row, column);

    private DateTimeOffset Start => agentStart;
}

/// <summary>Walks the tunnel tables over UDP.</summary>
internal static class SnmpTables
{
    public static string Community => "parity";

    /// <summary>The scalars of a group by number.</summary>
    public static Dictionary<uint, object> Scalars(IPEndPoint agent, uint group)
    {
        using var socket = new Socket(agent.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };
        socket.Connect(agent);
        var root = ObjectIdentifier.Parse($"{MibRoot.Default}.1.{group}");
        socket.Send(SnmpRequest.Build(SnmpProtocol.Messages.PduType.GetBulk, [root.ToString()], Community, first: 0, second: 100));
        var answer = new byte[65_535];
        return SnmpReply.Read(answer.AsSpan(0, socket.Receive(answer))).Bindings
            .Where(binding => binding.Tag != BerTag.EndOfMibView && root.Contains(binding.Name.SubIdentifiers))
            .ToDictionary(binding => binding.Name.SubIdentifiers[root.SubIdentifiers.Length], static binding => binding.Value!);
    }

    /// <summary>Rows by index as text.</summary>
    public static Dictionary<string, SnmpRow> Walk(IPEndPoint agent, uint table, DateTimeOffset agentStart)
    {
        using var socket = new Socket(agent.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };
        socket.Connect(agent);
        var entry = ObjectIdentifier.Parse($"{MibRoot.Default}.1.{table}.1");
        var depth = entry.SubIdentifiers.Length;
        var rows = new Dictionary<string, SnmpRow>();
        var answer = new byte[65_535];
        for (var last = entry; ;)
        {
            socket.Send(SnmpRequest.Build(SnmpProtocol.Messages.PduType.GetBulk, [last.ToString()], Community, first: 0, second: 50));
            foreach (var binding in SnmpReply.Read(answer.AsSpan(0, socket.Receive(answer))).Bindings)
            {
                if (binding.Tag == BerTag.EndOfMibView || !entry.Contains(binding.Name.SubIdentifiers))
                {
                    return rows;
                }

                Assert.True(binding.Name > last);
                last = binding.Name;
                uint[] index = [.. last.SubIdentifiers[(depth + 1)..]];
                var key = string.Join('.', index);
                rows.TryAdd(key, new SnmpRow(index, agentStart));
                rows[key][last.SubIdentifiers[depth]] = binding.Value!;
            }
        }
    }
}
