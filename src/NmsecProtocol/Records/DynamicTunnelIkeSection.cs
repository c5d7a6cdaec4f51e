namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsecIPDynamicIKE: what IKE knows of a dynamic tunnel.</summary>
public record struct DynamicTunnelIkeSection
{
    /// <summary>State of the negotiation.</summary>
    public Phase2State ExtendedState;

    /// <summary>Type of the local client identity.</summary>
    public IsakmpIdentityType LocalIdentityType;

    /// <summary>Type of the remote client identity.</summary>
    public IsakmpIdentityType RemoteIdentityType;

    /// <summary>When the negotiation started, UNIX time.</summary>
    public uint StartTime;
}
