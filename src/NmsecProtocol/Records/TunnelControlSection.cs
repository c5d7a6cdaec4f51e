using MyIkev2.NmsecProtocol.Fields;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsecTunnel: which tunnel a control request means, and in the answer what became of it.</summary>
public record struct TunnelControlSection
{
    /// <summary>Manual tunnel: VPN action. Dynamic tunnel: local VPN rule. IKE tunnel: key exchange rule. Blanks if not used.</summary>
    public FixedText48 Name;

    /// <summary>Tunnel ID, for refresh and deactivation. Blanks if not used.</summary>
    public FixedText48 TunnelId;

    /// <summary>Zero in a request; the outcome in an answer.</summary>
    public TunnelControlStatus Status;
}
