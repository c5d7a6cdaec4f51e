using System.Text;

namespace MyIkev2.Registry;

/// <summary>What an operator may ask of the engine. A closed set: every case is handled by every implementation.</summary>
public abstract record EngineCommand
{
    private EngineCommand()
    {
    }

    /// <summary>The VRF whose vpns and SAs are meant; null = those of any, where a name must be of one only.</summary>
    public string? Vrf { get; init; }

    /// <summary>Part of the text form: the VRF is shown where one is meant.</summary>
    protected virtual bool PrintMembers(StringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (Vrf is null)
        {
            return false;
        }

        builder.Append("Vrf = ").Append(Vrf);
        return true;
    }

    /// <summary>Negotiate a Child SA of a security policy, and its IKE SA if there is none yet.</summary>
    /// <param name="SecurityPolicy">Name of the security policy.</param>
    /// <param name="VpnName">Its vpn, needed only when several vpns have a policy of that name.</param>
    public sealed record InitiateChild(string SecurityPolicy, string? VpnName = null) : EngineCommand;

    /// <summary>Negotiate an IKE SA without children (RFC 6023).</summary>
    public sealed record InitiateIke(string VpnName) : EngineCommand;

    /// <summary>Rekey IKE SAs.</summary>
    public sealed record RekeyIke(SaSelector Selector) : EngineCommand;

    /// <summary>Rekey Child SAs.</summary>
    public sealed record RekeyChild(SaSelector Selector) : EngineCommand;

    /// <summary>Authenticate again with new SAs.</summary>
    public sealed record ReauthenticateIke(SaSelector Selector) : EngineCommand;

    /// <summary>Send the peers of IKE SAs to another gateway (RFC 5685), as far as they follow.</summary>
    /// <param name="Selector">Which IKE SAs.</param>
    /// <param name="Gateway">Its address.</param>
    public sealed record RedirectIke(SaSelector Selector, System.Net.IPAddress Gateway) : EngineCommand;

    /// <summary>Delete IKE SAs and their children.</summary>
    public sealed record FlushIke(SaSelector Selector) : EngineCommand;

    /// <summary>Delete Child SAs.</summary>
    public sealed record FlushChild(SaSelector Selector) : EngineCommand;

    /// <summary>Ping through every Child SA that is up now. A task that pings through the same one is replaced.</summary>
    /// <param name="VpnName">Those of one vpn; null = of all.</param>
    /// <param name="SecurityPolicies">Those of these security policies; empty = of all.</param>
    /// <param name="Plan">How.</param>
    public sealed record StartPings(string? VpnName, IReadOnlyList<string> SecurityPolicies, PingPlan Plan) : EngineCommand;

    /// <summary>Send no more pings. The tasks stay visible until they are cleared.</summary>
    /// <param name="VpnName">Tasks of one vpn; null = all.</param>
    public sealed record StopPings(string? VpnName) : EngineCommand;

    /// <summary>Start the ping counters over at zero; running tasks run on, ended ones are removed.</summary>
    public sealed record ClearPings : EngineCommand;

    /// <summary>Let manual tunnels carry packets.</summary>
    /// <param name="Selector">By name, by the number of <c>M1</c>, or all.</param>
    public sealed record ActivateManualTunnel(SaSelector Selector) : EngineCommand;

    /// <summary>Manual tunnels carry no more packets until they are activated again; packets that would use them are dropped.</summary>
    /// <param name="Selector">By name, by the number of <c>M1</c>, or all.</param>
    public sealed record DeactivateManualTunnel(SaSelector Selector) : EngineCommand;
}

/// <summary>Which SAs a command means: by name (vpn for IKE SAs, security policy for Child SAs), by number, or all.</summary>
/// <param name="Name">Name, or null.</param>
/// <param name="UniqueId">Number, or null.</param>
public sealed record SaSelector(string? Name, uint? UniqueId = null)
{
    /// <summary>Every SA.</summary>
    public static SaSelector All { get; } = new(null, null);

    /// <summary>One SA by number.</summary>
    public static SaSelector ByUniqueId(uint uniqueId) => new(null, uniqueId);
}
