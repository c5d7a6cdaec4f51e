using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// One manual tunnel in the shard that owns its inbound SPI. Remembers the last sequence number while it is not active: under one key a number is never
/// used twice, though the operator switches the tunnel off and on.
/// </summary>
internal sealed class ManualTunnel(ManualTunnelPolicy policy, IpsecTunnelCounters counters)
{
    public ManualTunnelPolicy Policy { get; private set; } = policy;

    public IpsecTunnelCounters Counters { get; } = counters;

    public TunnelId Id => new(Policy.Number);

    /// <summary>When it was activated; null while it is not active.</summary>
    public EngineInstant? ActivatedAt { get; private set; }

    public bool IsActive => ActivatedAt is not null;

    /// <summary>Why it is not active although it ought to be.</summary>
    public string Problem { get; set; } = string.Empty;

    /// <summary>The last sequence number that was sent under its key.</summary>
    public ulong Sequence { get; set; }

    /// <summary>The same SAs for other traffic.</summary>
    public void Adopt(ManualTunnelPolicy changed) => Policy = changed;

    /// <summary>Its SAs are in the packet path.</summary>
    public void MarkActive(EngineInstant since)
    {
        ActivatedAt = since;
        Problem = string.Empty;
    }

    public void MarkInactive(string problem)
    {
        ActivatedAt = null;
        Problem = problem;
    }

    /// <summary>What the packet path needs. Dispose the result's keys after the installation.</summary>
    public ManualInstallation ToInstallation() => new(Policy, Counters);
}

/// <summary>An installation with keys of its own, cleared when it is disposed.</summary>
internal sealed class ManualInstallation : IDisposable
{
    public ManualInstallation(ManualTunnelPolicy policy, IpsecTunnelCounters counters) => Child = new ChildSaInstallation
    {
        UniqueId = policy.Number,
        RequestId = 0,
        Protocol = policy.Protocol,
        Mode = policy.Mode,
        SpiIn = policy.SpiIn,
        SpiOut = policy.SpiOut,
        Encryption = policy.Encryption.Id,
        EncryptionKeyBits = policy.Encryption.KeyBits,
        Integrity = policy.Integrity,
        EncryptionKeyIn = Copy(policy.EncryptionKeyIn),
        EncryptionKeyOut = Copy(policy.EncryptionKeyOut),
        IntegrityKeyIn = Copy(policy.IntegrityKeyIn),
        IntegrityKeyOut = Copy(policy.IntegrityKeyOut),
        ExtendedSequenceNumbers = false,
        ReplayWindow = 0,
        Path = new NetworkPath(new IpEndpoint(policy.LocalAddress, 0), new IpEndpoint(policy.RemoteAddress, 0), HasNonEspMarker: false),
        UdpEncapsulation = false,
        LocalSelectors = [.. policy.Locals],
        RemoteSelectors = [.. policy.Remotes],
        Policy = policy.ToChildPolicy(),
        VpnName = string.Empty,
        Manual = policy.Reference,
        Counters = counters,
    };

    public ChildSaInstallation Child { get; }

    public void Dispose()
    {
        Child.EncryptionKeyIn.Dispose();
        Child.EncryptionKeyOut.Dispose();
        Child.IntegrityKeyIn.Dispose();
        Child.IntegrityKeyOut.Dispose();
    }

    private static KeyMaterial Copy(ValueList<byte> key) => KeyMaterial.Copy(key.AsSpan());
}
