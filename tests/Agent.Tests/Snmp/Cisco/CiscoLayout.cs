using System.Globalization;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp.Cisco;

/// <summary>One object of cisco-ipsec-flow-monitor.txt.</summary>
internal sealed record CiscoObject(ObjectIdentifier Name, string Descriptor, MibSyntax Syntax, string Values, MibAccess Access)
{
    private static readonly ObjectIdentifier Module = ObjectIdentifier.Parse("1.3.6.1.4.1.9.9.171");

    internal static IReadOnlyList<CiscoObject> All { get; } =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Snmp", "Cisco", "cisco-ipsec-flow-monitor.txt"))
            .Where(static line => !line.StartsWith('#'))
            .Select(static line => line.Split(' '))
            .Select(static parts => new CiscoObject(
                Module.Append([.. parts[0].Split('.').Select(uint.Parse)]),
                parts[1],
                Enum.Parse<MibSyntax>(parts[2]),
                parts[3],
                parts[4] switch { "ro" => MibAccess.ReadOnly, "rw" => MibAccess.ReadWrite, _ => MibAccess.NotAccessible })),
    ];

    /// <summary>Whether the module allows the value.</summary>
    internal bool Allows(SnmpBinding binding) => binding.Tag == (BerTag)Syntax && Values switch
    {
        "-" => true,
        "address" => ((byte[])binding.Value!).Length is 4 or 16,
        "text" => ((byte[])binding.Value!) is { Length: <= 255 } text && text.All(static octet => octet is >= 0x20 and <= 0x7E),
        _ => IsBetween(Convert.ToInt64(binding.Value, CultureInfo.InvariantCulture)),
    };

    private bool IsBetween(long value)
    {
        var limits = Values.Split("..");
        return value >= long.Parse(limits[0]) && value <= long.Parse(limits[1]);
    }
}
