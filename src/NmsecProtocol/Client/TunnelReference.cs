namespace MyIkev2.NmsecProtocol.Client;

/// <summary>Which tunnel a control request means: by its name, by its ID, or by both.</summary>
/// <param name="Name">Manual tunnel: VPN action. Dynamic tunnel: local VPN rule. IKE tunnel: key exchange rule. Empty if not used.</param>
/// <param name="TunnelId">Tunnel ID, such as Y6. Empty if not used.</param>
public sealed record TunnelReference(string Name, string TunnelId)
{
    /// <summary>A tunnel by its ID.</summary>
    public static TunnelReference ById(string tunnelId) => new(string.Empty, tunnelId);

    /// <summary>A tunnel by its name.</summary>
    public static TunnelReference ByName(string name) => new(name, string.Empty);

    /// <summary>
    /// A tunnel as people write it: K, M or Y and a number is an ID, anything else a name.
    /// </summary>
    public static TunnelReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var isId = text.Length is > 1 and < 21 && text[0] is 'K' or 'M' or 'Y' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
        return isId ? ById(text) : ByName(text);
    }
}
