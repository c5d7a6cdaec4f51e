using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Policy;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Sa;

/// <summary>A pair of Child SAs. Owned by one IKE SA; owns its keys and clears them when it is removed.</summary>
internal sealed class ChildSa(ChildPolicy policy, ChildFamily family, uint uniqueId) : IDisposable
{
    public ChildPolicy Policy { get; set; } = policy;

    /// <summary>What it shares with the pairs that it replaces and that replace it.</summary>
    public ChildFamily Family { get; } = family;

    public TunnelId Id => Family.Id;

    public uint Generation { get; } = family.NextGeneration();

    public uint UniqueId { get; } = uniqueId;

    /// <summary>The IKE SA that it belongs to; a rekey of the IKE SA hands it on.</summary>
    public IkeSa? Parent { get; set; }

    /// <summary>What made the tunnel come up; a rekey keeps it.</summary>
    public ActivationMethod Activation { get; init; }

    public IpsecTunnelState State { get; set; } = IpsecTunnelState.Negotiating;

    public bool IsInitiator { get; init; }

    public IpsecProtocol Protocol { get; init; } = IpsecProtocol.Esp;

    public IpsecMode Mode { get; set; }

    /// <summary>The peer strips traffic flow confidentiality padding (RFC 4303 section 2.7).</summary>
    public bool PeerTakesTfcPadding { get; init; } = true;

    public uint SpiIn { get; init; }

    public uint SpiOut { get; set; }

    public NegotiatedSuite Suite { get; set; }

    public ChildKeys? Keys { get; set; }

    public IReadOnlyList<TrafficSelector> LocalSelectors { get; set; } = [];

    public IReadOnlyList<TrafficSelector> RemoteSelectors { get; set; } = [];

    public EngineInstant InstalledAt { get; set; }

    public EngineInstant? RekeyAt { get; set; }

    public EngineInstant? ExpiresAt { get; set; }

    /// <summary>When a deleted pair leaves the displays and its inbound direction goes.</summary>
    public EngineInstant? ForgetAt { get; set; }

    /// <summary>The smaller nonce of the exchange that made it: decides collisions (RFC 7296 section 2.8.1).</summary>
    public byte[] LowestNonce { get; set; } = [];

    public bool IsInstalledOutbound { get; set; }

    public IpsecTunnelCounters Counters { get; init; } = new();

    public bool IsAlive => State is IpsecTunnelState.Installed or IpsecTunnelState.Rekeying;

    public ChildSaInstallation ToInstallation(in NetworkPath path, bool udpEncapsulation)
    {
        var keys = Keys ?? throw new InvalidOperationException("a Child SA without keys cannot be installed");
        return new ChildSaInstallation
        {
            UniqueId = UniqueId,
            RequestId = Policy.RequestId,
            Protocol = Protocol,
            Mode = Mode,
            SpiIn = SpiIn,
            SpiOut = SpiOut,
            Encryption = Suite.Encryption.Id,
            EncryptionKeyBits = Suite.Encryption.KeyBits,
            Integrity = Suite.Integrity,
            EncryptionKeyIn = IsInitiator ? keys.EncryptResponder : keys.EncryptInitiator,
            EncryptionKeyOut = IsInitiator ? keys.EncryptInitiator : keys.EncryptResponder,
            IntegrityKeyIn = IsInitiator ? keys.IntegResponder : keys.IntegInitiator,
            IntegrityKeyOut = IsInitiator ? keys.IntegInitiator : keys.IntegResponder,
            ExtendedSequenceNumbers = Suite.SequenceNumbers == Wire.SequenceNumbersId.ExtendedSequenceNumbers,
            ReplayWindow = Policy.ReplayWindow,
            Path = path,
            UdpEncapsulation = udpEncapsulation,
            LocalSelectors = LocalSelectors,
            RemoteSelectors = RemoteSelectors,
            Policy = Policy,
            TfcPadding = PeerTakesTfcPadding ? Policy.TfcPadding : 0,
            VpnName = Parent?.Name ?? string.Empty,
            Child = this,
            Counters = Counters,
        };
    }

    public void Dispose()
    {
        Keys?.Dispose();
        Keys = null;
    }
}
