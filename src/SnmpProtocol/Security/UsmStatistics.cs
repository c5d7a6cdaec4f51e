using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>Names of usmStats, 1.3.6.1.6.3.15.1.1 (RFC 3414 section 5).</summary>
internal static class UsmStatistics
{
    private static readonly ObjectIdentifier[] Instances =
        [.. Enumerable.Range(1, 6).Select(number => ObjectIdentifier.Parse($"1.3.6.1.6.3.15.1.1.{number}.0"))];

    /// <summary>The counter of an outcome; the outcomes stand in the order of the MIB.</summary>
    internal static ObjectIdentifier InstanceOf(UsmOutcome outcome) => Instances[outcome - UsmOutcome.UnsupportedSecurityLevel];

    /// <summary>The outcome whose counter has that name, or <see cref="UsmOutcome.Accepted"/>.</summary>
    internal static UsmOutcome OutcomeOf(ReadOnlySpan<byte> encodedInstance)
    {
        for (var i = 0; i < Instances.Length; i++)
        {
            if (Instances[i].EncodedContent.SequenceEqual(encodedInstance))
            {
                return UsmOutcome.UnsupportedSecurityLevel + i;
            }
        }

        return UsmOutcome.Accepted;
    }
}
