namespace MyIkev2.Agent.Snmp.Cisco;

/// <summary>Says everything that is wrong with the options at once.</summary>
internal static class CiscoOptionsValidator
{
    /// <summary>What is wrong, named below the section of the SNMP agent.</summary>
    internal static IEnumerable<string> Errors(CiscoOptions options)
    {
        if (!IsOneOf(options.Phase2Rows, CiscoOptions.PerChild, CiscoOptions.PerPeer))
        {
            yield return $"Cisco:{nameof(options.Phase2Rows)}: '{options.Phase2Rows}' is neither {CiscoOptions.PerChild} nor {CiscoOptions.PerPeer}.";
        }

        if (!IsOneOf(options.PeerIdentity, CiscoOptions.ByAddress, CiscoOptions.ByIdentity))
        {
            yield return $"Cisco:{nameof(options.PeerIdentity)}: '{options.PeerIdentity}' is neither {CiscoOptions.ByAddress} nor {CiscoOptions.ByIdentity}.";
        }
    }

    private static bool IsOneOf(string? value, string one, string other) =>
        one.Equals(value, StringComparison.OrdinalIgnoreCase) || other.Equals(value, StringComparison.OrdinalIgnoreCase);
}
