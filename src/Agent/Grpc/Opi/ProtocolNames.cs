using System.Collections.Frozen;
using System.Globalization;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>TABLE: IP protocols that clients name (IANA). Numbers are taken for all of them.</summary>
internal static class ProtocolNames
{
    private static readonly FrozenDictionary<string, byte> Rows = new Dictionary<string, byte>
    {
        ["icmp"] = 1,
        ["igmp"] = 2,
        ["ipip"] = 4,
        ["tcp"] = 6,
        ["udp"] = 17,
        ["dccp"] = 33,
        ["gre"] = 47,
        ["esp"] = 50,
        ["ah"] = 51,
        ["icmpv6"] = 58,
        ["ipv6-icmp"] = 58,
        ["ospf"] = 89,
        ["l2tp"] = 115,
        ["sctp"] = 132,
        ["udplite"] = 136,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of a protocol; 0 for any.</summary>
    /// <exception cref="global::Grpc.Core.RpcException">There is no such protocol.</exception>
    public static byte Number(string field, string text) => text.Length == 0 || text.Equals("any", StringComparison.OrdinalIgnoreCase)
        ? (byte)0
        : byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out byte number) || Rows.TryGetValue(text, out number)
            ? number
            : throw OpiFailure.InvalidField(field, $"'{text}' is no IP protocol; give its number.");
}
