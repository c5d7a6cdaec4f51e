namespace MyIkev2.Engine.Esp;

/// <summary>
/// What routers may change on the way counts as zero for AH (RFC 4302 section 3.3.3.1 and appendix A). Source routes and IPv6 routing headers,
/// whose final form would have to be foretold, are refused.
/// </summary>
internal static class AhMutableFields
{
    private const int LongestOptionHeader = 2;
    private const byte Ipv6MutableOption = 0x20;
    private const byte Ipv6Pad1 = 0;

    /// <summary>Zeroes the mutable fields of <paramref name="headers"/>: the IP header and all that stands before AH. False when something there is not sound or not supported.</summary>
    public static bool TryZero(Span<byte> headers)
    {
        if (headers[0] >> 4 == 4)
        {
            headers[1] = 0;
            headers[6..9].Clear();
            headers[10..12].Clear();
            return TryZeroIpv4Options(headers[IpHeader.Ipv4Length..]);
        }

        // Traffic class, flow label and hop limit.
        headers[0] = 0x60;
        headers[1..4].Clear();
        headers[7] = 0;
        var rest = headers[IpHeader.Ipv6Length..];
        while (!rest.IsEmpty)
        {
            var length = (rest[1] + 1) * 8;
            if (length > rest.Length || !TryZeroIpv6Options(rest[2..length]))
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    private static bool TryZeroIpv4Options(Span<byte> options)
    {
        while (!options.IsEmpty && options[0] != Ipv4Option.EndOfList)
        {
            if (options[0] == Ipv4Option.NoOperation)
            {
                options = options[1..];
                continue;
            }

            if (options.Length < LongestOptionHeader || options[1] < LongestOptionHeader || options[1] > options.Length)
            {
                return false;
            }

            var option = options[..options[1]];
            options = options[option.Length..];
            switch (option[0])
            {
                case Ipv4Option.LooseSourceRoute or Ipv4Option.StrictSourceRoute:
                    return false;
                case Ipv4Option.Security or Ipv4Option.ExtendedSecurity or Ipv4Option.CommercialSecurity
                    or Ipv4Option.RouterAlert or Ipv4Option.SenderDirectedDelivery:
                    break;
                default:
                    option.Clear();
                    break;
            }
        }

        return true;
    }

    /// <summary>Of an option whose type says that its data may change, the data count as zero; type and length stay.</summary>
    private static bool TryZeroIpv6Options(Span<byte> options)
    {
        while (!options.IsEmpty)
        {
            if (options[0] == Ipv6Pad1)
            {
                options = options[1..];
                continue;
            }

            if (options.Length < LongestOptionHeader || options[1] > options.Length - LongestOptionHeader)
            {
                return false;
            }

            var data = options.Slice(LongestOptionHeader, options[1]);
            if ((options[0] & Ipv6MutableOption) != 0)
            {
                data.Clear();
            }

            options = options[(LongestOptionHeader + data.Length)..];
        }

        return true;
    }

    /// <summary>Option types (IANA "IP Option Numbers") that appendix A1 of the RFC treats by name.</summary>
    private static class Ipv4Option
    {
        public const byte EndOfList = 0;
        public const byte NoOperation = 1;
        public const byte Security = 130;
        public const byte LooseSourceRoute = 131;
        public const byte ExtendedSecurity = 133;
        public const byte CommercialSecurity = 134;
        public const byte StrictSourceRoute = 137;
        public const byte RouterAlert = 148;
        public const byte SenderDirectedDelivery = 149;
    }
}
