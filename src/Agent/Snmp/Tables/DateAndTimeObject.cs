using System.Buffers.Binary;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>DateAndTime (RFC 2579) in its form of eleven octets, always in UTC; eight zero octets for no moment.</summary>
internal static class DateAndTimeObject
{
    internal static void Write(DateTimeOffset? moment, ref BerWriter writer)
    {
        if (moment is not { } at)
        {
            WriteNone(ref writer);
            return;
        }

        var utc = at.UtcDateTime;
        Span<byte> octets = stackalloc byte[11];
        BinaryPrimitives.WriteUInt16BigEndian(octets, (ushort)utc.Year);
        octets[2] = (byte)utc.Month;
        octets[3] = (byte)utc.Day;
        octets[4] = (byte)utc.Hour;
        octets[5] = (byte)utc.Minute;
        octets[6] = (byte)utc.Second;
        octets[7] = (byte)(utc.Millisecond / 100);
        octets[8] = (byte)'+';
        octets[9] = 0;
        octets[10] = 0;
        writer.WriteOctetString(octets);
    }

    internal static void WriteNone(ref BerWriter writer)
    {
        ReadOnlySpan<byte> none = [0, 0, 0, 0, 0, 0, 0, 0];
        writer.WriteOctetString(none);
    }
}
