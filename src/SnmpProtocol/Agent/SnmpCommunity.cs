namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>
/// A row of snmpCommunityTable (RFC 3584 section 5): what a community stands for. The community itself cannot be read.
/// </summary>
public sealed class SnmpCommunity
{
    private readonly byte[] _securityName;
    private readonly byte[] _contextName;

    /// <summary>Makes a row.</summary>
    /// <param name="community">1 to <see cref="CommunityTable.MaximumLength"/> octets.</param>
    /// <param name="securityName">snmpCommunitySecurityName: whom access control knows its users as.</param>
    /// <param name="contextName">snmpCommunityContextName: the context that it reads.</param>
    /// <exception cref="ArgumentException">The community is empty or too long.</exception>
    public SnmpCommunity(ReadOnlySpan<byte> community, string securityName, string contextName = "")
    {
        if (community.Length is 0 or > CommunityTable.MaximumLength)
        {
            throw new ArgumentException($"A community has 1 to {CommunityTable.MaximumLength} octets.", nameof(community));
        }

        Community = community.ToArray();
        SecurityName = securityName;
        ContextName = contextName;
        _securityName = System.Text.Encoding.UTF8.GetBytes(securityName);
        _contextName = System.Text.Encoding.UTF8.GetBytes(contextName);
    }

    /// <summary>snmpCommunitySecurityName.</summary>
    public string SecurityName { get; }

    /// <summary>snmpCommunityContextName.</summary>
    public string ContextName { get; }

    internal byte[] Community { get; }

    internal ReadOnlySpan<byte> SecurityNameOctets => _securityName;

    internal ReadOnlySpan<byte> ContextNameOctets => _contextName;
}
